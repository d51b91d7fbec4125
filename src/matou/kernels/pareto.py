"""Pareto search over time, cost and CO2e on a graph with timetables, openings and closures.

Label setting, best first in lexicographic order of (arrival, fen, grams), each with a lower bound
of what is still to come. As arrivals leave the heap in order, a label at a node need only be held
against the fen and grams of earlier ones there: two criteria instead of three (Pulido, Mandow and
Pérez de la Cruz 2015). Valid because waiting is free and being ready later never means arriving
earlier. Bounds in minutes may know the timetable (``waiting_bounds``); then arrivals at a node can
leave the heap out of order within equal bounds, and such a label is held against all three.

Minutes, fen and grams are whole numbers; ties fall to fewer fen, fewer grams, and then to the
label made first, so that equal questions get equal answers. Vectors that are equal are shown once.

``advance``: each label costs O(log L) for the heap and O(f) for the fronts, f being the length of
a node's front; 88 bytes a label. The number of labels is exponential at worst, hence the caps: the
caller counts labels between calls and watches its clock.

The heap key packs the arrival and the fen into 64 bits: arrivals stay below 2**22 minutes (almost
eight years), fen below 2**41 (22 billion yuan).
"""

from typing import NamedTuple

from matou.kernels.jit import compiled, inner
from matou.kernels.timed_graph import (
    NEVER,
    Bounds,
    Graph,
    Int32s,
    Int64s,
    bounded_arrival,
    ready_at,
)

FEN_BITS = 41
PER_THOUSAND = 1_000

RUNNING, DONE, FULL = 0, 1, 2
LABELS, HEAPED, POPPED, FOUND, STAIRS = 0, 1, 2, 3, 4
"""Places in ``Search.counts``."""


class Search(NamedTuple):
    """Labels, heap and fronts of a search under way; grown by the caller when ``FULL``."""

    node: Int32s
    arc: Int32s
    parent: Int32s
    minute: Int64s
    fen: Int64s
    grams: Int64s
    step: Int32s
    older: Int32s
    heap_first: Int64s
    heap_second: Int64s
    heap_label: Int32s
    found: Int32s
    stair_fen: Int64s
    stair_grams: Int64s
    top: Int32s
    newest: Int32s
    latest: Int64s
    counts: Int64s


@inner
def _is_before(search: Search, one: int, first: int, second: int, label: int) -> bool:
    """Tell whether the heap's entry goes before the given keys."""
    if search.heap_first[one] != first:
        return bool(search.heap_first[one] < first)
    if search.heap_second[one] != second:
        return bool(search.heap_second[one] < second)
    return bool(search.heap_label[one] < label)


@inner
def _set_entry(search: Search, place: int, first: int, second: int, label: int) -> None:
    search.heap_first[place] = first
    search.heap_second[place] = second
    search.heap_label[place] = label


@inner
def _copy_entry(search: Search, place: int, source: int) -> None:
    search.heap_first[place] = search.heap_first[source]
    search.heap_second[place] = search.heap_second[source]
    search.heap_label[place] = search.heap_label[source]


@inner
def _push(search: Search, first: int, second: int, label: int) -> None:
    place = search.counts[HEAPED]
    search.counts[HEAPED] += 1
    while place > 0:
        above = (place - 1) // 4
        if _is_before(search, above, first, second, label):
            break
        _copy_entry(search, place, above)
        place = above
    _set_entry(search, place, first, second, label)


@inner
def _pop(search: Search) -> int:
    """Take the best label off the heap (four children a node: fewer levels, same order)."""
    best = search.heap_label[0]
    last = search.counts[HEAPED] - 1
    search.counts[HEAPED] = last
    first, second = search.heap_first[last], search.heap_second[last]
    label = search.heap_label[last]
    place = 0
    while True:
        child = 4 * place + 1
        if child >= last:
            break
        least = child
        for other in range(child + 1, min(child + 4, last)):
            if _is_before(
                search,
                other,
                search.heap_first[least],
                search.heap_second[least],
                search.heap_label[least],
            ):
                least = other
        if not _is_before(search, least, first, second, label):
            break
        _copy_entry(search, place, least)
        place = least
    _set_entry(search, place, first, second, label)
    return int(best)


@inner
def _stair_at(search: Search, fen: int) -> int:
    """Return how many steps of the target's stair cost at most so much."""
    low, high = 0, search.counts[STAIRS]
    while low < high:
        middle = (low + high) // 2
        if search.stair_fen[middle] <= fen:
            low = middle + 1
        else:
            high = middle
    return int(low)


@inner
def _target_beats(search: Search, fen: int, grams: int) -> bool:
    """Tell whether the target has a label at most as dear and dirty; it arrived before."""
    step = _stair_at(search, fen)
    return step > 0 and search.stair_grams[step - 1] <= grams


