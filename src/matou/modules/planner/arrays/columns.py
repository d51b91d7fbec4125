"""A network's rows as columns: every move that some cargo of a load might make, told once.

What no cargo of the load may use is left out: coastal links for barges, lines without freight
trains, cancelled services. What depends on the cargo is kept as figures to compare and to multiply
with, exact whole numbers throughout; ``cutting`` does both for one cargo. Columns of reference size
take 340 to 730 kB, by load, and as long to make as four graphs told arc by arc.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matou.kernels.timed_graph import ALWAYS, Int32s, Int64s
from matou.modules.planner.arrays.encoding import Clock, departures_of, hours_of
from matou.modules.planner.rules.cargo import Load
from matou.modules.planner.rules.compile import (
    BARGE_FORBIDDEN_GRADE,
    FLAGS,
    LAYERS,
    NO_EXCEPTIONS,
    PLANNED,
    TIDAL_GRADES,
    Exceptions,
    State,
    dated_departures,
)
from matou.modules.planner.rules.network import Link, Mode, Network, Service, Transfer, Unit
from matou.modules.planner.rules.tariffs import (
    KG_M_PER_TKM,
    KG_PER_T,
    M_PER_KM,
    WAGON_M_PER_H,
    upwards,
)

BY_TRUCK, BY_KG, BY_TEU = 0, 1, 2
"""What a price counts: places in the amounts of a cargo."""
WHOLE = np.iinfo(np.int64).max // 2
"""What no product may exceed that is reckoned in 64 bits; larger ones take Python's integers."""
BIT = {mode: 1 << place for place, mode in enumerate(Mode)}
_DEEP = 2**40


class Ratio(NamedTuple):
    """A factor of an amount: ``amount * numerator / denominator``, rounded by who multiplies."""

    numerator: int
    denominator: int


