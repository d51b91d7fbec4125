"""The surface kit's own middleware: who is at work, and refusals as pages."""

from collections.abc import Callable
from http import HTTPStatus

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, NotAllowed
from matou.spine.parties import queries as parties
from matou.web import errors


class ActorMiddleware:
    """Sets ``request.actor`` to who is at work, None for guests.

    Stands after Django's session and authentication middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find out who asks, then go on."""
        request.actor = _actor(request)  # type: ignore[attr-defined]  # declared by PageRequest
        return self.get_response(request)


def _actor(request: HttpRequest) -> Actor | None:
    if not request.user.is_authenticated:
        return None
    try:
        return parties.actor_of(user=request.user)
    except NotAllowed:
        # Switched off while signed in: the next page treats them as a guest.
        return None


class RefusalMiddleware:
    """Turns a DomainError that a page raised into a page or fragment that says what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; Django's answer 405 is an empty page that tells nobody anything."""
        response = self.get_response(request)
        is_bare = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.streaming
        if is_bare and not response.content and request.method == "GET":
            return errors.method_not_allowed(request, allowed=response.get("Allow", ""))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal or a database that is away; all else is a programmer's error."""
        if isinstance(exception, DomainError):
            return errors.refused(request, exception)
        if isinstance(exception, (OperationalError, InterfaceError)):
            return errors.unavailable(request)
        return None
