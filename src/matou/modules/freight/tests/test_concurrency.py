"""Two hundred carriers at one demand: exactly one gets it, the others read why not."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from matou.kit.errors import DomainError
from matou.modules.freight.models import Lot, Offer
from matou.modules.freight.rules.demands import DemandAlreadyTaken
from matou.modules.freight.services import awards
from matou.modules.freight.services.awards import VesselAlreadyPromised
from matou.modules.freight.tests import world

ROUNDS = 20
ATTEMPTS = 200
CONNECTIONS = 16


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_of_two_hundred_acceptors_exactly_one_wins_twenty_times_over() -> None:
    world.build()

    counts = [_round(number) for number in range(ROUNDS)]

    assert counts == [Counter({"won": 1, DemandAlreadyTaken.code: ATTEMPTS - 1})] * ROUNDS
    assert Lot.objects.count() == Offer.objects.count() == ROUNDS


@pytest.mark.django_db(transaction=True)
def test_one_vessel_is_promised_to_one_of_many_demands() -> None:
    world.build()
    codes = [world.published() for _number in range(CONNECTIONS)]

    answers = _together([_acceptance(code, "VESSEL-CARRIER") for code in codes])

    assert answers == Counter({"won": 1, VesselAlreadyPromised.code: CONNECTIONS - 1})


def _round(number: int) -> Counter[str]:
    code = world.published()
    tries = [_acceptance(code, f"V-{number}-{attempt}") for attempt in range(ATTEMPTS)]
    return _together(tries)


def _acceptance(code: str, vessel: str) -> Callable[[], str]:
    def accept() -> str:
        try:
            awards.accept_demand(
                demand_code=code,
                offer=world.offer_of(world.CARRIER, vessel=vessel),
                actor=world.CARRIER,
                now=world.NOW,
            )
        except DomainError as refusal:
            return refusal.code
        return "won"

    return accept


def _together(acts: list[Callable[[], str]]) -> Counter[str]:
    """Run the acts on connections of their own, the first of each released by one barrier."""
    start = Barrier(CONNECTIONS)
    hands = [acts[number::CONNECTIONS] for number in range(CONNECTIONS)]

    def work(hand: list[Callable[[], str]]) -> list[str]:
        start.wait()
        try:
            return [act() for act in hand]
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=CONNECTIONS) as pool:
        answers = pool.map(work, hands)
    return Counter(answer for some in answers for answer in some)
