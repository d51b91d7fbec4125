"""The lateness kernel against a plain twin, and what the lattice promises."""

from dataclasses import replace
from functools import reduce
from itertools import accumulate, islice, repeat
from math import pi

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matou.kernels import lateness
from matou.kernels.tests.pareto_graphs import as_arrays
from matou.kernels.tests.pareto_twin import Arc
from matou.kernels.tests.test_pareto import some_arc

Delays = list[list[int]]
"""Per step the shifts of its delays; all delays are of one table."""

SCALE = 2.5
SHAPE = (np.arange(lateness.RUNS) // 4 - 200).astype(np.float32) / np.float32(3)
TABLE = np.rint(np.float32(SCALE) * SHAPE).astype(np.int32)
some_delays = st.lists(st.integers(0, lateness.RUNS - 1), max_size=2)
some_steps = st.lists(st.tuples(some_arc(), some_delays), min_size=1, max_size=5)


def start(shift: int, draw: int) -> int:
    """Where in a strode table a shifted lattice begins."""
    return shift * pow(lateness.MULTIPLIER, -draw, lateness.RUNS) % lateness.RUNS


def draws_of(arcs: list[Arc], delays: Delays) -> lateness.Draws:
    shifts = [shift for own in delays for shift in own]
    rows = max(1, len(shifts))
    return lateness.Draws(
        least=np.array([arc.minutes // 2 for arc in arcs], dtype=np.int64),
        base=np.array([arc.minutes for arc in arcs], dtype=np.int64),
        first=np.cumsum([0, *map(len, delays)]).astype(np.int32),
        row=np.arange(len(shifts), dtype=np.int32),
        start=np.array([start(shift, draw) for draw, shift in enumerate(shifts)], dtype=np.int32),
        scale=np.full(rows, SCALE, dtype=np.float32),
        shapes=np.stack([lateness.strode(SHAPE, draw) for draw in range(rows)]),
    )


def plain_run(arcs: list[Arc], delays: Delays, run: int, minute: int) -> tuple[int, list[int]]:
    """One run by the book: the arrival, and when each step begins."""
    draw, begun = 0, []
    for arc, own in zip(arcs, delays, strict=True):
        begun.append(arc.begins(minute))
        takes = arc.minutes
        for shift in own:
            point = (run * lateness.MULTIPLIER**draw + shift) % lateness.RUNS
            takes += int(TABLE[point])
            draw += 1
        minute = begun[-1] + max(takes, arc.minutes // 2)
    return minute, begun


@settings(max_examples=60, deadline=None)
@given(steps=some_steps, minute=st.integers(0, 20_000), runs=st.sets(st.integers(0, 8190)))
def test_its_runs_are_those_of_the_plain_twin(
    steps: list[tuple[Arc, list[int]]], minute: int, runs: set[int]
) -> None:
    chosen = [replace(arc, tail=0, head=0) for arc, _ in steps]
    delays = [own for _, own in steps]

    reached, _ = lateness.arrivals(
        as_arrays(1, chosen),
        draws_of(chosen, delays),
        np.zeros(len(chosen), dtype=np.int64),
        minute,
    )

    assert [int(reached[run]) for run in sorted(runs)] == [
        plain_run(chosen, delays, run, minute)[0] for run in sorted(runs)
    ]


def test_a_missed_departure_is_counted_and_a_caught_one_is_not() -> None:
    truck, liner = Arc(0, 0, 60, 1, 1), Arc(0, 0, 100, 1, 1, "timetable", (1000,), 300)
    delays: Delays = [[0], []]
    begun = [plain_run([truck, liner], delays, run, 0)[1][1] for run in range(lateness.RUNS)]

    _, late = lateness.arrivals(
        as_arrays(1, [truck, liner]),
        draws_of([truck, liner], delays),
        np.array([0, 1000], dtype=np.int64),
        0,
    )

    assert late.tolist() == [0, sum(1 for minute in begun if minute > 1000)]
    assert 0 < late[1] < lateness.RUNS


def test_the_same_chain_gives_the_same_runs() -> None:
    arcs, delays = [Arc(0, 0, 60, 1, 1), Arc(0, 0, 60, 1, 1)], [[5], [9]]
    asked = (as_arrays(1, arcs), draws_of(arcs, delays))
    planned = np.zeros(2, dtype=np.int64)

    first, again = (lateness.arrivals(*asked, planned, 0)[0] for _ in range(2))

    assert first.tolist() == again.tolist()


def test_each_draw_meets_each_of_its_values_once() -> None:
    points_of_all = np.arange(lateness.RUNS, dtype=np.float32)

    points = [set(lateness.strode(points_of_all, draw).tolist()) for draw in range(40)]

    assert all(own == set(range(lateness.RUNS)) for own in points)


def mixed(word: int) -> int:
    """SplitMix64's finaliser, by Python's integers."""
    word = (word + 0x9E3779B97F4A7C15) % 2**64
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % 2**64
    return word ^ (word >> 31)


@given(words=st.lists(st.integers(0, 2**63 - 1), max_size=6), draws=st.integers(0, 30))
def test_lattices_begin_where_their_words_say(words: list[int], draws: int) -> None:
    seed = reduce(lambda seed, word: mixed(seed ^ word), words, 0)
    seeds = list(islice(accumulate(repeat(seed), lambda seed, _: mixed(seed)), 1, draws + 1))

    found = lateness.starts(np.array(words, dtype=np.uint64), draws)

    assert found.tolist() == [start(one % lateness.RUNS, draw) for draw, one in enumerate(seeds)]


@given(
    values=st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=60),
    shares=st.tuples(st.floats(0, 0.999), st.floats(0, 0.999)),
)
def test_what_lies_between_two_places_needs_no_sorting(
    values: list[int], shares: tuple[float, float]
) -> None:
    one, other = sorted(int(share * len(values)) for share in shares)
    ordered = sorted(values)

    found = lateness.between(np.array(values, dtype=np.int64), one, other)

    assert found == ordered[other] - ordered[one]


def p2(multiplier: int, draws: int = 20) -> float:
    """The worst-case error of a lattice in the Korobov space, weights 1, 1/2, 1/3 …, squared."""
    runs, product, factor = np.arange(lateness.RUNS), np.ones(lateness.RUNS), 1
    for draw in range(draws):
        x = runs * factor % lateness.RUNS / lateness.RUNS
        product *= 1 + 2 * pi**2 / (draw + 1) * (x * x - x + 1 / 6)
        factor = factor * multiplier % lateness.RUNS
    return float(product.mean()) - 1


def test_the_lattice_is_better_than_a_hundred_others() -> None:
    others = [p2(multiplier) for multiplier in range(101, 4000, 39)]

    assert p2(lateness.MULTIPLIER) < min(others)
