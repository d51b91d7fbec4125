"""Delays and reliability: laws through their figures, clocks obeyed, the same answer again."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.planner.arrays import running
from matou.modules.planner.queries import fronts
from matou.modules.planner.queries.reliabilities import judged, reliabilities, reliability
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.delays import (
    LAWS,
    Carriage,
    Law,
    Spread,
    lateness,
    lock_wait,
)
from matou.modules.planner.rules.network import Closure, Mode, Network, Service
from matou.modules.planner.rules.reliability import Reliability, stages

GRAVEL = Question(
    origin="P_WXU",
    destination="P_NSA",
    ready_min=480,
    cargo=cargoes.bulk(
        tonnes=Decimal(1000), draught_m=Decimal("2.6"), dangerous_class="", flags=frozenset()
    ),
)
BOXES = Question(
    origin="C_CEN",
    destination="P_HKG",
    ready_min=480,
    cargo=cargoes.containers(teu=2, tonnes=None, dangerous_class="", flags=frozenset()),
)


def network() -> Network:
    return fronts.reference_network()


def cheapest(question: Question) -> Chain:
    chains = fronts.front(network=network(), question=question).chains
    return min(chains, key=lambda one: one.fen)


def told(question: Question, chain: Chain) -> Reliability:
    return reliability(network=network(), question=question, chain=chain)


def quantiles(spread: Spread) -> Any:
    """What the kernel draws from."""
    shape = running._shape(spread.on_time, round(spread.sigma, 9))
    return np.rint(np.float32(spread.median_min) * shape).astype(np.int32)


def changzhou_quantile(share: float) -> int:
    chamber = next(one for one in network().chambers if one.lock == "L_CHZ")
    minutes = quantiles(lock_wait(chamber))
    return int(minutes[int(share * minutes.size)])


def test_half_wait_the_median_at_changzhou_and_nine_in_ten_a_day() -> None:
    assert changzhou_quantile(0.5) == 360
    assert changzhou_quantile(0.9) == pytest.approx(1440, abs=2)


@given(
    median=st.integers(30, 3_000),
    ratio=st.floats(1.0, 20.0),
    on_time=st.sampled_from((0, 0.5, 0.9)),
)
def test_a_spread_keeps_its_two_figures(median: int, ratio: float, on_time: float) -> None:
    spread = Spread(on_time=on_time, median_min=median, ninetieth_min=median * ratio)

    minutes = quantiles(spread)

    punctual = round(on_time * minutes.size)
    late = minutes[punctual:]
    assert not minutes[: max(0, punctual - 1)].any()
    assert late[late.size // 2] == pytest.approx(median, rel=0.02, abs=1)
    assert late[int(0.9 * late.size)] == pytest.approx(median * ratio, rel=0.05)
    assert (minutes[1:] >= minutes[:-1]).all()


@pytest.mark.parametrize("law", LAWS.values(), ids=lambda law: law.on_time_key)
def test_every_law_names_its_source_and_what_it_is_worth(law: Law) -> None:
    assert law.source
    assert law.confidence == "C"
    assert 0 < law.on_time < 1 < law.ninetieth_ratio


def test_the_networks_own_share_of_punctual_legs_counts() -> None:
    params = network().params
    sloppy = replace(params, on_time={**params.on_time, "road": Fraction(0)})

    assert lateness(carriage=Carriage.TRUCK, minutes=100, params=params).on_time == 0.98
    assert lateness(carriage=Carriage.TRUCK, minutes=100, params=sloppy).on_time == 0
    assert lateness(carriage=Carriage.TRUCK, minutes=100, params=params).median_min == 65


@pytest.mark.parametrize(("median", "ninetieth"), [(0, 0), (0, 90), (60, 60)])
def test_a_chamber_without_queues_has_a_wait_too(median: int, ninetieth: int) -> None:
    chamber = replace(network().chambers[0], wait_median_min=median, wait_ninetieth_min=ninetieth)

    spread = lock_wait(chamber)

    assert spread.median_min >= 1
    assert spread.sigma >= 0


def test_links_in_a_row_are_late_once_and_locks_part_them() -> None:
    chain = cheapest(GRAVEL)
    found = stages(network=network(), cargo=GRAVEL.cargo, wishes=Wishes(), chain=chain)

    locks = [one for one in found if one.step.origin.startswith("L_")]
    assert locks
    assert all(len(one.delays) == 2 for one in locks)
    assert sum(len(one.delays) for one in found) < 2 * len(locks) + len(found)


def test_without_delays_a_chain_arrives_as_planned() -> None:
    chain = cheapest(BOXES)
    found = stages(network=network(), cargo=BOXES.cargo, wishes=Wishes(), chain=chain)
    punctual = [
        replace(one, delays=(Spread(on_time=0.999999, median_min=1, ninetieth_min=1),), base_min=
                one.least_min) for one in found
    ]  # fmt: skip

    runs = running.runs(punctual, ready_min=chain.ready_min)

    assert set(runs.arrivals.tolist()) == {chain.arrive_min}


@pytest.mark.parametrize("question", [GRAVEL, BOXES], ids=["gravel", "boxes"])
def test_stages_without_clocks_are_one_and_nothing_changes(question: Question) -> None:
    found = stages(
        network=network(), cargo=question.cargo, wishes=Wishes(), chain=cheapest(question)
    )
    numbers, folded = running._folded(found)

    # A closure that is long over holds nobody, but keeps a stage from being folded.
    apart = [one if one.has_clock else replace(one, closed=((0, 1),)) for one in found]
    both = [running.runs(one, ready_min=question.ready_min) for one in (found, apart)]

    assert len(numbers) == len(folded) < len(running._folded(apart)[0]) == len(found)
    assert both[0].arrivals.tolist() == both[1].arrivals.tolist()
    assert both[0].late.tolist() == both[1].late.tolist()


def test_the_same_question_gives_the_same_answer() -> None:
    chain = cheapest(GRAVEL)

    assert told(GRAVEL, chain) == told(GRAVEL, chain)


@pytest.mark.parametrize("question", [GRAVEL, BOXES], ids=["gravel", "boxes"])
def test_another_shift_of_the_lattice_moves_an_answer_by_half_a_point_at_most(
    question: Question,
) -> None:
    plain = told(question, cheapest(question))
    later = [replace(question, ready_min=question.ready_min + 10_080 * week) for week in range(20)]
    weekly = [told(one, cheapest(one)) for one in later]

    for share in (0.3, 0.5, 0.7, 0.9):
        minute = plain.quantile(share)
        told_by = [one.on_time(minute + 10_080 * week) for week, one in enumerate(weekly)]
        assert max(told_by) - min(told_by) < 0.01
        assert told_by[0] == plain.on_time(minute)


def test_probability_rises_with_the_deadline_and_quantiles_answer_it() -> None:
    found = told(GRAVEL, cheapest(GRAVEL))

    shares = [found.on_time(minute) for minute in range(0, 30_000, 100)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert found.on_time(found.median_min) >= 0.5 > found.on_time(found.median_min - 1)
    assert found.on_time(found.ninetieth_min) >= 0.9 > found.on_time(found.ninetieth_min - 1)
    assert found.median_min < found.ninetieth_min


@pytest.mark.parametrize("share", [0.0, -1.0, 1.1])
def test_a_share_that_cannot_be_is_refused(share: float) -> None:
    found = told(GRAVEL, cheapest(GRAVEL))

    with pytest.raises(ValueError, match="share"):
        found.quantile(share)


def test_a_tight_connection_is_missed_oftener_than_a_loose_one() -> None:
    chain = cheapest(BOXES)
    ride = next(at for at, one in enumerate(chain.steps) if isinstance(one.made_of, Service))
    service = chain.steps[ride].made_of
    assert isinstance(service, Service)
    slack = chain.steps[ride].begins_min - service.cutoff_min - chain.steps[ride].ready_min

    loose = missed_after(BOXES, chain, later=0)
    tight = missed_after(BOXES, chain, later=slack)

    assert 0 <= loose < tight < 0.2


def missed_after(question: Question, chain: Chain, *, later: int) -> float:
    """The risk at the first ride when cargo is ready later, yet in time by plan."""
    found = stages(network=network(), cargo=question.cargo, wishes=Wishes(), chain=chain)
    ride = next(at for at, one in enumerate(found) if isinstance(one.step.made_of, Service))
    runs = running.runs(found, ready_min=chain.ready_min + later)
    return float(runs.late[ride] / runs.arrivals.size)


def test_a_closure_seen_ahead_makes_a_chain_unreliable() -> None:
    chain = cheapest(GRAVEL)
    lock = next(one for one in chain.steps if one.origin.startswith("L_"))
    soon = Closure(
        lock=lock.origin, from_min=lock.begins_min + 30, until_min=lock.begins_min + 9_000
    )
    asked = replace(GRAVEL, wishes=Wishes(closures=(soon,)))

    found = told(asked, chain)

    risk = next(one for one in found.connections if one.at == lock.origin)
    assert risk.missed > 0.05
    assert found.on_time(chain.arrive_min + 5_000) < told(GRAVEL, chain).on_time(
        chain.arrive_min + 5_000
    )


def test_a_liner_is_never_early_though_its_locks_may_be_quick() -> None:
    question = replace(BOXES, origin="P_CHI", destination="P_NSA", wishes=Wishes(
        without_modes=frozenset({Mode.ROAD, Mode.RAIL})))  # fmt: skip
    chain = cheapest(question)

    found = told(question, chain)

    assert any(isinstance(one.made_of, Service) and one.made_of.locks for one in chain.steps)
    assert found.arrivals[0] == chain.arrive_min
    assert found.on_time(chain.arrive_min) < 0.6


@pytest.mark.parametrize("question", [GRAVEL, BOXES], ids=["gravel", "boxes"])
def test_many_chains_at_once_are_told_as_each_alone(question: Question) -> None:
    chains = fronts.front(network=network(), question=question).chains

    found = reliabilities(network=network(), question=question, chains=chains)

    assert list(found) == [told(question, chain) for chain in chains]


@pytest.mark.parametrize(("deadline_min", "risk"), [(9, 10), (10, 9), (18, 1), (19, 0), (None, 4)])
def test_risk_counts_late_runs_or_the_minutes_from_half_to_nine_in_ten(
    deadline_min: int | None, risk: int
) -> None:
    assert Reliability(arrivals=range(10, 20), connections=()).risk(deadline_min) == risk


@pytest.mark.parametrize("question", [GRAVEL, BOXES], ids=["gravel", "boxes"])
def test_the_risk_of_all_is_that_of_each_told_whole(question: Question) -> None:
    chains = fronts.front(network=network(), question=question).chains
    by = chains[len(chains) // 2].arrive_min

    found = judged(network=network(), question=question, chains=chains)

    assert [(one.risk(None), one.risk(by)) for one in found] == [
        (one.told().risk(None), one.told().risk(by)) for one in found
    ]
    assert len({one.risk(by) for one in found}) > 1
