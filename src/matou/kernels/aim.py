"""A timed graph as one target sees it: what is still to come from each node, arc by arc.

``aimed``: three backward searches of Dijkstra give the least minutes, fen and grams to the target.
Fen and grams of the arcs are then told as what they cost beyond the least (reduced costs, Johnson
1977): a label that adds them up holds at any node the least that any way on can cost in all.
O(m log m) time, O(n + m) memory.

``sharpened``: the three leasts are seldom reached on one way. For each trade between them, such as
a minute for so many fen, one more search gives how far the best way stays from the leasts in sum:
its gap. O(m log m) per trade.
"""

from typing import NamedTuple, TypeVar

import numpy as np

from matou.kernels.jit import compiled, inner, inner_making
from matou.kernels.timed_graph import (
    ARC_CLOCK,
    ARC_COLUMNS,
    ARC_EXTRA,
    ARC_FEN,
    ARC_GRAMS,
    ARC_HEAD,
    ARC_MINUTES,
    DATED,
    NEVER,
    TIMETABLE,
    Float64s,
    Graph,
    Int32s,
    Int64s,
)

NOT_REACHED = 2**40
ARC_LEFT, ARC_NUMBER = ARC_COLUMNS, ARC_COLUMNS + 1
"""Columns of ``Aim.arcs`` besides the graph's: least minutes from the head, number in the graph."""
LEAST_MINUTES, LEAST_FEN, LEAST_GRAMS = 0, 1, 2

Weights = TypeVar("Weights", Int64s, Float64s)

TIMELESS = 2
TRADES = np.array(
    (
        (0.0, 1.0, 0.5),
        (0.0, 1.0, 2.0),
        (1.0, 0.5, 0.0),
        (1.0, 1.0, 0.0),
        (1.0, 2.0, 0.0),
        (1.0, 4.0, 0.0),
        (1.0, 0.0, 0.5),
        (1.0, 0.0, 1.0),
        (1.0, 0.0, 2.0),
        (1.0, 0.0, 4.0),
        (1.0, 0.5, 0.5),
        (1.0, 1.0, 1.0),
        (1.0, 2.0, 2.0),
    )
)
"""Weights of minutes, fen and grams as shares of the source's leasts; the first ``TIMELESS`` trade
fen for grams. Twice as many trades change the labels of a large search by some hundredths."""
ROUNDING = 1.0 - 1e-9
"""Keeps the floating sums of a path on the safe side."""


class Aim(NamedTuple):
    """The arcs that lead on, by origin; ``ARC_FEN`` and ``ARC_GRAMS`` are beyond the least.

    ``least[v]`` holds the least minutes, fen and grams from v; ``NEVER`` minutes where no way leads
    on. ``gaps[v, k]`` is trade k's gap at v, in minutes, for timeless trades in fen; the last two
    rows hold what a fen and a gram are worth in it. No columns: not sharpened.
    """

    first: Int32s
    arcs: Int64s
    times: Int64s
    least: Int64s
    gaps: Float64s
    target: int


@compiled
def aimed(graph: Graph, target: int) -> Aim:
    """Return the graph as the target sees it, not sharpened."""
    first, arcs = graph.first, graph.arcs
    nodes = first.size - 1
    into, order, tails = _by_head(first, arcs)
    least = np.empty((nodes, 3), dtype=np.int64)
    weight = np.empty(order.size, dtype=np.int64)
    for place in range(order.size):
        weight[place] = _shortest(arcs, order[place])
    least[:, LEAST_MINUTES] = backward(into, tails, weight, target, NEVER)
    for place in range(order.size):
        weight[place] = arcs[order[place], ARC_FEN]
    least[:, LEAST_FEN] = backward(into, tails, weight, target, NOT_REACHED)
    for place in range(order.size):
        weight[place] = arcs[order[place], ARC_GRAMS]
    least[:, LEAST_GRAMS] = backward(into, tails, weight, target, NOT_REACHED)
    leading, reduced = _reduced(first, arcs, least)
    return Aim(leading, reduced, graph.times, least, np.empty((nodes + 2, 0)), target)


@compiled
def sharpened(aim: Aim, source: int) -> Aim:
    """Return the aim with the gaps of all trades, which are weighed for ways from the source."""
    first, arcs, least = aim.first, aim.arcs, aim.least
    nodes, trades = first.size - 1, TRADES.shape[0]
    into, order, tails = _by_head(first, arcs)
    gaps = np.empty((nodes + 2, trades))
    weight = np.empty(order.size)
    for trade in range(trades):
        minute, fen, gram = _worth(least, source, trade)
        for place in range(order.size):
            arc = order[place]
            beyond = _shortest(arcs, arc) + arcs[arc, ARC_LEFT] - least[tails[place], LEAST_MINUTES]
            weight[place] = minute * beyond + fen * arcs[arc, ARC_FEN] + gram * arcs[arc, ARC_GRAMS]
        gaps[:nodes, trade] = backward(into, tails, weight, aim.target, np.inf) * ROUNDING
        gaps[nodes, trade], gaps[nodes + 1, trade] = fen, gram
    return Aim(first, arcs, aim.times, least, gaps, aim.target)


