"""The address book: every room at its own word, the surface kit at the root."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import JavaScriptCatalog

from matou.project.api import build_api


def _room_urls() -> list[URLResolver | URLPattern]:
    """Include each module's ``urls.py`` at ``/<module>/``."""
    return [
        path(f"{module}/", include((f"matou.modules.{module}.urls", module)))
        for module in settings.MODULES
        if find_spec(f"matou.modules.{module}.urls")
    ]


def _web_urls() -> list[URLResolver | URLPattern]:
    """Include the surface kit and its sub-packages, which name their own addresses."""
    return [
        path("", include(f"matou.web.{part}urls"))
        for part in ("account.", "resolver.", "licences.", "console.", "")
        if _exists(f"matou.web.{part}urls")
    ]


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


handler400 = "matou.web.errors.bad_request"
handler403 = "matou.web.errors.forbidden"
handler404 = "matou.web.errors.page_not_found"
handler500 = "matou.web.errors.server_error"

urlpatterns: list[URLResolver | URLPattern] = [
    path("admin/", admin.site.urls),
    path("api/v1/", build_api().urls),
    path("jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    *_room_urls(),
    *_web_urls(),
]

for _name in settings.MODULES:
    if find_spec(f"matou.modules.{_name}.admin"):
        import_module(f"matou.modules.{_name}.admin")
