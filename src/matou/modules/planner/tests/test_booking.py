"""Bookings: offers pin, all legs are held or none, and every end gives the room back."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from matou.kit.errors import DomainError, InvalidInput, NotAllowed, NotFound
from matou.kit.event import Classifier
from matou.modules.planner.models import (
    Booking,
    BookingLeg,
    ChainOffer,
    Departure,
    Hold,
    LegPart,
    WorkOrder,
)
from matou.modules.planner.rules.booking_states import (
    BookingNotSo,
    ChainGone,
    DepartureGone,
    HoldOver,
    NoRoomLeft,
    OfferExpired,
    OfferOutdated,
    OfferTaken,
)
from matou.modules.planner.rules.notices import LOCK_CLOSURE, SERVICE_CANCELLED, NoticeTerms
from matou.modules.planner.services.booking import BookingTerms, book, confirm
from matou.modules.planner.services.chain_offers import Pick, make_offer
from matou.modules.planner.services.following import Times, record_leg_times, record_work_times
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.services.notices import publish_notice
from matou.modules.planner.services.releasing import expire_due, fail_leg, release
from matou.modules.planner.tests.booked import (
    KEEPER,
    RIVAL,
    SHIPPER,
    TERMS,
    booked,
    boxes,
    offered,
)
from matou.modules.planner.tests.world import EDITOR, NOW, STRANGER
from matou.spine.journal.models import JournalEntry

SOON = NOW + timedelta(minutes=5)


def notice(kind: str, target: str) -> None:
    terms = NoticeTerms(
        kind=kind,
        targets=(target,),
        starts_at=SOON,
        ends_at=NOW + timedelta(days=20),
        issuer="航道处",
        source="通告",
        confidence="A",
    )
    publish_notice(terms=terms, actor=EDITOR, now=SOON)


def told(code: str) -> list[str]:
    entries = JournalEntry.objects.filter(aggregate=code).order_by("version")
    return [name.removeprefix("planner.") for name in entries.values_list("event", flat=True)]


def times(*, hours: int = 0, ends: bool = False) -> Times:
    moment = NOW + timedelta(hours=hours)
    return Times(begins_at=moment, ends_at=moment + timedelta(hours=1) if ends else None)


def test_an_offer_pins_price_network_and_timetable(network: ImportReport) -> None:
    offer = ChainOffer.objects.get(pk=offered())

    assert offer.price_fen == offer.chain["fen"] > 0
    assert offer.network_version.startswith("1-")
    assert offer.expires_at == NOW + timedelta(minutes=30)
    assert "S001" in [leg["service"] for leg in offer.chain["legs"]]


def test_an_offer_is_never_changed(network: ImportReport) -> None:
    offer = offered()

    with pytest.raises(IntegrityError, match="only grows"), transaction.atomic():
        ChainOffer.objects.filter(pk=offer).update(price_fen=1)


def test_booking_holds_the_room_of_every_ride(network: ImportReport) -> None:
    booking = Booking.objects.get(code=booked())

    departure = Departure.objects.get()
    legs = booking.legs.order_by("number")
    assert (departure.service, departure.held, departure.taken) == ("S001", 20, 0)
    assert booking.price_fen == sum(
        [
            *legs.values_list("price_fen", flat=True),
            *booking.work_orders.values_list("price_fen", flat=True),
        ]
    )
    assert (legs[0].origin, legs[len(legs) - 1].destination) == ("P_CHI", "P_NSA")
    assert told(booking.code) == ["ChainBooked"]


def test_a_stranger_to_the_offer_does_not_find_it(network: ImportReport) -> None:
    offer = offered()

    with pytest.raises(NotFound):
        book(offer_id=offer, terms=TERMS, actor=RIVAL, now=NOW)
    with pytest.raises(NotFound):
        book(offer_id=uuid4(), terms=TERMS, actor=SHIPPER, now=NOW)


def test_only_shippers_make_offers_and_book(network: ImportReport) -> None:
    offer = offered()

    with pytest.raises(NotAllowed):
        book(offer_id=offer, terms=TERMS, actor=STRANGER, now=NOW)
    with pytest.raises(NotAllowed):
        make_offer(question=boxes(), pick=Pick(place=0), actor=STRANGER, now=NOW)


def test_an_offer_expires_to_the_second(network: ImportReport) -> None:
    offer = offered()
    expires_at = ChainOffer.objects.get(pk=offer).expires_at

    with pytest.raises(OfferExpired):
        book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=expires_at)
    assert book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=expires_at - timedelta(seconds=1))


def test_a_departure_in_the_past_is_refused(network: ImportReport) -> None:
    offer = make_offer(
        question=boxes(),
        pick=Pick(place=0),
        actor=SHIPPER,
        now=NOW,
        holds_for=timedelta(days=9),
    )

    starts_by = ChainOffer.objects.get(pk=offer).starts_by
    with pytest.raises(DepartureGone):
        book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=starts_by)


def test_an_offer_is_booked_once(network: ImportReport) -> None:
    offer = offered()
    code = book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=NOW)

    with pytest.raises(OfferTaken) as refusal:
        book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=NOW)
    assert code in refusal.value.message("zh")


@pytest.mark.parametrize(("kind", "target"), [(LOCK_CLOSURE, "L_CHZ"), (SERVICE_CANCELLED, "S001")])
def test_a_change_under_its_legs_makes_an_offer_void(
    network: ImportReport, kind: str, target: str
) -> None:
    offer = offered()
    notice(kind, target)

    with pytest.raises(OfferOutdated):
        book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=SOON)
    assert not Departure.objects.exists()


@pytest.mark.parametrize(("kind", "target"), [(LOCK_CLOSURE, "L_HON"), (SERVICE_CANCELLED, "S003")])
def test_a_change_elsewhere_leaves_an_offer_good(
    network: ImportReport, kind: str, target: str
) -> None:
    offer = offered()
    notice(kind, target)

    assert book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=SOON)


def test_without_room_nothing_is_held(network: ImportReport) -> None:
    booked(boxes(teu=110))
    with pytest.raises(NoRoomLeft) as refusal:
        booked(boxes(teu=11))

    assert "10 TEU" in refusal.value.message("en")
    assert Booking.objects.count() == 1
    assert Hold.objects.count() == 1


def test_a_hold_past_its_time_makes_room_before_anybody_sweeps(network: ImportReport) -> None:
    now = NOW
    first = booked(boxes(teu=120))
    later = Booking.objects.get(code=first).held_until
    offer = make_offer(
        question=boxes(teu=120),
        pick=Pick(place=0),
        actor=SHIPPER,
        now=now,
        holds_for=timedelta(days=1),
    )

    book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=later)

    assert Booking.objects.get(code=first).state == "expired"
    assert Departure.objects.get().held == 120


def test_the_database_refuses_to_oversell_whatever_a_programme_does(
    network: ImportReport,
) -> None:
    booked(boxes(teu=120))

    with pytest.raises(IntegrityError, match="never_oversold"), transaction.atomic():
        Hold.objects.update(amount=F("amount") + 1)
    with pytest.raises(IntegrityError, match="follow its holds"), transaction.atomic():
        Departure.objects.update(held=0)
    with pytest.raises(IntegrityError, match="never_oversold"), transaction.atomic():
        Departure.objects.update(capacity=119)


def test_confirming_takes_the_room_for_good(network: ImportReport) -> None:
    code = booked()

    confirm(code=code, actor=SHIPPER, now=SOON)

    departure = Departure.objects.get()
    assert (departure.held, departure.taken) == (0, 20)
    assert expire_due(now=NOW + timedelta(days=1)) == 0
    assert told(code) == ["ChainBooked", "BookingConfirmed"]


def test_confirming_is_refused_to_others_too_late_and_twice(network: ImportReport) -> None:
    code = booked()
    held_until = Booking.objects.get(code=code).held_until

    with pytest.raises(NotFound):
        confirm(code=code, actor=RIVAL, now=SOON)
    with pytest.raises(HoldOver):
        confirm(code=code, actor=SHIPPER, now=held_until)
    confirm(code=code, actor=SHIPPER, now=SOON)
    with pytest.raises(BookingNotSo):
        confirm(code=code, actor=SHIPPER, now=SOON)


def test_releasing_gives_everything_back(network: ImportReport) -> None:
    code = booked()
    confirm(code=code, actor=SHIPPER, now=SOON)

    release(code=code, actor=SHIPPER, now=SOON)

    departure = Departure.objects.get()
    assert (departure.held, departure.taken) == (0, 0)
    assert set(BookingLeg.objects.values_list("state", flat=True)) == {"released"}
    assert set(WorkOrder.objects.values_list("state", flat=True)) == {"released"}
    assert told(code)[-1] == "BookingReleased"


def test_a_fallen_leg_frees_the_others(network: ImportReport) -> None:
    code = booked()
    confirm(code=code, actor=SHIPPER, now=SOON)
    ride = BookingLeg.objects.get(service="S001")

    fail_leg(code=code, leg=ride.number, reason="班轮机损", actor=KEEPER, now=SOON)

    booking = Booking.objects.get(code=code)
    assert (booking.state, booking.reason) == ("failed", "班轮机损")
    assert (Departure.objects.get().held, Departure.objects.get().taken) == (0, 0)
    last = JournalEntry.objects.filter(aggregate=code).latest("version")
    assert (last.payload["why"], last.payload["reason"]) == ("failed", "班轮机损")


def test_shippers_cannot_fail_a_leg_and_reasons_are_asked(network: ImportReport) -> None:
    code = booked()

    with pytest.raises(NotAllowed):
        fail_leg(code=code, leg=1, reason="x", actor=SHIPPER, now=SOON)
    with pytest.raises(InvalidInput):
        fail_leg(code=code, leg=1, reason="  ", actor=KEEPER, now=SOON)
    with pytest.raises(NotFound):
        fail_leg(code=code, leg=99, reason="x", actor=KEEPER, now=SOON)


def test_actual_times_carry_a_booking_to_its_end(network: ImportReport) -> None:
    code = booked()
    confirm(code=code, actor=SHIPPER, now=NOW)
    later = NOW + timedelta(days=9)
    numbers = list(BookingLeg.objects.order_by("number").values_list("number", flat=True))

    record_leg_times(code=code, leg=numbers[0], times=times(hours=1), actor=KEEPER, now=later)
    states = [Booking.objects.get(code=code).state]
    for number in numbers:
        record_leg_times(
            code=code, leg=number, times=times(hours=2, ends=True), actor=KEEPER, now=later
        )
    states.append(Booking.objects.get(code=code).state)

    assert states == ["under_way", "closed"]


def test_expected_times_move_no_state_and_bad_times_are_refused(network: ImportReport) -> None:
    code = booked()
    expected = replace(times(hours=90, ends=True), classifier=Classifier.ESTIMATED)
    with pytest.raises(BookingNotSo):
        record_leg_times(code=code, leg=1, times=expected, actor=KEEPER, now=NOW)
    confirm(code=code, actor=SHIPPER, now=NOW)

    record_leg_times(code=code, leg=1, times=expected, actor=KEEPER, now=NOW)

    leg = BookingLeg.objects.get(number=1)
    assert (leg.state, leg.estimated_departs_at) == ("planned", NOW + timedelta(hours=90))
    for wrong in (
        times(hours=1),
        Times(ends_at=NOW),
        replace(times(), classifier=Classifier.PLANNED),
    ):
        with pytest.raises(InvalidInput):
            record_leg_times(code=code, leg=1, times=wrong, actor=KEEPER, now=NOW)


def test_a_terminal_tells_its_work(network: ImportReport) -> None:
    code = booked()
    confirm(code=code, actor=SHIPPER, now=NOW)

    record_work_times(
        code=code, order=1, times=times(ends=True), actor=KEEPER, now=NOW + timedelta(days=1)
    )

    assert WorkOrder.objects.get(number=1).state == "done"
    with pytest.raises(NotAllowed):
        record_work_times(code=code, order=1, times=times(), actor=SHIPPER, now=NOW)


@pytest.mark.parametrize(
    "terms",
    [
        BookingTerms(cargo_name=""),
        BookingTerms(cargo_name="x" * 81),
        BookingTerms(cargo_name="石\x00"),
        BookingTerms(cargo_name="石", consignee="NOBODY"),
    ],
)
def test_bad_terms_are_refused(network: ImportReport, terms: BookingTerms) -> None:
    with pytest.raises(InvalidInput):
        booked(terms=terms)


@pytest.mark.parametrize("pick", [Pick(place=99), Pick(place=-1), Pick(place=0, fen=1)])
def test_a_chain_that_is_not_there_is_not_offered(network: ImportReport, pick: Pick) -> None:
    with pytest.raises(ChainGone):
        make_offer(question=boxes(), pick=pick, actor=SHIPPER, now=NOW)


def test_parts_make_the_whole_leg(network: ImportReport) -> None:
    leg = BookingLeg.objects.filter(booking__code=booked())[0]
    LegPart.objects.create(
        leg=leg, number=1, vehicles=1, mass_kg=leg.mass_kg - 1, price_fen=1, demand="X"
    )

    with pytest.raises(IntegrityError, match="add up"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_refusals_speak_both_languages(network: ImportReport) -> None:
    booked(boxes(teu=120))
    with pytest.raises(DomainError) as refusal:
        booked(boxes(teu=1))

    assert "重新询价" in refusal.value.message("zh")
    assert "Choose another chain" in refusal.value.message("en")
