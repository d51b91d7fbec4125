"""A graph told arc by arc as the kernel's arrays."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from matou.kernels.queue import FEN_BITS
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
from matou.modules.planner.rules.network import Link, Service, Transfer
from matou.modules.planner.rules.reliability import Stage
from matou.spine.places.rules.opening import OpeningHours

Clock = tuple[int, int, int, int]
"""What kind of clock, and its three figures: see ``timed_graph.Graph``."""


def arrays(graph: Graph) -> Arrays:
    """Return the graph as arrays, arcs in the order in which it lists them."""
    count = len(graph.arcs)
    times: list[int] = []
    clocks = [clock_of(arc, arc.made_of, times) for arc in graph.arcs]
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


def clock_of(clock: Arc | Stage, made_of: Link | Service | Transfer, times: list[int]) -> Clock:
    """Return an arc's clock and its three figures, its minutes appended to ``times``."""
    if isinstance(made_of, Service):
        return departures_of(made_of, clock.exceptions, times)
    hours, closed = clock.opening, clock.closed
    if closed:
        times.extend(minute for span in closed for minute in span)
        return CLOSURES, len(times) - 2 * len(closed), len(times), 0
    return hours_of(hours) if hours else (ALWAYS, 0, 0, 0)


def hours_of(hours: OpeningHours) -> Clock:
    """Return the clock of what is begun within daily hours only."""
    if (hours.opens_minute, hours.closes_minute, hours.days) == (0, 1440, 7):
        return ALWAYS, 0, 0, 0
    return OPENING, hours.opens_minute, hours.closes_minute, hours.days


def departures_of(service: Service, exceptions: Exceptions, times: list[int]) -> Clock:
    """Return the clock of a service, its departures appended to ``times``."""
    begin = len(times)
    if exceptions == NO_EXCEPTIONS:
        times.extend(service.departures)
        return TIMETABLE, begin, len(times), service.cutoff_min
    times.extend((len(service.days), len(exceptions.cancelled), *service.departures))
    times.extend((*exceptions.cancelled, *exceptions.added))
    return DATED, begin, len(times), service.cutoff_min


class TooLarge(DomainError):
    """The sums of this question would not fit into the kernel's numbers."""

    code = "question-too-large"
    status = 422
    zh = "货量过大，无法一次计算。请分批询价。"
    en = "The cargo is too large for one question. Ask for it in several lots."


def check_size(graph: Arrays) -> None:
    """Raise TooLarge where a path without a loop might exceed the kernel's 41 bits of fen."""
    check_fen(graph.arcs[:, ARC_FEN])


def check_fen(fen: NDArray[Any]) -> None:
    """Raise TooLarge where the sum of all arcs exceeds the kernel's 41 bits of fen."""
    if int(fen.sum()) >= 2**FEN_BITS:
        raise TooLarge
