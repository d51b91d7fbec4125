"""Offers (报价) for sealed demands: make one, take it back."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, NotAllowed, NotFound
from matou.kit.ids import uuid7
from matou.kit.money import Money
from matou.modules.freight.contracts import CARRIER_ROLE, OfferMade, OfferWithdrawn
from matou.modules.freight.models import CargoDemand, Offer
from matou.modules.freight.queries.pictures import demand_terms
from matou.modules.freight.rules import demands as rules
from matou.modules.freight.rules import vessels
from matou.modules.freight.rules.demands import DemandAct, OfferState, OfferTerms
from matou.modules.freight.rules.plain import plain
from matou.modules.freight.rules.states import DemandState, Relation
from matou.modules.freight.rules.terms import (
    DemandTerms,
    check_offered_price,
    check_range,
    check_text,
)
from matou.modules.freight.rules.vessels import Particulars
from matou.modules.freight.services.locked import demand_locked
from matou.modules.registry.contracts import VESSEL_LOOKUP
from matou.spine.journal import services as journal


class VesselAlreadyOffered(DomainError):
    """The vessel stands in an open offer for this demand already."""

    code = "freight.vessel-already-offered"
    zh = "该船已对此货盘报价。如需改价，请先撤回原报价。"
    en = "This vessel is already offered here. Withdraw that offer before making another."


class OfferNotOpen(DomainError):
    """The offer was decided or taken back."""

    code = "freight.offer-not-open"
    zh = "该报价已失效，不能再操作。"
    en = "This offer is no longer open."


class VesselNotYours(DomainError):
    """The register names other parties as owner and operator of the vessel."""

    code = "freight.vessel-not-yours"
    status = 403
    zh = "登记簿显示该船不属于您单位。请核对船舶，或先办理变更登记。"
    en = "The register names others for this vessel. Check it, or have the entry changed first."


class ParticularsMissing(DomainError):
    """Neither the register nor the offer says what the vessel is."""

    code = "freight.particulars-missing"
    status = 422
    zh = "没有查到该船资料。请填写船名与载重吨。"
    en = "Nothing is known of this vessel. Give her name and deadweight."


@transaction.atomic
def make_offer(*, demand_code: str, offer: OfferTerms, actor: Actor, now: datetime) -> UUID:
    """Offer a vessel at a price for a sealed demand; returns the offer's id.

    Raises OffersClosed, VesselUnfit, VesselAlreadyOffered, DemandAlreadyTaken, DemandNotOpen.
    """
    demand = demand_locked(demand_code)
    terms = demand_terms(demand)
    move = carrier_move(demand=demand, act=DemandAct.TAKE_OFFER, actor=actor, now=now)
    rules.check_sealed(terms)
    rules.check_offers_open(offers_until=demand.offers_until_at, now=now)
    check_offered_price(basis=terms.price_basis, price=offer.price)
    assert offer.price is not None, "the check above refused it"  # noqa: S101
    row = insert_offer(
        demand=demand, offer=offer, price=offer.price, state=OfferState.OPEN, actor=actor, now=now
    )
    demand.state = move.target
    demand.save(update_fields=["state"])
    return row.id


@transaction.atomic
def withdraw_offer(*, offer_id: UUID, actor: Actor, now: datetime) -> None:
    """Take an open offer back. Raises OfferNotOpen."""
    offer = Offer.objects.select_for_update(of=("self",)).filter(pk=offer_id).first()
    if offer is None or offer.carrier != actor.acts_for:
        raise NotFound(what=offer_id)
    actor.require_any({CARRIER_ROLE})
    if offer.state != OfferState.OPEN:
        raise OfferNotOpen
    offer.state = OfferState.WITHDRAWN
    offer.save(update_fields=["state"])
    demand_code = CargoDemand.objects.values_list("code", flat=True).get(pk=offer.demand_id)
    journal.publish(
        OfferWithdrawn(
            aggregate=str(offer.id),
            actor=actor.code,
            occurred_at=now,
            demand=demand_code,
            carrier=offer.carrier,
        )
    )


def carrier_move(
    *, demand: CargoDemand, act: DemandAct, actor: Actor, now: datetime
) -> rules.DemandMove:
    """Return the demand's move for a carrier who is not its shipper.

    Raises OwnDemand, NotAllowed, NotFound for drafts, and what ``demand_move`` raises.
    """
    if demand.state == DemandState.DRAFT:
        raise NotFound(what=demand.code)
    if actor.acts_for == demand.shipper:
        raise rules.OwnDemand
    if not actor.has(CARRIER_ROLE):
        raise NotAllowed
    move = rules.demand_move(state=DemandState(demand.state), act=act, relations={Relation.CARRIER})
    rules.check_window_open(loading_until=demand.loading_until_at, now=now)
    return move


def insert_offer(
    *,
    demand: CargoDemand,
    offer: OfferTerms,
    price: Money,
    state: OfferState,
    actor: Actor,
    now: datetime,
) -> Offer:
    """Write a checked offer with the vessel's particulars as they are now, and tell it."""
    check_range(offer.trip_days, 1, 60, "航次天数 trip days")
    check_text(offer.note, "备注 note", most=500)
    check_text(offer.vessel, "船舶 vessel", most=32, least=1)
    particulars = _particulars(terms=demand_terms(demand), offer=offer, actor=actor)
    row = Offer(
        id=uuid7(now=now),
        demand=demand,
        carrier=actor.acts_for,
        vessel_code=offer.vessel,
        particulars=plain(particulars),
        price_fen=price.fen,
        trip_days=offer.trip_days,
        note=offer.note,
        state=state,
        made_by=actor.code,
        made_at=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        if "freight_offer_once_a_vessel" not in str(error):
            raise
        raise VesselAlreadyOffered from error
    journal.publish(
        OfferMade(
            aggregate=str(row.id),
            actor=actor.code,
            occurred_at=now,
            demand=demand.code,
            carrier=row.carrier,
            vessel=row.vessel_code,
        )
    )
    return row


def _particulars(*, terms: DemandTerms, offer: OfferTerms, actor: Actor) -> Particulars:
    """Return what is known of the vessel: the register's word before the carrier's own."""
    lookup = VESSEL_LOOKUP.get()
    card = lookup(offer.vessel) if lookup else None
    found = offer.particulars
    if card is not None:
        if actor.acts_for not in {card.owner, card.operator}:
            raise VesselNotYours
        sealed_hold = found is not None and found.sealed_hold
        found = vessels.particulars_of(card, sealed_hold=sealed_hold)
    if found is None:
        raise ParticularsMissing
    vessels.check_particulars(found)
    vessels.check_vessel_fit(terms=terms, vessel=found)
    return found
