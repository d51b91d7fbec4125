"""Payouts of a tortured round: new payees that cool, officers who decide, money that goes."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.queries.purse import balance_of
from matou.project.torture.claims import claim
from matou.project.torture.stage import Stage
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import OrderCard, OrderKind, OrderState
from matou.spine.custody.contracts.limits import ApprovalState, SameEyes
from matou.spine.custody.contracts.payees import NewPayee, PayeeCard, PayeeCooling

_MOST_FEN = 50_000_000
_GROUNDS = "torture: looked at it"
_SMALL = Money(1_000)
_COOLED = timedelta(hours=25)


class Verdict(StrEnum):
    """What becomes of a payout that waits for officers."""

    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payouts:
    """What one party of a round draws, each payout known again by its reference."""

    stage: Stage
    who: Actor
    verdict: Verdict = Verdict.APPROVED

    def draw(self, *, name: str, amount: Money, payee: PayeeCard | None = None) -> list[str]:
        """Draw an amount to the payee, the party's first by default, whoever must decide first."""
        to = payee or self._payees()[0]
        reference = f"{self.stage.code}-{name}"
        known = queries.order_for(kind=OrderKind.PAYOUT, reference=reference)
        if known is None:
            try:
                known = self._order(reference, amount, to)
            except PayeeCooling:
                return [claim("cooling", reference)]
            except DomainError as refusal:
                return [claim("not_drawn", reference), f"refused:{refusal.code}"]
        return [*self._decide(known), self._end_of(known)]

    def draw_all(self, *, name: str) -> list[str]:
        """Draw whatever lies in the wallet: later refunds find it empty."""
        amount = Money(min(balance_of(actor=self.who).fen, _MOST_FEN))
        reference = f"{self.stage.code}-{name}"
        known = queries.order_for(kind=OrderKind.PAYOUT, reference=reference)
        if known is None and not amount:
            return []
        return self.draw(name=name, amount=known.amount if known else amount)

    def to_new_payees(self) -> list[str]:
        """Register an account, draw to it, change it for one that still cools, and end that."""
        first, second = (f"{self.stage.code} {name}" for name in ("first", "second"))
        done = []
        if self._payee(first) is None and self._payee(second) is None:
            self._register(first)
            done.append("payee_registered")
        if account := self._payee(first):
            done += self.draw(name="new", amount=_SMALL, payee=account)
            services.change_payee(
                payee_id=account.payee_id,
                party=self.who.acts_for,
                new=self._new(second),
                actor=self.who,
                now=self.stage.now,
            )
            done.append("payee_changed")
        if account := self._payee(second):
            done += self.draw(name="cold", amount=_SMALL, payee=account)
            services.end_payee(
                payee_id=account.payee_id,
                party=self.who.acts_for,
                actor=self.who,
                now=self.stage.now,
            )
            done.append("payee_ended")
        return done

    def _order(self, reference: str, amount: Money, payee: PayeeCard) -> OrderCard:
        return services.request_payout(
            party=self.who.acts_for,
            amount=amount,
            reference=reference,
            actor=self.who,
            now=self.stage.now,
            payee=payee.payee_id,
        )

    def _decide(self, order: OrderCard) -> list[str]:
        """Let a payout that waits go, refuse it, or take it back, as the verdict says."""
        if queries.order(order.order_id).state is not OrderState.WAITING:
            return []
        if self.verdict is Verdict.WITHDRAWN:
            services.withdraw_payout(order_id=order.order_id, actor=self.who, now=self.stage.now)
            return ["payout_withdrawn"]
        officers: dict[str, Any] = {
            "order_id": order.order_id,
            "note": _GROUNDS,
            "now": self.stage.now,
        }
        first, second = self.stage.cast.operator, self.stage.second
        done = []
        if queries.approval(order.order_id).state is ApprovalState.WAITING:
            services.propose_payout(**officers, actor=first)
            done.append("payout_proposed")
        if self.verdict is Verdict.REFUSED:
            services.refuse_payout(**officers, actor=second)
            return [*done, "payout_refused"]
        if queries.approval(order.order_id).needed > 1:
            done.append(self._tried_alone(officers, first))
        services.approve_payout(**officers, actor=second)
        return [*done, "payout_approved"]

    def _tried_alone(self, officers: dict[str, Any], first: Actor) -> str:
        """Have the proposer try to approve, too; nobody's eyes count twice."""
        try:
            services.approve_payout(**officers, actor=first)
        except SameEyes:
            return "same_eyes_refused"
        return "same_eyes_let_through"

    def _end_of(self, order: OrderCard) -> str:
        card = self.stage.brought_on(order)
        if card.state is OrderState.CONFIRMED:
            return claim("paid_out", card.reference, card.amount.fen)
        if card.state is OrderState.FAILED:
            return claim("not_paid_out", card.reference)
        return f"payout_{card.state.value}"

    def _register(self, bank: str) -> None:
        """Register an account, a day ago: its cooling period is over."""
        services.register_payee(
            party=self.who.acts_for,
            new=self._new(bank),
            actor=self.who,
            now=self.stage.now - _COOLED,
        )

    def _new(self, bank: str) -> NewPayee:
        number = self.stage.dice(bank).randrange(10**17, 10**18) * 10 + 1
        return NewPayee(holder=self.who.acts_for, bank=bank, number=str(number))

    def _payees(self) -> tuple[PayeeCard, ...]:
        return queries.payees_of(self.who.acts_for)

    def _payee(self, bank: str) -> PayeeCard | None:
        return next((card for card in self._payees() if card.bank == bank), None)
