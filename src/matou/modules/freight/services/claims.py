"""A claim that a statement leaves open (未获偿付的索赔): paid from the wallet, else owed."""

from datetime import datetime

from matou.kit.actor import Actor
from matou.modules.freight.models import Lot
from matou.modules.freight.queries.refunds import means_of
from matou.modules.freight.rules.flows import Flow, wallet
from matou.modules.freight.rules.refunds import ReceivableCause, gathered
from matou.modules.freight.rules.statement import settlement
from matou.modules.freight.rules.view import LotView
from matou.modules.freight.services.receivables import (
    Cause,
    open_receivables,
    wait_for_guarantee,
)


def open_claim(*, lot: Lot, view: LotView, actor: Actor, now: datetime) -> tuple[Flow, ...]:
    """Return the flows by which a carrier meets what neither freight nor deposit covered.

    As after a refund: from the wallet, then from the guarantee, then as it is recovered. The
    caller posts them in the settlement's own chain, which pays nothing into the carrier's wallet
    where a claim stays open.
    """
    amount = settlement(view).unpaid_claim
    if not amount:
        return ()
    account = wallet(lot.carrier)
    wait_for_guarantee()
    plan = gathered(
        to=lot.shipper, parts={account: amount}, means=means_of((account,)), label="claim"
    )
    cause = Cause(kind=ReceivableCause.CLAIM, lot=lot)
    owing = open_receivables(cause=cause, plan=plan, actor=actor, now=now)
    return (*plan.flows, *owing)
