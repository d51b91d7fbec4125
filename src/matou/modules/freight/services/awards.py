"""Awards (成交): one transaction gives a demand to one carrier, and nobody else.

Three walls stand behind each other: the demand's row lock, the unique constraint of one living
trip per demand, and the exclusion constraint that promises a vessel once at a time.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from matou.kit.actor import Actor
from matou.kit.codes import new_code
from matou.kit.errors import DomainError, NotFound
from matou.kit.money import Money
from matou.kit.period import Period
from matou.modules.freight.contracts import LOT_CODE, DemandAwarded, LotOffered
from matou.modules.freight.models import CargoDemand, Lot, LotTransition, Offer
from matou.modules.freight.queries.pictures import demand_terms
from matou.modules.freight.rules import demands as rules
from matou.modules.freight.rules.demands import DemandAct, OfferState, OfferTerms
from matou.modules.freight.rules.plain import plain, typed
from matou.modules.freight.rules.relations import relations_of
from matou.modules.freight.rules.states import DemandState, LotState, Relation
from matou.modules.freight.rules.terms import (
    CARRIER_TAX_PERMILLE,
    LotTerms,
    lot_terms,
    text_sha256,
    without_agent,
)
from matou.modules.freight.services.locked import demand_locked
from matou.modules.freight.services.offers import OfferNotOpen, carrier_move, insert_offer
from matou.modules.freight.services.purse import open_accounts
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal
from matou.spine.parties import queries as parties
from matou.spine.parties.contracts import PartyKind

RETURN_WINDOW = timedelta(days=7)
"""How long a refused cargo may wait on board before its return starts."""


class VesselAlreadyPromised(DomainError):
    """The vessel is bound to another trip at that time."""

    code = "freight.vessel-already-promised"
    zh = "该船在此期间已承运其他货物。请换船，或选择其他装货期。"
    en = "The vessel is promised to another trip then. Choose another vessel or another window."


@transaction.atomic
def accept_demand(*, demand_code: str, offer: OfferTerms, actor: Actor, now: datetime) -> str:
    """Give an open fixed-price demand (一口价货盘) to the carrier; returns the lot's code.

    Raises DemandAlreadyTaken when someone else was faster, VesselAlreadyPromised, VesselUnfit.
    """
    # Whoever comes too late for a hot demand is told without queueing for its lock.
    if CargoDemand.objects.filter(code=demand_code, state=DemandState.AWARDED).exists():
        raise rules.DemandAlreadyTaken
    demand = demand_locked(demand_code)
    carrier_move(demand=demand, act=DemandAct.AWARD, actor=actor, now=now)
    price = rules.check_fixed(demand_terms(demand))
    row = insert_offer(
        demand=demand, offer=offer, price=price, state=OfferState.WON, actor=actor, now=now
    )
    return _award(demand=demand, offer=row, actor=actor, now=now).code


@transaction.atomic
def award_offer(*, offer_id: UUID, actor: Actor, now: datetime) -> str:
    """Take one of the opened sealed offers; returns the lot's code. The others become runners-up.

    Raises OffersStillSealed before the closing time, OfferNotOpen, DemandAlreadyTaken.
    """
    demand_code = Offer.objects.filter(pk=offer_id).values_list("demand__code", flat=True).first()
    if demand_code is None:
        raise NotFound(what=offer_id)
    demand = demand_locked(demand_code)
    relations = relations_of(actor, parties={Relation.SHIPPER: demand.shipper})
    if Relation.SHIPPER not in relations:
        raise NotFound(what=offer_id)
    rules.demand_move(state=DemandState(demand.state), act=DemandAct.AWARD, relations=relations)
    rules.check_offers_opened(offers_until=demand.offers_until_at, now=now)
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer_id)
    if offer.state != OfferState.OPEN:
        raise OfferNotOpen
    demand.offers.open().exclude(pk=offer.pk).update(state=OfferState.LOST)
    offer.state = OfferState.WON
    offer.save(update_fields=["state"])
    return _award(demand=demand, offer=offer, actor=actor, now=now).code


def award_runner_up(
    *, demand: CargoDemand, passed_over: str, actor: Actor, now: datetime
) -> Lot | None:
    """Give a locked demand to the best offer left whose vessel is free; None without one."""
    runners = demand.offers.filter(state=OfferState.LOST).exclude(carrier=passed_over)
    for offer in runners.select_for_update(of=("self",)).order_by("price_fen", "made_at"):
        try:
            with transaction.atomic():
                offer.state = OfferState.WON
                offer.save(update_fields=["state"])
                return _award(demand=demand, offer=offer, actor=actor, now=now)
        except VesselAlreadyPromised:
            continue
    return None


def create_return(*, parent: Lot, actor: Actor, now: datetime) -> Lot:
    """Create the lot that brings a refused cargo back on the same vessel, to be signed anew."""
    terms = replace(
        without_agent(typed(LotTerms, parent.terms)),
        quantity_kg=parent.loaded_kg or parent.agreed_kg,
        advance_percent=0,
        deposit_percent=0,
    )
    trip = parent.period.upper - parent.period.lower
    lot = Lot(
        demand=parent.demand,
        offer=parent.offer,
        parent=parent,
        shipper=parent.shipper,
        carrier=parent.carrier,
        consignee=parent.shipper,
        vessel_code=parent.vessel_code,
        particulars=parent.particulars,
        origin=parent.destination,
        destination=parent.origin,
        cargo=parent.cargo,
        cargo_name=parent.cargo_name,
        window_from_at=now,
        window_until_at=now + RETURN_WINDOW,
        period=DateTimeTZRange(now, now + RETURN_WINDOW + trip),
        loaded_kg=parent.loaded_kg,
    )
    return _insert_lot(lot=lot, terms=terms, actor=actor, now=now)


def _award(*, demand: CargoDemand, offer: Offer, actor: Actor, now: datetime) -> Lot:
    """Create the lot, mark the demand and tell both; the demand is locked."""
    terms = _agreed(demand=demand, offer=offer)
    promised = promised_period(demand=demand, trip_days=offer.trip_days, now=now)
    lot = Lot(
        demand=demand,
        offer=offer,
        shipper=demand.shipper,
        carrier=offer.carrier,
        consignee=demand.consignee,
        vessel_code=offer.vessel_code,
        particulars=offer.particulars,
        origin=demand.origin,
        destination=demand.destination,
        cargo=demand.cargo,
        cargo_name=demand.cargo_name,
        window_from_at=demand.loading_from_at,
        window_until_at=max(demand.loading_until_at, now + timedelta(days=1)),
        period=DateTimeTZRange(promised.from_at, promised.until_at),
    )
    lot = _insert_lot(lot=lot, terms=terms, actor=actor, now=now)
    demand.state = DemandState.AWARDED
    demand.save(update_fields=["state"])
    journal.publish(
        DemandAwarded(
            aggregate=demand.code,
            actor=actor.code,
            occurred_at=now,
            shipper=demand.shipper,
            state=demand.state,
            lot=lot.code,
            offer=str(offer.id),
            carrier=offer.carrier,
            vessel=offer.vessel_code,
            price_fen_per_tonne=terms.price_fen_per_tonne,
        )
    )
    return lot


def _agreed(*, demand: CargoDemand, offer: Offer) -> LotTerms:
    """Return the terms at the offer's price; nobody is agent of his own carriage."""
    card = parties.party_cards([offer.carrier]).get(offer.carrier)
    is_person = card is not None and card.kind is PartyKind.PERSON
    terms = lot_terms(
        demand=demand_terms(demand),
        price=Money(offer.price_fen),
        tax_permille=CARRIER_TAX_PERMILLE if is_person else 0,
    )
    return without_agent(terms) if terms.agent == offer.carrier else terms


