"""A booked chain becomes lots of freight, and what befalls them comes back to its legs."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from matou.kit.money import Money
from matou.modules.freight.contracts import (
    LOT_OPENER,
    LOT_WITHDRAWER,
    LotDelivered,
    LotEvent,
    LotInTransit,
)
from matou.modules.freight.models import CargoDemand
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services import awards, demands
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.trip import trip_to
from matou.modules.planner.models import Booking, BookingLeg, LegPart
from matou.modules.planner.queries.answers import minute_at
from matou.modules.planner.queries.plans import plan_at
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.booking_states import CarrierEngaged
from matou.modules.planner.rules.cargo import Wishes, bulk
from matou.modules.planner.rules.network import Mode
from matou.modules.planner.services.booking import BookingTerms, book, confirm
from matou.modules.planner.services.chain_offers import Pick, make_offer
from matou.modules.planner.services.following import follow_delivery, follow_departure
from matou.modules.planner.services.importing import import_network, reference_files
from matou.modules.planner.services.leg_lots import open_lots
from matou.modules.planner.services.releasing import release
from matou.modules.planner.tests.world import EDITOR
from matou.spine.journal.models import JournalEntry
from matou.spine.journal.services import deliver_due
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind

NOW = world.NOW
LATER = NOW + timedelta(days=3)
TERMS = BookingTerms(cargo="sand", cargo_name="机制砂 0–5 mm", consignee="CONSIGNEE")


@pytest.fixture(autouse=True)
def _river(transactional_db: None) -> None:
    import_network(files=reference_files(), actor=EDITOR, now=NOW)
    people.settle()
    ledger.ensure_account(
        code="custody:clearing", kind=AccountKind.CLEARING, owner="platform", now=NOW
    )
    for party in ("SHIPPER", "CARRIER"):
        world.fill_wallet(party, Money.yuan(900_000))
    world.licence("CARRIER", "VESSEL-CARRIER")


def booked(tonnes: int) -> str:
    question = Question(
        origin=world.ORIGIN,
        destination=world.DESTINATION,
        ready_min=minute_at(NOW, instant=NOW),
        cargo=bulk(tonnes=Decimal(tonnes), draught_m=None, dangerous_class="", flags=frozenset()),
        wishes=Wishes(must_modes=frozenset({Mode.WATER}), without_modes=frozenset({Mode.RAIL})),
    )
    offer = make_offer(
        question=question, pick=Pick(place=_by_water(question)), actor=world.SHIPPER, now=NOW
    )
    code = book(offer_id=offer, terms=TERMS, actor=world.SHIPPER, now=NOW)
    confirm(code=code, actor=world.SHIPPER, now=NOW)
    return code


def _by_water(question: Question) -> int:
    chains = plan_at(instant=NOW, question=question).choice.shown
    return next(
        place
        for place, one in enumerate(chains)
        if [str(leg.mode) for leg in one.chain.legs] == ["water"]
    )


def carried(demand: str) -> str:
    """Let the carrier accept a demand; returns its lot."""
    lot = awards.accept_demand(
        demand_code=demand, offer=world.offer_of(world.CARRIER), actor=world.CARRIER, now=NOW
    )
    deliver_due(now=LATER)
    return lot


def test_a_barge_leg_is_split_to_vessels_whose_weights_add_up() -> None:
    booked(7000)

    parts = LegPart.objects.order_by("number")
    asked = CargoDemand.objects.filter(code__in=parts.values("demand"))
    leg = BookingLeg.objects.get()
    assert [part.mass_kg for part in parts] == [2_333_334, 2_333_333, 2_333_333]
    assert sum(part.price_fen for part in parts) == leg.price_fen
    assert {(one.state, one.shipper, one.origin) for one in asked} == {
        ("published", "SHIPPER", world.ORIGIN)
    }


def test_opening_again_opens_nothing_twice() -> None:
    booking = Booking.objects.get(code=booked(2400))

    again = open_lots(booking, actor=world.SHIPPER, now=NOW)

    assert CargoDemand.objects.count() == len(again) == 1


def test_loaded_and_delivered_carry_the_booking_to_its_end() -> None:
    code = booked(2400)
    lot = carried(LegPart.objects.get().demand)
    named = BookingLeg.objects.get().carrier

    trip_to(LotState.IN_TRANSIT, lot)
    deliver_due(now=LATER)
    under_way = Booking.objects.get(code=code).state
    trip_to(LotState.DELIVERED, lot)
    deliver_due(now=LATER)
    deliver_due(now=LATER)

    leg, part = BookingLeg.objects.get(), LegPart.objects.get()
    assert (named, under_way, Booking.objects.get(code=code).state) == (
        "CARRIER",
        "under_way",
        "closed",
    )
    assert (part.lot, part.loaded_kg, part.delivered_kg) == (lot, 2_400_000, 2_395_000)
    assert leg.actual_departs_at is not None
    assert leg.actual_arrives_at == part.delivered_at


def test_news_in_another_order_lead_to_the_same_end() -> None:
    code = booked(2400)
    lot = awards.accept_demand(
        demand_code=LegPart.objects.get().demand,
        offer=world.offer_of(world.CARRIER),
        actor=world.CARRIER,
        now=NOW,
    )
    trip_to(LotState.CLOSED, lot)

    follow_delivery(LotDelivered.from_payload(_told(lot, LotDelivered)))
    follow_departure(LotInTransit.from_payload(_told(lot, LotInTransit)))
    deliver_due(now=LATER)
    deliver_due(now=LATER)

    leg = BookingLeg.objects.get()
    assert Booking.objects.get(code=code).state == "closed"
    assert (leg.carrier, leg.state) == ("CARRIER", "done")
    assert leg.actual_departs_at is not None
    assert leg.actual_arrives_at is not None
    assert leg.actual_departs_at < leg.actual_arrives_at


def _told(lot: str, kind: type[LotEvent]) -> dict[str, Any]:
    entry = JournalEntry.objects.get(aggregate=lot, event=kind.type_name())
    payload: dict[str, Any] = entry.payload
    return payload


def test_releasing_withdraws_what_no_carrier_has() -> None:
    code = booked(2400)

    release(code=code, actor=world.SHIPPER, now=NOW)
    deliver_due(now=LATER)

    assert CargoDemand.objects.get().state == "withdrawn"
    assert Booking.objects.get(code=code).state == "released"


def test_what_a_carrier_has_is_not_given_back_even_before_the_news_is_here() -> None:
    code = booked(2400)
    awards.accept_demand(
        demand_code=LegPart.objects.get().demand,
        offer=world.offer_of(world.CARRIER),
        actor=world.CARRIER,
        now=NOW,
    )

    with pytest.raises(CarrierEngaged):
        release(code=code, actor=world.SHIPPER, now=NOW)
    assert Booking.objects.get(code=code).state == "confirmed"


def test_a_demand_that_nobody_takes_lets_the_booking_fall() -> None:
    code = booked(7000)
    fallen = LegPart.objects.order_by("number")[0].demand

    demands.withdraw_demand(demand_code=fallen, actor=world.SHIPPER, now=NOW)
    deliver_due(now=LATER)
    deliver_due(now=LATER)

    booking = Booking.objects.get(code=code)
    assert booking.state == "failed"
    assert fallen in booking.reason
    assert set(CargoDemand.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_without_freight_the_booking_stands_and_its_legs_are_unassigned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(LOT_OPENER, "_answer", None)
    monkeypatch.setattr(LOT_WITHDRAWER, "_answer", None)
    code = booked(2400)

    assert Booking.objects.get(code=code).state == "confirmed"
    assert not LegPart.objects.exists()
    release(code=code, actor=world.SHIPPER, now=NOW)
