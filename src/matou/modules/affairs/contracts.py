"""What others may know of service items and cases: events, the version in force, the roles."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from matou.kit.event import Event
from matou.kit.port import Port

EDITOR_ROLE = "affairs.editor"
"""Writes items (事项编辑); ``platform.registrar`` may do the same."""
LEGAL_ROLE = "affairs.legal"
"""Checks items against the law (法制审核)."""
PUBLISHER_ROLE = "affairs.publisher"
"""The second person (复核发布): approves, publishes and withdraws."""
CLERK_ROLE = "affairs.clerk"
"""Accepts and handles cases (窗口经办)."""
DECIDER_ROLE = "affairs.decider"
"""Signs decisions on cases (签发人)."""
SUPERVISOR_ROLE = "affairs.supervisor"
"""Gives cases to people, and hears of late ones (督办)."""
CODE_KIND = "item"
"""The kind under which ``spine.codes`` knows items."""
CASE_KIND = "case"
"""The kind under which ``spine.codes`` knows cases."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemVersionMoved(Event):
    """A version went on or back; ``aggregate`` is the item's code, ``state`` where it is now."""

    version: int
    move: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPublished(Event):
    """A version was approved and holds from ``effective_at`` on."""

    version: int
    effective_at: datetime
    basic_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemWithdrawn(Event):
    """An item is no more; ``successor`` is the code of the item that replaces it, or empty."""

    version: int
    successor: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemsImported(Event):
    """A file was taken in as drafts; ``aggregate`` is ``items``."""

    added: int
    changed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMoved(Event):
    """A case (办件) went on; ``aggregate`` is its code, ``item`` what it is about."""

    item: str
    move: str
    state: str
    applicant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseGiven(Event):
    """A case has another one to work on it; empty where it lies free again."""

    assignee: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMarkReached(Event):
    """A share of a case's limit is used; at 100 per cent the limit is broken."""

    clock: str
    per_cent: int
    reached_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClockRecomputed(Event):
    """A year was announced, and a provisional end moved to its lawful day."""

    promised_due_at: datetime | None
    statutory_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingGiven(Event):
    """Somebody rated a case; ``aggregate`` is ``ratings``: neither who nor which case is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationMoved(Event):
    """Work that a bad rating opened went on; ``aggregate`` is the work's own code."""

    move: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RectificationMarkReached(Event):
    """A share of the work's limit is used; at 100 per cent it is broken."""

    clock: str
    per_cent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialCard:
    """One material of an item as a case needs it."""

    name_zh: str
    name_en: str
    is_needed: bool
    e_licence: str
    source: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemVersionCard:
    """A published version of an item (事项): what a case is handled by."""

    code: str
    version: int
    name_zh: str
    name_en: str
    basic_code: str
    handling_code: str
    region: str
    department: str
    valid_from: datetime
    valid_until: datetime | None
    promised_count: int
    promised_unit: str
    statutory_count: int
    statutory_unit: str
    automation: str
    materials: tuple[MaterialCard, ...]


ITEM_AT: Port[Callable[[str, datetime], ItemVersionCard | None]] = Port("affairs.ITEM_AT")
"""The version of an item that holds at an instant: now for a guide, at application for a case."""