def promised_period(*, demand: CargoDemand, trip_days: int, now: datetime) -> Period:
    """Return how long a vessel is bound: from the loading window until her trip must be over."""
    trip = timedelta(days=trip_days)
    return Period(max(demand.loading_from_at, now), max(demand.loading_until_at, now) + trip)


def _insert_lot(*, lot: Lot, terms: LotTerms, actor: Actor, now: datetime) -> Lot:
    """Write a new lot with its first transition and accounts, and tell it."""
    lot.code = codes.issue(
        kind=LOT_CODE,
        subject=new_code(),
        title_zh=f"货运单 {lot.cargo_name}",
        title_en=f"Lot {lot.cargo_name}",
        now=now,
    )
    lot.terms = plain(terms)
    lot.agreed_kg = terms.quantity_kg
    lot.text_sha256 = text_sha256(terms=terms, facts=contract_facts(lot))
    lot.state, lot.version, lot.state_since_at, lot.created_at = LotState.OFFERED, 1, now, now
    _save_promise(lot)
    LotTransition.objects.create(
        lot=lot,
        version=1,
        act="award",
        to_state=LotState.OFFERED,
        relation=_awarder(lot, actor),
        actor=actor.code,
        acts_for=actor.acts_for,
        occurred_at=now,
    )
    open_accounts(lot=lot, now=now)
    journal.publish(
        LotOffered(
            aggregate=lot.code,
            actor=actor.code,
            occurred_at=now,
            demand=lot.demand.code,
            shipper=lot.shipper,
            carrier=lot.carrier,
            act="award",
            state=LotState.OFFERED,
        )
    )
    return lot


def contract_facts(lot: Lot) -> dict[str, str]:
    """Return who, what, where and when of the contract text, beside its terms."""
    return {
        "lot": lot.code,
        "shipper": lot.shipper,
        "carrier": lot.carrier,
        "consignee": lot.consignee,
        "vessel": lot.vessel_code,
        "origin": lot.origin,
        "destination": lot.destination,
        "cargo": lot.cargo_name,
        "loading_from": lot.window_from_at.isoformat(),
        "loading_until": lot.window_until_at.isoformat(),
    }


def _save_promise(lot: Lot) -> None:
    try:
        with transaction.atomic():
            lot.save(force_insert=True)
    except IntegrityError as error:
        if "freight_lot_vessel_once_at_a_time" in str(error):
            raise VesselAlreadyPromised from error
        if "freight_lot_one_per_demand" in str(error):
            raise rules.DemandAlreadyTaken from error
        raise


def _awarder(lot: Lot, actor: Actor) -> Relation:
    sides = {lot.shipper: Relation.SHIPPER, lot.carrier: Relation.CARRIER}
    return sides.get(actor.acts_for, Relation.SYSTEM)
