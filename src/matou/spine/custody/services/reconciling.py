"""Compare one day's statement of the provider with our orders, line by line."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from matou.spine.custody import queries, rules
from matou.spine.custody.contracts import (
    BreakKind,
    OrderKind,
    OrderState,
    ProviderAnswer,
    ReconcileReport,
)
from matou.spine.custody.models import CustodyOrder, ReconciliationBreak
from matou.spine.custody.rules.statement import Statement, StatementLine, read_statement
from matou.spine.custody.services import breaks
from matou.spine.custody.services.providers import provider
from matou.spine.custody.services.settling import settle
from matou.spine.ledger import queries as ledger_queries
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind

_CHUNK = 500
"""Postings go in batches of 100 to 500; more only lengthens the locks."""


@transaction.atomic
def reconcile(*, on: date, now: datetime) -> ReconcileReport:
    """Compare the day's statement with our orders and list each break with owner and age.

    A line that confirms an order still open settles it (its callback was lost). What agrees moves
    from the clearing account to the bank account, so clearing shows what no statement confirms.
    Run again for the same day, it posts nothing twice and closes the breaks that have gone.
    """
    day = _Day(on=on, now=now)
    found = read_statement(provider().statement_file(on=on))
    _list_bad_lines(day, found)
    matched: list[StatementLine] = []
    for chunk in _chunks(found.lines):
        matched += _compare(day, chunk)
    _list_missing(day, {line.order_id for line in found.lines})
    _list_doubled(day, found.lines)
    day.close_gone()
    for chunk in _chunks(matched):
        _confirm(day, chunk)
    return ReconcileReport(
        on=on,
        lines=len(found.lines),
        matched=len(matched),
        recovered=day.recovered,
        breaks=queries.breaks_of(on=on, today=rules.china_day(now)),
        clearing=ledger_queries.balance(rules.CLEARING).posted,
    )


class _Day:
    """One comparison: which breaks stand, and how many lost callbacks it made good."""

    def __init__(self, *, on: date, now: datetime) -> None:
        self.on, self.now = on, now
        self.recovered = 0
        self._standing: set[int] = set()
        self._bank = rules.bank_account(provider().name)
        for code, kind in ((rules.CLEARING, AccountKind.CLEARING), (self._bank, AccountKind.BANK)):
            ledger.ensure_account(code=code, kind=kind, owner=rules.HOUSE, now=now)

    def note(self, kind: BreakKind, subject: str, text: str, order_id: UUID | None = None) -> None:
        number = breaks.note(
            on=self.on, kind=kind, subject=subject, order_id=order_id, text=text, now=self.now
        )
        self._standing.add(number)

    def close_gone(self) -> None:
        rows = ReconciliationBreak.objects.filter(on=self.on, gone_at=None)
        # What a callback contradicted stays until explained: no statement line speaks of it.
        rows.exclude(kind=BreakKind.STATE_DIFFERS.value).exclude(pk__in=self._standing).update(
            gone_at=self.now
        )

    def posting(self, line: StatementLine) -> Posting:
        sides = (self._bank, rules.CLEARING)
        debit, credit = sides if line.kind is OrderKind.DEPOSIT else sides[::-1]
        return Posting(
            id=rules.transfer_id(line.order_id, "statement"),
            kind=PostingKind.POSTED,
            debit=debit,
            credit=credit,
            amount=line.amount,
            group=f"statement:{self.on}",
            purpose="statement",
            event_at=line.settled_at,
        )


def _compare(day: _Day, lines: Sequence[StatementLine]) -> list[StatementLine]:
    """Return the lines that agree with our orders; list a break for each of the others."""
    orders = CustodyOrder.objects.in_bulk([line.order_id for line in lines])
    matched: dict[UUID, StatementLine] = {}
    for line in lines:
        order = orders.get(line.order_id)
        if _agrees(day, line, order):
            matched.setdefault(line.order_id, line)
    return list(matched.values())


def _agrees(day: _Day, line: StatementLine, order: CustodyOrder | None) -> bool:
    subject = str(line.order_id)
    if order is None:
        text = f"第 line {line.number} 行 · {line.kind.value} {line.party} {line.amount}"
        day.note(BreakKind.UNKNOWN_AT_HOME, subject, text, line.order_id)
        return False
    if (line.amount, line.kind.value, line.party) != (order.money, order.kind, order.party):
        text = (
            f"对账单 statement {line.party} {line.amount} · 指令 order {order.party} {order.money}"
        )
        day.note(BreakKind.AMOUNT_DIFFERS, subject, text, line.order_id)
        return False
    if order.state == OrderState.FAILED.value:
        day.note(
            BreakKind.STATE_DIFFERS,
            subject,
            "对账单 statement confirmed · 指令 order failed",
            line.order_id,
        )
        return False
    if order.state != OrderState.CONFIRMED.value:
        day.recovered += settle(_answer(line), now=day.now)
    return True


def _answer(line: StatementLine) -> ProviderAnswer:
    return ProviderAnswer(
        order_id=line.order_id,
        state=OrderState.CONFIRMED,
        provider_reference=line.provider_reference,
        amount=line.amount,
        settled_at=line.settled_at,
    )


def _confirm(day: _Day, lines: Sequence[StatementLine]) -> None:
    # Deposits first: within a day the bank account must not look overdrawn.
    ordered = sorted(lines, key=lambda line: line.kind is not OrderKind.DEPOSIT)
    outcomes = ledger.submit([day.posting(line) for line in ordered])
    good = [line.order_id for line, told in zip(ordered, outcomes, strict=True) if told.ok]
    CustodyOrder.objects.filter(pk__in=good).update(reconciled_on=day.on)
    for line, told in zip(ordered, outcomes, strict=True):
        if not told.ok:
            day.note(
                BreakKind.STATE_DIFFERS,
                str(line.order_id),
                f"总账拒绝 refused by the ledger: {told.status}",
                line.order_id,
            )


def _list_bad_lines(day: _Day, found: Statement) -> None:
    for bad in found.bad_lines:
        text = f"第 line {bad.number} 行 · {bad.reason} · {bad.text}"
        day.note(BreakKind.BAD_LINE, f"line {bad.number}", text)


def _list_doubled(day: _Day, lines: Sequence[StatementLine]) -> None:
    for order_id, times in Counter(line.order_id for line in lines).items():
        if times > 1:
            text = f"出现 listed {times} ×"
            day.note(BreakKind.DOUBLED, str(order_id), text, order_id)


def _list_missing(day: _Day, listed: set[UUID]) -> None:
    start, end = rules.china_span(day.on)
    ours = CustodyOrder.objects.filter(
        provider=provider().name,
        state=OrderState.CONFIRMED.value,
        settled_at__gte=start,
        settled_at__lt=end,
    )
    for order in ours.order_by("settled_at", "pk").iterator():
        if order.pk not in listed:
            text = f"{order.kind} {order.party} {order.money}"
            day.note(BreakKind.MISSING_AT_PROVIDER, str(order.pk), text, order.pk)


def _chunks(lines: Sequence[StatementLine]) -> Iterator[Sequence[StatementLine]]:
    for start in range(0, len(lines), _CHUNK):
        yield lines[start : start + _CHUNK]
