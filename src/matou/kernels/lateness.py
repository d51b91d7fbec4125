"""What becomes of one chain in many runs: quasi-Monte-Carlo over its delays, clocks obeyed.

The runs are the points of a rank-1 lattice of Korobov, ``run * MULTIPLIER**draw mod RUNS``, shifted
per draw. RUNS is a prime, so each delay alone meets each of its RUNS equally likely values exactly
once: margins are exact, and only their meeting is sampled. Sampling rather than convolution,
because a missed departure makes the later delays start from another minute of the week: a run
carries that along, and asking for the risk of each connection costs a counter.

O(runs * (steps + draws)) time, O(runs) memory besides the tables of quantiles.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matou.kernels.jit import compiled, inner
from matou.kernels.timed_graph import (
    ALWAYS,
    ARC_CLOCK,
    DATED,
    TIMETABLE,
    Graph,
    Int32s,
    Int64s,
    ready_at,
)

RUNS = 8191
"""A prime, so that every multiplier permutes the runs."""
MULTIPLIER = 3970
"""Among 2..4095 the least P2 over 20 draws of weights 1, 1/2, 1/3 …; its test knows the sum."""
UNSTRODE = pow(MULTIPLIER, -1, RUNS)
MOST_COUNTED = 2**18
"""Minutes from the first to the last arrival that are counted one by one: half a year."""
Float32s = NDArray[np.float32]
UInt64s = NDArray[np.uint64]


class Draws(NamedTuple):
    """The delays of each step: those of step i lie in ``first[i]:first[i + 1]``.

    A delay is ``scale`` minutes times a row of ``shapes`` (quantiles as ``strode`` orders them), in
    single precision and rounded to the minute, from the place of the first run on. A step takes
    ``base`` and its delays, but never less than ``least``.
    """

    least: Int64s
    base: Int64s
    first: Int32s
    row: Int32s
    scale: Float32s
    start: Int32s
    shapes: Float32s


def strode(quantiles: Float32s, draw: int) -> Float32s:
    """Return quantiles, rising, in the order in which the runs of a draw meet them unshifted.

    So the kernel walks through memory in a line, some ten times faster than from point to point.
    """
    return quantiles[_points(draw)]


@lru_cache(maxsize=64)
def _points(draw: int) -> Int64s:
    """Return the points of a draw, run by run: 64 kB each."""
    return np.arange(RUNS, dtype=np.int64) * pow(MULTIPLIER, draw, RUNS) % RUNS


@inner
def _mixed(word: np.uint64) -> np.uint64:
    """Return a word of 64 bits that looks random: the finaliser of SplitMix64 (Steele 2014)."""
    word += np.uint64(0x9E3779B97F4A7C15)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@compiled
def starts(words: UInt64s, draws: int) -> Int32s:
    """Return the place in what ``strode`` returns at which the shifted lattice of each draw begins.

    The shifts follow from words that tell what is sent on its way: a shift of its own for each
    chain keeps the errors of many chains from adding up.
    """
    seed = np.uint64(0)
    for word in words:
        seed = _mixed(seed ^ word)
    found = np.empty(draws, dtype=np.int32)
    unstrode = 1
    for draw in range(draws):
        seed = _mixed(seed)
        found[draw] = np.int64(seed % np.uint64(RUNS)) * unstrode % RUNS
        unstrode = unstrode * UNSTRODE % RUNS
    return found


@inner
def _taken(draws: Draws, step: int, taken: Int64s) -> None:
    """Fill in what a step takes in each run."""
    taken[:] = draws.base[step]
    for draw in range(draws.first[step], draws.first[step + 1]):
        shape, scale = draws.shapes[draws.row[draw]], draws.scale[draw]
        begin = draws.start[draw]
        for run in range(RUNS - begin):
            taken[run] += np.int32(np.rint(scale * shape[begin + run]))
        for run in range(begin):
            taken[RUNS - begin + run] += np.int32(np.rint(scale * shape[run]))


@compiled
def arrivals(steps: Graph, draws: Draws, planned: Int64s, minute: int) -> tuple[Int64s, Int64s]:
    """Return the arrival of each run, and in how many runs each step begins late at its clock.

    ``steps`` are the chain's arcs in order, ready at a minute; ``planned`` is when each begins by
    plan. Late at its clock is who takes a later departure, or comes after the gate has closed or
    the closure has begun, and so begins after the plan.
    """
    arcs, times, least, count = steps.arcs, steps.times, draws.least, planned.size
    reached = np.full(RUNS, minute, dtype=np.int64)
    taken = np.empty(RUNS, dtype=np.int64)
    late = np.zeros(count, dtype=np.int64)
    # Step by step, all runs of it in a row: each delay's table stays in the processor's cache.
    for step in range(count):
        _taken(draws, step, taken)
        clock = arcs[step, ARC_CLOCK]
        if clock == ALWAYS:
            for run in range(RUNS):
                reached[run] += max(taken[run], least[step])
            continue
        departs = clock in (TIMETABLE, DATED)
        for run in range(RUNS):
            at = reached[run]
            begins = ready_at(arcs, times, step, at)
            if begins > planned[step] and (departs or begins > at):
                late[step] += 1
            reached[run] = begins + max(taken[run], least[step])
    return reached, late


@compiled
def between(values: Int64s, one: int, other: int) -> int:
    """Return what lies between two places of the values in order, which need no sorting.

    O(values + their range): they are counted, a quarter of the time of finding both places.
    """
    least = values.min()
    if values.max() - least >= MOST_COUNTED:
        ordered = np.sort(values)
        return int(ordered[other] - ordered[one])
    counts = np.zeros(values.max() - least + 1, dtype=np.int32)
    for value in values:
        counts[value - least] += 1
    value, seen = 0, counts[0]
    while seen <= one:
        value += 1
        seen += counts[value]
    first = value
    while seen <= other:
        value += 1
        seen += counts[value]
    return int(value - first)
