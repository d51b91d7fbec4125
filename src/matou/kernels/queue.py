"""The queue of a search: labels by arrival, then by fen and grams, then by their number.

A row of buckets of four minutes, and a heap for the one that is open. Most labels are beaten before
their time and never see a heap: putting one into a bucket is O(1), into the heap O(log h), h being
the size of that heap. 24 bytes a label, and 4 for the bucket's chain.

The heap's key packs arrival and fen into 64 bits: arrivals stay below 2**22 minutes (almost eight
years), fen below 2**41 (22 billion yuan).
"""

from matou.kernels.jit import inner
from matou.kernels.stairs import FEN, GRAMS, STEP_COLUMNS
from matou.kernels.timed_graph import Int32s, Int64s

FEN_BITS = 41
KEY, NEXT = STEP_COLUMNS, STEP_COLUMNS + 1
"""Columns of labels after ``MINUTE``, ``FEN`` and ``GRAMS``: when it is due, what is behind it in
its bucket."""
HEAPED, OPENED, BASE = 2, 3, 4
"""Places in ``state`` after those of ``stairs``: size of the heap, the open bucket, the first
arrival."""
BUCKETS = 8_192
BUCKET_BITS = 2
"""Buckets of four minutes: 22 days; the last bucket takes all that comes later."""


@inner
def enqueue(labels: Int64s, heap: Int64s, buckets: Int32s, state: Int64s, label: int) -> None:
    """Put a label into the bucket of its key, or into the heap where that bucket is open."""
    place = min((labels[label, KEY] - state[BASE]) >> BUCKET_BITS, BUCKETS - 1)
    if place <= state[OPENED]:
        push(heap, state, labels, label)
    else:
        labels[label, NEXT] = buckets[place]
        buckets[place] = label


@inner
def push(heap: Int64s, state: Int64s, labels: Int64s, label: int) -> None:
    """Put a label into the heap."""
    first = (labels[label, KEY] << FEN_BITS) + labels[label, FEN]
    second = labels[label, GRAMS]
    place = state[HEAPED]
    state[HEAPED] += 1
    while place > 0:
        above = (place - 1) >> 1
        if _is_before(heap, above, first, second, label):
            break
        _copy_entry(heap, place, above)
        place = above
    _set_entry(heap, place, first, second, label)


@inner
def pop(heap: Int64s, state: Int64s) -> int:
    """Take the best label off the heap."""
    best = heap[0, 2]
    state[HEAPED] -= 1
    last = state[HEAPED]
    first, second, label = heap[last, 0], heap[last, 1], heap[last, 2]
    place, child = 0, 1
    while child < last:
        if child + 1 < last and _is_before(
            heap, child + 1, heap[child, 0], heap[child, 1], heap[child, 2]
        ):
            child += 1
        if not _is_before(heap, child, first, second, label):
            break
        _copy_entry(heap, place, child)
        place, child = child, 2 * child + 1
    _set_entry(heap, place, first, second, label)
    return int(best)


@inner
def _is_before(heap: Int64s, one: int, first: int, second: int, label: int) -> bool:
    """Tell whether the heap's entry goes before the given keys."""
    if heap[one, 0] != first:
        return bool(heap[one, 0] < first)
    if heap[one, 1] != second:
        return bool(heap[one, 1] < second)
    return bool(heap[one, 2] < label)


@inner
def _set_entry(heap: Int64s, place: int, first: int, second: int, label: int) -> None:
    heap[place, 0] = first
    heap[place, 1] = second
    heap[place, 2] = label


@inner
def _copy_entry(heap: Int64s, place: int, source: int) -> None:
    heap[place, 0] = heap[source, 0]
    heap[place, 1] = heap[source, 1]
    heap[place, 2] = heap[source, 2]
