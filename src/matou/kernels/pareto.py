"""Pareto search over time, cost and CO2e on a graph with timetables, openings and closures.

Label setting, best first in lexicographic order of (arrival, fen, grams), each with the least of
what is still to come (``aim``). What arrives later at the target need only be held against the fen
and grams of what has arrived: two criteria instead of three (Pulido, Mandow and Pérez de la Cruz
2015). Valid because waiting is free and being ready later never means arriving earlier.

Once the aim is sharpened, a label is made only when it is due: at the earliest arrival at which the
trades between minutes, fen and grams let it be cheaper or cleaner than all that has arrived; where
no arrival does, never. Labels are then settled out of order and held against all three criteria
(``stairs``). Small searches are over before that pays.

Minutes, fen and grams are whole numbers; ties fall to fewer fen, fewer grams, and then to the
label made first, so that equal questions get equal answers. Vectors that are equal are shown once.

A label costs O(log h + f), h being the size of the queue's heap (``queue``) and f the length of its
node's stair; some 200 bytes. The number of labels is exponential at worst, hence the caps: the
caller counts labels between calls and watches its clock.
"""

from typing import NamedTuple

import numpy as np

from matou.kernels import stairs
from matou.kernels.aim import ARC_LEFT, ARC_NUMBER, LEAST_FEN, LEAST_GRAMS, TIMELESS, Aim
from matou.kernels.jit import compiled_in_place, inner
from matou.kernels.queue import (
    BASE,
    BUCKET_BITS,
    BUCKETS,
    HEAPED,
    KEY,
    NEXT,
    OPENED,
    enqueue,
    pop,
    push,
)
from matou.kernels.stairs import (
    BEATEN,
    BEATEN_LATER,
    FEN,
    FREE,
    GRAMS,
    MINUTE,
    SLICE_COLUMNS,
    STAIR,
    STEP_COLUMNS,
)
from matou.kernels.timed_graph import (
    ARC_FEN,
    ARC_GRAMS,
    ARC_HEAD,
    ARC_MINUTES,
    NEVER,
    Float64s,
    Int32s,
    Int64s,
    ready_at,
)

RUNNING, DONE, FULL = 0, 1, 2

NODE, ARC, PARENT, MADE = 5, 6, 7, 8
"""Columns of labels after those of ``stairs`` and ``queue``; fen and grams count the least that is
still to come. ``MADE`` has bit 0 when the label is settled, bit n when its nth arc needs no more
look."""
BOUND = NEXT
"""Offers are rows of the same columns that stand in no bucket: here is their earliest arrival."""
LABEL_COLUMNS = 9
DEFERRABLE = 60
"""So many arcs of a node can wait until they are due: as many as a word has bits for."""

LABELS, POPPED, FOUND, DUE, SLACK = 5, 6, 7, 8, 9
"""Places in ``Search.state`` after those of ``stairs`` and ``queue``."""
PLACES = 10
SLACK_BITS = 20
ENDLESS = 2**45
"""More fen or grams than anything costs."""


class Search(NamedTuple):
    """Labels, queue and stairs of a search under way; grown by the caller when ``FULL``.

    The last row of ``slices`` is the target's stair.
    """

    labels: Int64s
    heap: Int64s
    found: Int32s
    pool: Int64s
    slices: Int64s
    buckets: Int32s
    offers: Int64s
    state: Int64s


STEPS_PER_LABEL = 4
SIZED = {"labels": 1, "heap": 1, "found": 1, "pool": STEPS_PER_LABEL}
"""Fields that grow with the labels, and how many rows each has for one."""


def empty(aim: Aim, *, labels: int) -> Search:
    """Return a search with room for so many labels."""
    nodes, widest = aim.first.size - 1, int(np.diff(aim.first).max(initial=0))
    state = np.zeros(PLACES, dtype=np.int64)
    state[OPENED] = -1
    return Search(
        labels=np.empty((labels, LABEL_COLUMNS), dtype=np.int64),
        heap=np.empty((labels, 3), dtype=np.int64),
        found=np.empty(labels, dtype=np.int32),
        pool=np.empty((STEPS_PER_LABEL * labels, STEP_COLUMNS), dtype=np.int64),
        slices=np.zeros((nodes + 1, SLICE_COLUMNS), dtype=np.int64),
        buckets=np.full(BUCKETS, -1, dtype=np.int32),
        offers=np.empty((widest, LABEL_COLUMNS), dtype=np.int64),
        state=state,
    )