class Move(NamedTuple):
    """One row of the columns."""

    made_of: Link | Service | Transfer
    origin: State
    destination: State
    modes: int
    minutes: int
    more_minutes: Ratio
    """Of the TEU of containers, of the kilograms of any other cargo."""
    unit: int
    fen: Ratio
    grams: Ratio
    flag: int = 0
    depth_mm: int = _DEEP
    locks: tuple[str, str] = ("", "")
    clock: Clock = (ALWAYS, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The moves by origin; places in ``locks`` count from 1, and 0 is none.

    ``fen``, ``grams`` and ``more_minutes`` have the columns numerator and denominator. ``touching``
    tells the rows by any node that a wish may exclude, ``named`` by link or service, ``leaving``
    those on which a barge leaves a node, ``handled`` those of a transfer.
    """

    network: Network
    load: Load
    states: dict[State, int]
    moves: tuple[Move, ...]
    exceptions: dict[str, Exceptions]
    origin: Int32s
    head: Int64s
    modes: Int64s
    is_transfer: NDArray[np.bool_]
    is_barge: NDArray[np.bool_]
    is_river: Int64s
    flag: Int64s
    depth_mm: Int64s
    locks: tuple[str, ...]
    lock_left: Int64s
    lock_reached: Int64s
    room_kg: Int64s
    takes_dangerous: NDArray[np.bool_]
    is_dangerous: NDArray[np.bool_]
    unit: Int64s
    minutes: Int64s
    more_minutes: NDArray[Any]
    fen: NDArray[Any]
    grams: NDArray[Any]
    most_factor: int
    clocks: Int64s
    times: tuple[int, ...]
    touching: dict[str, Int64s]
    named: dict[str, Int64s]
    leaving: dict[str, Int64s]
    handled: dict[str, Int64s]


def columns(network: Network, load: Load) -> Columns:
    """Return the moves of a network for a load; states are numbered doors first, then as met."""
    exceptions = dated_departures(network)
    times: list[int] = []
    found = list(_moves(network, load, exceptions, times))
    doors = ((node.code, Mode.ROAD) for node in network.nodes if Mode.ROAD in node.modes)
    states: dict[State, int] = {door: number for number, door in enumerate(doors)}
    for move in found:
        states.setdefault(move.origin, len(states))
        states.setdefault(move.destination, len(states))
    found.sort(key=lambda move: states[move.origin])
    locks = tuple(sorted({chamber.lock for chamber in network.chambers}))
    place = {"": 0, **{lock: number for number, lock in enumerate(locks, start=1)}}
    takes = {node.code: bool(node.takes_dangerous_goods) for node in network.nodes}
    served = [_served(move) for move in found]
    factors = [ratio for move in found for ratio in (move.more_minutes, move.fen, move.grams)]
    return Columns(
        network=network,
        load=load,
        states=states,
        moves=tuple(found),
        exceptions=exceptions,
        origin=np.array([states[move.origin] for move in found], dtype=np.int32),
        head=_whole(states[move.destination] for move in found),
        modes=_whole(move.modes for move in found),
        is_transfer=_true(isinstance(move.made_of, Transfer) for move in found),
        is_barge=_true(_is_barge(move) for move in found),
        is_river=_whole(_is_barge(move) and not _is_tidal(move) for move in found),
        flag=_whole(move.flag for move in found),
        depth_mm=_whole(move.depth_mm for move in found),
        locks=locks,
        lock_left=_whole(place.get(move.locks[0], 0) for move in found),
        lock_reached=_whole(place.get(move.locks[1], 0) for move in found),
        room_kg=_whole(_room_kg(move) for move in found),
        takes_dangerous=_true(all(takes[node] for node in nodes) for nodes in served),
        is_dangerous=_true(any(takes[node] for node in nodes) for nodes in served),
        unit=_whole(move.unit for move in found),
        minutes=_whole(move.minutes for move in found),
        more_minutes=_ratios(move.more_minutes for move in found),
        fen=_ratios(move.fen for move in found),
        grams=_ratios(move.grams for move in found),
        most_factor=max((max(ratio) for ratio in factors), default=0),
        clocks=np.array([move.clock for move in found], dtype=np.int64).reshape(len(found), 4),
        times=tuple(times),
        touching=_rows(_touched(move) for move in found),
        named=_rows(_names(move) for move in found),
        leaving=_rows([move.origin[0]] if _is_barge(move) else [] for move in found),
        handled=_rows(
            [move.made_of.code] if isinstance(move.made_of, Transfer) else [] for move in found
        ),
    )


def _moves(
    network: Network, load: Load, exceptions: dict[str, Exceptions], times: list[int]
) -> Iterator[Move]:
    writer = _Writer(network, load)
    for link in network.links:
        if link.mode in LAYERS[load]:
            yield from writer.of_link(link)
    if load is not Load.BULK:
        for service in network.services:
            if service.mode in LAYERS[load] and service.days:
                clock = departures_of(service, exceptions.get(service.code, NO_EXCEPTIONS), times)
                yield from writer.of_service(service, clock)
    for row in network.transfers:
        if {row.origin_mode, row.destination_mode} <= LAYERS[load]:
            yield writer.of_transfer(row)


class _Writer:
    """Writes each row of a network as moves, by rules 2 to 7."""

    def __init__(self, network: Network, load: Load) -> None:
        self.network = network
        self.params = network.params
        self.load = load
        self.locks = {chamber.lock for chamber in network.chambers}
        self.flags = {name: number for number, name in enumerate(FLAGS.values(), start=1)}

    def of_link(self, link: Link) -> Iterator[Move]:
        flag = 0
        if link.status.startswith(PLANNED):
            flag = self.flags.get(link.name, -1)
        elif link.status != "open":
            flag = -1
        if flag < 0:
            return
        if link.mode is Mode.ROAD:
            yield self._road(link, link.origin, link.speed_forward_m_per_h, flag)
            yield self._road(link, link.destination, link.speed_back_m_per_h, flag)
        elif self.load is Load.BULK and link.mode is Mode.WATER:
            if link.grade != BARGE_FORBIDDEN_GRADE:
                rates = self.params.barge_fen_per_tkm_down, self.params.barge_fen_per_tkm_up
                yield self._water(link, link.origin, rates[0], flag)
                yield self._water(link, link.destination, rates[1], flag)
        elif self.load is Load.BULK and link.mode is Mode.RAIL and not link.is_parcels_only:
            yield self._rail(link, link.origin, flag)
            yield self._rail(link, link.destination, flag)

    def _road(self, link: Link, here: str, speed_m_per_h: int, flag: int) -> Move:
        rate = self.params.truck_fen_per_km + link.toll_fen_per_km
        fen = rate * Fraction(link.length_m, M_PER_KM)
        minutes = upwards(link.length_m * 60, speed_m_per_h)
        if link.is_border:
            minutes += self.params.border_min
            fen += self.params.border_fen_per_truck
        grams = self._per_kg(link.length_m, self.params.road_g_per_tkm)
        return self._link(link, here, minutes, (BY_TRUCK, fen, grams))._replace(flag=flag)

    def _water(self, link: Link, here: str, rate: Fraction, flag: int) -> Move:
        is_down = here == link.origin
        speed = link.speed_forward_m_per_h if is_down else link.speed_back_m_per_h
        fen = self._per_kg(link.length_m, rate)
        if here in self.locks:
            fen += self.params.lock_fee_fen_per_t / KG_PER_T
        grams = self._per_kg(link.length_m, self.params.barge_g_per_tkm)
        move = self._link(link, here, upwards(link.length_m * 60, speed), (BY_KG, fen, grams))
        there = link.destination if is_down else link.origin
        return move._replace(flag=flag, depth_mm=(link.depth_cm or 0) * 10, locks=(here, there))

    def _rail(self, link: Link, here: str, flag: int) -> Move:
        fen = self._per_kg(link.length_m, self.params.wagon_fen_per_tkm)
        grams = self._per_kg(link.length_m, self.params.rail_g_per_tkm)
        minutes = upwards(link.length_m * 60, WAGON_M_PER_H)
        return self._link(link, here, minutes, (BY_KG, fen, grams))._replace(flag=flag)

    def _link(
        self, link: Link, here: str, minutes: int, toll: tuple[int, Fraction, Fraction]
    ) -> Move:
        there = link.destination if here == link.origin else link.origin
        unit, fen, grams = toll
        return Move(
            made_of=link,
            origin=(here, link.mode),
            destination=(there, link.mode),
            modes=BIT[link.mode],
            minutes=minutes,
            more_minutes=Ratio(0, 1),
            unit=unit,
            fen=_ratio(fen),
            grams=_ratio(grams),
        )

    def of_service(self, service: Service, clock: Clock) -> Iterator[Move]:
        if service.code in self.network.cancelled_services:
            return
        rates = {
            Mode.WATER: self.params.liner_g_per_tkm,
            Mode.RAIL: self.params.rail_g_per_tkm,
            Mode.AIR: self.params.air_g_per_tkm,
        }
        by_teu = service.unit is Unit.TEU
        yield Move(
            made_of=service,
            origin=(service.origin, service.mode),
            destination=(service.destination, service.mode),
            modes=BIT[service.mode],
            minutes=service.duration_min,
            more_minutes=Ratio(0, 1),
            unit=BY_TEU if by_teu else BY_KG,
            fen=_ratio(Fraction(service.price_fen_per_unit, 1 if by_teu else KG_PER_T)),
            grams=_ratio(self._per_kg(service.length_m, rates[service.mode])),
            clock=clock,
        )

    def of_transfer(self, row: Transfer) -> Move:
        params, boards = self.params, row.destination_mode if self.load is Load.BULK else None
        boarding = {Mode.WATER: params.barge_positioning_min, Mode.RAIL: params.wagon_dispatch_min}
        if self.load is Load.CONTAINER:
            more, unit, fen = row.min_per_teu, BY_TEU, Fraction(row.cost_fen_per_teu)
        else:
            more, unit = row.min_per_100t / (100 * KG_PER_T), BY_KG
            fen = Fraction(row.cost_fen_per_t, KG_PER_T)
        if boards is Mode.RAIL:
            fen += params.wagon_fen_per_t / KG_PER_T
        return Move(
            made_of=row,
            origin=(row.origin, row.origin_mode),
            destination=(row.destination, row.destination_mode),
            modes=BIT[row.origin_mode] | BIT[row.destination_mode],
            minutes=row.fixed_min + (boarding.get(boards, 0) if boards else 0),
            more_minutes=_ratio(more),
            unit=unit,
            fen=_ratio(fen),
            grams=Ratio(row.co2e_g_per_t, KG_PER_T),
            clock=hours_of(row.opening),
        )

    @staticmethod
    def _per_kg(length_m: int, rate_per_tkm: Fraction) -> Fraction:
        return rate_per_tkm * Fraction(length_m, KG_M_PER_TKM)


def _ratio(value: Fraction) -> Ratio:
    return Ratio(value.numerator, value.denominator)


def _is_barge(move: Move) -> bool:
    return isinstance(move.made_of, Link) and move.made_of.mode is Mode.WATER


def _is_tidal(move: Move) -> bool:
    return isinstance(move.made_of, Link) and move.made_of.grade in TIDAL_GRADES


def _room_kg(move: Move) -> int:
    """Return what a service takes, in kilograms, or thousandths of a TEU."""
    return move.made_of.capacity * KG_PER_T if isinstance(move.made_of, Service) else WHOLE


def _served(move: Move) -> tuple[str, ...]:
    """Return the nodes at which a move hands over, which links do not."""
    made_of = move.made_of
    return () if isinstance(made_of, Link) else (made_of.origin, made_of.destination)


def _touched(move: Move) -> Sequence[str]:
    locks = move.made_of.locks if isinstance(move.made_of, Service) else ()
    return [*dict.fromkeys((move.origin[0], move.destination[0], *locks))]


def _names(move: Move) -> Sequence[str]:
    return () if isinstance(move.made_of, Transfer) else (move.made_of.code,)


def _rows(names: Iterable[Sequence[str]]) -> dict[str, Int64s]:
    found: dict[str, list[int]] = {}
    for row, own in enumerate(names):
        for name in own:
            found.setdefault(name, []).append(row)
    return {name: _whole(rows) for name, rows in found.items()}


def _whole(values: Iterable[int]) -> Int64s:
    return np.array(list(values), dtype=np.int64)


def _true(values: Iterable[bool]) -> NDArray[np.bool_]:
    return np.array(list(values), dtype=np.bool_)


def _ratios(values: Iterable[Ratio]) -> NDArray[Any]:
    """Return numerators and denominators, as Python's integers where 64 bits do not hold them."""
    told = list(values)
    fits = max((max(ratio) for ratio in told), default=0) <= WHOLE
    return np.array(told, dtype=np.int64 if fits else object).reshape(len(told), 2)
