"""The house's own settings; only the static files are left uncompressed, to save the minute."""

from matou.project.settings import *  # noqa: F403
from matou.project.settings import HOME, STORAGES

STATIC_ROOT = HOME / "static-plain"
STORAGES = {
    **STORAGES,
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage",
    },
}
