"""What befalls a tortured lot after its end: refunds, what payees owe, and how that ends."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.queries import refunds as queries
from matou.modules.freight.queries.refunds import ReceivableRow
from matou.modules.freight.rules.refunds import RefundGround, RefundKeyReused, RefundTooHigh
from matou.modules.freight.rules.requests import RequestState
from matou.modules.freight.services import recovery, write_offs
from matou.modules.freight.services import refunds as services
from matou.modules.freight.services.purse import WalletTooSmall
from matou.modules.freight.services.refund_requests import confirm_refund
from matou.modules.freight.services.refunds import RefundAsked
from matou.project.torture.claims import claim
from matou.project.torture.drawing import Payouts
from matou.project.torture.stage import Stage
from matou.spine.ledger.contracts import LedgerRefused

_TRIES = 5
_HALF = 0.5
_GUARANTEED = Money(5_000)
_MOST_REPAID_FEN = 20_000
_REFUNDS_OF_TEN = (5, 2, 1)
"""Tenths of the freight that up to three refunds give back: less than any lot paid out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What befalls a lot beside its refunds."""

    funds: bool = False
    """Fees are set aside, so that the guarantee can pay at once."""
    draws: bool = False
    """The skipper draws all before the refunds, which he then owes."""
    new_payees: bool = False
    repays: bool = False
    gives_up: bool = False
    """What is owed is written off."""


COURSES = (
    Course(funds=True, draws=True, gives_up=True, new_payees=True),
    Course(funds=True, draws=True, repays=True),
    Course(new_payees=True, gives_up=True),
    Course(funds=True, draws=True, gives_up=True),
)
"""Taken in turn, so that a short run meets each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aftermath:
    """A lot whose money is paid out, and what its course and its dice let befall it."""

    stage: Stage
    lot: str
    freight: Money
    course: Course

    def befall(self) -> Iterator[str]:
        """Draw, refund, repay and write off; returns what was reached."""
        dice = self.stage.dice("aftermath")
        count, repaid = dice.randint(1, len(_REFUNDS_OF_TEN)), dice.randint(1, _MOST_REPAID_FEN)
        skipper = Payouts(stage=self.stage, who=self.stage.cast.skipper)
        if self.course.funds:
            yield self._fund_guarantee()
        if self.course.new_payees:
            yield from skipper.to_new_payees()
        if self.course.draws:
            yield from skipper.draw_all(name="fare")
        for number, tenths in enumerate(_REFUNDS_OF_TEN[:count], start=1):
            amount = Money(self.freight.fen * tenths // 10 - dice.randint(0, 999))
            yield self._refund(f"torture-{number}", amount)
        yield from self._attacks()
        if self.course.repays:
            yield from self._repay(Money(repaid))
        if self.course.gives_up:
            for row in self._owed():
                yield from self._give_up(row)

    def _refund(self, key: str, amount: Money) -> str:
        """Have a refund granted; a wallet emptied in the same instant is asked again."""
        for _ in range(_TRIES):
            try:
                self._grant(key, amount)
            except (WalletTooSmall, LedgerRefused):
                continue
            except DomainError as refusal:
                return f"refund_refused:{refusal.code}"
            return claim("refunded", self.lot, key, amount.fen)
        return "refund_lost_races"

    def _grant(self, key: str, amount: Money) -> UUID:
        ground = self.stage.dice(key).choice(tuple(RefundGround))
        asked = RefundAsked(amount=amount, ground=ground, reason="torture: wet cargo", key=key)
        operator = self.stage.cast.operator
        answer = services.ask_refund(
            lot_code=self.lot, asked=asked, actor=operator, now=self.stage.now
        )
        if answer.state is RequestState.WAITING:
            confirm_refund(request_id=answer.id, actor=self.stage.second, now=self.stage.now)
        return answer.id

    def _attacks(self) -> Iterator[str]:
        """Use a key for another amount, and refund what was refunded: nothing may come of it."""
        operator = self.stage.cast.operator
        too_much = queries.refundable(code=self.lot, actor=operator) + Money(1)
        for key, amount, refusal in (
            ("torture-1", Money(77), RefundKeyReused),
            ("torture-again", too_much, RefundTooHigh),
        ):
            try:
                self._grant(key, amount)
            except refusal:
                yield claim("not_refunded", self.lot, key, amount.fen)
            except DomainError as other:
                yield f"refund_refused:{other.code}"
            else:
                yield claim("refunded", self.lot, key, amount.fen)

    def _fund_guarantee(self) -> str:
        try:
            write_offs.fund_guarantee(
                amount=_GUARANTEED,
                key=self.stage.code,
                actor=self.stage.cast.operator,
                now=self.stage.now,
            )
        except write_offs.FeeTooSmall:
            return "fee_too_small"
        return "guarantee_funded"

    def _repay(self, amount: Money) -> Iterator[str]:
        """Have the skipper pay in, and pay its debts by its own hand."""
        key, debtor = f"torture-{self.stage.code}", self.stage.cast.skipper
        yield self.stage.pay_in(debtor, amount, reference=f"{self.stage.code}-repay")
        try:
            paid = recovery.repay(amount=amount, key=key, actor=debtor, now=self.stage.now)
        except DomainError as refusal:
            yield f"repayment_refused:{refusal.code}"
        else:
            yield claim("repaid", key, paid.fen)

    def _owed(self) -> tuple[ReceivableRow, ...]:
        rows, _next = queries.receivables_page(
            actor=self.stage.cast.operator, is_open=True, lot=self.lot
        )
        return rows

    def _give_up(self, row: ReceivableRow) -> list[str]:
        """Write a debt off by two; the first cannot be the second, and may think again."""
        first, second = self.stage.cast.operator, self.stage.second
        done = []
        if not row.proposed_by:
            self._propose(row.id)
            if self.stage.dice(f"drop {row.amount.fen}").random() < _HALF:
                write_offs.drop_write_off(receivable_id=row.id, actor=first, now=self.stage.now)
                self._propose(row.id)
                done.append("write_off_dropped")
            done.append("write_off_proposed")
        done.append(self._confirmed(row.id, by=first))
        return [*done, self._confirmed(row.id, by=second)]

    def _propose(self, receivable: UUID) -> None:
        write_offs.propose_write_off(
            receivable_id=receivable,
            reason="torture: gone",
            actor=self.stage.cast.operator,
            now=self.stage.now,
        )

    def _confirmed(self, receivable: UUID, *, by: Actor) -> str:
        try:
            write_offs.confirm_write_off(receivable_id=receivable, actor=by, now=self.stage.now)
        except write_offs.SameEyes:
            return "write_off_alone_refused"
        except LedgerRefused:
            return "write_off_not_covered"
        except write_offs.ReceivableClosed:
            return "receivable_met_meanwhile"
        return claim("written_off", receivable)