@inner
def _next(
    labels: Int64s, heap: Int64s, buckets: Int32s, state: Int64s, pool: Int64s, slices: Int64s
) -> int:
    """Take the next label off the queue, -1 where it is empty.

    What is beaten by the time its bucket opens never sees the heap.
    """
    while state[HEAPED] == 0:
        state[OPENED] += 1
        while state[OPENED] < BUCKETS and buckets[state[OPENED]] < 0:
            state[OPENED] += 1
        if state[OPENED] >= BUCKETS:
            return -1
        label = buckets[state[OPENED]]
        while label >= 0:
            if not _is_useless(pool, slices, state, labels, label):
                push(heap, state, labels, label)
            label = labels[label, NEXT]
    state[POPPED] += 1
    return pop(heap, state)


@inner
def _loosened(state: Int64s, amount: int) -> int:
    """Return fen or grams with the slack on top, rounded down without a division."""
    return int(amount + ((amount * state[SLACK]) >> SLACK_BITS))


@inner
def _is_useless(pool: Int64s, slices: Int64s, state: Int64s, labels: Int64s, label: int) -> bool:
    """Tell whether what has arrived is at most as dear and dirty as any way on can be."""
    fen, grams = _loosened(state, labels[label, FEN]), _loosened(state, labels[label, GRAMS])
    return stairs.is_beaten(pool, slices, slices.shape[0] - 1, fen, grams)


@inner
def _settles(pool: Int64s, slices: Int64s, state: Int64s, labels: Int64s, label: int) -> bool:
    """Put a label on its node's stair, unless it is beaten there; tell whether it stands."""
    node = labels[label, NODE]
    minute, fen, grams = labels[label, MINUTE], labels[label, FEN], labels[label, GRAMS]
    verdict = stairs.held(pool, slices, node, minute, fen, grams)
    if verdict == FREE:
        stairs.add(pool, slices, state, node, labels, label)
    elif verdict == BEATEN_LATER:
        stairs.put_aside(pool, slices, state, node, labels, label)
    return bool(verdict != BEATEN)


@inner
def _offer(
    first: Int32s, arcs: Int64s, times: Int64s, labels: Int64s, label: int, offers: Int64s
) -> int:
    """Write down the labels that a label leads to, but those done with; return how many."""
    node, made, count = labels[label, NODE], labels[label, MADE], 0
    for place in range(first[node + 1] - first[node]):
        bit = 2 << place if place < DEFERRABLE else 1
        if made & bit:
            continue
        arc = first[node] + place
        minute = ready_at(arcs, times, arc, labels[label, MINUTE]) + arcs[arc, ARC_MINUTES]
        offers[count, MINUTE] = minute
        offers[count, FEN] = labels[label, FEN] + arcs[arc, ARC_FEN]
        offers[count, GRAMS] = labels[label, GRAMS] + arcs[arc, ARC_GRAMS]
        offers[count, BOUND] = minute + arcs[arc, ARC_LEFT]
        offers[count, KEY] = max(offers[count, BOUND], labels[label, KEY])
        offers[count, NODE] = arcs[arc, ARC_HEAD]
        offers[count, ARC] = arcs[arc, ARC_NUMBER]
        offers[count, PARENT] = label
        offers[count, MADE] = bit
        count += 1
    return count


@inner
def _weigh(
    pool: Int64s, slices: Int64s, state: Int64s, gaps: Float64s, offers: Int64s, count: int
) -> None:
    """Set each offer's key to when it may matter at the earliest, ``NEVER`` if it cannot."""
    for place in range(count):
        key = offers[place, KEY]
        if key >= NEVER or _is_useless(pool, slices, state, offers, place):
            offers[place, KEY] = NEVER
        elif key <= state[DUE] or offers[place, MADE] == 1:
            offers[place, KEY] = _due(pool, slices, state, gaps, offers, place)


@inner
def _due(
    pool: Int64s, slices: Int64s, state: Int64s, gaps: Float64s, offers: Int64s, place: int
) -> int:
    """Return when an offer may matter, by the stair of its node and by trades."""
    node, minute = offers[place, NODE], offers[place, MINUTE]
    fen, grams = offers[place, FEN], offers[place, GRAMS]
    if stairs.held(pool, slices, node, minute, fen, grams) == BEATEN:
        return NEVER
    if gaps.shape[1] == 0:
        return int(offers[place, KEY])
    fen, grams = _loosened(state, fen), _loosened(state, grams)
    # A gap is a floating sum; rounding must not let it count a minute too many.
    delay = np.int64(np.ceil(_delay(pool, slices, gaps, node, fen, grams) - 1e-3))
    return int(min(NEVER, max(offers[place, KEY], offers[place, BOUND] + delay)))


@inner
def _delay(pool: Int64s, slices: Int64s, gaps: Float64s, node: int, fen: int, grams: int) -> float:
    """Return by how many minutes more than its bound a label must be late to be of any use.

    It would have to come between two steps of the target's stair: cheaper than the dearer one,
    cleaner than the cheaper one, before the first or after the last.
    """
    row = slices.shape[0] - 1
    begin = slices[row, STAIR]
    end = begin + slices[row, STAIR + 1]
    least = float(NEVER)
    place = stairs.after(pool, begin, end, fen)
    while place <= end and least > 0.0:
        spare_fen = pool[place, FEN] - 1 - fen if place < end else ENDLESS
        spare_grams = pool[place - 1, GRAMS] - 1 - grams if place > begin else ENDLESS
        if spare_grams < 0:
            break
        least = min(least, _traded(gaps, node, spare_fen, spare_grams, least))
        place += 1
    return least


