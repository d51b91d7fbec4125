"""Who really sent a message: member, key, signature, clock, and never the same signature twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from matou.spine.exchange.contracts.members import KeyCard, MemberState
from matou.spine.exchange.contracts.refusals import (
    BodyUnreadable,
    KeyNotInForce,
    MemberUnknown,
    OutsideWindow,
    Replayed,
    SignatureMissing,
    SignatureWrong,
)
from matou.spine.exchange.queries.members import member_with_keys
from matou.spine.exchange.rules import sm2
from matou.spine.exchange.rules.keys import ED25519, SM2, verifier_of
from matou.spine.exchange.rules.limits import WINDOW_S
from matou.spine.exchange.rules.messages import (
    CLIENT,
    REQUEST_HEADERS,
    REQUEST_ID,
    Request,
    Response,
)
from matou.spine.exchange.rules.signing import (
    Signed,
    key_ids,
    verify_request,
    verify_response,
)

_LONGEST_NONCE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Genuine:
    """What a proven request says of itself."""

    client: str
    request_id: UUID
    key_id: str
    nonce: str
    created_at: datetime


def genuine_caller(arrived: Request, *, now: datetime) -> Genuine:
    """Return who sent a request, once everything about its signature holds.

    Raises SignatureMissing, MemberUnknown, KeyNotInForce, SignatureWrong, OutsideWindow and
    BodyUnreadable for a request id that is none.
    """
    lacking = [name for name in REQUEST_HEADERS if name not in arrived.headers]
    if lacking:
        raise SignatureMissing(what=lacking[0])
    client = arrived.headers[CLIENT]
    state, keys = member_with_keys(client)
    if state is not MemberState.ACTIVE:
        raise MemberUnknown(member=client[:60])
    signed = _proven(arrived, keys, at=now)
    off = abs(now - signed.created_at)
    if off > timedelta(seconds=WINDOW_S):
        raise OutsideWindow(off_s=int(off.total_seconds()), window_s=WINDOW_S)
    if not 1 <= len(signed.nonce) <= _LONGEST_NONCE:
        raise SignatureWrong
    return Genuine(
        client=client,
        request_id=_request_id(arrived.headers[REQUEST_ID]),
        key_id=signed.key_id,
        nonce=signed.nonce,
        created_at=signed.created_at,
    )


def prove_answer(response: Response, *, member: str, now: datetime) -> Signed:
    """Return what an answer's signature says, once it holds and fits the very request.

    Raises KeyNotInForce and SignatureWrong.
    """
    _state, keys = member_with_keys(member)
    signed = _proven(response, keys, at=now)
    if abs(now - signed.created_at) > timedelta(seconds=WINDOW_S):
        raise SignatureWrong
    return signed


_USE = """
WITH used AS (
    INSERT INTO exchange_nonce (key_id, nonce, at) VALUES (%s, %s, %s)
    ON CONFLICT DO NOTHING RETURNING id
)
SELECT (SELECT count(*) FROM used), pg_advisory_xact_lock(hashtextextended(%s, 0))
"""


def use_signature(genuine: Genuine) -> None:
    """Note that a signature was used, and queue up behind the same request id.

    The second of two with one id finds the first one's stored answer. Raises Replayed where the
    signature was used before.
    """
    name = f"exchange:{genuine.client}:{genuine.request_id}"
    with connection.cursor() as cursor:
        cursor.execute(_USE, [genuine.key_id, genuine.nonce, genuine.created_at, name])
        found = cursor.fetchone()
    if found is None or found[0] != 1:
        raise Replayed


def _proven(message: Request | Response, keys: Sequence[KeyCard], *, at: datetime) -> Signed:
    """Check the Ed25519 signature, and the SM2 one of a member that has such a key in force.

    A member with an SM2 key signs twice, or its requests are refused: a thief of one key must
    not leave the other out. Where the extra is not installed, Ed25519 alone decides.
    """
    named = key_ids(message)
    in_force = [key for key in keys if key.is_in_force(at)]
    key = _named(in_force, ED25519, named.get(ED25519, ""))
    signed = _verified(message, key)
    if any(one.algorithm == SM2 for one in in_force) and sm2.is_installed():
        _verified(message, _named(in_force, SM2, named.get(SM2, "")))
    return signed


def _named(in_force: list[KeyCard], algorithm: str, key_id: str) -> KeyCard:
    for key in in_force:
        if key.algorithm == algorithm and key.fingerprint == key_id:
            return key
    raise KeyNotInForce


def _verified(message: Request | Response, key: KeyCard) -> Signed:
    try:
        verifier = verifier_of(algorithm=key.algorithm, public=key.public)
        if isinstance(message, Request):
            return verify_request(message, verifier=verifier, key_id=key.fingerprint)
        return verify_response(message, verifier=verifier, key_id=key.fingerprint)
    except ValueError as error:  # BadSignature, or a key that is none on its curve
        raise SignatureWrong from error


def _request_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise BodyUnreadable(what="exchange-request-id is no UUID") from error
