"""Selective disclosure for JWTs (RFC 9901): claims that their holder shows one by one.

The issuer signs digests only; whoever presents adds the disclosures of the claims to be shown.
Signing and checking signatures is done elsewhere: here lie the parts between the tildes.
"""

import base64
import binascii
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from matou.kit.errors import DomainError

TYPE = "dc+sd-jwt"
MOST_TEXT = 16_000
_MOST_DISCLOSURES = 100
_PARTS = 3
_RESERVED = frozenset({"_sd", "..."})


class TokenAltered(DomainError):
    """A presented token is damaged or was altered; ``why`` says what does not fit."""

    code = "token-altered"
    status = 422
    zh = "凭证不可信：{why_zh}请让持证人重新出示。"
    en = "The token is not to be trusted: {why_en} Ask the holder to present it again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """One claim that can be shown: its name, its value, and the text that reveals it."""

    name: str
    value: str
    text: str

    @property
    def digest(self) -> str:
        """What the issuer signs in place of the claim (RFC 9901 section 4.2.3)."""
        return encoded(sha256(self.text.encode("ascii")).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Presentation:
    """A token with the claims that its holder shows."""

    jwt: str
    disclosures: tuple[Disclosure, ...]


def disclosure(*, salt: bytes, name: str, value: str) -> Disclosure:
    """Return the disclosure of a claim; the salt must be random and never used twice."""
    said = json.dumps([encoded(salt), name, value], ensure_ascii=False)
    return Disclosure(name=name, value=value, text=encoded(said.encode("utf-8")))


def concealed(disclosures: Sequence[Disclosure]) -> dict[str, Any]:
    """Return the claims that stand for the concealed ones; sorted, so that no order speaks."""
    return {"_sd": sorted(one.digest for one in disclosures), "_sd_alg": "sha-256"}


def joined(jwt: str, disclosures: Sequence[Disclosure]) -> str:
    """Return the token with disclosures, a tilde after each part (section 4)."""
    return "~".join((jwt, *(one.text for one in disclosures), ""))


def shown_only(token: str, names: Collection[str]) -> str:
    """Return a kept token with the disclosures of the named claims alone."""
    whole = parse_token(token)
    return joined(whole.jwt, [one for one in whole.disclosures if one.name in names])


def parse_token(text: str) -> Presentation:
    """Split a presented token into JWT and disclosures; raises TokenAltered."""
    token = "".join(text.split())
    if len(token) > MOST_TEXT or not token.isascii():
        raise _altered("过长或含有不该有的字符。", "it is too long or has foreign characters.")
    jwt, *rest = token.split("~")
    if len(jwt.split(".")) != _PARTS or not rest or rest[-1] or len(rest) > _MOST_DISCLOSURES:
        raise _altered("格式不完整。", "it is not complete.")
    return Presentation(jwt=jwt, disclosures=tuple(_read(one) for one in rest[:-1]))


def check_disclosed(claims: Mapping[str, Any], shown: Sequence[Disclosure]) -> None:
    """Refuse disclosures that the issuer did not sign (section 7.1); raises TokenAltered."""
    digests = claims.get("_sd", [])
    if claims.get("_sd_alg", "sha-256") != "sha-256" or not isinstance(digests, list):
        raise _altered("摘要算法不受支持。", "its digests are of an unknown kind.")
    told = [one.digest for one in shown]
    if len(set(told)) != len(told) or not set(told) <= set(digests):
        raise _altered("出示的字段与签发的不一致。", "a shown field is not what was issued.")
    names = [one.name for one in shown]
    if len(set(names)) != len(names) or set(names) & (_RESERVED | set(claims)):
        raise _altered("字段重复。", "a field is shown twice.")


def encoded(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decoded(text: str) -> bytes:
    """Return the bytes of base64url without padding; raises TokenAltered."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise _altered("编码损坏。", "its encoding is damaged.") from error
    if encoded(data) != text:  # the last letter's spare bits must not make a second spelling
        raise _altered("编码损坏。", "its encoding is damaged.")
    return data


def _read(text: str) -> Disclosure:
    try:
        salt, name, value = json.loads(decoded(text).decode("utf-8"))
    except (ValueError, TypeError, RecursionError) as error:
        raise _altered("披露的字段损坏。", "a shown field is damaged.") from error
    if not all(isinstance(one, str) for one in (salt, name, value)):
        raise _altered("披露的字段损坏。", "a shown field is damaged.")
    return Disclosure(name=name, value=value, text=text)


def _altered(why_zh: str, why_en: str) -> TokenAltered:
    return TokenAltered(why_zh=why_zh, why_en=why_en)
