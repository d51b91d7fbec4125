"""Chains sent on their way: from their stages to the kernel's draws."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from matou.kernels import lateness
from matou.kernels.timed_graph import Graph as Arrays
from matou.modules.planner.arrays.encoding import clock_of
from matou.modules.planner.rules.delays import Spread
from matou.modules.planner.rules.reliability import Stage


@dataclass(frozen=True, slots=True)
class Runs:
    """What came of a chain's runs: arrivals in no order, and how many began late at each step."""

    arrivals: NDArray[np.int64]
    late: NDArray[np.int64]

    def after(self, minute: int) -> int:
        """Return how many runs arrive after a minute."""
        return int(np.count_nonzero(self.arrivals > minute))

    def between(self, one: int, other: int) -> int:
        """Return the minutes between two places of the arrivals in order, which need no sorting."""
        found: int = lateness.between(self.arrivals, one, other)
        return found


def runs(stages: Sequence[Stage], *, ready_min: int) -> Runs:
    """Send a chain on its way as often as the lattice has points."""
    spreads = [spread for stage in stages for spread in stage.delays]
    words = [
        word
        for stage in stages
        for word in (stage.step.begins_min, stage.step.ends_min, stage.step.fen)
    ]
    count = len(stages)
    numbers, stages = _folded(stages)
    steps = [stage.step for stage in stages]
    rows, shapes = _shaped(spreads)
    draws = lateness.Draws(
        least=np.array([stage.least_min for stage in stages], dtype=np.int64),
        base=np.array([stage.base_min for stage in stages], dtype=np.int64),
        first=np.array([0, *accumulate(len(one.delays) for one in stages)], dtype=np.int32),
        row=np.array(rows, dtype=np.int32),
        scale=np.array([spread.median_min for spread in spreads], dtype=np.float32),
        start=lateness.starts(np.array(words, dtype=np.uint64), len(spreads)),
        shapes=shapes,
    )
    arrivals, late = lateness.arrivals(
        _clocks(stages),
        draws,
        np.array([step.begins_min for step in steps], dtype=np.int64),
        ready_min,
    )
    late_of_all = np.zeros(count, dtype=np.int64)
    late_of_all[numbers] = late
    return Runs(arrivals, late_of_all)


def _folded(stages: Sequence[Stage]) -> tuple[list[int], list[Stage]]:
    """Return the same chain with stages that have no clock as part of the ones before, and which.

    Nobody waits there, so minutes and delays only add up: thirty links of road are one stage.
    """
    numbers: list[int] = []
    floors = False
    for number, stage in enumerate(stages):
        has_floor = stage.least_min != stage.base_min
        floors = floors or has_floor
        if not numbers or stage.has_clock or (floors and stage.delays):
            numbers.append(number)
            floors = has_floor
    ends = [*numbers[1:], len(stages)]
    return numbers, [_joined(stages[begin:end]) for begin, end in zip(numbers, ends, strict=True)]


def _joined(stages: Sequence[Stage]) -> Stage:
    if len(stages) == 1:
        return stages[0]
    return replace(
        stages[0],
        base_min=sum(stage.base_min for stage in stages),
        least_min=sum(stage.least_min for stage in stages),
        delays=tuple(spread for stage in stages for spread in stage.delays),
    )


def _clocks(stages: Sequence[Stage]) -> Arrays:
    """Return the chain as a graph of which only the clocks are read."""
    times: list[int] = []
    clocks = [clock_of(one, one.step.made_of, times) for one in stages]
    rows = [(0, 0, 0, 0, *clock) for clock in clocks]
    return Arrays(
        first=np.zeros(1, dtype=np.int32),
        arcs=np.array(rows, dtype=np.int64),
        times=np.array(times or [0], dtype=np.int64),
    )


@dataclass(frozen=True, slots=True)
class _Shapes:
    """The shapes met so far, as the runs of each draw meet them: 32 kB each."""

    rows: dict[tuple[float, float, int], int]
    quantiles: NDArray[np.float32]


_MOST_SHAPES = 256
_shapes = _Shapes({}, np.empty((0, lateness.RUNS), dtype=np.float32))
"""Replaced as a whole where one is added, so that whoever reads it meets a whole one."""


def _shaped(spreads: Sequence[Spread]) -> tuple[list[int], NDArray[np.float32]]:
    """Return the rows of the spreads, draw by draw, and what they are rows of."""
    global _shapes  # noqa: PLW0603  # see its docstring
    # A law's ratio of its two figures is that of all its legs, but for the last bits.
    keys = [(spread.on_time, round(spread.sigma, 9), draw) for draw, spread in enumerate(spreads)]
    kept = _shapes
    if not kept.rows.keys() >= set(keys):
        if len(kept.rows) + len(keys) > _MOST_SHAPES:
            kept = _Shapes({}, kept.quantiles[:0])
        fresh = [key for key in dict.fromkeys(keys) if key not in kept.rows]
        more = [lateness.strode(_shape(on_time, sigma), draw) for on_time, sigma, draw in fresh]
        begin = len(kept.rows)
        rows = kept.rows | {key: begin + place for place, key in enumerate(fresh)}
        kept = _shapes = _Shapes(rows, np.concatenate([kept.quantiles, more]))
    return [kept.rows[key] for key in keys], kept.quantiles


@lru_cache(maxsize=32)
def _shape(on_time: float, sigma: float) -> NDArray[np.float32]:
    """Return the delays, in medians, at the middle of each of the lattice's equal shares."""
    late = np.exp(sigma * _deviations(on_time)).astype(np.float32)
    shape = np.zeros(lateness.RUNS, dtype=np.float32)
    shape[lateness.RUNS - late.size :] = late
    shape.flags.writeable = False
    return shape


@lru_cache(maxsize=64)
def _deviations(on_time: float) -> NDArray[np.float64]:
    """Return the standard normal quantiles of the shares that are late, rising."""
    shares = (np.arange(lateness.RUNS) + 0.5) / lateness.RUNS
    late = (shares[shares > on_time] - on_time) / (1 - on_time)
    normal = NormalDist()
    return np.array([normal.inv_cdf(share) for share in late.tolist()], dtype=np.float64)
