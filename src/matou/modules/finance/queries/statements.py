"""Reads of statements: lists, one statement with its lines, what waits at the desk."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.kit.period import Period
from matou.modules.finance.models import (
    LineVerdict,
    PeriodStatement,
    StatementAccount,
    StatementLine,
)
from matou.modules.finance.rules.access import READS_ALL, may_read, side_of
from matou.modules.finance.rules.periods import Span
from matou.modules.finance.rules.states import Outcome, Side, StatementState, Verdict

MAX_ROWS = 100
LINES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementRow:
    """A statement as lists and heads show it."""

    id: UUID
    code: str
    party: str
    party_name: str
    span: Span
    period: Period
    version: int
    number: int
    state: StatementState
    opening: Money
    credits: Money
    debits: Money
    closing: Money
    bound_opening: Money
    bound_closing: Money
    lines: int
    issued_at: datetime
    due_at: datetime
    sha256: str
    previous_sha256: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is asked for; empty values ask for everything."""

    text: str = ""
    state: StatementState | None = None
    from_on: date | None = None
    until_on: date | None = None

    @property
    def is_used(self) -> bool:
        """Tell whether anything is asked for."""
        return bool(self.text or self.state or self.from_on or self.until_on)


EVERYTHING = Wanted()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRow:
    """What was said of a line, by the party and by the operator."""

    number: int
    verdict: Verdict
    reason: str
    given_at: datetime
    outcome: Outcome | None
    answer: str
    answered_at: datetime | None
    correction: Money | None
    correction_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line as the statement's page shows it."""

    number: int
    account: str
    account_kind: str
    transfer_id: UUID
    seq: int
    posting: str
    group: str
    purpose: str
    memo: str
    counterpart: str
    change: Money
    balance: Money
    held: Money
    event_at: datetime
    recorded_at: datetime
    verdict: VerdictRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KindSum:
    """The accounts of one kind on a statement, added up."""

    kind: str
    accounts: int
    opening: Money
    credits: Money
    debits: Money
    closing: Money
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureRow:
    """A signature under the statement."""

    side: Side
    name: str
    signed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPage:
    """A statement with one page of its lines; ``side`` is for whom the reader acts."""

    row: StatementRow
    side: Side | None
    sums: tuple[KindSum, ...]
    lines: tuple[LineRow, ...]
    next_number: int | None
    objections: tuple[VerdictRow, ...]
    signatures: tuple[SignatureRow, ...]
    successor: str


def statements_page(
    *,
    actor: Actor,
    wanted: Wanted = EVERYTHING,
    is_desk: bool = False,
    before: UUID | None = None,
    limit: int = 20,
) -> tuple[tuple[StatementRow, ...], UUID | None]:
    """Return statements, the newest first, and the key of the next page.

    The desk reads those of all parties; everyone else those of the party they act for.
    """
    rows = PeriodStatement.objects.select_related("progress").filter(_asked(wanted))
    if is_desk:
        actor.require_any(READS_ALL)
    elif not may_read(actor, actor.acts_for):
        return (), None
    else:
        rows = rows.filter(party=actor.acts_for)
    if before is not None:
        rows = rows.filter(id__lt=before)
    most = min(limit, MAX_ROWS)
    found = list(rows.order_by("-id")[: most + 1])
    more = found[most - 1].id if len(found) > most else None
    return tuple(row_of(one) for one in found[:most]), more


def desk_counts(*, actor: Actor) -> Mapping[StatementState, int]:
    """Return how many statements stand in each state."""
    actor.require_any(READS_ALL)
    rows = PeriodStatement.objects.values_list("progress__state").annotate(count=Count("id"))
    return {StatementState(state): count for state, count in rows}


def statement_row(*, code: str, actor: Actor) -> StatementRow:
    """Return a statement's head; raises NotFound for strangers."""
    return row_of(_found(code, actor))


def line_of(*, code: str, number: int, actor: Actor) -> LineRow:
    """Return one line of a statement; raises NotFound."""
    statement = _found(code, actor)
    rows = StatementLine.objects.filter(statement=statement, number=number)
    lines, _verdicts = _lines_said(statement, rows, limit=1)
    if not lines:
        raise NotFound(what=f"{code} {number}")
    return lines[0]


def statement_page(
    *, code: str, actor: Actor, after: int = 0, only_objected: bool = False, limit: int = LINES
) -> StatementPage:
    """Return a statement with the lines after a number; raises NotFound for strangers."""
    statement = _found(code, actor)
    rows = StatementLine.objects.filter(statement=statement, number__gt=after)
    if only_objected:
        objected_numbers = LineVerdict.objects.filter(
            statement=statement, verdict=Verdict.OBJECTED.value
        )
        rows = rows.filter(number__in=objected_numbers.values("number"))
    found, verdicts = _lines_said(statement, rows, limit=limit + 1)
    lines = found[:limit]
    objected = [one for one in verdicts if one.verdict is Verdict.OBJECTED]
    successor = statement.progress.successor
    return StatementPage(
        row=row_of(statement),
        side=side_of(actor, statement.party),
        sums=_sums(statement),
        lines=lines,
        next_number=lines[-1].number if len(found) > limit else None,
        objections=tuple(objected[:MAX_ROWS]),
        signatures=_signatures(statement),
        successor=successor.code if successor else "",
    )


