"""The one writer of the log: a row after the other, each pointing at the one before."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from matou.spine.exchange.contracts.calls import Direction, Outcome
from matou.spine.exchange.models import LogRow
from matou.spine.exchange.rules import chain
from matou.spine.exchange.rules.messages import (
    BASIS,
    CASE,
    CLIENT,
    PURPOSE,
    REQUEST_ID,
    SERVICE,
    Request,
    Response,
    decoded,
    digest,
)


@dataclass(slots=True, kw_only=True)
class Entry:
    """What a row will say; the rest is read from the messages."""

    direction: Direction
    member: str
    is_genuine: bool
    outcome: Outcome
    reason: str
    at: datetime
    request: Request
    response: Response | None
    subjects: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    grant_number: int | None = None
    actor: str = ""
    key_id: str = field(default="")


def write(entry: Entry) -> int:
    """Add a row at the end of the chain, in the caller's transaction; returns its number.

    The chain has one end, so from here to the commit no other transaction adds a row: write last.
    """
    assert connection.in_atomic_block, "the row stands or falls with what it tells of"  # noqa: S101
    with connection.cursor() as cursor:
        cursor.execute("SELECT exchange_append(%s)", [row_text(entry)])
        added = cursor.fetchone()
    assert added is not None  # noqa: S101  # the function returns the number
    return int(added[0])


def row_text(entry: Entry) -> str:
    """Return the text that ``exchange_append`` hashes and turns into a row."""
    return chain.content_text(_columns(entry))


def _columns(entry: Entry) -> dict[str, Any]:
    headers, request, response = entry.request.headers, entry.request, entry.response
    head, answer = request.head(), response.head() if response else ""
    return {
        "at": entry.at,
        "direction": entry.direction.value,
        "member": _cut("member", entry.member),
        "is_genuine": entry.is_genuine,
        "service": _cut("service", headers.get(SERVICE, "")),
        "request_id": _cut("request_id", headers.get(REQUEST_ID, "")),
        "purpose": _cut("purpose", headers.get(PURPOSE, "")),
        "basis": _cut("basis", decoded(headers.get(BASIS, ""))),
        "case": _cut("case", decoded(headers.get(CASE, ""))),
        "outcome": entry.outcome.value,
        "reason": _cut("reason", entry.reason),
        "subjects": list(entry.subjects),
        "fields": list(entry.fields),
        "grant_number": entry.grant_number,
        "actor": entry.actor,
        "key_id": _cut("key_id", entry.key_id),
        "request_head": head,
        "request_digest": digest(head, request.body),
        "response_head": answer,
        "response_digest": digest(answer, response.body) if response else "",
    }


_LENGTHS = {
    one.name: one.max_length
    for one in LogRow._meta.concrete_fields  # noqa: SLF001  # Django's documented meta API
    if one.max_length
}


def _cut(name: str, text: str) -> str:
    """Cut what a stranger may have made too long, to the column's length."""
    return text.replace("\x00", " ")[: _LENGTHS[name]]


def said_client(request: Request) -> str:
    """Return who a request says it comes from; unproven."""
    return request.headers.get(CLIENT, "")
