"""What an act would cost the side that does it (费用), told before it is done."""

from datetime import datetime

from matou.kit.money import Money
from matou.modules.freight.rules.flows import Asked, flows
from matou.modules.freight.rules.moves import move_for
from matou.modules.freight.rules.relations import acting_side
from matou.modules.freight.rules.states import LotAct, Relation
from matou.modules.freight.rules.view import LotView

COSTLY = frozenset({LotAct.FUND, LotAct.CANCEL})
"""The acts whose price a side is told before it answers."""

_PAID_BY = {
    Relation.SHIPPER: frozenset({"escrow", "cancel_charge"}),
    Relation.CARRIER: frozenset({"deposit", "deposit_forfeit"}),
}
"""The parts of a movement that come out of each side's pocket."""


def own_cost(*, view: LotView, act: LotAct, relations: frozenset[Relation], now: datetime) -> Money:
    """Return what the act takes from the own side now; raises IllegalAct and NotYourAct."""
    move = move_for(state=view.state, act=act, relations=relations)
    asked = Asked(view=view, by=acting_side(who=move.who, relations=relations), now=now)
    planned = flows(movement=move.movement, asked=asked)
    return Money.total(flow.amount for flow in planned if flow.part in _PAID_BY.get(asked.by, ()))
