"""Graphs whose arcs have clocks, and what is still to come from each node at the least.

Every arc takes whole minutes, fen and grams; a clock may delay its start: a timetable with
cut-offs, daily opening hours, absolute closures. Being ready later never means arriving earlier.

``lower_bounds``: three backward searches of Dijkstra, O(m log m) time, O(n + m) memory.
``waiting_bounds`` knows the timetable too: the earliest arrival as a function of the minute of the
week, in b steps per node; O(m·b) per sweep, a few sweeps, O(n·b) memory.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matou.kernels.jit import compiled, inner

Int8s = NDArray[np.int8]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]

WEEK = 10_080
DAY = 1_440
DAYS = 7
NEVER = 2**22 - 1
"""Minutes that no arrival reaches: almost eight years."""
NOT_REACHED = 2**40

ALWAYS, TIMETABLE, OPENING, CLOSURES, DATED = 0, 1, 2, 3, 4
"""Clocks: at once · at the next departure · inside daily hours · not inside a closure · at the
next departure of a timetable with exceptions on single dates."""


class Graph(NamedTuple):
    """Arcs by origin: those of node v lie in ``first[v]:first[v + 1]``.

    ``low``, ``high`` and ``extra`` belong to the clock. Timetable: the slice of ``times`` that
    holds the departures in minutes of the week, rising, and the cut-off. Opening: first and last
    minute of the day, and on how many days from Monday. Closures: the slice of ``times`` that holds
    begins and ends in turn. Dated: the slice of ``times`` begins with the numbers of weekly and of
    cancelled departures, then come these, rising, then the added ones; the cancelled and the added
    ones are absolute minutes.
    """

    first: Int32s
    head: Int32s
    minutes: Int64s
    fen: Int64s
    grams: Int64s
    clock: Int8s
    low: Int32s
    high: Int32s
    extra: Int32s
    times: Int64s


class Bounds(NamedTuple):
    """At least so much is still to come from each node; ``NEVER`` minutes where no way leads on.

    ``arrival[v, k]`` is the earliest arrival of who is ready at v at ``k * bucket`` minutes of the
    week; a single column of zeros says nothing.
    """

    minutes: Int64s
    fen: Int64s
    grams: Int64s
    arrival: Int64s
    bucket: int
    target: int


@inner
def ready_at(graph: Graph, arc: int, minute: int) -> int:
    """Return when an arc's own minutes begin for who is ready at a minute."""
    clock = graph.clock[arc]
    if clock == ALWAYS:
        return minute
    if clock == TIMETABLE:
        return _next_departure(graph, graph.low[arc], graph.high[arc], minute + graph.extra[arc])
    if clock == OPENING:
        return _next_opening(graph.low[arc], graph.high[arc], graph.extra[arc], minute)
    if clock == DATED:
        return _next_dated(graph, arc, minute)
    for place in range(graph.low[arc], graph.high[arc], 2):
        if graph.times[place] <= minute < graph.times[place + 1]:
            minute = graph.times[place + 1]
    return minute


@inner
def _next_departure(graph: Graph, begin: int, end: int, earliest: int) -> int:
    """Return the first minute of the weekly ``times[begin:end]`` that is not before another."""
    week = earliest // WEEK * WEEK
    low, high = begin, end
    while low < high:
        middle = (low + high) // 2
        if graph.times[middle] < earliest - week:
            low = middle + 1
        else:
            high = middle
    if low == end:
        return int(week + WEEK + graph.times[begin])
    return int(week + graph.times[low])


@inner
def _next_dated(graph: Graph, arc: int, minute: int) -> int:
    """Weekly departures but the cancelled ones, and the added ones: O(exceptions).

    Cancelled minutes rise and are as finite as the slice, so one walk finds the first that stands.
    """
    begin = graph.low[arc] + 2
    weekly = begin + graph.times[graph.low[arc]]
    cancelled = weekly + graph.times[graph.low[arc] + 1]
    earliest = minute + graph.extra[arc]
    found = _next_departure(graph, begin, weekly, earliest)
    for place in range(weekly, cancelled):
        if graph.times[place] == found:
            found = _next_departure(graph, begin, weekly, found + 1)
    for place in range(cancelled, graph.high[arc]):
        if earliest <= graph.times[place] < found:
            found = graph.times[place]
    return int(found)


@inner
def _next_opening(opens: int, closes: int, days: int, minute: int) -> int:
    day = minute // DAY
    of_day = minute - day * DAY
    if of_day < opens:
        of_day = opens
    elif of_day >= closes:
        day += 1
        of_day = opens
    of_week = day % DAYS
    if of_week >= days:
        day += DAYS - of_week
        of_day = opens
    return day * DAY + of_day


