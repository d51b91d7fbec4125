"""Stairs of labels: what nobody beats, kept by rising fen and falling grams, one stair a row.

A step is three numbers: minute, fen, grams. All steps lie in one pool, each row in a slice of it
that moves to twice the room when full, so that looking up is a binary search in memory that lies
together: O(log f), putting in O(f) moves of 24 bytes, f being the length of a stair.

Where labels are settled in order of time, whoever came before came earlier, and fen and grams
decide. Where they are not, a label may be beaten by later ones alone: it is kept aside, in a second
slice, and beats what is worse in all three. Steps that make way to later ones are forgotten, though
they could beat some more: keeping them saved one label in twenty and cost more time than that.
"""

from matou.kernels.jit import inner
from matou.kernels.timed_graph import Int64s

MINUTE, FEN, GRAMS = 0, 1, 2
"""Columns of the pool, and the first ones of labels."""
STEP_COLUMNS = 3
STAIR, ASIDE = 0, 3
"""Columns of ``slices``: where a row's slice begins; its size and its room stand beside."""
SLICE_COLUMNS = 6
POOLED, LARGEST = 0, 1
"""Places in ``state``: how many steps of the pool are given away, and the largest room."""
FREE, BEATEN_LATER, BEATEN = 0, 1, 2
LEAST_ROOM = 4


@inner
def after(pool: Int64s, begin: int, end: int, fen: int) -> int:
    """Return the first place of ``pool[begin:end]`` that costs more."""
    while begin < end:
        middle = (begin + end) >> 1
        if pool[middle, FEN] <= fen:
            begin = middle + 1
        else:
            end = middle
    return begin


@inner
def is_beaten(pool: Int64s, slices: Int64s, row: int, fen: int, grams: int) -> bool:
    """Tell whether a step of the row is at most as dear and at most as dirty."""
    begin = slices[row, STAIR]
    place = after(pool, begin, begin + slices[row, STAIR + 1], fen)
    return bool(place > begin and pool[place - 1, GRAMS] <= grams)


@inner
def held(pool: Int64s, slices: Int64s, row: int, minute: int, fen: int, grams: int) -> int:
    """Tell whether a label of the row is at least as good in all three, in two only, or none."""
    begin = slices[row, STAIR]
    place = after(pool, begin, begin + slices[row, STAIR + 1], fen) - 1
    if place < begin or pool[place, GRAMS] > grams:
        return FREE
    while place >= begin and pool[place, GRAMS] <= grams:
        if pool[place, MINUTE] <= minute:
            return BEATEN
        place -= 1
    begin = slices[row, ASIDE]
    for place in range(begin + slices[row, ASIDE + 1] - 1, begin - 1, -1):
        if (
            pool[place, MINUTE] <= minute
            and pool[place, FEN] <= fen
            and pool[place, GRAMS] <= grams
        ):
            return BEATEN
    return BEATEN_LATER


@inner
def has_room(pool: Int64s, state: Int64s) -> bool:
    """Tell whether one more label fits, whichever row it comes to: at the worst its stair moves."""
    return bool(state[POOLED] + 2 * max(LEAST_ROOM, state[LARGEST]) <= pool.shape[0])


@inner
def add(pool: Int64s, slices: Int64s, state: Int64s, row: int, labels: Int64s, label: int) -> None:
    """Put a label that is ``FREE`` on a row's stair; steps that it makes needless make way."""
    _make_room(pool, slices, state, row, STAIR)
    fen, grams = labels[label, FEN], labels[label, GRAMS]
    begin = slices[row, STAIR]
    end = begin + slices[row, STAIR + 1]
    place = after(pool, begin, end, fen - 1)
    past = place
    while past < end and pool[past, GRAMS] >= grams:
        past += 1
    _move(pool, past, end, place + 1)
    slices[row, STAIR + 1] += place + 1 - past
    _copy(pool, place, labels, label)


@inner
def put_aside(
    pool: Int64s, slices: Int64s, state: Int64s, row: int, labels: Int64s, label: int
) -> None:
    """Keep a label that is ``BEATEN_LATER``."""
    _make_room(pool, slices, state, row, ASIDE)
    _copy(pool, slices[row, ASIDE] + slices[row, ASIDE + 1], labels, label)
    slices[row, ASIDE + 1] += 1


@inner
def _make_room(pool: Int64s, slices: Int64s, state: Int64s, row: int, side: int) -> None:
    """Move a full slice to the end of what is given away, to twice its room."""
    size, room = slices[row, side + 1], slices[row, side + 2]
    if size < room:
        return
    fresh = state[POOLED]
    begin, room = slices[row, side], max(LEAST_ROOM, 2 * room)
    _move(pool, begin, begin + size, fresh)
    slices[row, side], slices[row, side + 2] = fresh, room
    state[POOLED] = fresh + room
    state[LARGEST] = max(state[LARGEST], room)


@inner
def _move(pool: Int64s, begin: int, end: int, place: int) -> None:
    """Move the steps ``begin:end`` to a place, in the order that overwrites none of them."""
    if place > begin:
        for step in range(end - begin - 1, -1, -1):
            _copy(pool, place + step, pool, begin + step)
    elif place < begin:
        for step in range(end - begin):
            _copy(pool, place + step, pool, begin + step)


@inner
def _copy(pool: Int64s, place: int, source: Int64s, other: int) -> None:
    pool[place, MINUTE] = source[other, MINUTE]
    pool[place, FEN] = source[other, FEN]
    pool[place, GRAMS] = source[other, GRAMS]
