"""What others may know of finance: its role and codes, its events, the tax authority's door."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from matou.kit.event import Event

ACCOUNTANT_ROLE = "finance.accountant"
"""Reads, confirms and signs a company's statements beside its managers (财务)."""

STATEMENT_CODE = "statement"
"""The kind under which the spine issues the codes of statements."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementEvent(Event):
    """Something happened to a statement; ``aggregate`` is its code."""

    party: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStatementIssued(StatementEvent):
    """A statement was sealed; ``sha256`` is its seal."""

    from_at: datetime
    until_at: datetime
    version: int
    lines: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStatementAnswered(StatementEvent):
    """The party answered all lines; ``objections`` of them wait for the operator."""

    objections: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionDecided(StatementEvent):
    """The operator answered an objection, with a reason or with a counter-line."""

    number: int
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterLineProposed(StatementEvent):
    """A counter-line too large for one operator waits for a second; ``aggregate`` is its line."""

    number: int
    correction_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterLineDropped(StatementEvent):
    """A proposed counter-line was refused by a second operator, or taken back by the first."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStatementSigned(StatementEvent):
    """A side signed the seal of a statement."""

    side: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeReportReleased(Event):
    """A quarter's report was released by a second person; ``aggregate`` is its id."""

    kind: str = "income"
    quarter: str
    edition: int
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomeReportAnswered(Event):
    """The authority answered a report."""

    kind: str = "income"
    quarter: str
    edition: int
    accepted: int
    refused: int


class AuthorityVerdict(StrEnum):
    """What the authority says of one row."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRow:
    """One operator's quarter as it goes to the authority; the number is unmasked.

    Of withheld tax ``gross_fen`` is what was withheld, ``refunds_fen`` what was given back.
    """

    number: int
    name: str
    identity_kind: str
    identity: str
    gross_fen: int
    refunds_fen: int
    net_fen: int
    transactions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxSubmission:
    """A whole report; sent again under the same ``id`` it must count once."""

    id: UUID
    kind: str
    quarter: str
    edition: int
    rows: tuple[TaxRow, ...]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxAnswer:
    """The authority's answer to a submission; ``refused`` maps row numbers to reasons."""

    id: UUID
    submission: UUID
    refused: dict[int, str]
    answered_at: datetime


class TaxAuthority(Protocol):
    """Takes quarterly reports and answers later; may lose, delay or double what it says."""

    name: str

    def submit(self, submission: TaxSubmission, *, now: datetime) -> None:
        """Hand a report in; raises AuthorityUnreachable where the call itself fails."""

    def answers(self, *, now: datetime) -> Sequence[TaxAnswer]:
        """Return the answers that have arrived by now, possibly twice and in any order."""
