"""Reads for the tax authority: income and tax withheld in a quarter, reports and their rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.kit.period import Period
from matou.modules.finance.models import IncomeReport, IncomeRow
from matou.modules.finance.rules.access import READS_ALL
from matou.modules.finance.rules.income import (
    GROSS_PURPOSES,
    REFUND_PURPOSES,
    TAX_ACCOUNT,
    Earned,
    IdentityKind,
    ReportKind,
    ReportState,
    RowState,
)
from matou.modules.finance.rules.periods import declaration_due_on, quarter_of, report_due_on
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import AccountKind
from matou.spine.ledger.queries import periods, withheld
from matou.spine.parties import queries as parties

ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """A report as lists and heads show it."""

    id: UUID
    kind: ReportKind
    quarter: str
    edition: int
    state: ReportState
    due_on: date
    prepared_by: str
    prepared_at: datetime
    released_by: str
    released_at: datetime | None
    sent_at: datetime | None
    sendings: int
    answered_at: datetime | None
    sha256: str
    rows: int
    missing: int
    refused: int
    gross: Money
    refunds: Money
    net: Money
    transactions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CarrierRow:
    """One carrier's quarter, the number masked."""

    number: int
    party: str
    name: str
    identity_kind: IdentityKind
    identity_masked: str
    gross: Money
    refunds: Money
    net: Money
    transactions: int
    state: RowState
    reason: str


def earned_in(quarter: str) -> tuple[Earned, ...]:
    """Return what each carrier earned in the quarter by recorded time, by party code.

    A transaction is a lot for which anything was paid in the quarter. A party that only paid back
    counts where freight was ever paid to it; others who pay back (agents) are no carriers.
    """
    period = quarter_of(quarter).period
    paid = {row.owner: row for row in periods.paid_in(purposes=GROSS_PURPOSES, period=period)}
    back = {row.owner: row for row in periods.paid_out(purposes=REFUND_PURPOSES, period=period)}
    only_back = back.keys() - paid.keys()
    known = paid.keys() | (only_back & _ever_paid(period) if only_back else set())
    return tuple(
        Earned(
            party=party,
            gross=paid[party].amount if party in paid else Money(0),
            refunds=back[party].amount if party in back else Money(0),
            transactions=paid[party].groups if party in paid else 0,
        )
        for party in sorted(known)
    )


