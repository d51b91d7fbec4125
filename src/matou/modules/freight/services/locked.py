"""Rows taken under lock, and who the actor is to them: the first two lines of every service."""

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.freight.models import CargoDemand, Lot
from matou.modules.freight.queries.pictures import lot_parties
from matou.modules.freight.rules.relations import relations_of
from matou.modules.freight.rules.states import DemandState, Relation


def demand_locked(code: str) -> CargoDemand:
    """Lock and return a demand; raises NotFound."""
    found = CargoDemand.objects.select_for_update(of=("self",)).filter(code=code).first()
    if found is None:
        raise NotFound(what=code)
    return found


def demand_locked_for(code: str, actor: Actor) -> tuple[CargoDemand, frozenset[Relation]]:
    """Lock a demand for its shipper or the house; raises NotFound also for anybody else's draft."""
    demand = demand_locked(code)
    relations = relations_of(actor, parties={Relation.SHIPPER: demand.shipper})
    if demand.state == DemandState.DRAFT and not relations:
        raise NotFound(what=code)
    return demand, relations


def lot_locked(code: str, actor: Actor) -> tuple[Lot, frozenset[Relation]]:
    """Lock a lot for one of its sides or the house; raises NotFound for anybody else."""
    lot = Lot.objects.select_for_update(of=("self",)).filter(code=code).first()
    if lot is None:
        raise NotFound(what=code)
    relations = relations_of(actor, parties=lot_parties(lot))
    if not relations:
        raise NotFound(what=code)
    return lot, relations
