"""Grants: one officer asks in a member's name, another decides, anyone of them may end it."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.spine.exchange.contracts.events import (
    GrantApproved,
    GrantEnded,
    GrantRefused,
    GrantRequested,
)
from matou.spine.exchange.contracts.grants import GrantCard, GrantState, NewGrant
from matou.spine.exchange.contracts.refusals import SecondPersonNeeded, StepNotPossible
from matou.spine.exchange.contracts.sharing import shared
from matou.spine.exchange.models import Grant, GrantStep
from matou.spine.exchange.queries import grants as queries
from matou.spine.exchange.queries.members import member
from matou.spine.exchange.rules.grants import check_grant
from matou.spine.exchange.services._notes import OFFICERS, said
from matou.spine.journal import services as journal


@transaction.atomic
def request_grant(*, new: NewGrant, actor: Actor, now: datetime) -> int:
    """Ask that a member may read fields of a service; returns the grant's number.

    Raises InvalidInput, and NotFound for a member that nobody knows.
    """
    actor.require_any(OFFICERS)
    member(new.consumer)
    check_grant(new, service=shared(new.service))
    made = Grant.objects.create(
        consumer=new.consumer,
        service=new.service,
        fields=sorted(set(new.fields)),
        purpose=new.purpose,
        basis=new.basis.strip(),
        case=new.case.strip(),
        from_at=new.from_at,
        until_at=new.until_at,
        max_per_day=new.max_per_day,
        requested_by=actor.code,
        requested_at=now,
    )
    journal.publish(
        GrantRequested(
            **_facts(made.pk, actor, now),
            consumer=new.consumer,
            service=new.service,
        )
    )
    return made.pk


@transaction.atomic
def approve_grant(*, number: int, note: str, actor: Actor, now: datetime) -> None:
    """Approve a grant that somebody else asked for; raises SecondPersonNeeded, StepNotPossible."""
    _decide(number, GrantState.APPROVED, note=note, actor=actor, now=now)
    journal.publish(GrantApproved(**_facts(number, actor, now)))


@transaction.atomic
def refuse_grant(*, number: int, note: str, actor: Actor, now: datetime) -> None:
    """Say no to a grant that somebody else asked for, with the reason."""
    _decide(number, GrantState.REFUSED, note=note, actor=actor, now=now)
    journal.publish(GrantRefused(**_facts(number, actor, now), reason=note.strip()))


@transaction.atomic
def end_grant(*, number: int, note: str, actor: Actor, now: datetime) -> None:
    """End an approved grant at once; one person is enough to stop."""
    actor.require_any(OFFICERS)
    reason = said(note)
    found = _locked(number)
    if found.state is not GrantState.APPROVED:
        raise StepNotPossible(state=found.state.value)
    _add(number, GrantState.ENDED, note=reason, actor=actor, now=now)
    journal.publish(GrantEnded(**_facts(number, actor, now), reason=reason))


def _decide(number: int, state: GrantState, *, note: str, actor: Actor, now: datetime) -> None:
    actor.require_any(OFFICERS)
    reason = said(note)
    found = _locked(number)
    if found.state is not GrantState.REQUESTED:
        raise StepNotPossible(state=found.state.value)
    if found.requested_by == actor.code:
        raise SecondPersonNeeded
    _add(number, state, note=reason, actor=actor, now=now)


def _locked(number: int) -> GrantCard:
    """Return a grant, one decider at a time.

    Not by the row's lock: the application may not update the table, and PostgreSQL asks for that
    right of whoever locks a row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"exchange-grant:{number}"]
        )
    if not Grant.objects.filter(pk=number).exists():
        raise NotFound(what=str(number))
    return queries.grant(number)


def _add(number: int, state: GrantState, *, note: str, actor: Actor, now: datetime) -> None:
    GrantStep.objects.create(grant_id=number, state=state.value, by=actor.code, at=now, note=note)


def _facts(number: int, actor: Actor, now: datetime) -> dict[str, Any]:
    return {
        "aggregate": f"grant:{number}",
        "actor": actor.code,
        "occurred_at": now,
        "grant": number,
    }
