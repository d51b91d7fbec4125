"""Calls that come in: genuine or not, granted or not, each answered, signed and logged.

One transaction holds the used signature, what the handler writes, the stored answer and the row
of the log. A process that dies before the commit has done nothing, and the caller's retry is a
first time; after the commit the retry gets the stored answer.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction

from matou.kit.errors import DomainError
from matou.spine.exchange.contracts.calls import Direction, Outcome
from matou.spine.exchange.contracts.refusals import (
    AnswerForgotten,
    DailyLimitReached,
    MessageTooLarge,
    Replayed,
    RequestIdReused,
    ServiceUnknown,
)
from matou.spine.exchange.contracts.sharing import Asked, SharedService, shared
from matou.spine.exchange.models import StoredAnswer
from matou.spine.exchange.queries import grants as grant_queries
from matou.spine.exchange.queries.identity import own_signers
from matou.spine.exchange.rules import envelope
from matou.spine.exchange.rules.grants import chosen_grant
from matou.spine.exchange.rules.limits import MAX_BYTES, NOT_GENUINE_PER_MINUTE
from matou.spine.exchange.rules.messages import (
    BASIS,
    CASE,
    JSON_TYPE,
    PURPOSE,
    REQUEST_ID,
    SERVICE,
    Request,
    Response,
    decoded,
)
from matou.spine.exchange.rules.signing import sign_response
from matou.spine.exchange.services import logging
from matou.spine.exchange.services.proving import Genuine, genuine_caller, use_signature
from matou.spine.parties import services as parties
from matou.spine.parties.contracts import TooManyRequests

_UNEXPECTED = "exchange-internal-error"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What the body, the status and the log will say."""

    status: int
    body: bytes
    outcome: Outcome
    reason: str = ""
    subjects: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    grant_number: int | None = None
    most: int = 0
    """How many calls a day the grant allows."""
    content: str = ""
    """The digest under which the answer is kept; ``""`` where there is nothing to keep."""


def receive(*, arrived: Request, source: str, now: datetime) -> Response:
    """Answer one call, whatever it is, and log it; ``source`` is the network address.

    A body that is too large is told by being longer than ``MAX_BYTES``: the door reads no further.
    Raises TooManyRequests where an address has had its share of calls that are not genuine:
    those are not logged any more.
    """
    is_over = False
    try:
        response = _received(arrived, source=source, now=now)
        is_over = True
    except TooManyRequests:
        is_over = True
        raise
    finally:
        # A programmer's error becomes a 500 at the edge; the log says that the call failed.
        if not is_over:
            _note_failure(arrived, now=now)
    return response


def _received(arrived: Request, *, source: str, now: datetime) -> Response:
    genuine: Genuine | None = None
    try:
        with transaction.atomic():
            if len(arrived.body) > MAX_BYTES:
                raise MessageTooLarge(most=MAX_BYTES)
            genuine = genuine_caller(arrived, now=now)
            use_signature(genuine)
            answer = _answered(arrived, genuine, now=now)
            return _told(arrived, answer, genuine=genuine, now=now)
    except DomainError as refusal:
        return _denied(arrived, refusal, genuine=genuine, source=source, now=now)


@transaction.atomic
def _denied(
    arrived: Request, refusal: DomainError, *, genuine: Genuine | None, source: str, now: datetime
) -> Response:
    """Say no, in a transaction of its own: what the handler wrote is undone, the row stays."""
    if genuine is None:
        _count_stranger(source, now=now)
    else:
        # Its signature is used up all the same; it may be so already when it was a replay.
        with suppress(Replayed):
            use_signature(genuine)
    answer = _Answer(
        status=refusal.status,
        body=envelope.write_refusal(refusal),
        outcome=Outcome.DENIED,
        reason=refusal.code,
    )
    return _told(arrived, answer, genuine=genuine, now=now)


def _told(arrived: Request, answer: _Answer, *, genuine: Genuine | None, now: datetime) -> Response:
    """Sign an answer and write it down; a new one is kept, counted and logged in one statement."""
    response = _signed(arrived, answer, now=now)
    entry = _entry(arrived, answer, genuine=genuine, response=response, now=now)
    if genuine is not None and answer.content:
        _keep(answer, genuine, entry)
    else:
        logging.write(entry)
    return response


def _answered(arrived: Request, genuine: Genuine, *, now: datetime) -> _Answer:
    """Answer a genuine call; raises the refusals of the exchange and of the handler."""
    service = _service(arrived)
    request_id = genuine.request_id
    content = envelope.content_digest(arrived)
    stored = StoredAnswer.objects.filter(client=genuine.client, request_id=request_id).first()
    if stored is not None:
        return _repeated(stored, content=content)
    asked_body = envelope.read_asked(arrived.body)
    asked = Asked(
        client=genuine.client,
        request_id=request_id,
        arguments=envelope.read_arguments(service.request, asked_body.arguments),
        fields=frozenset(asked_body.fields),
        purpose=arrived.headers[PURPOSE],
        basis=decoded(arrived.headers[BASIS]),
        case=decoded(arrived.headers[CASE]),
        now=now,
    )
    return _handled(service, asked, content=content)


