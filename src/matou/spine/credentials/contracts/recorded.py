"""What other rooms may know of recorded credentials: kinds, events, cards."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matou.kit.event import Event
from matou.kit.period import Period


class HolderKind(StrEnum):
    """What a credential can belong to."""

    PERSON = "person"
    COMPANY = "company"
    VESSEL = "vessel"
    VEHICLE = "vehicle"


class CredentialState(StrEnum):
    """How far a credential is believed; only ``verified`` ones count."""

    CLAIMED = "claimed"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRecorded(Event):
    """Somebody claims a credential (the aggregate) for a holder."""

    holder: str
    kind: str
    valid: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialVerified(Event):
    """A registrar found the credential true; from now on it counts."""

    holder: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialSuspended(Event):
    """The credential does not count for the time being."""

    holder: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRevoked(Event):
    """The credential was found false or withdrawn and never counts again."""

    holder: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialExpiring(Event):
    """A verified credential ends within ``days`` (60, 30 or 7) and no later one follows it.

    Told once for each threshold. ``until_at`` is the first instant at which it no longer counts.
    """

    holder: str
    holder_kind: HolderKind
    kind: str
    number: str
    until_at: datetime
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialCard:
    """A credential as pages show it."""

    code: str
    holder: str
    holder_kind: HolderKind
    kind: str
    title_zh: str
    title_en: str
    number: str
    issuer: str
    valid: Period
    document_code: str
    state: CredentialState
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRow:
    """One step in the life of a credential: who changed its state, when and on what grounds."""

    state: CredentialState
    by: str
    at: datetime
    note: str
