"""What follows from an act beside the move itself: weights, statement, return lot, the demand."""

from datetime import datetime

from matou.kit.actor import SYSTEM, Actor
from matou.modules.freight.contracts import DemandClosed, DemandReopened
from matou.modules.freight.models import CargoDemand, Lot, Statement
from matou.modules.freight.rules.demands import DemandAct, OfferState, demand_move
from matou.modules.freight.rules.evidence import EvidenceKind
from matou.modules.freight.rules.flows import Asked
from matou.modules.freight.rules.plain import plain
from matou.modules.freight.rules.relations import relations_of
from matou.modules.freight.rules.statement import settlement
from matou.modules.freight.rules.states import DemandState, LotAct, LotState, Relation
from matou.modules.freight.rules.table import Move
from matou.modules.freight.rules.terms import PriceMode
from matou.modules.freight.rules.view import LotView
from matou.modules.freight.services.awards import award_runner_up, create_return
from matou.modules.freight.services.demands import end_demand
from matou.spine.journal import services as journal


def note_weights(*, lot: Lot, move: Move, view: LotView) -> None:
    """Put the weight that an act agrees on the lot before it is saved."""
    if move.act is LotAct.CONFIRM_LOADED:
        lot.loaded_kg = view.weight_kg()
    elif move.target is LotState.DELIVERED and move.act is not LotAct.REFUSE:
        lot.delivered_kg = view.weight_kg()
    elif move.act is LotAct.REFUSE:
        lot.is_refused = True


def follow(*, lot: Lot, move: Move, asked: Asked, actor: Actor) -> None:
    """Do what an act entails for other rows; the lot is saved and locked."""
    if move.act is LotAct.STATE_ACCOUNT:
        lines = plain(settlement(asked.view))
        Statement.objects.create(lot=lot, lines=lines, issued_at=asked.now)
    elif move.act is LotAct.REFUSE:
        create_return(parent=lot, actor=actor, now=asked.now)
    elif move.target is LotState.CLOSED and lot.parent_id is None:
        _close(_demand_of(lot), asked.now)
    elif move.target is LotState.CANCELLED:
        _fall_through(lot=lot, move=move, asked=asked)


def _fall_through(*, lot: Lot, move: Move, asked: Asked) -> None:
    """After a cancelled trip: the runner-up, the market again, or the end of the demand."""
    if lot.parent_id is not None:
        return
    lot.offer.state = OfferState.FAILED
    lot.offer.save(update_fields=["state"])
    demand = _demand_of(lot)
    if _is_shippers_end(move, asked):
        _close(demand, asked.now)
        return
    is_stop = move.act is LotAct.STOP
    runner_up = (
        None
        if is_stop
        else award_runner_up(demand=demand, passed_over=lot.carrier, actor=SYSTEM, now=asked.now)
    )
    if runner_up is None:
        _reopen_or_close(demand=demand, lot=lot, now=asked.now)


def _is_shippers_end(move: Move, asked: Asked) -> bool:
    """Tell whether the trip fell through because the shipper gave up, did not sign or not pay."""
    if move.act is LotAct.CANCEL:
        return asked.by is Relation.SHIPPER
    if move.act is not LotAct.LAPSE:
        return False
    signed = asked.view.found((EvidenceKind.CONTRACT_SIGNATURE,), by=Relation.CARRIER)
    return move.source is LotState.CONTRACTED or signed is not None


def _reopen_or_close(*, demand: CargoDemand, lot: Lot, now: datetime) -> None:
    if demand.loading_until_at <= now:
        _close(demand, now)
        return
    move = demand_move(
        state=DemandState(demand.state), act=DemandAct.REOPEN, relations=_house(demand)
    )
    demand.state, demand.published_at = move.target, now
    if demand.mode == PriceMode.SEALED:
        demand.offers_until_at = demand.loading_until_at
    demand.save(update_fields=["state", "published_at", "offers_until_at"])
    journal.publish(
        DemandReopened(
            aggregate=demand.code,
            actor=SYSTEM.code,
            occurred_at=now,
            shipper=demand.shipper,
            state=demand.state,
            lot=lot.code,
        )
    )


def _close(demand: CargoDemand, now: datetime) -> None:
    move = demand_move(
        state=DemandState(demand.state), act=DemandAct.CLOSE, relations=_house(demand)
    )
    end_demand(demand=demand, state=move.target, event=DemandClosed, actor=SYSTEM, now=now)


def _demand_of(lot: Lot) -> CargoDemand:
    return CargoDemand.objects.select_for_update(of=("self",)).get(pk=lot.demand_id)


def _house(demand: CargoDemand) -> frozenset[Relation]:
    return relations_of(SYSTEM, parties={Relation.SHIPPER: demand.shipper})
