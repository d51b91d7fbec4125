"""Two people accept at once, two bookings want the last room, a booking meets a notice."""

from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
from django.db.models import Sum

from matou.kit.errors import DomainError
from matou.modules.planner.models import Booking, Departure, Hold, Replan
from matou.modules.planner.rules.booking_states import NoRoomLeft, OfferOutdated
from matou.modules.planner.rules.replan_states import ReplanNotSo
from matou.modules.planner.services.booking import book
from matou.modules.planner.services.importing import import_network
from matou.modules.planner.services.replanning import accept_replan, decline_replan
from matou.modules.planner.tests.booked import SHIPPER, TERMS, booked, boxes, copied, offered
from matou.modules.planner.tests.replanned import (
    SOON,
    announced,
    chosen_place,
    proposal,
    swept,
    two_for_the_last_room,
)
from matou.modules.planner.tests.test_booking_races import together
from matou.modules.planner.tests.world import EDITOR, NOW, reference


@pytest.fixture
def river(transactional_db: None) -> None:
    import_network(files=reference(), actor=EDITOR, now=NOW)


@pytest.mark.slow
def test_of_many_who_accept_at_once_one_does(river: None) -> None:
    code = booked()
    announced("sailing", "S001", days=(0, 3))
    swept()
    found = proposal(code)
    assert found is not None

    answers = together([_accepting(found)] * 8)

    booking = Booking.objects.get(code=code)
    assert answers == Counter({"accepted": 1, ReplanNotSo.code: 7})
    assert booking.version == 2
    assert Hold.objects.exclude(state="gone").count() == 1


@pytest.mark.slow
def test_accepting_and_declining_at_once_end_in_one_of_the_two(river: None) -> None:
    code = booked()
    announced("sailing", "S001", days=(0, 3))
    swept()
    found = proposal(code)
    assert found is not None

    answers = together([_accepting(found), _declining(found.id)] * 4)

    version = Booking.objects.get(code=code).version
    state = Replan.objects.get().state
    assert answers[ReplanNotSo.code] == 7
    assert (state, version) in {("accepted", 2), ("declined", 1)}


@pytest.mark.slow
def test_the_last_room_goes_to_one_and_the_other_keeps_its_booking(river: None) -> None:
    found = two_for_the_last_room()

    answers = together([_accepting(one) for one in found])

    versions = Booking.objects.filter(replans__in=found).values_list("version", flat=True)
    assert answers == Counter({"accepted": 1, NoRoomLeft.code: 1})
    assert sorted(versions) == [1, 2]
    assert _sum_of_holds() == _sum_of_departures() == 130


@pytest.mark.slow
def test_two_workers_on_one_sweep_find_each_booking_once(river: None) -> None:
    for one in copied(offered(boxes(teu=1)), 12):
        book(offer_id=one, terms=TERMS, actor=SHIPPER, now=NOW)
    announced("sailing", "S001", days=(0, 3))

    together([_sweeping] * 3)
    swept(batch=2)

    assert Replan.objects.count() == 12
    assert Replan.objects.values("booking").distinct().count() == 12


@pytest.mark.slow
def test_no_booking_slips_past_a_notice_that_is_being_published(river: None) -> None:
    offers = copied(offered(boxes(teu=1)), 24)

    answers = together([*(_booking(one) for one in offers), _publishing])

    swept()
    made = answers["booked"]
    assert made + answers[OfferOutdated.code] == 24
    assert Replan.objects.filter(state="open").count() == made


def _accepting(found: Replan) -> Callable[[], str]:
    def attempt() -> str:
        try:
            place = chosen_place(found, "wait")
            accept_replan(replan_id=found.id, choice=place, actor=SHIPPER, now=SOON)
        except DomainError as refusal:
            return refusal.code
        return "accepted"

    return attempt


def _declining(replan_id: UUID) -> Callable[[], str]:
    def attempt() -> str:
        try:
            decline_replan(replan_id=replan_id, actor=SHIPPER, now=SOON)
        except DomainError as refusal:
            return refusal.code
        return "declined"

    return attempt


def _booking(offer: UUID) -> Callable[[], str]:
    def attempt() -> str:
        try:
            book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=SOON)
        except DomainError as refusal:
            return refusal.code
        return "booked"

    return attempt


def _publishing() -> str:
    announced("sailing", "S001", days=(0, 3))
    return "published"


def _sweeping() -> str:
    swept(batch=2)
    return "swept"


def _sum_of_holds() -> int:
    living = Hold.objects.exclude(state="gone")
    total: int = living.aggregate(total=Sum("amount"))["total"]
    return total


def _sum_of_departures() -> int:
    sums = Departure.objects.aggregate(held=Sum("held"), taken=Sum("taken"))
    return int(sums["held"] + sums["taken"])
