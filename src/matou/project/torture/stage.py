"""The stage of one tortured round: who acts, when, and how the simulated custodian is driven."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from matou.kit.actor import Actor
from matou.kit.money import Money
from matou.project.demo.people import Cast
from matou.project.torture.claims import claim
from matou.spine.custody import queries as orders
from matou.spine.custody import services as custody
from matou.spine.custody.contracts import OrderCard, OrderState

_FINAL = frozenset({OrderState.CONFIRMED, OrderState.FAILED, OrderState.WAITING})
_ROUNDS, _BETWEEN = 20, timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A round's code, by which a later life knows it again, its people and its instant."""

    code: str
    cast: Cast
    now: datetime

    @property
    def second(self) -> Actor:
        """A second operator, for all that needs four eyes."""
        return replace(self.cast.operator, code="TORTURE-2", acts_for="TORTURE-2")

    def dice(self, about: str) -> Random:
        """Return dice that fall the same in every life, whatever was done before."""
        return Random(f"{self.code} {about}")  # noqa: S311  # a repeatable plan

    def pay_in(self, who: Actor, amount: Money, *, reference: str) -> str:
        """Have money come in; the custodian may need several attempts to say so."""
        order = custody.request_deposit(
            party=who.acts_for, amount=amount, reference=reference, actor=who, now=self.now
        )
        if self.brought_on(order).state is OrderState.CONFIRMED:
            return claim("deposited", reference, amount.fen)
        return "deposit_failed"

    def brought_on(self, order: OrderCard) -> OrderCard:
        """Have the simulated custodian work until the order is final, or waits for people."""
        moment = self.now
        for _ in range(_ROUNDS):
            card = orders.order(order.order_id)
            if card.state in _FINAL:
                return card
            custody.run_due(now=moment)
            moment += _BETWEEN
        return orders.order(order.order_id)
