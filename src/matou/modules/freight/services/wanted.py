"""Cargo that another room wants carried (代订货盘): demands opened and taken back for a shipper."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import Actor
from matou.modules.freight.contracts import LotWanted
from matou.modules.freight.models import CargoDemand
from matou.modules.freight.rules.demands import OPEN_STATES
from matou.modules.freight.rules.states import DemandState
from matou.modules.freight.rules.terms import DemandTerms, PriceBasis, PriceMode, VesselNeeds
from matou.modules.freight.services.demands import keep_draft, publish_demand, withdraw_demand


@transaction.atomic
def open_wanted(wanted: LotWanted, actor: Actor, now: datetime) -> str:
    """Publish the demand for one vessel or truckload; returns its code.

    Asked again under the same code it answers with the demand that stands. Raises NotAllowed and
    InvalidInput.
    """
    known = CargoDemand.objects.of_shipper(actor.acts_for).filter(code=wanted.code)
    if known.exists():
        return wanted.code
    code = keep_draft(code=wanted.code, terms=_terms(wanted), actor=actor, now=now)
    publish_demand(demand_code=code, actor=actor, now=now)
    return code


@transaction.atomic
def withdraw_wanted(code: str, actor: Actor, now: datetime) -> bool:
    """Take a demand back unless a carrier has it; tells whether nobody will carry it now."""
    demand = (
        CargoDemand.objects.of_shipper(actor.acts_for)
        .select_for_update(of=("self",))
        .filter(code=code)
        .first()
    )
    if demand is None:
        return True
    if demand.state in OPEN_STATES:
        withdraw_demand(demand_code=code, actor=actor, now=now)
        return True
    return demand.state != DemandState.AWARDED


def _terms(wanted: LotWanted) -> DemandTerms:
    return DemandTerms(
        origin=wanted.origin,
        destination=wanted.destination,
        loading=wanted.loading,
        cargo=wanted.cargo,
        cargo_name=wanted.cargo_name,
        quantity=wanted.quantity,
        mode=PriceMode.FIXED,
        price_basis=PriceBasis.LUMP_SUM,
        price=wanted.price,
        consignee=wanted.consignee,
        vessel=VesselNeeds(draught_max_cm=wanted.draught_max_cm),
        notes=wanted.notes,
    )
