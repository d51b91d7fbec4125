"""Calls that come in: genuine or not, granted or not, each answered, signed and logged.

One transaction holds the used signature, what the handler writes, the stored answer and the row
of the log. A process that dies before the commit has done nothing, and the caller's retry is a
first time; after the commit the retry gets the stored answer.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from matou.kit.errors import DomainError
from matou.spine.exchange.contracts.calls import Direction, Outcome
from matou.spine.exchange.contracts.refusals import (
    AnswerForgotten,
    DailyLimitReached,
    MessageTooLarge,
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


def receive(*, arrived: Request, source: str, now: datetime) -> Response:
    """Answer one call, whatever it is, and log it; ``source`` is the network address.

    A body that is too large is told by being longer than ``MAX_BYTES``: the door reads no further.
    Raises TooManyRequests where an address has had its share of calls that are not genuine:
    those are not logged any more.
    """
    is_over = False
    try:
        with transaction.atomic():
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
        if len(arrived.body) > MAX_BYTES:
            raise MessageTooLarge(most=MAX_BYTES)
        genuine = genuine_caller(arrived, now=now)
        use_signature(genuine)
        with transaction.atomic():
            answer = _answered(arrived, genuine, now=now)
    except DomainError as refusal:
        answer = _Answer(
            status=refusal.status,
            body=envelope.write_refusal(refusal),
            outcome=Outcome.DENIED,
            reason=refusal.code,
        )
        if genuine is None:
            _count_stranger(source, now=now)
    response = _signed(arrived, answer, now=now)
    _log(arrived, answer, genuine=genuine, response=response, now=now)
    return response


def _answered(arrived: Request, genuine: Genuine, *, now: datetime) -> _Answer:
    """Answer a genuine call; raises the refusals of the exchange and of the handler."""
    service = _service(arrived)
    request_id = genuine.request_id
    _queue(f"exchange:{genuine.client}:{request_id}")
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
    answer = _handled(service, asked)
    StoredAnswer.objects.create(
        client=genuine.client,
        request_id=request_id,
        content=content,
        body=answer.body,
        fields=list(answer.fields),
        subjects=list(answer.subjects),
        grant_number=answer.grant_number,
        answered_at=now,
    )
    return answer


def _service(arrived: Request) -> SharedService:
    name = arrived.headers[SERVICE]
    found = shared(name)
    if found is None or not arrived.url.endswith(f"/{name}"):
        raise ServiceUnknown(service=name)
    return found


def _handled(service: SharedService, asked: Asked) -> _Answer:
    """Find the grant, run the handler, keep the granted fields."""
    fields, number = frozenset(service.field_names), None
    if not service.is_open:
        grant = chosen_grant(
            grant_queries.grants_of(consumer=asked.client, service=service.name),
            service=service.name,
            asked=asked,
        )
        _count_use(grant.number, most=grant.max_per_day, now=asked.now)
        fields, number = frozenset(grant.fields), grant.number
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


_USE = """
INSERT INTO exchange_grantuse AS kept (grant_id, "on", calls)
VALUES (%s, (%s AT TIME ZONE 'Asia/Shanghai')::date, 1)
ON CONFLICT (grant_id, "on") DO UPDATE SET calls = kept.calls + 1 WHERE kept.calls < %s
RETURNING calls
"""


def _count_use(number: int, *, most: int, now: datetime) -> None:
    """Use one of the grant's calls of the day; raises DailyLimitReached."""
    with connection.cursor() as cursor:
        cursor.execute(_USE, [number, now, most])
        if cursor.fetchone() is None:
            raise DailyLimitReached(most=most)


def _queue(name: str) -> None:
    """Let the same request id through one at a time: the second finds the stored answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


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


def _log(
    arrived: Request,
    answer: _Answer,
    *,
    genuine: Genuine | None,
    response: Response | None,
    now: datetime,
) -> None:
    logging.write(
        logging.Entry(
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
    )


def _note_failure(arrived: Request, *, now: datetime) -> None:
    answer = _Answer(status=500, body=b"", outcome=Outcome.FAILED, reason=_UNEXPECTED)
    # Where the database itself is away there is nowhere to note it.
    with suppress(DatabaseError), transaction.atomic():
        _log(arrived, answer, genuine=None, response=None, now=now)