def withheld_in(quarter: str) -> tuple[Earned, ...]:
    """Return the tax withheld from each carrier in the quarter by recorded time, by party code.

    ``gross`` is what was withheld, ``refunds`` what refunds gave back, ``net`` what is due. A lot's
    carrier is who placed its earnest money.
    """
    rows = withheld.kept_back(
        account=TAX_ACCOUNT, owner_of=AccountKind.DEPOSIT, period=quarter_of(quarter).period
    )
    return tuple(
        Earned(party=row.owner, gross=row.kept, refunds=row.returned, transactions=row.groups)
        for row in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldRow:
    """What was withheld from one carrier in a quarter, with the carrier's name."""

    party: str
    name: str
    tax: Earned


@dataclass(frozen=True, slots=True, kw_only=True)
class WithheldPage:
    """A quarter's tax withheld: rows, sums over all of them, what lies on the account now."""

    quarter: str
    rows: tuple[WithheldRow, ...]
    following: str
    carriers: int
    kept: Money
    returned: Money
    on_account: Money
    reports: tuple[ReportRow, ...]

    @property
    def due(self) -> Money:
        """What is to be paid over for the quarter."""
        return self.kept - self.returned


def withheld_page(
    *, quarter: str, actor: Actor, after: str = "", limit: int = ROWS
) -> WithheldPage:
    """Return the tax withheld in a quarter, running or over, after a party's code."""
    actor.require_any(READS_ALL)
    found = withheld_in(quarter)
    left = [one for one in found if one.party > after]
    shown = left[:limit]
    names = parties.party_cards(one.party for one in shown)
    declared = _summed().filter(kind=ReportKind.WITHHELD.value, quarter=quarter)
    return WithheldPage(
        quarter=quarter,
        rows=tuple(
            WithheldRow(
                party=one.party,
                name=names[one.party].name if one.party in names else one.party,
                tax=one,
            )
            for one in shown
        ),
        following=shown[-1].party if len(left) > limit else "",
        carriers=len(found),
        kept=Money.total(one.gross for one in found),
        returned=Money.total(one.refunds for one in found),
        on_account=_on_account(),
        reports=tuple(_report(row) for row in declared.order_by("edition")),
    )


def _on_account() -> Money:
    held = ledger.balances([TAX_ACCOUNT])
    return held[TAX_ACCOUNT].posted if TAX_ACCOUNT in held else Money(0)


def reports(*, actor: Actor, limit: int = 40) -> tuple[ReportRow, ...]:
    """Return the reports, the newest quarter first."""
    actor.require_any(READS_ALL)
    rows = _summed().order_by("-quarter", "kind", "-edition")[:limit]
    return tuple(_report(row) for row in rows)


def report(*, report_id: UUID, actor: Actor) -> ReportRow:
    """Return a report with its sums; raises NotFound."""
    actor.require_any(READS_ALL)
    found = _summed().filter(id=report_id).first()
    if found is None:
        raise NotFound(what=report_id)
    return _report(found)


def report_rows(
    *, report_id: UUID, actor: Actor, after: int = 0, only: str = "", limit: int = ROWS
) -> tuple[CarrierRow, ...]:
    """Return rows of a report after a number: all, those without identity, those refused."""
    actor.require_any(READS_ALL)
    rows = IncomeRow.objects.filter(report_id=report_id, number__gt=after)
    if only == "missing":
        rows = rows.filter(identity_kind=IdentityKind.MISSING.value)
    elif only == "refused":
        rows = rows.filter(state=RowState.REFUSED.value)
    return tuple(
        CarrierRow(
            number=row.number,
            party=row.party,
            name=row.name,
            identity_kind=IdentityKind(row.identity_kind),
            identity_masked=row.identity_masked,
            gross=Money(row.gross_fen),
            refunds=Money(row.refunds_fen),
            net=Money(row.net_fen),
            transactions=row.transactions,
            state=RowState(row.state),
            reason=row.reason,
        )
        for row in rows.order_by("number")[:limit]
    )


def _ever_paid(period: Period) -> set[str]:
    since = datetime(2000, 1, 1, tzinfo=UTC)
    before = Period(since, period.from_at)
    return {row.owner for row in periods.paid_in(purposes=GROSS_PURPOSES, period=before)}


def _summed() -> Any:
    return IncomeReport.objects.annotate(
        row_count=Count("rows"),
        missing=Count("rows", filter=Q(rows__identity_kind=IdentityKind.MISSING.value)),
        refused=Count("rows", filter=Q(rows__state=RowState.REFUSED.value)),
        gross=Sum("rows__gross_fen", default=0),
        refunds=Sum("rows__refunds_fen", default=0),
        net=Sum("rows__net_fen", default=0),
        transactions=Sum("rows__transactions", default=0),
    )


def _report(row: Any) -> ReportRow:
    kind = ReportKind(row.kind)
    due = declaration_due_on if kind is ReportKind.WITHHELD else report_due_on
    return ReportRow(
        id=row.id,
        kind=kind,
        quarter=row.quarter,
        edition=row.edition,
        state=ReportState(row.state),
        due_on=due(row.quarter),
        prepared_by=row.prepared_by,
        prepared_at=row.prepared_at,
        released_by=row.released_by,
        released_at=row.released_at,
        sent_at=row.sent_at,
        sendings=row.sendings,
        answered_at=row.answered_at,
        sha256=row.sha256,
        rows=row.row_count,
        missing=row.missing,
        refused=row.refused,
        gross=Money(int(row.gross)),
        refunds=Money(int(row.refunds)),
        net=Money(int(row.net)),
        transactions=int(row.transactions),
    )