@inner
def _add_stair(search: Search, fen: int, grams: int) -> None:
    """Put a step into the target's stair and take out those that it makes needless."""
    begin = _stair_at(search, fen - 1)
    size = search.counts[STAIRS]
    end = begin
    while end < size and search.stair_grams[end] >= grams:
        end += 1
    shift = begin + 1 - end
    if shift > 0:
        for place in range(size - 1, end - 1, -1):
            search.stair_fen[place + 1] = search.stair_fen[place]
            search.stair_grams[place + 1] = search.stair_grams[place]
    elif shift < 0:
        for place in range(end, size):
            search.stair_fen[place + shift] = search.stair_fen[place]
            search.stair_grams[place + shift] = search.stair_grams[place]
    search.stair_fen[begin], search.stair_grams[begin] = fen, grams
    search.counts[STAIRS] = size + shift


@inner
def _node_beats(search: Search, node: int, minute: int, fen: int, grams: int) -> bool:
    """Tell whether a settled label of the node is at least as good in all three respects."""
    if minute >= search.latest[node]:
        label = search.top[node]
        while label >= 0 and search.fen[label] <= fen:
            if search.grams[label] <= grams:
                return True
            label = search.step[label]
        return False
    label = search.newest[node]
    while label >= 0:
        if (
            search.minute[label] <= minute
            and search.fen[label] <= fen
            and search.grams[label] <= grams
        ):
            return True
        label = search.older[label]
    return False


@inner
def _settle(search: Search, label: int) -> None:
    """Put a label into its node's stair by rising fen; steps above it on both counts leave."""
    node, fen, grams = search.node[label], search.fen[label], search.grams[label]
    search.latest[node] = max(search.latest[node], search.minute[label])
    search.older[label] = search.newest[node]
    search.newest[node] = label
    before, after = -1, search.top[node]
    while after >= 0 and search.fen[after] < fen:
        before, after = after, search.step[after]
    while after >= 0 and search.grams[after] >= grams:
        after = search.step[after]
    search.step[label] = after
    if before < 0:
        search.top[node] = label
    else:
        search.step[before] = label


@inner
def _add_label(search: Search, node: int, arc: int, parent: int, minute: int) -> int:
    """Append a label; its fen and grams are set by the caller."""
    label = search.counts[LABELS]
    search.counts[LABELS] += 1
    search.node[label], search.arc[label], search.parent[label] = node, arc, parent
    search.minute[label] = minute
    return int(label)


@inner
def _expand(graph: Graph, bounds: Bounds, search: Search, label: int, slack: int) -> None:
    node, minute = search.node[label], search.minute[label]
    for arc in range(graph.first[node], graph.first[node + 1]):
        head = graph.head[arc]
        if bounds.minutes[head] >= NEVER:
            continue
        fen, grams = search.fen[label] + graph.fen[arc], search.grams[label] + graph.grams[arc]
        all_fen, all_grams = fen + bounds.fen[head], grams + bounds.grams[head]
        if _target_beats(
            search,
            all_fen + all_fen * slack // PER_THOUSAND,
            all_grams + all_grams * slack // PER_THOUSAND,
        ):
            continue
        reached = ready_at(graph, arc, minute) + graph.minutes[arc]
        arrival = bounded_arrival(bounds, head, reached)
        if arrival >= NEVER or _node_beats(search, head, reached, fen, grams):
            continue
        made = _add_label(search, head, arc, label, reached)
        search.fen[made], search.grams[made] = fen, grams
        _push(search, (arrival << FEN_BITS) + all_fen, all_grams, made)


@compiled
def start(bounds: Bounds, search: Search, source: int, minute: int) -> None:
    """Put the first label on the heap."""
    label = _add_label(search, source, -1, -1, minute)
    search.fen[label], search.grams[label] = 0, 0
    arrival = bounded_arrival(bounds, source, minute)
    if bounds.minutes[source] < NEVER and arrival < NEVER:
        _push(search, (arrival << FEN_BITS) + bounds.fen[source], bounds.grams[source], label)


@compiled
def advance(graph: Graph, bounds: Bounds, search: Search, budget: int, slack: int) -> int:
    """Settle up to ``budget`` labels; return DONE, RUNNING, or FULL when the arrays are too short.

    ``slack`` thousandths loosen the fen and grams of the target's front: every chain left out is
    within that factor of one that stands in it and arrives no later. At 0 the front is exact.
    ``found`` holds the target's labels by arrival.
    """
    widest = 0
    for node in range(graph.first.size - 1):
        widest = max(widest, graph.first[node + 1] - graph.first[node])
    for _ in range(budget):
        if search.counts[HEAPED] == 0:
            return DONE
        if search.counts[LABELS] + widest > search.node.size:
            return FULL
        label = _pop(search)
        search.counts[POPPED] += 1
        node, fen, grams = search.node[label], search.fen[label], search.grams[label]
        all_fen, all_grams = fen + bounds.fen[node], grams + bounds.grams[node]
        if _target_beats(
            search,
            all_fen + all_fen * slack // PER_THOUSAND,
            all_grams + all_grams * slack // PER_THOUSAND,
        ) or _node_beats(search, node, search.minute[label], fen, grams):
            continue
        if node == bounds.target:
            search.found[search.counts[FOUND]] = label
            search.counts[FOUND] += 1
            _add_stair(search, fen, grams)
            continue
        _settle(search, label)
        _expand(graph, bounds, search, label, slack)
    return RUNNING
