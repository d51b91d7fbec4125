"""From the compiled graph to the kernel's arrays, and from its labels back to arcs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matou.kernels import lateness, pareto
from matou.kernels.aim import Aim, aimed, sharpened
from matou.kernels.queue import FEN_BITS
from matou.kernels.stairs import MINUTE
from matou.kernels.timed_graph import (
    ALWAYS,
    ARC_COLUMNS,
    ARC_FEN,
    CLOSURES,
    DATED,
    OPENING,
    TIMETABLE,
)
from matou.kernels.timed_graph import Graph as Arrays
from matou.kit.errors import DomainError
from matou.modules.planner.rules.compile import NO_EXCEPTIONS, Arc, Exceptions, Graph
from matou.modules.planner.rules.delays import Spread
from matou.modules.planner.rules.network import Link, Service, Transfer
from matou.modules.planner.rules.reliability import Stage

FIRST_LABELS = 4_096
SHARPENED_FROM = 5_000
"""Labels settled before the aim is sharpened: thirteen more searches of Dijkstra, some 0.2 ms on
the reference network, where one question in a hundred gets so far."""


@dataclass(frozen=True, slots=True)
class Path:
    """One chain of the front as the kernel found it: its vector, its arcs and where each ends."""

    minute: int
    fen: int
    grams: int
    arcs: tuple[int, ...]
    ends: tuple[int, ...]


def arrays(graph: Graph) -> Arrays:
    """Return the graph as arrays, arcs in the order in which it lists them."""
    count = len(graph.arcs)
    times: list[int] = []
    clocks = [_clock(arc, arc.made_of, times) for arc in graph.arcs]
    numbers = graph.states
    tails = np.fromiter((numbers[arc.origin] for arc in graph.arcs), np.int32, count)
    first = np.zeros(len(numbers) + 1, dtype=np.int32)
    np.cumsum(np.bincount(tails, minlength=len(numbers)), out=first[1:])
    rows = [
        (numbers[arc.destination], arc.toll.minutes, arc.toll.fen, arc.toll.grams, *clock)
        for arc, clock in zip(graph.arcs, clocks, strict=True)
    ]
    return Arrays(
        first=first,
        arcs=np.array(rows, dtype=np.int64).reshape(count, ARC_COLUMNS),
        times=np.array(times or [0], dtype=np.int64),
    )


def _clock(
    clock: Arc | Stage, made_of: Link | Service | Transfer, times: list[int]
) -> tuple[int, int, int, int]:
    """Return an arc's clock and its three figures, its minutes appended to ``times``."""
    if isinstance(made_of, Service):
        return _departures(made_of, clock.exceptions, times)
    hours, closed = clock.opening, clock.closed
    if closed:
        times.extend(minute for span in closed for minute in span)
        return CLOSURES, len(times) - 2 * len(closed), len(times), 0
    if hours is None or (hours.opens_minute, hours.closes_minute, hours.days) == (0, 1440, 7):
        return ALWAYS, 0, 0, 0
    return OPENING, hours.opens_minute, hours.closes_minute, hours.days


def _departures(
    service: Service, exceptions: Exceptions, times: list[int]
) -> tuple[int, int, int, int]:
    begin = len(times)
    if exceptions == NO_EXCEPTIONS:
        times.extend(service.departures)
        return TIMETABLE, begin, len(times), service.cutoff_min
    times.extend((len(service.days), len(exceptions.cancelled), *service.departures))
    times.extend((*exceptions.cancelled, *exceptions.added))
    return DATED, begin, len(times), service.cutoff_min


def aim(graph: Arrays, *, target: int) -> Aim:
    """Return the graph as a target sees it."""
    seen: Aim = aimed(graph, target)
    return seen


class Front:
    """A search under way: advance it by slices, and read its paths at any time."""

    def __init__(self, aim: Aim, *, source: int, minute: int) -> None:
        """Put the cargo at the source at a minute."""
        self.aim = aim
        self.source = source
        self.status = pareto.RUNNING
        self.search = pareto.empty(aim, labels=FIRST_LABELS)
        pareto.start(aim, self.search, source, minute)

    @property
    def labels(self) -> int:
        """How many labels were made so far."""
        return int(self.search.state[pareto.LABELS])

    def advance(self, *, budget: int, slack: int = 0) -> bool:
        """Settle up to ``budget`` labels; tell whether work is left."""
        blunt = SHARPENED_FROM - int(self.search.state[pareto.POPPED])
        if blunt > 0:
            budget = min(budget, blunt)
        elif not self.aim.gaps.size:
            self.aim = sharpened(self.aim, self.source)
        self.status = pareto.advance(self.aim, self.search, budget, slack)
        if self.status == pareto.FULL:
            self.search = _grown(self.search)
        return self.status != pareto.DONE

    def paths(self) -> tuple[Path, ...]:
        """Return the chains that stand in the target's front, by arrival."""
        found = self.search.found[: self.search.state[pareto.FOUND]]
        return tuple(self._path(int(label)) for label in found)

    def _path(self, label: int) -> Path:
        labels = self.search.labels
        minute, fen, grams = labels[label, :3].tolist()
        arcs: list[int] = []
        ends: list[int] = []
        while labels[label, pareto.PARENT] >= 0:
            arcs.append(int(labels[label, pareto.ARC]))
            ends.append(int(labels[label, MINUTE]))
            label = int(labels[label, pareto.PARENT])
        return Path(minute, fen, grams, tuple(reversed(arcs)), tuple(reversed(ends)))


def _grown(search: pareto.Search) -> pareto.Search:
    """Return the same search with room for four times as many labels."""
    longer: dict[str, Any] = {name: _longer(getattr(search, name)) for name in pareto.SIZED}
    return search._replace(**longer)


def _longer(values: NDArray[np.generic]) -> NDArray[np.generic]:
    grown = np.empty((4 * values.shape[0], *values.shape[1:]), dtype=values.dtype)
    grown[: values.shape[0]] = values
    return grown


class TooLarge(DomainError):
    """The sums of this question would not fit into the kernel's numbers."""

    code = "question-too-large"
    status = 422
    zh = "货量过大，无法一次计算。请分批询价。"
    en = "The cargo is too large for one question. Ask for it in several lots."


def check_size(graph: Arrays) -> None:
    """Raise TooLarge where a path without a loop might exceed the kernel's 41 bits of fen."""
    if int(graph.arcs[:, ARC_FEN].sum()) >= 2**FEN_BITS:
        raise TooLarge


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
    clocks = [_clock(one, one.step.made_of, times) for one in stages]
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
