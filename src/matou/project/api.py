"""The HTTP API: one document, one router a room."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from ninja import NinjaAPI

from matou.web.api import new_api


def build_api() -> NinjaAPI:
    """Return the API with the routers of all installed rooms."""
    api = new_api()
    for module in settings.MODULES:
        name = f"matou.modules.{module}.api"
        if find_spec(name):
            api.add_router(f"/{module}/", import_module(name).router)
    for part in ("codes", "places", "account", "custody", "credentials"):
        name = f"matou.web.api.{part}"
        if find_spec(name):
            api.add_router(f"/{part}", import_module(name).router)
    return api
