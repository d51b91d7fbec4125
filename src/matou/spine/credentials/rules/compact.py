"""The compact signed code of a licence: some 220 bytes that a QR symbol on paper carries.

Payload: a JSON list of version, key, identifier, holder, first day, last day, status list and
index. It is signed by ES256 over a prefix and the payload as written, so that no other signature
of the key can stand in for it; what a checker needs besides are the keys and the status list.
"""

import json
from dataclasses import dataclass
from datetime import date

from matou.kit.errors import DomainError
from matou.spine.credentials.rules.sd_jwt import TokenAltered, decoded, encoded

VERSION = 1
PREFIX = "matou-licence-1."
KEY_LENGTH = 8
"""The first letters of the key's thumbprint (RFC 7638)."""
_PARTS, _FIELDS = 2, 8
_MOST = 1_000


class CompactMisread(DomainError):
    """The text is no compact code, or was altered."""

    code = "compact-code-misread"
    status = 422
    zh = "这不是完整的证照验证码。请重新扫描证照上的大二维码。"
    en = "This is not a whole licence code. Scan the large QR code of the licence again."


@dataclass(frozen=True, slots=True, kw_only=True)
class CompactClaims:
    """What a compact code says of a licence."""

    key: str
    letters: str
    holder: str
    from_on: date
    until_on: date | None
    status_list: str
    index: int


def payload_of(claims: CompactClaims) -> str:
    """Return the payload as it is signed and carried."""
    until = claims.until_on.strftime("%Y%m%d") if claims.until_on else ""
    said = [VERSION, claims.key, claims.letters, claims.holder,
            claims.from_on.strftime("%Y%m%d"), until, claims.status_list, claims.index]  # fmt: skip
    return encoded(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def to_sign(payload: str) -> bytes:
    """Return the bytes under the signature."""
    return f"{PREFIX}{payload}".encode("ascii")


def compact_text(payload: str, signature: bytes) -> str:
    """Return the code as the symbol carries it."""
    return f"{payload}.{encoded(signature)}"


def parse_compact(text: str) -> tuple[CompactClaims, str, bytes]:
    """Return claims, payload as written and signature; raises CompactMisread."""
    parts = text.strip().split(".")
    if len(text) > _MOST or len(parts) != _PARTS:
        raise CompactMisread
    payload, signature = parts
    try:
        said = json.loads(decoded(payload).decode("utf-8"))
        claims = _claims(said)
        return claims, payload, decoded(signature)
    except (ValueError, TypeError, RecursionError, TokenAltered) as error:
        raise CompactMisread from error


def _claims(said: object) -> CompactClaims:
    if not isinstance(said, list) or len(said) != _FIELDS or said[0] != VERSION:
        raise CompactMisread
    *texts, index = said[1:]
    if not all(isinstance(one, str) for one in texts) or not isinstance(index, int):
        raise CompactMisread
    key, letters, holder, from_on, until_on, listed = texts
    return CompactClaims(
        key=key, letters=letters, holder=holder, from_on=_day(from_on),
        until_on=_day(until_on) if until_on else None, status_list=listed, index=index,
    )  # fmt: skip


def _day(text: str) -> date:
    return date.fromisoformat(f"{text[:4]}-{text[4:6]}-{text[6:]}")
