"""Pages that all guests share for a few seconds: what a busy quay opens again and again."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils import translation

View = Callable[..., HttpResponse]


def kept_for_guests(*, seconds: int) -> Callable[[View], View]:
    """Keep a page's answer to guests in this process for so long, by address and language.

    Whoever is signed in gets a fresh page, and so does a request for a fragment. An answer that
    sets a cookie or holds a form's secret belongs to one guest alone and is not kept.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def kept(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_shared(request):
                return view(request, *args, **kwargs)
            key = _key(request)
            found: tuple[bytes, str] | None = caches["local"].get(key)
            if found is not None:
                return HttpResponse(found[0], content_type=found[1])
            response = view(request, *args, **kwargs)
            if _may_keep(request, response):
                content = (response.content, response["Content-Type"])
                caches["local"].set(key, content, seconds)
            return response

        return kept

    return decorate


def _is_shared(request: HttpRequest) -> bool:
    is_guest = getattr(request, "actor", None) is None
    return is_guest and request.method == "GET" and not getattr(request, "htmx", False)


def _may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    has_secret = request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
    return response.status_code == 200 and not response.cookies and not has_secret  # noqa: PLR2004  # HTTP OK


def _key(request: HttpRequest) -> str:
    asked = f"{translation.get_language()} {request.get_host()} {request.get_full_path()}"
    return f"page.{hashlib.sha256(asked.encode()).hexdigest()}"
