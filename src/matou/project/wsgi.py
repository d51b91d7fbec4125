"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matou.project.settings")
application = get_wsgi_application()

from matou.project import warming  # noqa: E402  # Django is set up by the line before

warming.begin()
