"""Compare one day's statement of the provider with our orders, all lines at once.

Two transactions: first the orders that only the statement knows to be settled, each by itself;
then the comparison, whose few postings come last, since everybody's deposits and payouts wait for
the clearing account as long as they are locked.
"""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from matou.kit.actor import SYSTEM
from matou.kit.errors import InvalidInput
from matou.kit.ids import uuid7
from matou.kit.money import Money
from matou.spine.custody import queries, rules
from matou.spine.custody.contracts import (
    OrderKind,
    OrderState,
    ProviderAnswer,
    ReconcileReport,
    StatementCompared,
    StatementRefused,
)
from matou.spine.custody.models import CustodyOrder, StatementRun
from matou.spine.custody.rules.statement import Statement, StatementLine, read_statement
from matou.spine.custody.services import listing
from matou.spine.custody.services.matching import Matching
from matou.spine.custody.services.providers import provider
from matou.spine.custody.services.settling import settle
from matou.spine.journal import services as journal
from matou.spine.ledger import queries as ledger_queries
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind

_QUICK = 1
"""Deflating harder takes seconds more and saves a tenth."""


def reconcile(*, on: date, now: datetime) -> ReconcileReport:
    """Compare the day's statement with our orders and list each break with owner and age.

    A file that is cut, altered or not what its total line says is refused whole and recorded. A
    line that confirms an order still open settles it (its callback was lost). What agrees moves
    from the clearing account to the bank account in one posting each way, and each order keeps the
    run and line that confirmed it. Run again for the same day, it books nothing twice and closes
    the breaks that have gone. Raises ProviderUnavailable, and InvalidInput for a day that has not
    come or was before our time.
    """
    _check_day(on, now=now)
    content = provider().statement_file(on=on)
    found = read_statement(content)
    recovered = 0 if found.fault else _settle_open(found, on=on, now=now)
    with transaction.atomic():
        _stand_in_line()
        came = _Came(on=on, now=now, run=_keep(content, on=on, now=now))
        if found.fault:
            return came.refuse(found.fault.value)
        return came.compare(found, recovered=recovered)


