"""What can be said of a licence that somebody shows: found, how it stands, or why not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError

from matou.kit.codes import normal_code
from matou.kit.errors import DomainError
from matou.spine.credentials.contracts import LicenceCard, LicenceState
from matou.spine.credentials.models import ELicence
from matou.spine.credentials.queries.e_licences import card_identified, newest_card
from matou.spine.credentials.rules import compact, identifiers, sd_jwt
from matou.spine.credentials.rules.identifiers import Identifier, parse_identifier
from matou.spine.credentials.rules.keys import ALGORITHM, is_signed_by, keys_in
from matou.spine.credentials.rules.sd_jwt import TokenAltered

_MASK = "＊"


class Shown(StrEnum):
    """By what a licence was shown; who has only a number learns less."""

    CODE = "code"
    IDENTIFIER = "identifier"
    COMPACT = "compact"
    TOKEN = "token"  # noqa: S105 - a word, no secret
    PAPER = "paper"


class Unfit(StrEnum):
    """Why nothing good can be said."""

    FORGED = "forged"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing that a checked licence says."""

    key: str
    zh: str
    en: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """The answer to whoever was shown a licence.

    ``verdict`` is a LicenceState or an Unfit; ``claims`` holds no more than what was shown.
    """

    verdict: str
    shown: Shown
    card: LicenceCard | None = None
    claims: tuple[Claim, ...] = ()
    refusal: DomainError | None = None

    @property
    def counts(self) -> bool:
        """Whether the licence is good now."""
        return self.verdict == LicenceState.VALID


def check_text(text: str, *, at: datetime) -> Checked:
    """Check what was typed, scanned or pasted: code, identifier, compact code or token."""
    told = text.strip()
    if "~" in told:
        return _check_token(told, at=at)
    told = _from_address(told)
    if identifiers.looks_like_identifier(told):
        return _check_identifier(told, at=at)
    if normal_code(told) is not None:
        return check_code(told, at=at)
    return _check_compact(told, at=at)


def check_code(text: str, *, at: datetime) -> Checked:
    """Check a licence by the code on its paper; whoever has the paper reads what stands on it."""
    code = normal_code(text) or ""
    if not ELicence.objects.filter(code=code).exists():
        return Checked(verdict=Unfit.UNKNOWN, shown=Shown.CODE)
    card = newest_card(code, at=at)
    return Checked(verdict=card.state, shown=Shown.CODE, card=card, claims=claims_of(card))


def claims_of(card: LicenceCard) -> tuple[Claim, ...]:
    """Return what stands on the paper."""
    own = (
        Claim(key="holder", zh="持证人", en="Holder", value=card.holder_name),
        Claim(key="holder_number", zh="统一社会信用代码", en="Credit code",
              value=card.holder_number),
        *(Claim(key=one.key, zh=one.zh, en=one.en, value=one.value) for one in card.fields),
    )  # fmt: skip
    return tuple(one for one in own if one.value)


def _check_identifier(text: str, *, at: datetime) -> Checked:
    """Check a typed identifier. Serials can be guessed, so the holder's name is masked."""
    try:
        identifier = parse_identifier(text)
    except DomainError as refusal:
        return Checked(verdict=Unfit.FORGED, shown=Shown.IDENTIFIER, refusal=refusal)
    card = card_identified(identifier, at=at)
    if card is None:
        return Checked(verdict=Unfit.UNKNOWN, shown=Shown.IDENTIFIER)
    masked = Claim(key="holder", zh="持证人", en="Holder", value=_masked(card.holder_name))
    return Checked(verdict=card.state, shown=Shown.IDENTIFIER, card=card, claims=(masked,))


def _check_compact(text: str, *, at: datetime) -> Checked:
    try:
        claims, payload, signature = compact.parse_compact(text)
    except DomainError as refusal:
        return Checked(verdict=Unfit.UNKNOWN, shown=Shown.COMPACT, refusal=refusal)
    key = keys_in(settings.LICENCE_KEY_FILE).beginning(claims.key)
    if key is None or not is_signed_by(key, compact.to_sign(payload), signature):
        return Checked(verdict=Unfit.FORGED, shown=Shown.COMPACT)
    identifier = identifiers.parse_letters(claims.letters)
    holder = Claim(key="holder", zh="持证人", en="Holder", value=claims.holder)
    return _by_signed(identifier, (holder,), shown=Shown.COMPACT, at=at)


def _check_token(text: str, *, at: datetime) -> Checked:
    try:
        presentation = sd_jwt.parse_token(text)
        signed = read_jwt(presentation.jwt, typ=sd_jwt.TYPE)
        sd_jwt.check_disclosed(signed, presentation.disclosures)
        identifier = parse_identifier(str(signed.get("licence", "")))
    except DomainError as refusal:
        return Checked(verdict=Unfit.FORGED, shown=Shown.TOKEN, refusal=refusal)
    told = {one.name: one.value for one in presentation.disclosures}
    return _by_signed(identifier, told, shown=Shown.TOKEN, at=at)


def _by_signed(
    identifier: Identifier,
    told: dict[str, str] | tuple[Claim, ...],
    *,
    shown: Shown,
    at: datetime,
) -> Checked:
    """Answer for something that bears the house's own signature: only its standing is asked."""
    card = card_identified(identifier, at=at)
    if card is None:
        return Checked(verdict=Unfit.UNKNOWN, shown=shown)
    claims = told if isinstance(told, tuple) else _worded(card, told)
    return Checked(verdict=card.state, shown=shown, card=card, claims=claims)


def _worded(card: LicenceCard, told: dict[str, str]) -> tuple[Claim, ...]:
    """Return disclosed claims under the labels of the licence, none besides them."""
    words = {one.key: one for one in claims_of(card)}
    return tuple(
        Claim(key=key, zh=words[key].zh, en=words[key].en, value=value)
        for key, value in told.items()
        if key in words
    )


def read_jwt(token: str, *, typ: str) -> dict[str, Any]:
    """Return the claims of a token that one of the house's keys signed; raises TokenAltered."""
    keys = keys_in(settings.LICENCE_KEY_FILE)
    try:
        told = jwt.decode(
            token, lambda guest: keys.by_id[guest.headers()["kid"]], algorithms=[ALGORITHM]
        )
    except (JoseError, KeyError, ValueError, TypeError) as error:
        raise TokenAltered(
            why_zh="不是本平台签发，或被改动。", why_en="it was not issued here, or was altered."
        ) from error
    if told.header.get("typ") != typ:
        raise TokenAltered(why_zh="不是证照凭证。", why_en="it is no licence token.")
    return dict(told.claims)


def _from_address(text: str) -> str:
    """Return what a scanned address carries: its fragment, else the last part of its path."""
    if "://" not in text:
        return text
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    return unquote(parts.fragment) or parts.path.rstrip("/").rsplit("/", 1)[-1]


def _masked(name: str) -> str:
    """Return a name by its first and last letter."""
    shown = 2
    if len(name) <= shown:
        return name[:1] + _MASK
    return name[0] + _MASK * (len(name) - shown) + name[-1]
