"""What other rooms may know of e-licences: orders, events, cards."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matou.kit.event import Event
from matou.kit.period import Period


class LicenceState(StrEnum):
    """How an e-licence stands at an instant; ``valid`` alone counts."""

    VALID = "valid"
    NOT_YET = "not-yet"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    REPLACED = "replaced"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceField:
    """One line that a licence says besides holder and dates, in two languages."""

    key: str
    zh: str
    en: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceOrder:
    """What a decision orders to be issued; ``officers`` are the issuing office's roles.

    ``holder`` is a party or, for a vessel's paper, the vessel, whose name then stands in
    ``holder_name`` and the party that keeps the licence in ``recipient``; parties bear their own
    name and keep their own.
    """

    kind: str
    issuer: str
    issuer_name: str
    issuer_name_en: str
    holder: str
    item: str
    case: str
    valid: Period
    signed_by: str
    officers: frozenset[str]
    holder_name: str = ""
    recipient: str = ""
    fields: tuple[LicenceField, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceIssued(Event):
    """An e-licence (the aggregate is its code) was issued or has a new version."""

    holder: str
    recipient: str
    kind: str
    version: int
    identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceSuspended(Event):
    """An e-licence does not count for the time being."""

    holder: str
    recipient: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceReinstated(Event):
    """A suspended e-licence counts again."""

    holder: str
    recipient: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceRevoked(Event):
    """An e-licence never counts again."""

    holder: str
    recipient: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceReplaced(Event):
    """A new version took the place of ``version`` of an e-licence."""

    holder: str
    recipient: str
    kind: str
    version: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceCard:
    """One version of an e-licence as other rooms and pages read it."""

    code: str
    kind: str
    title_zh: str
    title_en: str
    version: int
    identifier: str
    number: str
    holder: str
    recipient: str
    holder_name: str
    holder_number: str
    issuer: str
    issuer_name: str
    issuer_name_en: str
    item: str
    case: str
    valid: Period
    state: LicenceState
    issued_at: datetime
    signed_by: str
    fields: tuple[LicenceField, ...]
    document: str
    officers: frozenset[str]
