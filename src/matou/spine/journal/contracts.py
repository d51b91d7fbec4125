"""Rows and figures of the journal that other rooms and pages may know."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from matou.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One entry as pages and projections read it."""

    id: UUID
    seq: int
    aggregate: str
    version: int
    event: str
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    classifier: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A delivery that failed too often (死信) and now waits for an operator."""

    delivery_id: int
    subscriber: str
    attempts: int
    error: str
    held_back: int
    """Later entries of the same aggregate that wait behind this one."""
    entry: EntryRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriberLag:
    """How far one subscriber is behind."""

    subscriber: str
    waiting: int
    failing: int
    dead: int
    oldest_recorded_at: datetime | None
    """When the oldest entry still undelivered was recorded; None when all is delivered."""


class BreachKind(StrEnum):
    """What exactly does not agree with the seals."""

    ENTRY_ALTERED = "entry-altered"
    ENTRY_MISSING = "entry-missing"
    ENTRY_FOREIGN = "entry-foreign"
    BLOCK_ALTERED = "block-altered"
    CHAIN_BROKEN = "chain-broken"
    VERSIONS_BROKEN = "versions-broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One place where the journal was tampered with, as close as it can be located."""

    kind: BreachKind
    block: int | None = None
    seq: int | None = None
    aggregate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SealReport:
    """What a check of all seals found; the head is what one publishes elsewhere."""

    blocks: int
    entries: int
    unsealed: int
    head: str
    breaches: tuple[Breach, ...]

    @property
    def is_intact(self) -> bool:
        """Tell whether nothing was found."""
        return not self.breaches


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedEntry:
    """One entry as its canonical text, over which its digest was made."""

    seq: int
    canonical: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedBlock:
    """One block of the chain: the entries it seals, their digests, its own hash."""

    number: int
    previous: bytes
    seqs: tuple[int, ...]
    digests: bytes
    hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedHistory:
    """Everything that proves one thing's history outside of this database."""

    entries: tuple[SealedEntry, ...]
    blocks: tuple[SealedBlock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterRetried(Event):
    """An operator put a dead letter back in line; ``aggregate`` is ``delivery:<number>``."""

    subscriber: str
    entry_seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetterSetAside(Event):
    """An operator gave a dead letter up for a reason; ``aggregate`` is ``delivery:<number>``."""

    subscriber: str
    entry_seq: int
    reason: str
