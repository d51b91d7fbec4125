"""Graphs whose arcs have clocks: a timetable with cut-offs, daily opening hours, closures.

Every arc takes whole minutes, fen and grams; its clock may delay its start. Being ready later never
means arriving earlier. An arc is one row of 64 bytes, one line of the processor's cache.

Inner functions take arrays one by one, not as a tuple: looking into one costs more than the look.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from matou.kernels.jit import inner

Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Float64s = NDArray[np.float64]

WEEK = 10_080
DAY = 1_440
DAYS = 7
NEVER = 2**22 - 1
"""Minutes that no arrival reaches: almost eight years."""

ALWAYS, TIMETABLE, OPENING, CLOSURES, DATED = 0, 1, 2, 3, 4
"""Clocks: at once · at the next departure · inside daily hours · not inside a closure · at the
next departure of a timetable with exceptions on single dates."""
ARC_HEAD, ARC_MINUTES, ARC_FEN, ARC_GRAMS = 0, 1, 2, 3
ARC_CLOCK, ARC_LOW, ARC_HIGH, ARC_EXTRA = 4, 5, 6, 7
"""Columns of ``Graph.arcs``."""
ARC_COLUMNS = 8


class Graph(NamedTuple):
    """Arcs by origin: those of node v are the rows ``first[v]:first[v + 1]`` of ``arcs``.

    ``ARC_LOW``, ``ARC_HIGH`` and ``ARC_EXTRA`` belong to the clock. Timetable: the slice of
    ``times`` that holds the departures in minutes of the week, rising, and the cut-off. Opening:
    first and last minute of the day, and on how many days from Monday. Closures: the slice of
    ``times`` that holds begins and ends in turn. Dated: the slice of ``times`` begins with the
    numbers of weekly and of cancelled departures, then come these, rising, then the added ones; the
    cancelled and the added ones are absolute minutes.
    """

    first: Int32s
    arcs: Int64s
    times: Int64s


@inner
def ready_at(arcs: Int64s, times: Int64s, arc: int, minute: int) -> int:
    """Return when an arc's own minutes begin for who is ready at a minute."""
    clock = arcs[arc, ARC_CLOCK]
    if clock == ALWAYS:
        return minute
    if clock == TIMETABLE:
        earliest = minute + arcs[arc, ARC_EXTRA]
        return _next_departure(times, arcs[arc, ARC_LOW], arcs[arc, ARC_HIGH], earliest)
    if clock == OPENING:
        return _next_opening(arcs[arc, ARC_LOW], arcs[arc, ARC_HIGH], arcs[arc, ARC_EXTRA], minute)
    if clock == DATED:
        return _next_dated(arcs, times, arc, minute)
    for place in range(arcs[arc, ARC_LOW], arcs[arc, ARC_HIGH], 2):
        if times[place] <= minute < times[place + 1]:
            minute = times[place + 1]
    return minute


@inner
def _next_departure(times: Int64s, begin: int, end: int, earliest: int) -> int:
    """Return the first minute of the weekly ``times[begin:end]`` that is not before another."""
    week = earliest // WEEK * WEEK
    low, high = begin, end
    while low < high:
        middle = (low + high) // 2
        if times[middle] < earliest - week:
            low = middle + 1
        else:
            high = middle
    if low == end:
        return int(week + WEEK + times[begin])
    return int(week + times[low])


@inner
def _next_dated(arcs: Int64s, times: Int64s, arc: int, minute: int) -> int:
    """Weekly departures but the cancelled ones, and the added ones: O(exceptions).

    Cancelled minutes rise and are as finite as the slice, so one walk finds the first that stands.
    """
    begin = arcs[arc, ARC_LOW] + 2
    weekly = begin + times[begin - 2]
    cancelled = weekly + times[begin - 1]
    earliest = minute + arcs[arc, ARC_EXTRA]
    found = _next_departure(times, begin, weekly, earliest)
    for place in range(weekly, cancelled):
        if times[place] == found:
            found = _next_departure(times, begin, weekly, found + 1)
    for place in range(cancelled, arcs[arc, ARC_HIGH]):
        if earliest <= times[place] < found:
            found = times[place]
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
