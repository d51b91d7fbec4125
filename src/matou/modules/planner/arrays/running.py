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
        parted = np.partition(self.arrivals, (one, other))
        return int(parted[other] - parted[one])


def runs(stages: Sequence[Stage], *, ready_min: int) -> Runs:
    """Send a chain on its way as often as the lattice has points."""
    spreads = [spread for stage in stages for spread in stage.delays]
    shifts, count = _shifts(stages, len(spreads)), len(stages)
    numbers, stages = _folded(stages)
    steps = [stage.step for stage in stages]
    draws = lateness.Draws(
        least=np.array([stage.least_min for stage in stages], dtype=np.int64),
        base=np.array([stage.base_min for stage in stages], dtype=np.int64),
        first=np.array([0, *accumulate(len(one.delays) for one in stages)], dtype=np.int32),
        row=np.arange(len(spreads), dtype=np.int32),
        start=np.array(
            [lateness.start(shift, draw) for draw, shift in enumerate(shifts)], dtype=np.int32
        ),
        minutes=np.stack([_strode(spread, draw) for draw, spread in enumerate(spreads)]),
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


def _shifts(stages: Sequence[Stage], count: int) -> list[int]:
    """Return where the lattice begins for each draw: the chain's own seed, never the clock's.

    A shift of its own for each chain keeps the errors of many chains from adding up.
    """
    seed = 0
    for stage in stages:
        for part in (stage.step.begins_min, stage.step.ends_min, stage.step.fen):
            seed = _mixed(seed ^ part)
    shifts = []
    for _ in range(count):
        seed = _mixed(seed)
        shifts.append(seed % lateness.RUNS)
    return shifts


def _mixed(word: int) -> int:
    """Return a word of 64 bits that looks random: the finaliser of SplitMix64 (Steele 2014)."""
    word = (word + 0x9E3779B97F4A7C15) % 2**64
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % 2**64
    return word ^ (word >> 31)


@lru_cache(maxsize=256)
def _strode(spread: Spread, draw: int) -> NDArray[np.int32]:
    """Return the delays as the runs of a draw meet them; 8 MB in all."""
    minutes = lateness.strode(_quantiles(spread), draw)
    minutes.flags.writeable = False
    return minutes


@lru_cache(maxsize=256)
def _quantiles(spread: Spread) -> NDArray[np.int32]:
    """Return the delays in whole minutes at the middle of each of the lattice's equal shares."""
    deviations = _deviations(spread.on_time)
    late = np.rint(spread.median_min * np.exp(spread.sigma * deviations)).astype(np.int32)
    minutes = np.zeros(lateness.RUNS, dtype=np.int32)
    minutes[lateness.RUNS - late.size :] = late
    minutes.flags.writeable = False
    return minutes


@lru_cache(maxsize=64)
def _deviations(on_time: float) -> NDArray[np.float64]:
    """Return the standard normal quantiles of the shares that are late, rising."""
    shares = (np.arange(lateness.RUNS) + 0.5) / lateness.RUNS
    late = (shares[shares > on_time] - on_time) / (1 - on_time)
    normal = NormalDist()
    return np.array([normal.inv_cdf(share) for share in late.tolist()], dtype=np.float64)
