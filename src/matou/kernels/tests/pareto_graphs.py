"""Graphs for the tests and measurements of the Pareto search, as twin and as arrays."""

from typing import Any

import numpy as np

from matou.kernels import pareto
from matou.kernels.tests.pareto_twin import Arc, Vector
from matou.kernels.timed_graph import (
    ALWAYS,
    CLOSURES,
    DATED,
    OPENING,
    TIMETABLE,
    WEEK,
    Bounds,
    Graph,
    lower_bounds,
    waiting_bounds,
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
    return Graph(
        first=first,
        head=np.array([arc.head for arc in ordered], dtype=np.int32),
        minutes=np.array([arc.minutes for arc in ordered], dtype=np.int64),
        fen=np.array([arc.fen for arc in ordered], dtype=np.int64),
        grams=np.array([arc.grams for arc in ordered], dtype=np.int64),
        clock=np.array([CLOCKS[arc.clock] for arc in ordered], dtype=np.int8),
        low=np.array(low, dtype=np.int32),
        high=np.array(high, dtype=np.int32),
        extra=np.array(extra, dtype=np.int32),
        times=np.array([*times, 0], dtype=np.int64),
    )


def bounds_of(graph: Graph, target: int, columns: int = 1) -> Bounds:
    """Return the lower bounds, with the timetable where there is more than one column."""
    nodes = graph.first.size - 1
    tails = np.repeat(np.arange(nodes, dtype=np.int32), np.diff(graph.first))
    minutes, fen, grams = lower_bounds(graph, tails, target)
    plain = Bounds(minutes, fen, grams, np.zeros((nodes, 1), dtype=np.int64), WEEK, target)
    if columns == 1:
        return plain
    arrival = waiting_bounds(graph, tails, plain, columns)
    return plain._replace(arrival=arrival, bucket=WEEK // columns)


def room(nodes: int, labels: int) -> pareto.Search:
    """Return empty arrays for so many labels."""
    narrow = {"node", "arc", "parent", "step", "older", "heap_label", "found"}
    names = pareto.Search._fields[: pareto.Search._fields.index("top")]
    columns: dict[str, Any] = {
        name: np.empty(labels, dtype=np.int32 if name in narrow else np.int64) for name in names
    }
    return pareto.Search(
        **columns,
        top=np.full(nodes, -1, dtype=np.int32),
        newest=np.full(nodes, -1, dtype=np.int32),
        latest=np.full(nodes, -1, dtype=np.int64),
        counts=np.zeros(5, dtype=np.int64),
    )


def found(search: pareto.Search) -> list[Vector]:
    """Return the vectors of the target's labels, by arrival."""
    labels = search.found[: search.counts[pareto.FOUND]]
    return [
        (int(search.minute[one]), int(search.fen[one]), int(search.grams[one])) for one in labels
    ]
