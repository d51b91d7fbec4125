"""Platform roles work only in sessions confirmed by a second factor."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from matou.kit.actor import Actor
from matou.spine.parties import queries
from matou.spine.parties.rules.roles import needs_second_factor

_OPEN_PATHS = ("/account/", "/static/", "/language/", "/jsi18n/", "/api/")
"""Where the second factor is set up, and what answers without looking at the session."""


class SecondFactorMiddleware:
    """Sends operators, registrars, auditors and administrators to their one-time code first.

    Stands after the middleware that sets ``request.actor``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through, or lead to the page that confirms the session."""
        if _must_confirm(request):
            return _lead_to_confirmation(request)
        return self.get_response(request)


def _must_confirm(request: HttpRequest) -> bool:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or not needs_second_factor(actor.roles):
        return False
    if request.path.startswith(_OPEN_PATHS):
        return False
    records = get_authentication_records(request, request.user)
    return not any(record.get("method") == "mfa" for record in records)


def _lead_to_confirmation(request: HttpRequest) -> HttpResponse:
    is_set_up = queries.has_second_factor(user_id=request.user.pk)
    page = reverse("mfa_reauthenticate" if is_set_up else "mfa_activate_totp")
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=403, headers={"HX-Redirect": page})
    return HttpResponseRedirect(f"{page}?{urlencode({'next': back})}")
