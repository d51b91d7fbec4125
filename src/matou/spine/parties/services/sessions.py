"""Open sessions of a sign-in: note a new one, and end what should not be."""

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.http import HttpRequest

from matou.kit.actor import Actor
from matou.kit.errors import NotFound


def remember_session(request: HttpRequest) -> None:
    """Put the present session on its user's list, once.

    Allauth notes those who sign in by its page; not those who have just registered, nor those
    who signed in before there was a list.
    """
    if not UserSession.objects.filter(session_key=request.session.session_key).exists():
        UserSession.objects.create_from_request(request)


@transaction.atomic
def end_session(*, session_id: int, actor: Actor) -> None:
    """End one of one's own sessions; raises NotFound for anybody else's."""
    own = UserSession.objects.filter(user__party__code=actor.code, pk=session_id)
    row = own.select_for_update(of=("self",)).first()
    if row is None:
        raise NotFound(what=str(session_id))
    row.end()


@transaction.atomic
def end_other_sessions(*, actor: Actor, current_key: str) -> int:
    """End all of one's sessions but the present one; returns how many."""
    own = UserSession.objects.filter(user__party__code=actor.code)
    others = list(own.exclude(session_key=current_key).select_for_update(of=("self",)))
    for row in others:
        row.end()
    return len(others)
