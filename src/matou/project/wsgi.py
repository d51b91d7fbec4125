"""The WSGI application that granian serves."""

import os
import sys
from typing import Any

# The log's renderer imports rich wherever it is found: 7 MB a worker, for colours in a log file.
# None says that a module is not here (Python reference, 5.3.1).
hidden: dict[str, Any] = {"rich": None}
sys.modules.update(hidden)

from django.core.wsgi import get_wsgi_application  # noqa: E402  # the lines above must come first

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "matou.project.settings")
application = get_wsgi_application()

from matou.project import warming  # noqa: E402  # Django is set up by the line before

warming.begin()