@inner
def _push_pair(keys: Int64s, nodes: Int32s, size: int, key: int, node: int) -> None:
    place = size
    while place > 0 and keys[(place - 1) // 2] > key:
        above = (place - 1) // 2
        keys[place], nodes[place] = keys[above], nodes[above]
        place = above
    keys[place], nodes[place] = key, node


@inner
def _pop_pair(keys: Int64s, nodes: Int32s, size: int) -> None:
    """Drop the top of a heap of ``size`` pairs."""
    last = size - 1
    key, node = keys[last], nodes[last]
    place, child = 0, 1
    while child < last:
        if child + 1 < last and keys[child + 1] < keys[child]:
            child += 1
        if keys[child] >= key:
            break
        keys[place], nodes[place] = keys[child], nodes[child]
        place, child = child, 2 * child + 1
    keys[place], nodes[place] = key, node


@inner
def backward(first: Int32s, tail: Int32s, weight: Int64s, target: int, far: int) -> Int64s:
    """Return the least weight from every node to the target, ``far`` where none leads there.

    ``first``, ``tail`` and ``weight`` are the arcs by destination (Dijkstra, binary heap).
    """
    least = np.full(first.size - 1, far, dtype=np.int64)
    keys = np.empty(tail.size + 1, dtype=np.int64)
    nodes = np.empty(tail.size + 1, dtype=np.int32)
    least[target], size = 0, 1
    keys[0], nodes[0] = 0, target
    while size > 0:
        key, node = keys[0], nodes[0]
        _pop_pair(keys, nodes, size)
        size -= 1
        if key > least[node]:
            continue
        for place in range(first[node], first[node + 1]):
            total = key + weight[place]
            if total < least[tail[place]]:
                least[tail[place]] = total
                _push_pair(keys, nodes, size, total, tail[place])
                size += 1
    return least


@compiled
def lower_bounds(graph: Graph, tails: Int32s, target: int) -> tuple[Int64s, Int64s, Int64s]:
    """Return the least minutes, fen and grams from every node to the target."""
    nodes = graph.first.size - 1
    first = np.zeros(nodes + 1, dtype=np.int32)
    for arc in range(tails.size):
        first[graph.head[arc] + 1] += 1
    for node in range(nodes):
        first[node + 1] += first[node]
    free = first.copy()
    tail = np.empty(tails.size, dtype=np.int32)
    minutes, fen, grams = (
        np.empty(tails.size, dtype=np.int64),
        np.empty(tails.size, dtype=np.int64),
        np.empty(tails.size, dtype=np.int64),
    )
    for arc in range(tails.size):
        place = free[graph.head[arc]]
        free[graph.head[arc]] += 1
        tail[place] = tails[arc]
        minutes[place], fen[place], grams[place] = (
            graph.minutes[arc],
            graph.fen[arc],
            graph.grams[arc],
        )
        if graph.clock[arc] == TIMETABLE or graph.clock[arc] == DATED:
            minutes[place] += graph.extra[arc]  # the cut-off is waited for in any case
    return (
        backward(first, tail, minutes, target, NEVER),
        backward(first, tail, fen, target, NOT_REACHED),
        backward(first, tail, grams, target, NOT_REACHED),
    )


@inner
def bounded_arrival(bounds: Bounds, node: int, minute: int) -> int:
    """Return a minute before which nobody ready at the node can be at the target."""
    plain = minute + bounds.minutes[node]
    if node == bounds.target or bounds.arrival.shape[1] == 1:
        return int(plain)
    week = minute // WEEK
    known = bounds.arrival[node, (minute - week * WEEK) // bounds.bucket] + week * WEEK
    return int(max(plain, known))


@compiled
def waiting_bounds(graph: Graph, tails: Int32s, bounds: Bounds, columns: int) -> Int64s:
    """Return the earliest arrival per node and bucket of the week, timetable known.

    ``tails`` is each arc's origin. Each sweep goes over all arcs, latest bucket first, until
    nothing falls any more; what stands is consistent: no arc makes its bound fall.
    """
    width = WEEK // columns
    arrival = np.full((graph.first.size - 1, columns), NEVER, dtype=np.int64)
    for column in range(columns):
        arrival[bounds.target, column] = column * width
    order = np.argsort(bounds.minutes[tails])
    known = Bounds(bounds.minutes, bounds.fen, bounds.grams, arrival, width, bounds.target)
    falls = True
    while falls:
        falls = False
        for place in range(order.size):
            arc = order[place]
            node, head = tails[arc], graph.head[arc]
            if node == bounds.target or bounds.minutes[head] >= NEVER:
                continue
            for column in range(columns):
                begin = column * width
                if graph.clock[arc] < CLOSURES:  # from there on they are absolute, and come once
                    begin = ready_at(graph, arc, begin)
                reached = bounded_arrival(known, head, begin + graph.minutes[arc])
                if reached < arrival[node, column]:
                    arrival[node, column] = reached
                    falls = True
    return arrival
