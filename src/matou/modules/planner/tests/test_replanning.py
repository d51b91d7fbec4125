"""Accepting moves everything or nothing; declining, and every refusal, leaves the plan as it is."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum

from matou.kit.actor import Actor
from matou.kit.errors import NotAllowed, NotFound
from matou.modules.freight.contracts import LOT_OPENER, LOT_WITHDRAWER, LotWanted
from matou.modules.planner.models import (
    Booking,
    BookingLeg,
    ChainOffer,
    Departure,
    Hold,
    LegPart,
    Replan,
    WorkOrder,
)
from matou.modules.planner.queries.bookings import open_offers
from matou.modules.planner.queries.waybills import waybill
from matou.modules.planner.rules.booking_states import LegState, NoRoomLeft, OfferTaken
from matou.modules.planner.rules.replan_states import (
    ReplanCarrierEngaged,
    ReplanChoiceUnknown,
    ReplanNotSo,
    ReplanOutdated,
    ReplanStartGone,
)
from matou.modules.planner.services.booking import book, confirm
from matou.modules.planner.services.following import Times, record_leg_times
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.services.replan_finding import look_at_booking
from matou.modules.planner.services.replanning import accept_replan, decline_replan
from matou.modules.planner.tests.booked import (
    KEEPER,
    RIVAL,
    SHIPPER,
    TERMS,
    booked,
    boxes,
)
from matou.modules.planner.tests.replanned import (
    SOON,
    announced,
    chosen_chain,
    chosen_place,
    proposal,
    swept,
    two_for_the_last_room,
)
from matou.modules.planner.tests.test_booking import told
from matou.modules.planner.tests.test_replan_finding import booked_barge, departed, sailing
from matou.modules.planner.tests.world import NOW

MINUTE = timedelta(minutes=1)


def touched(*, teu: int = 20, is_confirmed: bool = True) -> tuple[str, Replan]:
    """Book boxes on a sailing that is cancelled for three days; returns the proposal."""
    code = booked(boxes(teu=teu))
    if is_confirmed:
        confirm(code=code, actor=SHIPPER, now=NOW)
    announced("sailing", "S001", days=(0, 3))
    swept()
    found = proposal(code)
    assert found is not None
    return code, found


def accepted(found: Replan, word: str = "wait", *, now: datetime = SOON) -> str:
    place = chosen_place(found, word)
    return accept_replan(replan_id=found.id, choice=place, actor=SHIPPER, now=now)


def as_it_stands(code: str) -> list[object]:
    """Return everything about a booking that a refusal must leave alone."""
    booking = Booking.objects.get(code=code)
    holds = Hold.objects.filter(leg__booking=booking).order_by("id")
    return [
        *(booking.state, booking.version, booking.offer_id, booking.price_fen),
        list(booking.legs.order_by("number").values_list("number", "state")),
        list(booking.work_orders.order_by("number").values_list("number", "state")),
        list(holds.values_list("departure_id", "amount", "state")),
    ]


def test_accepting_replaces_legs_and_moves_the_room(network: ImportReport) -> None:
    code, found = touched()
    before = Booking.objects.get(code=code)

    assert accepted(found) == code

    booking = Booking.objects.get(code=code)
    holds = Hold.objects.exclude(state="gone")
    assert (booking.state, booking.version) == ("confirmed", 2)
    assert booking.offer_id != before.offer_id
    assert booking.arrives_at > before.arrives_at
    assert [hold.state for hold in holds] == ["taken"]
    assert Departure.objects.aggregate(taken=Sum("taken"), held=Sum("held")) == {
        "taken": 20,
        "held": 0,
    }
    assert told(code)[-1] == "BookingReplanned"


def test_the_waybill_keeps_its_number_and_tells_the_new_legs(network: ImportReport) -> None:
    code, found = touched()
    old = set(BookingLeg.objects.values_list("number", flat=True))

    accepted(found)

    paper = waybill(code=code, actor=SHIPPER)
    numbers = {int(leg.number.rpartition("-")[2]) for leg in paper.legs}
    assert paper.number == code
    assert numbers
    assert not numbers & old
    assert paper.version == 2
    states = BookingLeg.objects.filter(number__in=old).values_list("state", flat=True)
    assert set(states) == {LegState.REPLACED}


def test_prices_add_up_after_a_replan(network: ImportReport) -> None:
    code, found = touched()

    accepted(found, "cost")

    booking = Booking.objects.get(code=code)
    legs = booking.legs.filter(state="planned").aggregate(all=Sum("price_fen"))["all"]
    works = booking.work_orders.exclude(state="released").aggregate(all=Sum("price_fen"))["all"]
    assert booking.price_fen == legs + works


def test_a_held_booking_stays_held_until_somebody_confirms(network: ImportReport) -> None:
    code, found = touched(is_confirmed=False)

    accepted(found)
    assert [hold.state for hold in Hold.objects.exclude(state="gone")] == ["held"]
    confirm(code=code, actor=SHIPPER, now=SOON + MINUTE)

    assert Departure.objects.aggregate(taken=Sum("taken"))["taken"] == 20


def test_legs_that_are_done_stay(network: ImportReport) -> None:
    code = booked()
    confirm(code=code, actor=SHIPPER, now=NOW)
    leg = sailing(code)
    for number in range(1, leg.number + 1):
        departed(code, number)
    now = leg.planned_departs_at + timedelta(hours=1)
    announced("storm", "P_NSA", days=(0, 6), now=now)
    swept(now=now)
    found = proposal(code)
    assert found is not None

    accepted(found, "wait", now=now)

    booking = Booking.objects.get(code=code)
    assert booking.state == "under_way"
    assert BookingLeg.objects.get(service="S001").state == "under_way"
    assert WorkOrder.objects.filter(booking=booking, state="planned").exists()


def test_a_replanned_booking_is_carried_to_its_end(network: ImportReport) -> None:
    code, found = touched()
    accepted(found)
    later = NOW + timedelta(days=30)

    for leg in BookingLeg.objects.filter(state="planned").order_by("number"):
        times = Times(begins_at=leg.planned_departs_at, ends_at=leg.planned_arrives_at)
        record_leg_times(code=code, leg=leg.number, times=times, actor=KEEPER, now=later)

    assert Booking.objects.get(code=code).state == "closed"


def test_replaced_legs_take_no_more_times(network: ImportReport) -> None:
    code, found = touched()
    accepted(found)

    with pytest.raises(NotFound):
        record_leg_times(code=code, leg=1, times=Times(begins_at=NOW), actor=KEEPER, now=SOON)


def test_an_offer_that_was_replaced_is_not_booked_again(network: ImportReport) -> None:
    code, found = touched()
    old = Booking.objects.get(code=code).offer_id
    accepted(found)

    with pytest.raises(OfferTaken):
        book(offer_id=old, terms=TERMS, actor=SHIPPER, now=SOON)
    new = Booking.objects.get(code=code).offer_id
    with pytest.raises(OfferTaken):
        book(offer_id=new, terms=TERMS, actor=SHIPPER, now=SOON)
    assert open_offers(actor=SHIPPER) == ()


def test_a_booking_may_be_replanned_again(network: ImportReport) -> None:
    code, found = touched()
    accepted(found)

    announced("sailing", "S001", days=(0, 6), now=SOON + MINUTE)
    swept(now=SOON + 2 * MINUTE)
    again = proposal(code)
    assert again is not None
    accepted(again, now=SOON + 3 * MINUTE)

    assert Booking.objects.get(code=code).version == 3
    assert [hold.state for hold in Hold.objects.exclude(state="gone")] == ["taken"]


def test_declining_leaves_the_plan(network: ImportReport) -> None:
    code, found = touched()
    before = as_it_stands(code)

    decline_replan(replan_id=found.id, actor=SHIPPER, now=SOON)

    assert as_it_stands(code) == before
    assert Replan.objects.get().state == "declined"
    with pytest.raises(ReplanNotSo):
        accepted(found)


def test_only_the_shipper_decides(network: ImportReport) -> None:
    _code, found = touched()

    for actor, refusal in ((RIVAL, NotFound), (KEEPER, NotAllowed)):
        with pytest.raises(refusal):
            accept_replan(replan_id=found.id, choice=0, actor=actor, now=SOON)
        with pytest.raises(refusal):
            decline_replan(replan_id=found.id, actor=actor, now=SOON)
    with pytest.raises(NotFound):
        accept_replan(replan_id=uuid4(), choice=0, actor=SHIPPER, now=SOON)


@pytest.mark.parametrize("choice", [-1, 99])
def test_a_choice_that_is_not_there_is_refused(network: ImportReport, choice: int) -> None:
    code, found = touched()
    before = as_it_stands(code)

    with pytest.raises(ReplanChoiceUnknown):
        accept_replan(replan_id=found.id, choice=choice, actor=SHIPPER, now=SOON)

    assert as_it_stands(code) == before


def test_a_choice_whose_start_is_past_is_refused(network: ImportReport) -> None:
    code, found = touched()
    before = as_it_stands(code)
    assert found.expires_at is not None

    with pytest.raises(ReplanStartGone):
        accepted(found, now=found.expires_at)

    assert as_it_stands(code) == before


def test_a_choice_that_the_network_has_overtaken_is_refused(network: ImportReport) -> None:
    code, found = touched()
    before = as_it_stands(code)
    announced("sailing", "S001", days=(0, 9), now=SOON + MINUTE)

    with pytest.raises(ReplanOutdated):
        accepted(found, now=SOON + 2 * MINUTE)

    assert as_it_stands(code) == before


def test_cargo_that_has_moved_on_is_not_planned_from_where_it_was(network: ImportReport) -> None:
    code, found = touched()
    departed(code, 1)
    before = as_it_stands(code)

    with pytest.raises(ReplanOutdated):
        accepted(found)

    assert as_it_stands(code) == before


def test_without_room_the_old_booking_is_untouched(network: ImportReport) -> None:
    first, second = two_for_the_last_room()
    accepted(first)
    before = as_it_stands(second.booking.code)

    with pytest.raises(NoRoomLeft) as refusal:
        accepted(second)

    assert "S001" in refusal.value.message("zh")
    assert as_it_stands(second.booking.code) == before
    assert Replan.objects.get(pk=second.pk).state == "open"


def test_a_departure_that_filled_up_gives_way_to_the_next(network: ImportReport) -> None:
    first, second = two_for_the_last_room()
    accepted(first)

    look_at_booking(code=second.booking.code, now=SOON + MINUTE)

    found = proposal(second.booking.code)
    full, free = (chosen_chain(one, "wait").legs for one in (second, found))
    assert Replan.objects.get(pk=second.pk).state == "superseded"
    assert free[0].departs_at == full[0].departs_at + timedelta(days=1)


def test_open_lots_of_replaced_legs_are_withdrawn_and_new_ones_asked_for(
    network: ImportReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    taken_back: list[str] = []

    def opener(wanted: LotWanted, _actor: Actor, _now: datetime) -> str:
        asked.append(wanted.code)
        return wanted.code

    def withdrawer(code: str, _actor: Actor, _now: datetime) -> bool:
        taken_back.append(code)
        return True

    monkeypatch.setattr(LOT_OPENER, "get", lambda: opener)
    monkeypatch.setattr(LOT_WITHDRAWER, "get", lambda: withdrawer)
    found = _touched_barge()
    first = list(asked)

    accepted(found, "time")

    assert first
    assert taken_back == first
    assert asked[len(first) :]
    assert not set(asked[len(first) :]) & set(first)
    living = LegPart.objects.filter(leg__state="planned").values_list("demand", flat=True)
    assert set(living) == set(asked[len(first) :])


def test_a_lot_that_a_carrier_has_stops_the_exchange(
    network: ImportReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LOT_OPENER, "get", lambda: lambda wanted, _actor, _now: wanted.code)
    monkeypatch.setattr(LOT_WITHDRAWER, "get", lambda: lambda _code, _actor, _now: False)
    found = _touched_barge()
    before = as_it_stands(found.booking.code)

    with pytest.raises(ReplanCarrierEngaged) as refusal:
        accepted(found, "time")

    assert "取消该运单" in refusal.value.message("zh")
    assert as_it_stands(found.booking.code) == before


def _touched_barge() -> Replan:
    code = booked_barge()
    confirm(code=code, actor=SHIPPER, now=NOW)
    announced("storm", "P_NSA", days=(0, 12))
    swept()
    found = proposal(code)
    assert found is not None
    return found


def test_an_offer_is_kept_of_what_was_accepted(network: ImportReport) -> None:
    code, found = touched()

    accepted(found)

    booking = Booking.objects.select_related("offer").get(code=code)
    assert booking.offer.price_fen == booking.price_fen
    assert Replan.objects.get().replaced_offer_id != booking.offer_id
    assert ChainOffer.objects.count() == 2