def _service(arrived: Request) -> SharedService:
    name = arrived.headers[SERVICE]
    found = shared(name)
    if found is None or not arrived.url.endswith(f"/{name}"):
        raise ServiceUnknown(service=name)
    return found


def _handled(service: SharedService, asked: Asked, *, content: str) -> _Answer:
    """Find the grant, run the handler, keep the granted fields."""
    fields, number, most = frozenset(service.field_names), None, 0
    if not service.is_open:
        grant = chosen_grant(
            grant_queries.grants_of(consumer=asked.client, service=service.name),
            service=service.name,
            asked=asked,
        )
        fields, number, most = frozenset(grant.fields), grant.number, grant.max_per_day
    granted = (asked.fields & fields) or fields
    given = service.handle(replace(asked, fields=granted))
    return _Answer(
        status=200,
        body=envelope.write_answer(
            service=service.name,
            request_id=asked.request_id,
            fields=granted,
            records=given.records,
        ),
        outcome=Outcome.ANSWERED,
        subjects=tuple(sorted(set(given.subjects))),
        fields=tuple(sorted(granted)),
        grant_number=number,
        most=most,
        content=content,
    )


def _repeated(stored: StoredAnswer, *, content: str) -> _Answer:
    if stored.content != content:
        raise RequestIdReused
    if stored.body is None:
        raise AnswerForgotten
    return _Answer(
        status=200,
        body=bytes(stored.body),
        outcome=Outcome.REPEATED,
        subjects=tuple(stored.subjects),
        fields=tuple(stored.fields),
        grant_number=stored.grant_number,
    )


_KEPT = """
    INSERT INTO exchange_storedanswer
        (client, request_id, content, body, fields, subjects, grant_number, answered_at)
    SELECT %(client)s, %(request_id)s, %(content)s, %(body)s, %(fields)s, %(subjects)s,
           %(grant)s::bigint, %(now)s
"""
_KEEP = f"""
WITH kept AS ({_KEPT} RETURNING id)
SELECT exchange_append(%(row)s) FROM kept
"""  # noqa: S608  # our own constant
_COUNT_AND_KEEP = f"""
WITH used AS (
    INSERT INTO exchange_grantuse AS day (grant_id, "on", calls)
    VALUES (%(grant)s, (%(now)s AT TIME ZONE 'Asia/Shanghai')::date, 1)
    ON CONFLICT (grant_id, "on") DO UPDATE SET calls = day.calls + 1 WHERE day.calls < %(most)s
    RETURNING calls
), kept AS ({_KEPT} FROM used RETURNING id)
SELECT exchange_append(%(row)s) FROM kept
"""  # noqa: S608  # our own constant


def _keep(answer: _Answer, genuine: Genuine, entry: logging.Entry) -> None:
    """Count the call on its grant, keep the answer, log it; raises DailyLimitReached."""
    values: dict[str, Any] = {
        "client": genuine.client,
        "request_id": genuine.request_id,
        "content": answer.content,
        "body": answer.body,
        "fields": list(answer.fields),
        "subjects": list(answer.subjects),
        "grant": answer.grant_number,
        "now": entry.at,
        "most": answer.most,
        "row": logging.row_text(entry),
    }
    with connection.cursor() as cursor:
        cursor.execute(_KEEP if answer.grant_number is None else _COUNT_AND_KEEP, values)
        if cursor.fetchone() is None:
            raise DailyLimitReached(most=answer.most)


def _count_stranger(source: str, *, now: datetime) -> None:
    parties.take_allowance(
        key=f"exchange:{source}"[:120], limit=NOT_GENUINE_PER_MINUTE, per_s=60, now=now
    )


def _signed(arrived: Request, answer: _Answer, *, now: datetime) -> Response:
    response = Response(
        status_code=answer.status,
        headers={
            "content-type": JSON_TYPE,
            REQUEST_ID: arrived.headers.get(REQUEST_ID, ""),
        },
        body=answer.body,
        request=arrived,
    )
    sign_response(
        response, signers=own_signers(now=now), created_at=now, nonce=secrets.token_hex(16)
    )
    return response


def _entry(
    arrived: Request,
    answer: _Answer,
    *,
    genuine: Genuine | None,
    response: Response | None,
    now: datetime,
) -> logging.Entry:
    return logging.Entry(
        direction=Direction.IN,
        member=genuine.client if genuine else logging.said_client(arrived),
        is_genuine=genuine is not None,
        outcome=answer.outcome,
        reason=answer.reason,
        at=now,
        request=arrived,
        response=response,
        subjects=answer.subjects,
        fields=answer.fields,
        grant_number=answer.grant_number,
        key_id=genuine.key_id if genuine else "",
    )


def _note_failure(arrived: Request, *, now: datetime) -> None:
    answer = _Answer(status=500, body=b"", outcome=Outcome.FAILED, reason=_UNEXPECTED)
    # Where the database itself is away there is nowhere to note it.
    with suppress(DatabaseError), transaction.atomic():
        logging.write(_entry(arrived, answer, genuine=None, response=None, now=now))
