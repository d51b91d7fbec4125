"""At most eight shown, the best of each criterion always, and an honest count of the rest."""

from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.planner.queries import fronts
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.chains import Chain, Step
from matou.modules.planner.rules.choice import (
    MOST_SHOWN,
    Criterion,
    chosen,
    is_close,
    way,
)
from matou.modules.planner.rules.network import Link, Mode

WAYS = ("", "P_WUL", "P_CHI", "P_ZJC", "P_LIJ", "Y_WUZ", "Y_GUI", "P_MES", "P_NIU", "P_LAI")


def moved(place: str, mode: Mode, minutes: int) -> Step:
    link = Link(
        code=f"{mode}-{place}",
        origin=place,
        destination="P_NSA",
        mode=mode,
        length_m=1000,
        grade="I",
        speed_forward_m_per_h=10,
        speed_back_m_per_h=10,
    )
    return Step(
        made_of=link,
        origin=place,
        destination="P_NSA",
        origin_mode=mode,
        destination_mode=mode,
        ready_min=0,
        begins_min=0,
        ends_min=minutes,
        fen=0,
        grams=0,
    )


def chain(minutes: int, fen: int, grams: int, by: str) -> Chain:
    """Return a chain by road alone, or by water from a place."""
    step = moved(by or "C_CEN", Mode.WATER if by else Mode.ROAD, minutes)
    return Chain(ready_min=0, arrive_min=minutes, fen=fen, grams=grams, steps=(step,))


def worth(one: Chain) -> tuple[int, int, int]:
    return (one.duration_min, one.fen, one.grams)


def is_beaten(one: Chain, others: list[Chain]) -> bool:
    return any(
        worth(other) != worth(one)
        and all(its <= mine for its, mine in zip(worth(other), worth(one), strict=True))
        for other in others
    )


SIZES = st.integers(1, 400)


@st.composite
def front_of_chains(draw: st.DrawFn) -> list[Chain]:
    made = draw(st.lists(st.builds(chain, SIZES, SIZES, SIZES, st.sampled_from(WAYS)), max_size=60))
    single = list({worth(one): one for one in made}.values())
    return [one for one in single if not is_beaten(one, single)]


@given(front_of_chains())
def test_at_most_eight_are_shown_and_each_is_of_the_front(front: list[Chain]) -> None:
    choice = chosen(front)

    shown = [one.chain for one in choice.shown]
    assert len(shown) <= MOST_SHOWN
    assert all(one in front for one in shown)
    assert len(shown) + choice.hidden == len(front)
    assert [one.arrive_min for one in shown] == sorted(one.arrive_min for one in shown)


@given(front_of_chains().filter(bool))
def test_the_best_of_each_criterion_is_shown(front: list[Chain]) -> None:
    shown = [worth(one.chain) for one in chosen(front).shown]

    best = [min(values) for values in zip(*map(worth, front), strict=True)]
    assert [min(values) for values in zip(*shown, strict=True)] == best


@given(front_of_chains().filter(bool), st.dictionaries(SIZES, SIZES))
def test_the_most_reliable_is_shown_where_risk_is_known(
    front: list[Chain], risks: dict[int, int]
) -> None:
    def risk(one: Chain) -> int:
        return risks.get(one.fen, 200)

    shown = chosen(front, risk=risk).shown

    assert min(risk(one.chain) for one in shown) == min(map(risk, front))
    assert sum(Criterion.RELIABILITY in one.best_in for one in shown) == 1


@given(front_of_chains().filter(bool))
def test_of_equally_reliable_ones_the_cheapest_is_shown(front: list[Chain]) -> None:
    shown = chosen(front, risk=lambda _: 3).shown

    (safest,) = [one.chain for one in shown if Criterion.RELIABILITY in one.best_in]
    assert safest.fen == min(one.fen for one in front)


@given(front_of_chains(), st.dictionaries(SIZES, SIZES))
def test_a_risk_hides_and_covers_by_time_cost_and_co2e_alone(
    front: list[Chain], risks: dict[int, int]
) -> None:
    choice = chosen(front, risk=lambda one: risks.get(one.fen, 200))

    shown = [worth(one.chain) for one in choice.shown]
    far = [one for one in front if not any(is_close(its, worth(one)) for its in shown)]
    assert len(shown) <= MOST_SHOWN
    assert choice.uncovered == len(far)


@given(front_of_chains())
def test_variants_by_road_are_merged(front: list[Chain]) -> None:
    shown = chosen(front).shown

    ways = [way(one.chain) for one in shown if not one.best_in]
    assert len(set(ways)) == len(ways)
    assert not set(ways) & {way(one.chain) for one in shown if one.best_in}
    assert all(
        one.variants == sum(way(other) == way(one.chain) for other in front) - 1 for one in shown
    )


@given(front_of_chains())
def test_the_uncovered_are_counted(front: list[Chain]) -> None:
    choice = chosen(front)

    shown = [worth(one.chain) for one in choice.shown]
    far = [one for one in front if not any(is_close(its, worth(one)) for its in shown)]
    assert choice.uncovered == len(far)


@given(front_of_chains())
def test_room_is_left_only_where_nothing_more_would_be_covered(front: list[Chain]) -> None:
    choice = chosen(front)

    shown = [one.chain for one in choice.shown]
    ways = {way(one) for one in shown}
    far = [one for one in front if not any(is_close(worth(its), worth(one)) for its in shown)]
    helping = [
        one
        for one in front
        if way(one) not in ways and any(is_close(worth(one), worth(other)) for other in far)
    ]
    assert len(shown) == MOST_SHOWN or helping == []


@given(front_of_chains(), st.randoms())
def test_the_order_of_the_front_does_not_matter(front: list[Chain], random: Random) -> None:
    mixed = random.sample(front, len(front))

    assert chosen(mixed) == chosen(front)


@pytest.mark.parametrize(
    ("minutes", "is_told"), [(105, True), (106, False)], ids=["at 5 %", "above 5 %"]
)
def test_five_percent_is_the_border(minutes: int, is_told: bool) -> None:  # noqa: FBT001
    assert is_close((minutes, 7, 7), (100, 7, 7)) is is_told


def test_nothing_is_chosen_of_nothing() -> None:
    assert chosen([]).shown == ()


def test_of_a_hundred_ways_for_gravel_eight_are_shown() -> None:
    gravel = cargoes.bulk(
        tonnes=Decimal(2000), draught_m=Decimal("3.2"), dangerous_class="", flags=frozenset()
    )
    asked = Question(origin="P_WUL", destination="P_NSA", ready_min=480, cargo=gravel)
    front = fronts.front(network=fronts.reference_network(), question=asked).chains

    choice = chosen(front)

    assert (len(front), len(choice.shown), choice.hidden) == (106, 8, 98)
    assert worth(choice.shown[0].chain)[0] == 447
    assert worth(choice.shown[-1].chain)[1:] == (11_181_000, 20_859_200)
    assert choice.uncovered < 98
