"""Graphs for the tests and measurements of the Pareto search, as twin and as arrays."""

import numpy as np

from matou.kernels import pareto
from matou.kernels.tests.pareto_twin import Arc, Vector
from matou.kernels.timed_graph import (
    ALWAYS,
    ARC_COLUMNS,
    CLOSURES,
    DATED,
    OPENING,
    TIMETABLE,
    Graph,
)

CLOCKS = {
    "": ALWAYS,
    "timetable": TIMETABLE,
    "opening": OPENING,
    "closures": CLOSURES,
    "dated": DATED,
}


def as_arrays(nodes: int, arcs: list[Arc]) -> Graph:
    """Return the arcs as the kernel takes them."""
    ordered = sorted(arcs, key=lambda arc: arc.tail)
    times: list[int] = []
    low, high, extra = [], [], []
    for arc in ordered:
        if arc.clock == "opening":
            low.append(arc.times[0])
            high.append(arc.times[1])
            extra.append(arc.times[2])
        else:
            low.append(len(times))
            if arc.clock == "dated":
                times += [len(arc.times), len(arc.cancelled)]
            times.extend(arc.times)
            times.extend([*sorted(arc.cancelled), *sorted(arc.added)])
            high.append(len(times))
            extra.append(arc.extra)
    first = np.zeros(nodes + 1, dtype=np.int32)
    tails = np.array([arc.tail for arc in ordered], dtype=np.int32)
    np.cumsum(np.bincount(tails, minlength=nodes), out=first[1:])
    figures = [
        (arc.head, arc.minutes, arc.fen, arc.grams, CLOCKS[arc.clock], *clock)
        for arc, clock in zip(ordered, zip(low, high, extra, strict=True), strict=True)
    ]
    rows = np.array(figures, dtype=np.int64).reshape(-1, ARC_COLUMNS)
    return Graph(first=first, arcs=rows, times=np.array([*times, 0], dtype=np.int64))


def found(search: pareto.Search) -> list[Vector]:
    """Return the vectors of the target's labels, by arrival."""
    rows = search.labels[search.found[: search.state[pareto.FOUND]], :3]
    return [(int(minute), int(fen), int(grams)) for minute, fen, grams in rows]
