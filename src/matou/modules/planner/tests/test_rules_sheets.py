"""Calculation sheets add up: to the minute, fen and gram, with a reason for every wait."""

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import islice

import pytest

from matou.modules.planner.queries import fronts
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import Closure, Mode, Transfer
from matou.modules.planner.rules.sampling import questions
from matou.modules.planner.rules.sheets import Rate, Sheet, Spent, sheet

CHAINS = 1000
FULL = frozenset[str]()
GRAVEL = cargoes.bulk(
    tonnes=Decimal(2000), draught_m=Decimal("3.2"), dangerous_class="", flags=FULL
)
BOXES = cargoes.containers(teu=2, tonnes=None, dangerous_class="", flags=FULL)


def sheet_of(question: Question, place: int) -> Sheet:
    chain = fronts.front(network=fronts.reference_network(), question=question).chains[place]
    return sheet(network=fronts.reference_network(), question=question, chain=chain)


def random_chains() -> Iterator[tuple[Chain, Sheet]]:
    network = fronts.reference_network()
    for question in questions(network=network, seed=14083):
        for chain in fronts.front(network=network, question=question).chains[::7]:
            yield chain, sheet(network=network, question=question, chain=chain)


@cache
def thousand() -> list[tuple[Chain, Sheet]]:
    return list(islice(random_chains(), CHAINS))


def test_sums_equal_the_chains_to_the_minute_fen_and_gram() -> None:
    assert len(thousand()) == CHAINS
    assert [(its.minutes, its.fen, its.grams) for _, its in thousand()] == [
        (chain.duration_min, chain.fen, chain.grams) for chain, _ in thousand()
    ]


def test_every_line_equals_its_step() -> None:
    lines = [line for _, its in thousand() for line in its.lines]

    assert [(line.fen, line.grams) for line in lines] == [
        (line.step.fen, line.step.grams) for line in lines
    ]
    assert [sum(one.minutes for one in line.minutes) for line in lines] == [
        line.step.ends_min - line.step.ready_min for line in lines
    ]
    assert min(one.minutes for line in lines for one in line.minutes) > 0


def test_every_emission_names_factor_source_and_scope() -> None:
    emissions = [line.emission for _, its in thousand() for line in its.lines]

    assert {one.scope for one in emissions} == {"WTW"}
    assert all(one.source and one.category and one.confidence for one in emissions)
    assert {one.element for one in emissions} == {"transport", "hub"}


def test_every_way_to_spend_time_and_money_comes_up() -> None:
    lines = [line for _, its in thousand() for line in its.lines]

    assert {one.spent for line in lines for one in line.minutes} == set(Spent)
    assert {one.rate for line in lines for one in line.tariff} == set(Rate)


def test_gravel_by_barge_is_told_line_by_line() -> None:
    asked = Question(origin="P_WUL", destination="P_NSA", ready_min=480, cargo=GRAVEL)

    told = sheet_of(asked, -1)

    boarding, *sailing, landing = told.lines
    assert (boarding.minutes[-1].spent, boarding.minutes[-1].minutes) == (Spent.POSITIONING, 1440)
    assert boarding.emission.element == landing.emission.element == "hub"
    assert {line.emission.intensity_g for line in sailing} == {Decimal("18.4")}
    assert sum(line.emission.activity for line in sailing) == 2000 * 469
    assert [one.rate for line in sailing for one in line.tariff].count(Rate.LOCK) == 1
    assert (told.fen, told.grams, told.length_m) == (11_181_000, 20_859_200, 469_000)


def test_a_closure_is_named_as_the_reason() -> None:
    closed = Wishes(closures=(Closure(lock="L_CHZ", from_min=0, until_min=20_000),))
    asked = Question(
        origin="P_WUL", destination="P_NSA", ready_min=480, cargo=GRAVEL, wishes=closed
    )

    told = sheet_of(asked, -1)

    waits = {one.spent: one.minutes for line in told.lines for one in line.minutes}
    assert waits[Spent.CLOSURE] > 10_000


def test_a_ride_waits_for_its_cut_off_and_its_departure() -> None:
    asked = Question(origin="C_CEN", destination="P_HKG", ready_min=0, cargo=BOXES)

    told = sheet_of(asked, -1)

    ride = next(line for line in told.lines if line.tariff[0].rate is Rate.TICKET)
    assert {one.spent for one in ride.minutes} >= {Spent.CUT_OFF, Spent.MOVING}
    assert ride.tariff[0].units == 2


@pytest.mark.parametrize("place", [0, -1])
def test_the_way_is_the_sum_of_the_legs(place: int) -> None:
    asked = Question(origin="C_CEN", destination="P_HKG", ready_min=0, cargo=BOXES)
    chain = fronts.front(network=fronts.reference_network(), question=asked).chains[place]

    told = sheet_of(asked, place)

    assert told.length_m == sum(leg.length_m for leg in chain.legs)
    assert {line.step.origin_mode for line in told.lines} >= {Mode.ROAD}
    assert all(
        line.step.length_m == 0 for line in told.lines if isinstance(line.step.made_of, Transfer)
    )
