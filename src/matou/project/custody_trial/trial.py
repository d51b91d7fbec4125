"""Cargoes paid in and out through a custodian that misbehaves, until every account is at rest.

Each cargo is one deposit of a shipper into its escrow; a skipper draws what ten cargoes brought.
The custodian doubles, loses, delays, reorders and falsifies its callbacks, times out, refuses
payouts, and spoils statement lines and files; the plan and a seed decide all of it, so a run can
be repeated.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.money import Money
from matou.project.custody_trial.judging import differences
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import OrderCard, OrderState
from matou.spine.custody.contracts.payees import NewPayee
from matou.spine.custody.rules import china_day, mischief, transfer_id
from matou.spine.custody.services.sending import ASK_AFTER
from matou.spine.custody.services.simulator import Simulator
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind

BEGIN = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
"""Eight in the morning in China; a trial's clock is its own."""
_FIRST_DAY = china_day(BEGIN)
_PARTIES = 50
_BATCH = 250
_CARGOES_A_PAYOUT = 10
_CARGOES_OF_ORDERS = (10, 11)
_BATCHES_A_DAY = 40
_BETWEEN = timedelta(minutes=15)
_LATEST_S = 7_200
_TELL_EVERY_S = 15.0
_TRIES = 12
"""Rounds until every skipper has his money: what is refused is drawn again in halves."""
_CLERK = Actor(code="TRIAL", name="校验 trial", acts_for="TRIAL", roles=frozenset({OPERATOR}))


@dataclass(slots=True)
class Report:
    """What the custodian did, and what did not come out even."""

    orders: int = 0
    doubled: int = 0
    lost: int = 0
    late: int = 0
    refused_files: int = 0
    recovered: int = 0
    by_reference: int = 0
    breaks: Counter[str] = field(default_factory=Counter)
    differences: tuple[str, ...] = ()

    def lines(self) -> Iterator[str]:
        """Tell it, the summary last."""
        kinds = " · ".join(f"{kind} {count}" for kind, count in sorted(self.breaks.items()))
        yield f"breaks {kinds or 'none'}"
        yield (
            f"files refused {self.refused_files} · settled by statement {self.recovered} · "
            f"matched by reference {self.by_reference}"
        )
        yield from self.differences[:20]
        yield (
            f"custody: {self.orders} orders · doubled {self.doubled} · lost {self.lost} · late "
            f"{self.late} · breaks {self.breaks.total()} explained · differences "
            f"{len(self.differences)}"
        )


def follow_plan(*, seed: int) -> None:
    """Give this process the misbehaving custodian, and limits that do not stand in its way."""
    settings.CUSTODY_SIMULATOR = {
        "seed": seed,
        "doubled": 0.05,
        "lost": 0.05,
        "late": 0.10,
        "reordered": 0.02,
        "longest_delay_s": _LATEST_S,
        "wrong_amounts": 0.005,
        "failed": 0.01,
        "lost_replies": 0.02,
        "outages": 0.05,
        "most_per_order_fen": 6_000_000,
        "spoilt_lines": 0.004,
        "spoilt_files": 0.5,
    }
    many = 10**9
    settings.CUSTODY_LIMITS = {
        f"{who}_{window}_{what}": many * 1_000
        for who in ("party", "payee")
        for window in ("hour", "day")
        for what in ("count", "fen")
    }
    with connection.cursor() as cursor:
        # Power cuts are the torture's matter; here each commit need not wait for the disk.
        cursor.execute("SET synchronous_commit = off")


