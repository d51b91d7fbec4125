"""Demands (货盘): draft, publish, withdraw, expire."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import SYSTEM, Actor
from matou.kit.codes import new_code
from matou.kit.errors import InvalidInput
from matou.modules.freight.contracts import (
    DEMAND_CODE,
    SHIPPER_ROLE,
    DemandEvent,
    DemandExpired,
    DemandPublished,
    DemandWithdrawn,
)
from matou.modules.freight.models import CargoDemand
from matou.modules.freight.queries.pictures import demand_terms
from matou.modules.freight.rules.demands import DemandAct, OfferState, demand_move
from matou.modules.freight.rules.plain import plain
from matou.modules.freight.rules.relations import relations_of
from matou.modules.freight.rules.states import DemandState, Relation
from matou.modules.freight.rules.terms import DemandTerms, VesselNeeds, check_terms
from matou.modules.freight.services.locked import demand_locked_for
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal
from matou.spine.parties import queries as parties
from matou.spine.places import queries as places


def draft_demand(*, terms: DemandTerms, actor: Actor, now: datetime) -> str:
    """Keep a new demand as a draft of the actor's party; returns its code. Raises InvalidInput."""
    return keep_draft(code=new_code(), terms=terms, actor=actor, now=now)


@transaction.atomic
def keep_draft(*, code: str, terms: DemandTerms, actor: Actor, now: datetime) -> str:
    """Keep a draft under a code that the caller made, as demo data does; returns its code."""
    actor.require_any({SHIPPER_ROLE})
    check_terms(terms=terms, now=now)
    _check_places(terms)
    _check_agent(terms, shipper=actor.acts_for)
    code = codes.issue(
        kind=DEMAND_CODE,
        subject=code,
        title_zh=f"货盘 {terms.cargo_name} {terms.quantity}",
        title_en=f"Demand {terms.cargo_name} {terms.quantity}",
        now=now,
    )
    CargoDemand.objects.create(
        code=code,
        shipper=actor.acts_for,
        state=DemandState.DRAFT,
        created_at=now,
        **demand_columns(terms),
    )
    return code


@transaction.atomic
def change_draft(*, demand_code: str, terms: DemandTerms, actor: Actor, now: datetime) -> None:
    """Replace the terms of a draft; what is published cannot change. Raises DemandNotOpen."""
    demand, relations = demand_locked_for(demand_code, actor)
    demand_move(state=DemandState(demand.state), act=DemandAct.PUBLISH, relations=relations)
    check_terms(terms=terms, now=now)
    _check_places(terms)
    _check_agent(terms, shipper=demand.shipper)
    for column, value in demand_columns(terms).items():
        setattr(demand, column, value)
    demand.save()


@transaction.atomic
def publish_demand(*, demand_code: str, actor: Actor, now: datetime) -> None:
    """Show a draft to carriers. Raises InvalidInput when its dates have passed meanwhile."""
    demand, relations = demand_locked_for(demand_code, actor)
    move = demand_move(state=DemandState(demand.state), act=DemandAct.PUBLISH, relations=relations)
    check_terms(terms=demand_terms(demand), now=now)
    demand.state, demand.published_at = move.target, now
    demand.save(update_fields=["state", "published_at"])
    journal.publish(
        DemandPublished(
            aggregate=demand.code,
            actor=actor.code,
            occurred_at=now,
            shipper=demand.shipper,
            state=demand.state,
            origin=demand.origin,
            destination=demand.destination,
            cargo=demand.cargo,
            quantity_kg=demand.quantity_kg,
            mode=demand.mode,
        )
    )


@transaction.atomic
def withdraw_demand(*, demand_code: str, actor: Actor, now: datetime) -> None:
    """Take a demand back before any award. Raises DemandNotOpen."""
    demand, relations = demand_locked_for(demand_code, actor)
    move = demand_move(state=DemandState(demand.state), act=DemandAct.WITHDRAW, relations=relations)
    end_demand(demand=demand, state=move.target, event=DemandWithdrawn, actor=actor, now=now)


def expire_due_demands(*, now: datetime, limit: int = 200) -> int:
    """Expire open demands whose loading window is over; return how many."""
    due = CargoDemand.objects.open().filter(loading_until_at__lte=now).order_by("id")
    return sum(_expire(code, now) for code in due.values_list("code", flat=True)[:limit])


@transaction.atomic
def _expire(code: str, now: datetime) -> bool:
    demand = CargoDemand.objects.select_for_update(of=("self",)).open().filter(code=code).first()
    if demand is None:
        return False
    relations = relations_of(SYSTEM, parties={Relation.SHIPPER: demand.shipper})
    move = demand_move(state=DemandState(demand.state), act=DemandAct.EXPIRE, relations=relations)
    end_demand(demand=demand, state=move.target, event=DemandExpired, actor=SYSTEM, now=now)
    return True


def end_demand(
    *,
    demand: CargoDemand,
    state: DemandState,
    event: type[DemandEvent],
    actor: Actor,
    now: datetime,
) -> None:
    """End a locked demand in a state, let its open offers go, and tell it."""
    demand.state = state
    demand.save(update_fields=["state"])
    demand.offers.open().update(state=OfferState.LOST)
    journal.publish(
        event(
            aggregate=demand.code,
            actor=actor.code,
            occurred_at=now,
            shipper=demand.shipper,
            state=state,
        )
    )


def demand_columns(terms: DemandTerms) -> dict[str, object]:
    """Return the terms as columns of the demand's row."""
    needs = {name: getattr(terms.vessel, name) for name in VesselNeeds.__slots__}
    return needs | {
        "consignee": terms.consignee,
        "origin": terms.origin,
        "destination": terms.destination,
        "loading_from_at": terms.loading.from_at,
        "loading_until_at": terms.loading.until_at,
        "cargo": terms.cargo,
        "cargo_name": terms.cargo_name,
        "quantity_kg": terms.quantity.kg,
        "tolerance_permille": terms.tolerance_permille,
        "mode": terms.mode,
        "price_basis": terms.price_basis,
        "price_fen": terms.price.fen if terms.price else None,
        "offers_until_at": terms.offers_until,
        "operating_mode": terms.operating_mode,
        "money_terms": plain(terms.money),
        "payment_terms": terms.payment_terms,
        "notes": terms.notes,
    }


def _check_places(terms: DemandTerms) -> None:
    known = places.places_by_code([terms.origin, terms.destination])
    for code, field in ((terms.origin, "装货港 origin"), (terms.destination, "卸货港 destination")):
        if code not in known:
            raise InvalidInput(
                field=field,
                reason_zh="请从港口码头中选择。",
                reason_en="Choose a port or terminal.",
            )


def _check_agent(terms: DemandTerms, *, shipper: str) -> None:
    """Refuse an agent whom nobody knows, or who would be paid by himself."""
    agent = terms.money.agent
    if not agent:
        return
    if agent == shipper:
        raise InvalidInput(
            field="货代 agent",
            reason_zh="货代不能是货主自己。",
            reason_en="The shipper cannot be its own agent.",
        )
    if agent not in parties.party_cards([agent]):
        raise InvalidInput(
            field="货代 agent",
            reason_zh="没有找到这个单位。请核对，或请对方先注册。",
            reason_en="This party is not known. Check it, or ask them to register first.",
        )
