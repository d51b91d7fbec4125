"""A graph cut for one cargo out of a network's columns: what ``rules.compile`` tells arc by arc.

Some fifteen times as fast, for a form asks while one types. That both tell the same arcs, clocks
and tolls to the minute, fen and gram is a test (``test_cutting.py``).
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from matou.kernels.timed_graph import (
    ARC_CLOCK,
    ARC_COLUMNS,
    ARC_FEN,
    ARC_GRAMS,
    ARC_HEAD,
    ARC_MINUTES,
    CLOSURES,
    Int64s,
)
from matou.kernels.timed_graph import Graph as Arrays
from matou.modules.planner.arrays.columns import BIT, WHOLE, Columns, columns
from matou.modules.planner.arrays.encoding import check_fen
from matou.modules.planner.rules.cargo import Cargo, Load, Wishes
from matou.modules.planner.rules.compile import (
    FLAGS,
    LAYERS,
    NO_EXCEPTIONS,
    Arc,
    Clocks,
    Graph,
    closed_locks,
    passing_chambers,
)
from matou.modules.planner.rules.network import Link, Mode, Network, Transfer
from matou.modules.planner.rules.spans import Span, merged
from matou.modules.planner.rules.tariffs import KG_PER_T, Tariffs, Toll

MOST_KEPT = 6
"""Three loads of two networks: 3 MB in all on the reference network."""
_KEPT: OrderedDict[tuple[int, Load], Columns] = OrderedDict()

Closed = dict[int, tuple[Span, ...]]


def cut(*, network: Network, cargo: Cargo, wishes: Wishes) -> tuple[Graph, Arrays]:
    """Return the graph of a cargo, and the same as the kernel reads it; raises TooLarge."""
    told = columns_of(network, cargo.load)
    left_min = _lock_minutes(told, cargo, wishes)
    rows = np.flatnonzero(_usable(told, cargo, wishes, left_min))
    arcs = np.empty((rows.size, ARC_COLUMNS), dtype=np.int64)
    arcs[:, ARC_HEAD] = told.head[rows]
    _price(arcs, told, rows, cargo)
    arcs[:, ARC_MINUTES] += left_min[told.lock_left[rows]]
    arcs[:, ARC_CLOCK:] = told.clocks[rows]
    times = list(told.times)
    closed = _closed(told, rows, arcs[:, ARC_MINUTES], cargo, wishes)
    for number, spans in closed.items():
        begin = len(times)
        times.extend(minute for span in spans for minute in span)
        arcs[number, ARC_CLOCK:] = (CLOSURES, begin, len(times), 0)
    first = np.zeros(len(told.states) + 1, dtype=np.int32)
    np.cumsum(np.bincount(told.origin[rows], minlength=len(told.states)), out=first[1:])
    graph = Graph(
        network=network, cargo=cargo, states=told.states, arcs=CutArcs(told, rows, arcs, closed)
    )
    return graph, Arrays(first=first, arcs=arcs, times=np.array(times or [0], dtype=np.int64))


def columns_of(network: Network, load: Load) -> Columns:
    """Return the columns of a network, made or remembered."""
    key = (id(network), load)
    found = _KEPT.get(key)
    if found is not None and found.network is network:
        return found
    made = columns(network, load)
    _KEPT.pop(key, None)
    _KEPT[key] = made
    while len(_KEPT) > MOST_KEPT:
        _KEPT.popitem(last=False)
    return made


class CutArcs(Sequence[Arc]):
    """The arcs of a cut graph by number, each told when it is looked at: most never are."""

    def __init__(self, told: Columns, rows: Int64s, arcs: Int64s, closed: Closed) -> None:
        """Keep what an arc is told from."""
        self._told = told
        self._rows = rows
        self._arcs = arcs
        self._closed = closed
        self._looked_at: dict[int, Arc] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return int(self._rows.size)

    @overload
    def __getitem__(self, number: int) -> Arc: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Arc]: ...
    def __getitem__(self, number: int | slice) -> Arc | Sequence[Arc]:
        """Return one arc, or several."""
        if isinstance(number, slice):
            return [self[place] for place in range(*number.indices(len(self)))]
        found = self._looked_at.get(number)  # chains of one front share most of theirs
        if found is None:
            found = self._looked_at[number] = self._arc(number)
        return found

    def _arc(self, number: int) -> Arc:
        move = self._told.moves[self._rows[number]]
        _head, minutes, fen, grams = self._arcs[number, :ARC_CLOCK].tolist()
        closed = self._closed.get(number, ())
        made_of = move.made_of
        return Arc(
            move.origin,
            move.destination,
            Toll(minutes, fen, grams),
            made_of,
            opening=made_of.opening if isinstance(made_of, Transfer) and not closed else None,
            closed=closed,
            exceptions=self._told.exceptions.get(made_of.code, NO_EXCEPTIONS),
        )


def _usable(told: Columns, cargo: Cargo, wishes: Wishes, left_min: Int64s) -> NDArray[np.bool_]:
    """Tell which moves this cargo may make: rules 3, 5, 6 and 8, and the shipper's wishes."""
    allowed = np.array([True, *(flag in cargo.flags for flag in FLAGS)])[told.flag]
    if cargo.load is Load.BULK:
        needs_mm = cargo.draught_mm + told.network.params.under_keel_cm * 10
        allowed &= told.depth_mm - told.is_river * (wishes.lower_water_cm * 10) >= needs_mm
        shut = left_min < 0
        allowed &= ~(shut[told.lock_left] | shut[told.lock_reached])
        if cargo.mass_kg < told.network.params.barge_min_t * KG_PER_T:
            allowed &= ~told.is_barge
    else:
        allowed &= told.room_kg >= (cargo.teu * KG_PER_T if cargo.teu else cargo.mass_kg)
    if cargo.is_dangerous:
        allowed &= told.takes_dangerous
    if wishes.avoids_dangerous_terminals:
        allowed &= ~told.is_dangerous
    return _without(told, wishes, allowed)


