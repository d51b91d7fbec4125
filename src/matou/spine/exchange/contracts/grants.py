"""Grants: which member may read which fields of which service, why and until when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class GrantState(StrEnum):
    """How far a grant got; the rest is its dates."""

    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewGrant:
    """The terms of a grant; they never change, another grant takes the place of this one."""

    consumer: str
    service: str
    fields: tuple[str, ...]
    purpose: str
    basis: str
    from_at: datetime
    until_at: datetime
    case: str = ""
    max_per_day: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantStepCard:
    """One step in the life of a grant."""

    state: GrantState
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantCard:
    """A grant (共享授权) as it stands now."""

    number: int
    consumer: str
    service: str
    fields: tuple[str, ...]
    purpose: str
    basis: str
    case: str
    from_at: datetime
    until_at: datetime
    max_per_day: int
    state: GrantState
    requested_by: str

    def is_in_force(self, at: datetime) -> bool:
        """Tell whether calls may rest on this grant at an instant."""
        return self.state is GrantState.APPROVED and self.from_at <= at < self.until_at