def run(*, orders: int, say: Callable[[str], object]) -> Report:
    """Carry the cargoes, compare each day, explain what differs, and account for every fen."""
    cargoes, of_orders = _CARGOES_OF_ORDERS
    trial = _Trial(cargoes=-(-orders * cargoes // of_orders), say=say)
    trial.prepare()
    for start in range(0, trial.cargoes, _BATCH):
        trial.carry(range(start, min(start + _BATCH, trial.cargoes)))
    trial.come_to_rest()
    return trial.judge()


@dataclass(slots=True)
class _Trial:
    cargoes: int
    say: Callable[[str], object]
    now: datetime = BEGIN
    report: Report = field(default_factory=Report)
    unpaid: dict[str, tuple[str, Money]] = field(default_factory=dict)
    """Who draws how much by the reference of each payout that has not failed."""
    deposits: dict[int, UUID] = field(default_factory=dict)
    day: date = _FIRST_DAY
    """The next day to compare."""
    began_s: float = field(default_factory=time.monotonic)
    told_s: float = 0.0

    def prepare(self) -> None:
        """Open the wallets and register where each skipper is paid."""
        long_ago = BEGIN - timedelta(days=3)
        for number in range(_PARTIES):
            for party in (f"TRIALSHIP{number}", f"TRIALBOAT{number}"):
                _open(AccountKind.WALLET, f"wallet:{party}", party, long_ago)
            services.register_payee(
                party=party,
                new=NewPayee(
                    holder=party, bank="演示银行 demo bank", number=f"62220200{number:06}11"
                ),
                actor=Actor(code=party, name=party, acts_for=party, roles=frozenset()),
                now=long_ago,
            )

    def carry(self, cargoes: Sequence[int]) -> None:
        """Take one batch from deposit to payout; what hangs is brought on by later batches."""
        with transaction.atomic():
            for number in cargoes:
                self._deposit(number)
        self._pump(_ASKED_AFTER)
        arrived = [number for number in cargoes if self._has_arrived(number)]
        waiting = set(cargoes) - set(arrived)
        for _ in range(_TRIES):
            if not waiting:
                break
            self._pump(_ASKED_AFTER)
            waiting = {number for number in waiting if not self._has_arrived(number)}
        self._release(cargoes)
        drawn: dict[int, Money] = {}
        for number in cargoes:
            group = number // _CARGOES_A_PAYOUT
            drawn[group] = drawn.get(group, Money(0)) + _amount(number)
        with transaction.atomic():
            for group, amount in drawn.items():
                self._payout(f"OUT-{group}", f"TRIALBOAT{group % _PARTIES}", amount)
        # Not asked after: the next batch, or the statement, finds what got lost.
        self._pump(timedelta())
        self.now += _BETWEEN
        if (cargoes[0] // _BATCH + 1) % _BATCHES_A_DAY == 0:
            self._next_day()
        self._tell(f"{cargoes[-1] + 1} of {self.cargoes} cargoes")

    def come_to_rest(self) -> None:
        """Compare the last day, then pay again what the bank refused, until nothing hangs."""
        self._next_day()
        for round_ in range(_TRIES):
            self._tell(f"paying again what the bank refused, round {round_ + 1}")
            failed = [
                card for card in _all_orders(OrderState.FAILED) if card.reference in self.unpaid
            ]
            if not failed:
                break
            with transaction.atomic():
                for card in failed:
                    self._pay_in_halves(card.reference)
            self._pump(_ASKED_AFTER)
            self._pump(timedelta(seconds=_LATEST_S))
        self._next_day()
        self._next_day()

    def judge(self) -> Report:
        """Explain every break from what the plan did, and look for what it does not explain."""
        self._tell("explaining the breaks, then looking for differences", at_once=True)
        for row in queries.open_breaks(today=china_day(self.now), limit=1_000_000):
            self.report.breaks[row.kind.value] += 1
            services.explain_break(
                break_id=row.break_id,
                explanation=_cause(row.kind.value),
                actor=_CLERK,
                now=self.now,
            )
        for card in _all_orders():
            self.report.orders += 1
            self._count(card)
        self.report.differences = tuple(differences())
        return self.report

    def _tell(self, text: str, *, at_once: bool = False) -> None:
        """Say now and then how far it is; ``self.now`` is the trial's own clock."""
        elapsed_s = time.monotonic() - self.began_s
        if at_once or elapsed_s - self.told_s >= _TELL_EVERY_S:
            self.told_s = elapsed_s
            self.say(f"{elapsed_s:.0f} s: {text} · {self.now:%Y-%m-%d %H:%M}")

    def _deposit(self, number: int) -> None:
        shipper = f"TRIALSHIP{number % _PARTIES}"
        card = services.request_deposit(
            party=shipper, amount=_amount(number), reference=f"IN-{number}", actor=_CLERK,
            now=self.now,
        )  # fmt: skip
        self.deposits[number] = card.order_id

    def _payout(self, reference: str, skipper: str, amount: Money) -> None:
        services.request_payout(
            party=skipper, amount=amount, reference=reference, actor=_CLERK, now=self.now
        )
        self.unpaid[reference] = (skipper, amount)

    def _pay_in_halves(self, reference: str) -> None:
        """Draw in two parts what was refused whole: it may have been above a limit."""
        skipper, amount = self.unpaid.pop(reference)
        half = Money(amount.fen // 2)
        for part, fen in (("A", half), ("B", amount - half)):
            self._payout(f"{reference}{part}", skipper, fen)

    def _has_arrived(self, number: int) -> bool:
        return queries.order(self.deposits[number]).state is OrderState.CONFIRMED

    def _release(self, cargoes: Sequence[int]) -> None:
        """Move each deposit into its escrow and out to the skipper."""
        for number in cargoes:
            _open(AccountKind.ESCROW, f"escrow:IN-{number}", "TRIAL", self.now)
        ledger.submit_or_refuse(
            [
                posting
                for number in cargoes
                for posting in (
                    self._posting(number, "lock", f"wallet:TRIALSHIP{number % _PARTIES}",
                                  f"escrow:IN-{number}"),
                    self._posting(number, "pay", f"escrow:IN-{number}",
                                  f"wallet:TRIALBOAT{_skipper(number)}"),
                )
            ]
        )  # fmt: skip

    def _posting(self, number: int, step: str, debit: str, credit: str) -> Posting:
        return Posting(
            id=transfer_id(self.deposits[number], step),
            kind=PostingKind.POSTED,
            debit=debit,
            credit=credit,
            amount=_amount(number),
            group=f"IN-{number}",
            purpose="trial",
            event_at=self.now,
        )

    def _pump(self, wait: timedelta) -> None:
        """Let the worker run now and again after the wait, until it finds nothing to do."""
        for pause in (timedelta(), wait):
            self.now += pause
            while services.run_due(now=self.now):
                pass

    def _next_day(self) -> None:
        """Let the night pass, then compare the days that ended, and the one before them again."""
        on = china_day(self.now)
        self.now = datetime(on.year, on.month, on.day, 22, 30, tzinfo=UTC)
        # What nobody asked after is settled by the statement; what only a question settles later
        # is looked for in the same statement one day on, as the nightly job does.
        self._compare(self.day - timedelta(days=1))
        while self.day <= on:
            self._compare(self.day)
            self.day += timedelta(days=1)
        self._pump(_ASKED_AFTER)
        self.now += timedelta(hours=2)

    def _compare(self, on: date) -> None:
        """Compare a day; a file that came spoilt is fetched again."""
        report = services.reconcile(on=on, now=self.now)
        if report.refused:
            self.report.refused_files += 1
            report = services.reconcile(on=on, now=self.now)
        self.report.recovered += report.recovered
        self.report.by_reference += report.by_reference

    def _count(self, card: OrderCard) -> None:
        plan = Simulator().plan
        named = mischief.Named(order_id=card.order_id, kind=card.kind, reference=card.reference)
        sent = mischief.sendings(plan=plan, order=named, end=card.state)
        times = Counter(sending.state for sending in sent)
        self.report.doubled += sum(count > 1 for count in times.values())
        self.report.lost += 2 - len(times)
        self.report.late += sum(bool(sending.delay) for sending in sent) - sum(
            count > 1 for count in times.values()
        )


_ASKED_AFTER = ASK_AFTER + timedelta(seconds=1)


def _all_orders(state: OrderState | None = None) -> Iterator[OrderCard]:
    offset = 0
    while page := queries.orders_page(state=state, offset=offset, limit=5_000):
        yield from page
        offset += len(page)


def _amount(number: int) -> Money:
    return Money(100_000 + number * 7_919 % 700_000)


def _skipper(number: int) -> int:
    return number // _CARGOES_A_PAYOUT % _PARTIES


def _open(kind: AccountKind, code: str, owner: str, at: datetime) -> None:
    ledger.ensure_account(code=code, kind=kind, owner=owner, now=at)


def _cause(kind: str) -> str:
    return f"模拟机构按计划造成 the simulated custodian's plan made it: {kind}"
