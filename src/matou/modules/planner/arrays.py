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
from matou.kernels.timed_graph import (
    ALWAYS,
    CLOSURES,
    DATED,
    OPENING,
    TIMETABLE,
    WEEK,
    Bounds,
    lower_bounds,
    waiting_bounds,
)
from matou.kernels.timed_graph import Graph as Arrays
from matou.kit.errors import DomainError
from matou.modules.planner.rules.compile import NO_EXCEPTIONS, Arc, Exceptions, Graph
from matou.modules.planner.rules.delays import Spread
from matou.modules.planner.rules.network import Link, Service, Transfer
from matou.modules.planner.rules.reliability import Stage

FIRST_LABELS = 4_096
NO_PROFILE = 1
"""One column a week: bounds that know durations only, enough where little is scheduled."""


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
    clock, low, high, extra = zip(*clocks, strict=True) if clocks else ((), (), (), ())
    numbers = graph.states
    tails = np.fromiter((numbers[arc.origin] for arc in graph.arcs), np.int32, count)
    first = np.zeros(len(numbers) + 1, dtype=np.int32)
    np.cumsum(np.bincount(tails, minlength=len(numbers)), out=first[1:])
    return Arrays(
        first=first,
        head=np.fromiter((numbers[arc.destination] for arc in graph.arcs), np.int32, count),
        minutes=np.fromiter((arc.toll.minutes for arc in graph.arcs), np.int64, count),
        fen=np.fromiter((arc.toll.fen for arc in graph.arcs), np.int64, count),
        grams=np.fromiter((arc.toll.grams for arc in graph.arcs), np.int64, count),
        clock=np.array(clock, dtype=np.int8),
        low=np.array(low, dtype=np.int32),
        high=np.array(high, dtype=np.int32),
        extra=np.array(extra, dtype=np.int32),
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


def bounds(graph: Arrays, *, target: int, columns: int = NO_PROFILE) -> Bounds:
    """Return what is still to come from each node; ``columns`` steps a week know the timetable."""
    tails = np.repeat(np.arange(graph.first.size - 1, dtype=np.int32), np.diff(graph.first))
    minutes, fen, grams = lower_bounds(graph, tails, target)
    nothing = np.zeros((minutes.size, 1), dtype=np.int64)
    plain = Bounds(minutes, fen, grams, nothing, WEEK, target)
    if columns == NO_PROFILE:
        return plain
    arrival = waiting_bounds(graph, tails, plain, columns)
    return plain._replace(arrival=arrival, bucket=WEEK // columns)


class Front:
    """A search under way: advance it by slices, and read its paths at any time."""

    def __init__(self, graph: Arrays, lower: Bounds, *, source: int, minute: int) -> None:
        """Put the cargo at the source at a minute."""
        self.graph = graph
        self.lower = lower
        self.status = pareto.RUNNING
        nodes = graph.first.size - 1
        self.search = _empty(max(FIRST_LABELS, 2 * int(np.diff(graph.first).max(initial=0))), nodes)
        pareto.start(lower, self.search, source, minute)

    @property
    def labels(self) -> int:
        """How many labels were made so far."""
        return int(self.search.counts[pareto.LABELS])

    def advance(self, *, budget: int, slack: int = 0) -> bool:
        """Settle up to ``budget`` labels; tell whether work is left."""
        self.status = pareto.advance(self.graph, self.lower, self.search, budget, slack)
        if self.status == pareto.FULL:
            self.search = _grown(self.search)
        return self.status != pareto.DONE

    def paths(self) -> tuple[Path, ...]:
        """Return the chains that stand in the target's front, by arrival."""
        found = self.search.found[: self.search.counts[pareto.FOUND]]
        return tuple(self._path(int(label)) for label in found)

    def _path(self, label: int) -> Path:
        search = self.search
        arcs: list[int] = []
        ends: list[int] = []
        at = label
        while search.parent[at] >= 0:
            arcs.append(int(search.arc[at]))
            ends.append(int(search.minute[at]))
            at = int(search.parent[at])
        return Path(
            int(search.minute[label]),
            int(search.fen[label]),
            int(search.grams[label]),
            tuple(reversed(arcs)),
            tuple(reversed(ends)),
        )


LABEL_FIELDS = pareto.Search._fields[: pareto.Search._fields.index("top")]


def _empty(size: int, nodes: int) -> pareto.Search:
    narrow = {"node", "arc", "parent", "step", "older", "heap_label", "found"}
    labels: dict[str, Any] = {
        name: np.empty(size, dtype=np.int32 if name in narrow else np.int64)
        for name in LABEL_FIELDS
    }
    return pareto.Search(
        **labels,
        top=np.full(nodes, -1, dtype=np.int32),
        newest=np.full(nodes, -1, dtype=np.int32),
        latest=np.full(nodes, -1, dtype=np.int64),
        counts=np.zeros(5, dtype=np.int64),
    )


def _grown(search: pareto.Search) -> pareto.Search:
    """Return the same search with room for four times as many labels."""
    longer: dict[str, Any] = {name: _longer(getattr(search, name)) for name in LABEL_FIELDS}
    return search._replace(**longer)


def _longer(values: NDArray[np.generic]) -> NDArray[np.generic]:
    grown = np.empty(4 * values.size, dtype=values.dtype)
    grown[: values.size] = values
    return grown


class TooLarge(DomainError):
    """The sums of this question would not fit into the kernel's numbers."""

    code = "question-too-large"
    status = 422
    zh = "货量过大，无法一次计算。请分批询价。"
    en = "The cargo is too large for one question. Ask for it in several lots."


def check_size(graph: Arrays) -> None:
    """Raise TooLarge where a path without a loop might exceed the kernel's 41 bits of fen."""
    if int(graph.fen.sum()) >= 2**pareto.FEN_BITS:
        raise TooLarge


@dataclass(frozen=True, slots=True)
class Runs:
    """What came of a chain's runs: arrivals, rising, and how many began late at each step."""

    arrivals: NDArray[np.int64]
    late: NDArray[np.int64]


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
    return Runs(np.sort(arrivals), late_of_all)


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
    clock, low, high, extra = zip(*clocks, strict=True)
    nothing = np.zeros(1, dtype=np.int64)
    return Arrays(
        first=np.zeros(1, dtype=np.int32),
        head=np.zeros(1, dtype=np.int32),
        minutes=nothing,
        fen=nothing,
        grams=nothing,
        clock=np.array(clock, dtype=np.int8),
        low=np.array(low, dtype=np.int32),
        high=np.array(high, dtype=np.int32),
        extra=np.array(extra, dtype=np.int32),
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


@lru_cache(maxsize=1024)
def _strode(spread: Spread, draw: int) -> NDArray[np.int32]:
    """Return the delays as the runs of a draw meet them; 32 MB in all."""
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
