"""Who may see a page: guests are asked to sign in, others are told what to do."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.cache import add_never_cache_headers

from matou.kit.actor import Actor
from matou.kit.errors import NotAllowed

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


class PageRequest(HttpRequest):
    """A request behind ``requires``: someone is signed in."""

    actor: Actor


class GuestRequest(HttpRequest):
    """A request of a page that guests see too."""

    actor: Actor | None


def requires(
    *roles: str,
) -> Callable[
    [Callable[Concatenate[PageRequest, P], R]],
    Callable[Concatenate[HttpRequest, P], R | HttpResponse],
]:
    """Let only signed-in people with one of the roles in; without roles, anyone signed in.

    Guests go to the sign-in page and come back; others get NotAllowed, which becomes a page.
    """

    def decorate(
        view: Callable[Concatenate[PageRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], R | HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return sign_in_first(request)
            if roles:
                actor.require_any(roles)
            response = view(request, *args, **kwargs)  # type: ignore[arg-type]  # actor is set
            if not response.has_header("Cache-Control"):
                add_never_cache_headers(response)
            return response

        guarded.required_roles = frozenset(roles)  # type: ignore[attr-defined]  # read by tests
        return guarded

    return decorate


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Send a guest to the sign-in page; a fragment request makes the whole page go there."""
    sign_in = resolve_url(settings.LOGIN_URL)
    if getattr(request, "htmx", False):
        # The fragment's own address is no page; come back to the page that asked for it.
        back = getattr(request.htmx, "current_url_abs_path", None) or "/"  # type: ignore[attr-defined]
        response = HttpResponse(status=401)
        response["HX-Redirect"] = f"{sign_in}?{urlencode({'next': back, 'expired': 1})}"
        return response
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return HttpResponseRedirect(f"{sign_in}?{urlencode({'next': back})}")


def may(actor: Actor | None, roles: frozenset[str]) -> bool:
    """Tell whether something shown to these roles is shown to this person; empty = everyone."""
    return not roles or (actor is not None and bool(actor.roles & roles))


def refuse_unless(*, allowed: bool, needed: str) -> None:
    """Raise NotAllowed where a page's own condition does not hold."""
    if not allowed:
        raise NotAllowed(needed=needed)