def row_of(one: PeriodStatement) -> StatementRow:
    """Return a statement's head as lists show it; ``progress`` comes with it."""
    return StatementRow(
        id=one.id,
        code=one.code,
        party=one.party,
        party_name=one.party_name,
        span=Span(one.span),
        period=Period(one.from_at, one.until_at),
        version=one.version,
        number=one.number,
        state=StatementState(one.progress.state),
        opening=Money(one.opening_fen),
        credits=Money(one.credits_fen),
        debits=Money(one.debits_fen),
        closing=Money(one.closing_fen),
        bound_opening=Money(one.bound_opening_fen),
        bound_closing=Money(one.bound_closing_fen),
        lines=one.line_count,
        issued_at=one.issued_at,
        due_at=one.progress.due_at,
        sha256=one.sha256,
        previous_sha256=one.previous_sha256,
        why=one.why,
    )


def code_facts(code: str, actor: Actor | None) -> Mapping[str, object] | None:
    """Return what the actor may read at ``/c/<code>``; None hides everything."""
    statement = PeriodStatement.objects.filter(code=code).select_related("progress").first()
    if statement is None or actor is None or not may_read(actor, statement.party):
        return None
    return {
        "party": statement.party,
        "from_at": statement.from_at.isoformat(),
        "until_at": statement.until_at.isoformat(),
        "state": statement.progress.state,
        "closing_fen": statement.closing_fen,
        "sha256": statement.sha256,
    }


def _found(code: str, actor: Actor) -> PeriodStatement:
    rows = PeriodStatement.objects.select_related("progress", "progress__successor")
    statement = rows.filter(code=code).first()
    if statement is None or not may_read(actor, statement.party):
        raise NotFound(what=code)
    return statement


def _asked(wanted: Wanted) -> Q:
    asked = Q()
    if wanted.text:
        text = wanted.text.replace("-", "").upper()
        asked &= Q(code=text) | Q(party=text) | Q(party_name__icontains=wanted.text)
    if wanted.state:
        asked &= Q(progress__state=wanted.state.value)
    if wanted.from_on:
        asked &= Q(until_at__date__gte=wanted.from_on)
    if wanted.until_on:
        asked &= Q(from_at__date__lte=wanted.until_on)
    return asked


def _sums(statement: PeriodStatement) -> tuple[KindSum, ...]:
    rows = (
        StatementAccount.objects.filter(statement=statement)
        .values("kind")
        .annotate(
            accounts=Count("id"),
            opening=Sum("opening_fen"),
            credits=Sum("credits_fen"),
            debits=Sum("debits_fen"),
            closing=Sum("closing_fen"),
            lines=Sum("line_count"),
        )
    )
    order = ("wallet", "receivable", "escrow", "deposit")
    found = [
        KindSum(
            kind=row["kind"],
            accounts=row["accounts"],
            opening=Money(int(row["opening"])),
            credits=Money(int(row["credits"])),
            debits=Money(int(row["debits"])),
            closing=Money(int(row["closing"])),
            lines=int(row["lines"]),
        )
        for row in rows
    ]
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def _signatures(statement: PeriodStatement) -> tuple[SignatureRow, ...]:
    """Return the signatures; before the party signs there is nothing to ask for."""
    state = StatementState(statement.progress.state)
    if state not in {StatementState.PARTY_SIGNED, StatementState.SIGNED}:
        return ()
    return tuple(
        SignatureRow(side=Side(one.side), name=one.signer_name, signed_at=one.signed_at)
        for one in statement.signatures.order_by("signed_at")
    )


def _lines_said(
    statement: PeriodStatement, rows: QuerySet[StatementLine], *, limit: int
) -> tuple[tuple[LineRow, ...], tuple[VerdictRow, ...]]:
    """Return lines with their accounts, and the verdicts on them and on all contested ones."""
    own = StatementAccount.objects.filter(statement=statement, place=OuterRef("place"))
    found: list[Any] = list(
        rows.annotate(
            account=Subquery(own.values("account")), account_kind=Subquery(own.values("kind"))
        ).order_by("number")[:limit]
    )
    said = LineVerdict.objects.filter(statement=statement).filter(
        Q(verdict=Verdict.OBJECTED.value) | Q(number__in=[line.number for line in found])
    )
    verdicts = {one.number: _verdict(one) for one in said.order_by("number")}
    return tuple(_line(line, verdicts.get(line.number)) for line in found), tuple(verdicts.values())


def _line(line: Any, verdict: VerdictRow | None) -> LineRow:
    return LineRow(
        number=line.number,
        account=line.account,
        account_kind=line.account_kind,
        transfer_id=line.transfer_id,
        seq=line.seq,
        posting=line.posting,
        group=line.group_code,
        purpose=line.purpose,
        memo=line.memo,
        counterpart=line.counterpart,
        change=Money(line.change_fen),
        balance=Money(line.balance_fen),
        held=Money(line.held_fen),
        event_at=line.event_at,
        recorded_at=line.recorded_at,
        verdict=verdict,
    )


def _verdict(one: LineVerdict) -> VerdictRow:
    return VerdictRow(
        number=one.number,
        verdict=Verdict(one.verdict),
        reason=one.reason,
        given_at=one.given_at,
        outcome=Outcome(one.outcome) if one.outcome else None,
        answer=one.answer,
        answered_at=one.answered_at,
        correction=None if one.correction_fen is None else Money(one.correction_fen),
        correction_id=one.correction_id,
    )