def _without(told: Columns, wishes: Wishes, allowed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    if wishes.without_modes:
        kept = sum(BIT[mode] for mode in LAYERS[told.load] - wishes.without_modes)
        # Doors are on the road: who will not drive may still hand over at the gate.
        handled = np.where(told.is_transfer, kept | BIT[Mode.ROAD], kept)
        allowed &= told.modes & ~handled == 0
    for code in wishes.without_nodes & told.touching.keys():
        allowed[told.touching[code]] = False
    for code in (wishes.without_links | wishes.without_services) & told.named.keys():
        allowed[told.named[code]] = False
    return allowed


def _lock_minutes(told: Columns, cargo: Cargo, wishes: Wishes) -> Int64s:
    """Return what leaving each lock takes, -1 where no chamber takes this cargo; 0 for no lock."""
    passing = passing_chambers(told.network, cargo, wishes.lower_water_cm)
    minutes = [
        passing[lock].passage_min + passing[lock].wait_median_min if lock in passing else -1
        for lock in told.locks
    ]
    return np.array([0, *minutes], dtype=np.int64)


def _price(arcs: Int64s, told: Columns, rows: Int64s, cargo: Cargo) -> None:
    """Fill in minutes, fen and grams."""
    trucks = Tariffs(params=told.network.params, cargo=cargo).trucks
    amounts = (trucks, cargo.mass_kg, cargo.teu)
    # Exact whatever the rates: what 64 bits do not hold is reckoned in Python's integers.
    kind: Any = np.int64 if max(amounts) * told.most_factor <= WHOLE else object
    counted = np.array(amounts, dtype=kind)
    more, fen, grams = told.more_minutes[rows], told.fen[rows], told.grams[rows]
    carried = counted[2 if cargo.load is Load.CONTAINER else 1]
    arcs[:, ARC_MINUTES] = told.minutes[rows] - (-(more[:, 0] * carried) // more[:, 1])
    money = _to_nearest(fen[:, 0] * counted[told.unit[rows]], fen[:, 1])
    check_fen(money)
    arcs[:, ARC_FEN] = money
    arcs[:, ARC_GRAMS] = _to_nearest(grams[:, 0] * counted[1], grams[:, 1])


def _to_nearest(numerators: NDArray[Any], denominators: NDArray[Any]) -> NDArray[Any]:
    """Return the nearest whole numbers, a half going to the even one: ``tariffs.to_nearest``."""
    whole = numerators // denominators
    double = 2 * (numerators - whole * denominators)
    rises: NDArray[Any] = whole + (
        (double > denominators) | ((double == denominators) & (whole % 2 == 1))
    )
    return rises


def _closed(told: Columns, rows: Int64s, minutes: Int64s, cargo: Cargo, wishes: Wishes) -> Closed:
    """Return when arcs may not be begun, where limits, stops or closures tell of any times."""
    network = told.network
    clocks = Clocks(network, cargo, wishes)
    closures = closed_locks(network, cargo, wishes)
    held = [told.leaving[lock] for lock in closures if lock in told.leaving]
    held += [told.named[code] for code in clocks.limits if code in told.named]
    held += [told.handled[code] for code in clocks.stops if code in told.handled]
    if not held:
        return {}
    numbers = np.flatnonzero(np.isin(rows, np.concatenate(held)))
    found: Closed = {}
    for number, row in zip(numbers.tolist(), rows[numbers].tolist(), strict=True):
        move, lasts_min = told.moves[row], int(minutes[number])
        if isinstance(move.made_of, Transfer):
            found[number] = clocks.of_transfer(move.made_of, lasts_min)[1]
        elif isinstance(move.made_of, Link):
            at_lock = closures.get(move.origin[0], ()) if move.locks[0] else ()
            limited = clocks.of_link(move.made_of, lasts_min)
            found[number] = merged([*at_lock, *limited]) if limited else at_lock
    return {number: spans for number, spans in found.items() if spans}