def _check_day(on: date, *, now: datetime) -> None:
    if not rules.FIRST_DAY <= on <= rules.china_day(now):
        raise InvalidInput(
            field="日期 day",
            reason_zh=f"请填写 {rules.FIRST_DAY} 至今天之间的日期。",
            reason_en=f"Name a day between {rules.FIRST_DAY} and today.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came:
    """A statement that came for a day."""

    on: date
    now: datetime
    run: StatementRun

    def refuse(self, reason: str) -> ReconcileReport:
        """Record why the file is not taken; what earlier files of the day showed still stands."""
        self.run.refused = reason
        self.run.save(update_fields=["refused"])
        listing.keep(on=self.on, found=[listing.bad_file(reason)], now=self.now)
        journal.publish(
            StatementRefused(
                aggregate=f"statement:{self.on}",
                actor=SYSTEM.code,
                occurred_at=self.now,
                reason=reason,
                sha256=self.run.sha256,
            )
        )
        return self._report(matched=0, by_reference=0)

    def compare(self, found: Statement, *, recovered: int) -> ReconcileReport:
        """Judge all lines, list what differs, and book what agrees."""
        matching = Matching(provider=self.run.provider, on=self.on)
        matching.judge(found.lines)
        self._leave_out_uncovered(matching)
        differences = [
            *map(listing.bad_line, found.bad_lines),
            *listing.by_line(matching.different()),
            *map(listing.missing, matching.missing()),
        ]
        standing = listing.keep(on=self.on, found=differences, now=self.now)
        listing.close_gone(on=self.on, standing=standing, now=self.now)
        matched, by_reference = matching.counts()
        moved = matching.confirm(run=self.run.pk)
        self.run.lines, self.run.matched = len(found.lines) + len(found.bad_lines), matched
        self.run.recovered, self.run.breaks = recovered, len(standing)
        self.run.deposits = moved.get(OrderKind.DEPOSIT, 0)
        self.run.payouts = moved.get(OrderKind.PAYOUT, 0)
        self.run.save(
            update_fields=["lines", "matched", "recovered", "breaks", "deposits", "payouts"]
        )
        self._tell()
        self._book()
        return self._report(matched=matched, by_reference=by_reference)

    def _leave_out_uncovered(self, matching: Matching) -> None:
        deposits, payouts = matching.sums()
        covered = ledger_queries.balance(self._bank).available.fen + deposits
        if payouts > covered:
            matching.leave_out_uncovered(covered)

    def _tell(self) -> None:
        journal.publish(
            StatementCompared(
                aggregate=f"statement:{self.on}",
                actor=SYSTEM.code,
                occurred_at=self.now,
                lines=self.run.lines,
                matched=self.run.matched,
                breaks=self.run.breaks,
                sha256=self.run.sha256,
            )
        )

    def _book(self) -> None:
        # Deposits first: within a day the bank account must not look overdrawn.
        sides = (self._bank, rules.CLEARING)
        postings = [
            self._posting(OrderKind.DEPOSIT, *sides, self.run.deposits),
            self._posting(OrderKind.PAYOUT, *sides[::-1], self.run.payouts),
        ]
        ledger.submit_or_refuse([posting for posting in postings if posting.amount])

    def _posting(self, kind: OrderKind, debit: str, credit: str, fen: int) -> Posting:
        return Posting(
            id=rules.transfer_id(self.run.pk, kind.value),
            kind=PostingKind.POSTED,
            debit=debit,
            credit=credit,
            amount=Money(fen),
            group=f"statement:{self.on}",
            purpose="statement",
            event_at=min(rules.china_span(self.on)[1], self.now),
        )

    @property
    def _bank(self) -> str:
        return rules.bank_account(self.run.provider)

    def _report(self, *, matched: int, by_reference: int) -> ReconcileReport:
        return ReconcileReport(
            on=self.on,
            lines=self.run.lines,
            matched=matched,
            by_reference=by_reference,
            recovered=self.run.recovered,
            refused=self.run.refused,
            breaks=queries.breaks_of(on=self.on, today=rules.china_day(self.now)),
            clearing=ledger_queries.balance(rules.CLEARING).posted,
        )


def _stand_in_line() -> None:
    """Let one comparison at a time book and list; the lock goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('custody.reconcile'))")


def _keep(content: bytes, *, on: date, now: datetime) -> StatementRun:
    """Keep the file as it came, once for the same bytes of a day, and open the accounts."""
    name = provider().name
    bank = rules.bank_account(name)
    for code, kind in ((rules.CLEARING, AccountKind.CLEARING), (bank, AccountKind.BANK)):
        ledger.ensure_account(code=code, kind=kind, owner=rules.HOUSE, now=now)
    sha256 = hashlib.sha256(content).hexdigest()
    is_known = StatementRun.objects.filter(provider=name, on=on, sha256=sha256).exists()
    return StatementRun.objects.create(
        id=uuid7(now=now),
        provider=name,
        on=on,
        came_at=now,
        sha256=sha256,
        size=len(content),
        content=None if is_known else zlib.compress(content, _QUICK),
    )


def _settle_open(found: Statement, *, on: date, now: datetime) -> int:
    """Settle the orders that are open with us and on the statement; return how many."""
    waiting = CustodyOrder.objects.filter(
        provider=provider().name, state__in=(OrderState.CREATED.value, OrderState.SENT.value)
    )
    asked: dict[UUID, tuple[str, str, int]] = {
        order_id: (kind, party, amount)
        for order_id, kind, party, amount in waiting.values_list("pk", "kind", "party", "amount")
    }
    start, end = rules.china_span(on)
    lines = {line.order_id: line for line in found.lines if line.order_id in asked}
    return sum(
        settle(_answer(line, order_id), now=now)
        for order_id, line in lines.items()
        if order_id is not None
        and start <= line.settled_at < end
        and (line.kind.value, line.party, line.amount.fen) == asked[order_id]
    )


def _answer(line: StatementLine, order_id: UUID) -> ProviderAnswer:
    return ProviderAnswer(
        order_id=order_id,
        state=OrderState.CONFIRMED,
        provider_reference=line.provider_reference,
        amount=line.amount,
        settled_at=line.settled_at,
    )
