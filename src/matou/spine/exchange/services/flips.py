"""A trial of the log's promise: flip random bits of signed messages and rows, count what is seen.

The message is one that this installation would send and answer; the rows are those that stand in
the log. A flipped copy is judged by the very functions that judge calls and rows; nothing is
changed in the database.
"""

import random
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from matou.spine.exchange.models import LogRow, Stamp
from matou.spine.exchange.queries.log import columns_of
from matou.spine.exchange.rules import chain, envelope, messages
from matou.spine.exchange.rules.keys import Ed25519Signer, Ed25519Verifier, new_pem, signer_of
from matou.spine.exchange.rules.signing import (
    BadSignature,
    key_ids,
    sign_request,
    sign_response,
    verify_request,
    verify_response,
)

_MOST_ROWS = 2000
_TIME = datetime(2026, 11, 30, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipReport:
    """How many bits were flipped where, and every flip that nobody saw."""

    requests: int
    responses: int
    rows: int
    stamps: int
    unseen: tuple[str, ...]

    @property
    def flips(self) -> int:
        """All flips together."""
        return self.requests + self.responses + self.rows + self.stamps


def flip_bits(*, count: int, seed: int) -> FlipReport:
    """Flip ``count`` single bits, in turn in a request, a response, a row and a stamp."""
    dice = random.Random(seed)  # noqa: S311  # a trial that can be repeated, no secret
    signer = signer_of(new_pem())
    request = _request(signer)
    response = _response(signer, request)
    rows = [_row_of(row) for row in LogRow.objects.order_by("-seq")[:_MOST_ROWS]]
    stamps = [_stamp_bytes(stamp) for stamp in Stamp.objects.order_by("-number")[:_MOST_ROWS]]
    judges: list[tuple[str, Callable[[], str]]] = [
        ("requests", lambda: _flip_request(request, signer, dice)),
        ("responses", lambda: _flip_response(response, signer, dice)),
    ]
    if rows:
        judges.append(("rows", lambda: _flip_row(dice.choice(rows), dice)))
    if stamps:
        judges.append(("stamps", lambda: _flip_stamp(signer, dice.choice(stamps), dice)))
    done = dict.fromkeys(("requests", "responses", "rows", "stamps"), 0)
    unseen = []
    for number in range(count):
        kind, judge = judges[number % len(judges)]
        done[kind] += 1
        if missed := judge():
            unseen.append(f"{kind}: {missed}")
    return FlipReport(**done, unseen=tuple(unseen))


def _request(signer: Ed25519Signer) -> messages.Request:
    request = messages.Request(
        method="POST",
        url="https://exchange.example/exchange/v1/parties.company",
        headers={
            "content-type": messages.JSON_TYPE,
            messages.CLIENT: "demo-foshan",
            messages.SERVICE: "parties.company",
            messages.REQUEST_ID: str(UUID(int=7)),
            messages.PURPOSE: "case",
            messages.BASIS: messages.encoded("行政许可法 第三十四条"),
            messages.CASE: "GX-2026-0001",
        },
        body=envelope.write_asked(arguments={"uscc": "91450400DEM000021X"}, fields=("name",)),
    )
    sign_request(request, signers=[signer], created_at=_TIME, nonce=secrets.token_hex(16))
    return request


def _response(signer: Ed25519Signer, request: messages.Request) -> messages.Response:
    response = messages.Response(
        status_code=200,
        headers={"content-type": messages.JSON_TYPE, messages.REQUEST_ID: str(UUID(int=7))},
        body=envelope.write_answer(
            service="parties.company",
            request_id=UUID(int=7),
            fields=("name",),
            records=({"name": "演示西江航运有限公司"},),
        ),
        request=request,
    )
    sign_response(response, signers=[signer], created_at=_TIME, nonce=secrets.token_hex(16))
    return response


def _row_of(row: LogRow) -> dict[str, Any]:
    hashes = {"hash": bytes(row.hash), "previous": bytes(row.previous)}
    return columns_of(row) | {"seq": row.seq} | hashes


def _flipped(content: bytes, dice: random.Random) -> tuple[bytes, int]:
    place = dice.randrange(len(content) * 8)
    changed = bytearray(content)
    changed[place // 8] ^= 1 << (place % 8)
    return bytes(changed), place


def _flip_request(request: messages.Request, signer: Ed25519Signer, dice: random.Random) -> str:
    """Return where a flip was missed, ``""`` where it was seen."""
    head, body, place = _flipped_message(request.head(), request.body, dice)
    try:
        found = messages.request_of(head=head.decode(), body=body)
        _same_key(found, signer)
        verify_request(found, verifier=Ed25519Verifier(signer.public), key_id=signer.key_id)
    except ValueError:
        return ""
    return f"bit {place}"


def _flip_response(response: messages.Response, signer: Ed25519Signer, dice: random.Random) -> str:
    head, body, place = _flipped_message(response.head(), response.body, dice)
    assert response.request is not None  # noqa: S101  # made above
    try:
        found = messages.response_of(head=head.decode(), body=body, request=response.request)
        _same_key(found, signer)
        verify_response(found, verifier=Ed25519Verifier(signer.public), key_id=signer.key_id)
    except ValueError:
        return ""
    return f"bit {place}"


def _same_key(found: messages.Request | messages.Response, signer: Ed25519Signer) -> None:
    """The door looks the named key up, and finds none for a flipped name."""
    if key_ids(found).get("ed25519") != signer.key_id:
        raise BadSignature("another key is named")


def _flipped_message(head: str, body: bytes, dice: random.Random) -> tuple[bytes, bytes, int]:
    size = len(head.encode())
    content, place = _flipped(head.encode() + body, dice)
    return content[:size], content[size:], place


def _flip_row(row: dict[str, Any], dice: random.Random) -> str:
    """Flip a bit of one column's value, hashes included, and walk over the row."""
    name = dice.choice([*chain.COLUMNS, "seq", "hash", "previous"])
    changed = dict(row)
    changed[name] = _flipped_value(row[name], dice)
    hashed = chain.row_hash(changed, seq=changed["seq"], previous=changed["previous"])
    return f"{name} of row {row['seq']}" if hashed == changed["hash"] else ""


def _flipped_value(value: Any, dice: random.Random) -> Any:
    if isinstance(value, bytes):
        return _flipped(value, dice)[0]
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value ^ (1 << dice.randrange(63))
    if isinstance(value, datetime):
        return value.replace(microsecond=value.microsecond ^ 1)
    if isinstance(value, list):
        return [_flipped_value(value[0], dice), *value[1:]] if value else ["\x01"]
    if not value:
        return "\x01"
    return _flipped(str(value).encode(), dice)[0].decode("utf-8", "surrogateescape")


def _stamp_bytes(stamp: Stamp) -> bytes:
    return chain.stamp_text(number=stamp.number, seq=stamp.seq, head=bytes(stamp.head), at=stamp.at)


def _flip_stamp(signer: Ed25519Signer, text: bytes, dice: random.Random) -> str:
    signature = signer.sign(text)
    changed, place = _flipped(text + signature, dice)
    verifier = Ed25519Verifier(signer.public)
    is_unseen = verifier.holds(changed[len(text) :], changed[: len(text)])
    return f"bit {place}" if is_unseen else ""
