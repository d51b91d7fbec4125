"""Sixty-four bookers at the last room: one gets it, nothing is oversold, nobody waits for ever."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, connections
from django.db.models import Sum

from matou.kit.errors import DomainError
from matou.modules.planner.models import Booking, ChainOffer, Departure, Hold
from matou.modules.planner.queries.outlooks import outlook_at
from matou.modules.planner.rules.booking_states import (
    BOOKING_HOLDS,
    BookingState,
    NoRoomLeft,
    OfferTaken,
)
from matou.modules.planner.rules.pinning import PinnedChain, chain_json, chain_of, footprint
from matou.modules.planner.services.booking import book
from matou.modules.planner.services.importing import import_network
from matou.modules.planner.services.releasing import expire_due
from matou.modules.planner.tests.booked import SHIPPER, TERMS, boxes, copied, offered
from matou.modules.planner.tests.world import EDITOR, NOW, reference

BOOKERS = 64


@pytest.fixture
def river(transactional_db: None) -> None:
    import_network(files=reference(), actor=EDITOR, now=NOW)


@pytest.mark.slow
def test_of_sixty_four_bookers_of_the_last_room_one_gets_it(river: None) -> None:
    _fill(boxes_left=20)
    offers = copied(offered(boxes(teu=20)), BOOKERS)

    answers = together([_booking(offer) for offer in offers])

    departure = Departure.objects.get()
    assert answers == Counter({"booked": 1, NoRoomLeft.code: BOOKERS - 1})
    assert (departure.held, departure.capacity) == (120, 120)
    assert _sum_of_holds() == departure.held


@pytest.mark.slow
def test_no_hold_outlives_its_time(river: None) -> None:
    offers = copied(offered(boxes(teu=20)), BOOKERS)
    together([_booking(offer) for offer in offers])

    expired = expire_due(now=NOW + BOOKING_HOLDS + timedelta(minutes=1))

    departure = Departure.objects.get()
    assert expired == 6
    assert (departure.held, departure.taken) == (0, 0)
    assert not Hold.objects.exclude(state="gone").exists()
    assert set(Booking.objects.values_list("state", flat=True)) == {BookingState.EXPIRED}


@pytest.mark.slow
def test_one_offer_is_booked_once(river: None) -> None:
    offer = offered(boxes(teu=1))

    answers = together([_booking(offer)] * 16)

    assert answers == Counter({"booked": 1, OfferTaken.code: 15})
    assert Departure.objects.get().held == 1


@pytest.mark.slow
def test_two_chains_over_the_same_departures_in_opposite_order_do_not_lock_each_other(
    river: None,
) -> None:
    forth = offered(boxes(teu=1))
    there, back = _both_ways(forth)
    offers = [*copied(there, BOOKERS // 2), *copied(back, BOOKERS // 2)]

    answers = together([_booking(offer) for offer in offers])

    assert answers == Counter({"booked": BOOKERS})
    assert list(Departure.objects.values_list("held", flat=True)) == [BOOKERS, BOOKERS]


def _fill(*, boxes_left: int) -> None:
    """Book all but the last room of the departure that the bookers will want."""
    question = boxes(teu=120 - boxes_left)
    book(offer_id=offered(question), terms=TERMS, actor=SHIPPER, now=NOW)


def _both_ways(offer_id: UUID) -> tuple[UUID, UUID]:
    """Return two offers that ride the same two departures, one after the other and reversed."""
    offer = ChainOffer.objects.get(pk=offer_id)
    chain = chain_of(offer.chain)
    ride = next(leg for leg in chain.legs if leg.service)
    other = replace(ride, service="S003", rows=("S003",), departs_at=ride.departs_at)
    made = []
    for legs in ((ride, other), (other, ride)):
        numbered = tuple(replace(leg, number=place) for place, leg in enumerate(legs, start=1))
        (copy,) = copied(offer_id, 2)[1:]
        _rewritten(copy, replace(chain, legs=numbered))
        made.append(copy)
    return made[0], made[1]


def _rewritten(offer_id: UUID, chain: PinnedChain) -> None:
    """Give an offer another chain, which only the owner with the guard down can do."""
    ahead = outlook_at(NOW)
    trace = footprint(network=ahead.edition(0), starts_at=ahead.starts_at, chain=chain)
    values = {"chain": chain_json(chain), "footprint_sha256": trace}
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE planner_chainoffer DISABLE TRIGGER USER")
        ChainOffer.objects.filter(pk=offer_id).update(**values)
        cursor.execute("ALTER TABLE planner_chainoffer ENABLE TRIGGER USER")


def _sum_of_holds() -> int:
    total: int = Hold.objects.filter(state="held").aggregate(total=Sum("amount"))["total"]
    return total


def _booking(offer: UUID) -> Callable[[], str]:
    def attempt() -> str:
        try:
            book(offer_id=offer, terms=TERMS, actor=SHIPPER, now=NOW + timedelta(seconds=1))
        except DomainError as refusal:
            return refusal.code
        return "booked"

    return attempt


def together(acts: Sequence[Callable[[], str]]) -> Counter[str]:
    """Run each act in a thread with a connection of its own, all released by one barrier."""
    start = Barrier(len(acts))

    def work(act: Callable[[], str]) -> str:
        connection.ensure_connection()
        start.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return Counter(pool.map(work, acts))
