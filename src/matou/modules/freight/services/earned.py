"""Fee, agent's share and tax follow the freight really earned when a ruling has changed it."""

from datetime import datetime

from matou.kit.actor import Actor
from matou.kit.money import Money
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.queries.pictures import lot_view
from matou.modules.freight.queries.refunds import means_of
from matou.modules.freight.rules import earned as rules
from matou.modules.freight.rules.disputes import DisputeState
from matou.modules.freight.rules.earned import Income, Parts, RulingGround, Verdict
from matou.modules.freight.rules.flows import Flow
from matou.modules.freight.rules.refunds import ReceivableCause, gathered
from matou.modules.freight.rules.statement import charges
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.rules.view import LotView
from matou.modules.freight.services.receivables import (
    Cause,
    open_receivables,
    wait_for_guarantee,
)


def won_of(dispute: Dispute) -> Money:
    """Return what the claimant gets by the last ruling."""
    appeal = dispute.appeal_to_claimant_fen
    return Money((dispute.to_claimant_fen or 0) if appeal is None else appeal)


def ground_of(dispute: Dispute) -> str:
    """Return the ground of the last ruling; empty for one of the days before grounds."""
    return dispute.appeal_ground or dispute.ruling_ground


def earner_of(dispute: Dispute) -> str:
    """Return who is handed frozen money as freight: the carrier, but for compensation it won."""
    is_won = dispute.claimant == Relation.CARRIER
    is_compensated = ground_of(dispute) == RulingGround.COMPENSATION
    return "" if is_won and is_compensated else dispute.lot.carrier


def check_ground(*, lot: Lot, dispute: Dispute, to_claimant: Money, ground: RulingGround) -> None:
    """Refuse a ruling that takes more income than there is; raises RulingBeyondIncome."""
    verdict = Verdict(claimant=Relation(dispute.claimant), ground=ground, won=to_claimant)
    income = _income(lot, lot_view(lot), but=dispute)
    rules.check_within_income(income=income, verdict=verdict)


def shares_follow(*, lot: Lot, dispute: Dispute, actor: Actor, now: datetime) -> tuple[Flow, ...]:
    """Note how far other shares move by a final ruling; returns the flows that move them now.

    What a carrier won is shared at once. What a shipper won was frozen whole, so others give the
    carrier their parts of it: after the settlement back, before it by getting less then.
    """
    verdict = _verdict(dispute)
    if verdict is None or not verdict.won:
        return ()
    view = lot_view(lot)
    before = _income(lot, view, but=dispute)
    after = rules.income_after(before, (verdict,))
    parts = rules.moved_parts(terms=view.terms, before=before, after=after)
    if verdict.claimant is Relation.CARRIER:
        flows = rules.raised(lot=lot.code, dispute=str(dispute.pk), parts=parts)
    elif lot.state == LotState.SETTLED:
        parts, flows = _given_back(lot=lot, dispute=dispute, parts=parts, actor=actor, now=now)
        dispute.parts_posted = True
    else:
        parts, flows = rules.within_shares(parts=parts, view=view), ()
    dispute.parts = {account: part.fen for account, part in parts.items()}
    dispute.save(update_fields=["parts", "parts_posted"])
    return flows


def _given_back(
    *, lot: Lot, dispute: Dispute, parts: Parts, actor: Actor, now: datetime
) -> tuple[Parts, tuple[Flow, ...]]:
    """Return what is given back to the carrier and how; what an agent lacks it owes.

    The house gives what it has: tax handed over already comes back from the tax office, and no
    ruling may stand unpaid because a house account is empty.
    """
    wait_for_guarantee()
    means = means_of(parts)
    given = {account: min(part, means.house.get(account, part)) for account, part in parts.items()}
    plan = gathered(
        to=lot.carrier, parts=given, means=means, label="reshared", tag=f"{dispute.pk}:"
    )
    cause = Cause(kind=ReceivableCause.RULING, lot=lot, dispute=dispute)
    owing = open_receivables(cause=cause, plan=plan, actor=actor, now=now)
    return given, (*plan.flows, *owing)


def _income(lot: Lot, view: LotView, *, but: Dispute) -> Income:
    """Return what is earned after all rulings that ended before this dispute's."""
    ended = lot.disputes.filter(state=DisputeState.FINAL).exclude(pk=but.pk)
    verdicts = (_verdict(one) for one in ended)
    return rules.income_after(
        rules.stated(charges(view)), [one for one in verdicts if one is not None]
    )


def _verdict(dispute: Dispute) -> Verdict | None:
    ground = ground_of(dispute)
    if not ground:
        return None
    return Verdict(
        claimant=Relation(dispute.claimant), ground=RulingGround(ground), won=won_of(dispute)
    )
