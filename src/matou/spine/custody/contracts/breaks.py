"""Differences between the provider's books and ours."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from matou.kit.money import Money


class BreakKind(StrEnum):
    """How the provider's statement and our orders can differ."""

    UNKNOWN_AT_HOME = "unknown_at_home"
    """On the statement, but no order of ours."""
    MISSING_AT_PROVIDER = "missing_at_provider"
    """Confirmed by us, but not on the statement."""
    AMOUNT_DIFFERS = "amount_differs"
    STATE_DIFFERS = "state_differs"
    DOUBLED = "doubled"
    """The same order stands twice on the statement."""
    BAD_LINE = "bad_line"
    """A line that cannot be read as the format says."""
    AMBIGUOUS = "ambiguous"
    """A line without a usable order id that fits more than one order, or shares its only one."""
    WRONG_DAY = "wrong_day"
    """A line dated on another day than its statement."""
    BAD_FILE = "bad_file"
    """A whole file that is cut, altered or otherwise not what the custodian wrote."""


class Bearer(StrEnum):
    """Whose account follows the custodian in a correction."""

    PARTY = "party"
    HOUSE = "house"


class CorrectionState(StrEnum):
    """Where a correction stands; all but the first are final."""

    PROPOSED = "proposed"
    EXECUTED = "executed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakSearch:
    """Which open breaks are wanted; nothing said means all. ``text``: party, reference, content."""

    owner: str = ""
    kind: BreakKind | None = None
    older_than_days: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakRow:
    """One difference that somebody has to explain; ``age_days`` counts from the statement's day."""

    break_id: int
    on: date
    kind: BreakKind
    order_id: UUID | None
    text: str
    owner: str
    age_days: int
    explanation: str
    is_open: bool
    is_from_callback: bool
    line_number: int | None
    told_kind: str
    told_party: str
    told_amount: Money | None
    """What the custodian says moved; None where its statement has no such line."""
    told_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileReport:
    """What one day's comparison found; ``clearing`` is what no statement has confirmed yet.

    ``refused`` says why the whole file was not taken; then nothing was compared.
    """

    on: date
    lines: int
    matched: int
    by_reference: int
    recovered: int
    refused: str
    breaks: tuple[BreakRow, ...]
    clearing: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackCard:
    """A report on an order, as it was received."""

    received_at: datetime
    state: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementCard:
    """One reading of a day's statement file; ``refused`` says why it was not taken."""

    on: date
    came_at: datetime
    provider: str
    sha256: str
    size: int
    refused: str
    lines: int
    matched: int
    recovered: int
    breaks: int
    deposits: Money
    payouts: Money
