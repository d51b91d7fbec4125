"""What becomes of one chain in many runs: quasi-Monte-Carlo over its delays, clocks obeyed.

The runs are the points of a rank-1 lattice of Korobov, ``run * MULTIPLIER**draw mod RUNS``, shifted
per draw. RUNS is a prime, so each delay alone meets each of its RUNS equally likely values exactly
once: margins are exact, and only their meeting is sampled. Sampling rather than convolution,
because a missed departure makes the later delays start from another minute of the week: a run
carries that along, and asking for the risk of each connection costs a counter.

O(runs * (steps + draws)) time, O(runs) memory besides the tables of quantiles.
"""

from typing import NamedTuple

import numpy as np

from matou.kernels.jit import compiled, inner
from matou.kernels.timed_graph import DATED, TIMETABLE, Graph, Int32s, Int64s, ready_at

RUNS = 8191
"""A prime, so that every multiplier permutes the runs."""
MULTIPLIER = 3970
"""Among 2..4095 the least P2 over 20 draws of weights 1, 1/2, 1/3 …; its test knows the sum."""


class Draws(NamedTuple):
    """The delays of each step: those of step i lie in ``first[i]:first[i + 1]``.

    A delay is a row of ``minutes`` (its quantiles, rising) and a shift of the lattice. A step takes
    ``base`` and its delays, but never less than ``least``.
    """

    least: Int64s
    base: Int64s
    first: Int32s
    row: Int32s
    shift: Int64s
    minutes: Int64s


def multipliers(count: int) -> Int64s:
    """Return the lattice's generator for so many draws."""
    return np.array([pow(MULTIPLIER, draw, RUNS) for draw in range(count)], dtype=np.int64)


@inner
def _taken(draws: Draws, generator: Int64s, step: int, run: int) -> int:
    minutes = draws.base[step]
    for draw in range(draws.first[step], draws.first[step + 1]):
        point = (run * generator[draw] + draws.shift[draw]) % RUNS
        minutes += draws.minutes[draws.row[draw], point]
    return int(max(minutes, draws.least[step]))


@compiled
def arrivals(
    steps: Graph, draws: Draws, generator: Int64s, planned: Int64s, minute: int
) -> tuple[Int64s, Int64s]:
    """Return the arrival of each run, and in how many runs each step begins late at its clock.

    ``steps`` are the chain's arcs in order, ready at a minute; ``planned`` is when each begins by
    plan. Late at its clock is who takes a later departure, or comes after the gate has closed or
    the closure has begun, and so begins after the plan.
    """
    count = planned.size
    reached = np.empty(RUNS, dtype=np.int64)
    late = np.zeros(count, dtype=np.int64)
    for run in range(RUNS):
        at = minute
        for step in range(count):
            begins = ready_at(steps, step, at)
            departs = steps.clock[step] == TIMETABLE or steps.clock[step] == DATED
            if begins > planned[step] and (departs or begins > at):
                late[step] += 1
            at = begins + _taken(draws, generator, step, run)
        reached[run] = at
    return reached, late
