"""Calls to other members: kept with the act that asks, sent after it, tried until answered."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.spine.exchange.contracts.calls import CallCard, CallState, Direction, NewCall, Outcome
from matou.spine.exchange.contracts.events import CallAnswered, CallGivenUp, CallRefused
from matou.spine.exchange.contracts.members import MemberCard, MemberState
from matou.spine.exchange.contracts.refusals import MemberUnknown, RequestIdReused, StepNotPossible
from matou.spine.exchange.models import Outgoing
from matou.spine.exchange.queries import calls as queries
from matou.spine.exchange.queries.identity import KeysUnreadable, own_member, own_signers
from matou.spine.exchange.queries.members import known_member
from matou.spine.exchange.rules import envelope
from matou.spine.exchange.rules.calls import check_call
from matou.spine.exchange.rules.limits import GIVE_UP_H, MAX_FIELDS, TIMEOUT_S, backoff_s
from matou.spine.exchange.rules.messages import (
    BASIS,
    CASE,
    CLIENT,
    JSON_TYPE,
    PATH,
    PURPOSE,
    REQUEST_ID,
    SERVICE,
    Request,
    Response,
    encoded,
)
from matou.spine.exchange.rules.signing import sign_request
from matou.spine.exchange.services import logging, transport
from matou.spine.exchange.services._notes import said
from matou.spine.exchange.services.proving import prove_answer
from matou.spine.jobs import services as jobs
from matou.spine.journal import services as journal

_BATCH = 50
_AGAIN = frozenset(
    {"exchange-outside-window", "exchange-replayed", "exchange-daily-limit", "too-many-requests"}
)
"""Refusals that time or a new signature mends; every other one is final."""


@transaction.atomic
def call(*, new: NewCall, actor: Actor, now: datetime) -> UUID:
    """Ask another member something, in the caller's transaction; the answer comes as an event.

    The same request id with the same content is the same call. Raises MemberUnknown,
    RequestIdReused, InvalidInput.
    """
    member = known_member(new.member)
    if member is None or member.state is not MemberState.ACTIVE:
        raise MemberUnknown(member=new.member)
    check_call(new)
    body = envelope.write_asked(arguments=new.arguments, fields=new.fields)
    row, is_new = Outgoing.objects.get_or_create(
        request_id=new.request_id,
        defaults={
            "member": new.member,
            "service": new.service,
            "body": body,
            "purpose": new.purpose,
            "basis": new.basis,
            "case": new.case,
            "subjects": sorted(set(new.subjects)),
            "asked_by": actor.code,
            "asked_at": now,
            "give_up_at": now + timedelta(hours=GIVE_UP_H),
            "state": CallState.WAITING.value,
            "next_at": now,
        },
    )
    if is_new:
        jobs.defer(name="exchange.send", arguments={"request_id": str(new.request_id)})
        return new.request_id
    same = (new.member, new.service, body, new.purpose, new.basis, new.case)
    if same != (row.member, row.service, bytes(row.body), row.purpose, row.basis, row.case):
        raise RequestIdReused
    return new.request_id


def ask_now(*, new: NewCall, actor: Actor, now: datetime) -> CallCard:
    """Ask and wait for one attempt, for a person who looks at the page; it is tried on later.

    Outside of a transaction: nobody holds a row while the network is asked.
    """
    call(new=new, actor=actor, now=now)
    send(request_id=new.request_id, now=now)
    return queries.outgoing(new.request_id)


def send(*, request_id: UUID, now: datetime) -> bool:
    """Make one attempt at a call that waits; tells whether it is over. Harmless to repeat."""
    row = _taken(request_id, now=now)
    if row is None:
        return True
    member = known_member(row.member)
    if member is None or member.state is not MemberState.ACTIVE:
        return _ended(row, CallState.GIVEN_UP, reason=MemberUnknown.code, now=now)
    try:
        request = signed_request(row, member, now=now)
    except KeysUnreadable:
        return _tried(row, reason="exchange-keys-unreadable", now=now)
    try:
        response = transport.post(request)
    except transport.NoAnswer as error:
        _log(_entry(row, request, None, reason=f"no-answer {error}", now=now))
        return _tried(row, reason="no-answer", now=now)
    try:
        signed = prove_answer(response, member=row.member, now=now)
    except DomainError as error:
        _log(_entry(row, request, response, reason=error.code, now=now))
        return _tried(row, reason=error.code, now=now)
    return _heard(row, request, response, key_id=signed.key_id, now=now)


def send_due(*, now: datetime) -> int:
    """Send what waits and is due, and give up what waited too long; returns how many attempts."""
    due = Outgoing.objects.filter(state=CallState.WAITING.value, next_at__lte=now)
    numbers = list(due.order_by("next_at").values_list("request_id", flat=True)[:_BATCH])
    for request_id in numbers:
        send(request_id=request_id, now=now)
    return len(numbers)


@transaction.atomic
def give_up(*, request_id: UUID, note: str, actor: Actor, now: datetime) -> None:
    """End a call that still waits, for a reason; an answer that comes later changes nothing."""
    said(note)
    row = Outgoing.objects.select_for_update(of=("self",)).filter(pk=request_id).first()
    if row is None or row.state != CallState.WAITING.value:
        raise StepNotPossible(state=row.state if row else "-")
    _end(row, CallState.GIVEN_UP, reason="given-up-by-hand", now=now, actor=actor.code)


def signed_request(row: Outgoing, member: MemberCard, *, now: datetime) -> Request:
    """Return the request for one attempt: the same content, a new instant and nonce."""
    request = Request(
        method="POST",
        url=f"{member.base_url}{PATH}{row.service}",
        headers={
            "content-type": JSON_TYPE,
            CLIENT: own_member(),
            SERVICE: row.service,
            REQUEST_ID: str(row.request_id),
            PURPOSE: row.purpose,
            BASIS: encoded(row.basis),
            CASE: encoded(row.case),
        },
        body=bytes(row.body),
    )
    sign_request(request, signers=own_signers(now=now), created_at=now, nonce=secrets.token_hex(16))
    return request


def _taken(request_id: UUID, *, now: datetime) -> Outgoing | None:
    """Take a call for one attempt: meanwhile no other process tries it. None where it is over."""
    wait = timedelta(seconds=TIMEOUT_S + 10)
    with transaction.atomic():
        rows = Outgoing.objects.select_for_update(of=("self",), skip_locked=True)
        row = rows.filter(pk=request_id, state=CallState.WAITING.value, next_at__lte=now).first()
        if row is None:
            return None
        if row.give_up_at <= now:
            _end(row, CallState.GIVEN_UP, reason=row.reason or "no-answer", now=now)
            return None
        row.attempts += 1
        row.next_at = now + wait
        row.save(update_fields=["attempts", "next_at"])
    return row


def _heard(
    row: Outgoing, request: Request, response: Response, *, key_id: str, now: datetime
) -> bool:
    """Keep a proven answer, or what a proven refusal says; tells whether the call is over."""
    told = envelope.read_json(response.body)
    outcome, reason = _verdict(row, response, told)
    is_answer = outcome is Outcome.ANSWERED
    is_final = is_answer or (outcome is Outcome.DENIED and reason not in _AGAIN)
    entry = _entry(row, request, response, reason=reason, now=now)
    entry.is_genuine, entry.key_id, entry.outcome = True, key_id, outcome
    if is_answer:
        entry.subjects, entry.fields = tuple(row.subjects), _fields(told)
    with transaction.atomic():
        kept = Outgoing.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if kept.state != CallState.WAITING.value:
            entry.outcome = Outcome.REPEATED if is_answer else outcome
        elif is_final:
            kept.answer = response.body
            state = CallState.ANSWERED if is_answer else CallState.REFUSED
            _end(kept, state, reason=reason, now=now)
        logging.write(entry)
    return is_final or _tried(row, reason=reason, now=now)


def _verdict(row: Outgoing, response: Response, told: Mapping[str, Any]) -> tuple[Outcome, str]:
    """Say what a proven answer means."""
    if response.status_code == HTTPStatus.OK:
        is_ours = told.get("request_id") == str(row.request_id)
        return (Outcome.ANSWERED, "") if is_ours else (Outcome.FAILED, "exchange-answer-unfitting")
    reason = str(told.get("code", response.status_code))[:60]
    is_theirs = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
    return (Outcome.FAILED if is_theirs else Outcome.DENIED), reason


def _fields(told: Mapping[str, Any]) -> tuple[str, ...]:
    named = told.get("fields")
    return tuple(str(one)[:60] for one in named[:MAX_FIELDS]) if isinstance(named, list) else ()


def _tried(row: Outgoing, *, reason: str, now: datetime) -> bool:
    """Wait for the next attempt."""
    waiting = Outgoing.objects.filter(pk=row.pk, state=CallState.WAITING.value)
    waiting.update(reason=reason[:60], next_at=now + timedelta(seconds=backoff_s(row.attempts)))
    return False


def _ended(row: Outgoing, state: CallState, *, reason: str, now: datetime) -> bool:
    with transaction.atomic():
        kept = Outgoing.objects.select_for_update(of=("self",)).get(pk=row.pk)
        if kept.state == CallState.WAITING.value:
            _end(kept, state, reason=reason, now=now)
    return True


_EVENTS = {CallState.REFUSED: CallRefused, CallState.GIVEN_UP: CallGivenUp}


def _end(
    row: Outgoing, state: CallState, *, reason: str, now: datetime, actor: str = "system"
) -> None:
    row.state, row.reason, row.next_at, row.ended_at = state.value, reason, None, now
    row.save(update_fields=["state", "reason", "next_at", "ended_at", "answer"])
    facts: dict[str, Any] = {
        "aggregate": f"exchange:{row.request_id}",
        "actor": actor,
        "occurred_at": now,
        "member": row.member,
        "service": row.service,
    }
    if state is CallState.ANSWERED:
        journal.publish(CallAnswered(**facts))
    else:
        journal.publish(_EVENTS[state](**facts, reason=reason))


def _log(entry: logging.Entry) -> None:
    with transaction.atomic():
        logging.write(entry)


def _entry(
    row: Outgoing, request: Request, response: Response | None, *, reason: str, now: datetime
) -> logging.Entry:
    """Return a row for an attempt that brought nothing; what it brought is added by the caller."""
    return logging.Entry(
        direction=Direction.OUT,
        member=row.member,
        is_genuine=False,
        outcome=Outcome.FAILED,
        reason=reason,
        at=now,
        request=request,
        response=response,
        actor=row.asked_by,
    )