@inner
def _traded(gaps: Float64s, node: int, spare_fen: int, spare_grams: int, most: float) -> float:
    """Return the minutes that so many spare fen and grams do not make up for, in any trade."""
    nodes, delay = gaps.shape[0] - 2, 0.0
    for trade in range(gaps.shape[1]):
        worth = gaps[nodes, trade] * spare_fen + gaps[nodes + 1, trade] * spare_grams
        short = gaps[node, trade] - worth
        if trade < TIMELESS and short > 0.0:
            return float(NEVER)
        delay = max(delay, short)
        if delay >= most:
            break
    return delay


@inner
def _take(
    labels: Int64s, heap: Int64s, buckets: Int32s, state: Int64s, offers: Int64s, count: int
) -> None:
    """Make labels of the offers that are due; put their parent off until the next one is."""
    later, parent = NEVER, offers[0, PARENT]
    labels[parent, MADE] |= 1
    for place in range(count):
        key = offers[place, KEY]
        if key < NEVER and key > state[DUE] and offers[place, MADE] > 1:
            later = min(later, key)
            continue
        labels[parent, MADE] |= offers[place, MADE]
        if key < NEVER:
            made = _make(labels, state, offers, place)
            enqueue(labels, heap, buckets, state, made)
    if later < NEVER:
        labels[parent, KEY] = later
        enqueue(labels, heap, buckets, state, parent)


@inner
def _make(labels: Int64s, state: Int64s, offers: Int64s, place: int) -> int:
    """Append a label as offered; return its number."""
    label = state[LABELS]
    state[LABELS] += 1
    for column in range(MADE):
        labels[label, column] = offers[place, column]
    labels[label, MADE] = 0
    return int(label)


@compiled_in_place
def start(aim: Aim, search: Search, source: int, minute: int) -> None:
    """Put the first label into the queue."""
    labels, state, least = search.labels, search.state, aim.least
    key = minute + least[source, 0]
    labels[0, MINUTE], labels[0, KEY], labels[0, NODE] = minute, key, source
    labels[0, FEN], labels[0, GRAMS] = least[source, LEAST_FEN], least[source, LEAST_GRAMS]
    labels[0, ARC], labels[0, PARENT], labels[0, MADE] = -1, -1, 0
    state[LABELS], state[BASE] = 1, key
    if key < NEVER:
        enqueue(labels, search.heap, search.buckets, state, 0)


@inner
def _set_due(state: Int64s, gaps: Float64s) -> None:
    """Note until when labels are made at once: to the end of the open bucket, or all of them."""
    if gaps.shape[1] > 0 and state[OPENED] < BUCKETS - 1:
        state[DUE] = state[BASE] + ((state[OPENED] + 1) << BUCKET_BITS) - 1
    else:
        state[DUE] = NEVER


@compiled_in_place
def advance(aim: Aim, search: Search, budget: int, slack: int) -> int:
    """Settle up to ``budget`` labels; return DONE, RUNNING, or FULL when the arrays are too short.

    ``slack`` thousandths loosen the fen and grams of the target's front: every chain left out is
    within that factor of one that stands in it and arrives no later. At 0 the front is exact.
    ``found`` holds the target's labels by arrival.
    """
    first, arcs, times, gaps = aim.first, aim.arcs, aim.times, aim.gaps
    labels, heap, buckets, state = search.labels, search.heap, search.buckets, search.state
    pool, slices, found = search.pool, search.slices, search.found
    offers, target = search.offers, slices.shape[0] - 1
    state[SLACK] = (slack << SLACK_BITS) // 1_000
    for _ in range(budget):
        if state[LABELS] + offers.shape[0] > labels.shape[0] or not stairs.has_room(pool, state):
            return FULL
        label = _next(labels, heap, buckets, state, pool, slices)
        if label < 0:
            return DONE
        if _is_useless(pool, slices, state, labels, label):
            continue
        if labels[label, NODE] == aim.target:
            found[state[FOUND]] = label
            state[FOUND] += 1
            stairs.add(pool, slices, state, target, labels, label)
            continue
        if not labels[label, MADE] and not _settles(pool, slices, state, labels, label):
            continue
        _set_due(state, gaps)
        count = _offer(first, arcs, times, labels, label, offers)
        if count > 0:
            _weigh(pool, slices, state, gaps, offers, count)
            _take(labels, heap, buckets, state, offers, count)
    return RUNNING