@inner
def _worth(least: Int64s, source: int, trade: int) -> tuple[float, float, float]:
    """Return what a minute, a fen and a gram weigh in a trade: in minutes, timeless ones in fen."""
    minutes = max(1, least[source, LEAST_MINUTES])
    fen = max(1, least[source, LEAST_FEN])
    grams = max(1, least[source, LEAST_GRAMS])
    if trade < TIMELESS:
        return 0.0, 1.0, TRADES[trade, 2] * fen / grams
    return 1.0, TRADES[trade, 1] * minutes / fen, TRADES[trade, 2] * minutes / grams


@inner
def _shortest(arcs: Int64s, arc: int) -> int:
    """Return the least minutes that an arc takes: a cut-off is waited for in any case."""
    clock = arcs[arc, ARC_CLOCK]
    if clock in (TIMETABLE, DATED):
        return int(arcs[arc, ARC_MINUTES] + arcs[arc, ARC_EXTRA])
    return int(arcs[arc, ARC_MINUTES])


@inner_making
def _by_head(first: Int32s, arcs: Int64s) -> tuple[Int32s, Int32s, Int32s]:
    """Return the arcs by destination: where each node's begin, their numbers, their origins."""
    nodes = first.size - 1
    count = first[nodes]
    into = np.zeros(nodes + 1, dtype=np.int32)
    for arc in range(count):
        into[arcs[arc, ARC_HEAD] + 1] += 1
    for node in range(nodes):
        into[node + 1] += into[node]
    free = into.copy()
    order = np.empty(count, dtype=np.int32)
    tails = np.empty(count, dtype=np.int32)
    for node in range(nodes):
        for arc in range(first[node], first[node + 1]):
            place = free[arcs[arc, ARC_HEAD]]
            free[arcs[arc, ARC_HEAD]] += 1
            order[place], tails[place] = arc, node
    return into, order, tails


@inner_making
def _reduced(first: Int32s, arcs: Int64s, least: Int64s) -> tuple[Int32s, Int64s]:
    """Return the arcs between nodes from which a way leads on, fen and grams beyond the least."""
    nodes = first.size - 1
    leading = np.zeros(nodes + 1, dtype=np.int32)
    reduced = np.empty((first[nodes], ARC_COLUMNS + 2), dtype=np.int64)
    count = 0
    for node in range(nodes):
        for arc in range(first[node], first[node + 1]):
            head = arcs[arc, ARC_HEAD]
            if least[node, LEAST_MINUTES] >= NEVER or least[head, LEAST_MINUTES] >= NEVER:
                continue
            for column in range(ARC_COLUMNS):
                reduced[count, column] = arcs[arc, column]
            reduced[count, ARC_FEN] += least[head, LEAST_FEN] - least[node, LEAST_FEN]
            reduced[count, ARC_GRAMS] += least[head, LEAST_GRAMS] - least[node, LEAST_GRAMS]
            reduced[count, ARC_LEFT] = least[head, LEAST_MINUTES]
            reduced[count, ARC_NUMBER] = arc
            count += 1
        leading[node + 1] = count
    return leading, reduced


@inner_making
def backward(into: Int32s, tails: Int32s, weight: Weights, target: int, far: float) -> Weights:
    """Return the least weight from every node to the target, ``far`` where none leads there.

    ``into``, ``tails`` and ``weight`` are the arcs by destination (Dijkstra, binary heap).
    """
    least = np.full(into.size - 1, far, dtype=weight.dtype)
    keys = np.empty(tails.size + 1, dtype=weight.dtype)
    nodes = np.empty(tails.size + 1, dtype=np.int32)
    least[target], size = 0, 1
    keys[0], nodes[0] = 0, target
    while size > 0:
        key, node = keys[0], nodes[0]
        _pop_pair(keys, nodes, size)
        size -= 1
        if key > least[node]:
            continue
        for place in range(into[node], into[node + 1]):
            total = key + weight[place]
            if total < least[tails[place]]:
                least[tails[place]] = total
                _push_pair(keys, nodes, size, total, tails[place])
                size += 1
    return least


@inner
def _push_pair(keys: Weights, nodes: Int32s, size: int, key: float, node: int) -> None:
    place = size
    while place > 0 and keys[(place - 1) // 2] > key:
        above = (place - 1) // 2
        keys[place], nodes[place] = keys[above], nodes[above]
        place = above
    keys[place], nodes[place] = key, node


@inner
def _pop_pair(keys: Weights, nodes: Int32s, size: int) -> None:
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
