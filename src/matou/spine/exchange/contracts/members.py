"""Members of the exchange and their keys, as pages show them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MemberState(StrEnum):
    """Whether a member may call and be called."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"
    REFUSED = "refused"


class KeyState(StrEnum):
    """Whether a key's fingerprint was compared by a second person."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A public key as a member handed it over: 64 hex digits, for SM2 128."""

    public: str
    from_at: datetime
    until_at: datetime
    algorithm: str = "ed25519"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """What is told of a member; ``base_url`` is where its exchange answers."""

    code: str
    name_zh: str
    name_en: str
    region: str
    base_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCard:
    """A member (成员) as it stands now."""

    code: str
    version: int
    state: MemberState
    name_zh: str
    name_en: str
    region: str
    base_url: str
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyCard:
    """A member's key with what people decided about it."""

    fingerprint: str
    member: str
    algorithm: str
    public: str
    from_at: datetime
    until_at: datetime
    state: KeyState
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    note: str

    def is_in_force(self, at: datetime) -> bool:
        """Tell whether signatures of this key count at an instant."""
        return self.state is KeyState.CONFIRMED and self.from_at <= at < self.until_at
