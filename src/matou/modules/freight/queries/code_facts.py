"""What the codes of freight tell whoever scans them: a lot's its sides, open demands everyone."""

from collections.abc import Mapping

from matou.kit.actor import Actor
from matou.modules.freight.models import CargoDemand, Lot
from matou.modules.freight.queries.lots import may_see
from matou.modules.freight.rules.demands import OPEN_STATES


def lot_code_facts(subject: str, actor: Actor | None) -> Mapping[str, object] | None:
    """Tell what the code of a lot names: only its sides and watchers read it."""
    lot = Lot.objects.filter(code=subject).first()
    if lot is None or actor is None or not may_see(lot, actor):
        return None
    return {
        "lot": lot.code,
        "state": lot.state,
        "cargo": lot.cargo_name,
        "origin": lot.origin,
        "destination": lot.destination,
    }


def demand_code_facts(subject: str, actor: Actor | None) -> Mapping[str, object] | None:
    """Tell what the code of a demand names; open demands are public, others their shipper's."""
    demand = CargoDemand.objects.filter(code=subject).first()
    if demand is None:
        return None
    is_own = actor is not None and actor.acts_for == demand.shipper
    if demand.state not in OPEN_STATES and not is_own:
        return None
    return {
        "demand": demand.code,
        "state": demand.state,
        "cargo": demand.cargo_name,
        "quantity_kg": demand.quantity_kg,
        "origin": demand.origin,
        "destination": demand.destination,
    }
