"""Compiling a network for one cargo: a graph of layers in which a plain search obeys the rules.

A state is a node and the mode on which the cargo lies there; the load type decides what a mode
means (a barge or a liner on water, a wagon or a train on rail). Only transfers change the mode, so
handling, positioning and cut-offs are paid where they arise and nowhere else. Rules that forbid
are obeyed here, by leaving the arc out; rules that delay become the arc's clock.

This is the plain telling, arc by arc: what bookings are replayed on and what wishes that look back
start from. Plain questions are cut out of columns (``planner.arrays.cutting``), which a test holds
to the same arcs.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matou.modules.planner.rules.cargo import Cargo, Load, Wishes
from matou.modules.planner.rules.network import (
    MINUTES_PER_DAY,
    Chamber,
    Limit,
    Link,
    Mode,
    Network,
    Node,
    Service,
    Transfer,
)
from matou.modules.planner.rules.spans import Span, after_hours, merged, shared, widened
from matou.modules.planner.rules.tariffs import KG_PER_T, Tariffs, Toll
from matou.spine.places.rules.opening import OpeningHours

State = tuple[str, Mode] | tuple[str, Mode, Hashable]
"""A node, the mode on which the cargo lies there, and what is remembered of the way, if any."""

BARGE_FORBIDDEN_GRADE = "coastal"
"""Coastal links are for sea-going ships: outside a river barge's navigation area (航区)."""
PLANNED = "planned_"
FLAGS = {"planned_pinglu": "平陆运河"}
"""Flags that open planned links, and the waterway that each one opens."""

TIDAL_GRADES = frozenset({"sea", "coastal"})
"""Where the sea keeps the level, whatever the river does."""

LAYERS = {
    Load.BULK: frozenset({Mode.ROAD, Mode.WATER, Mode.RAIL}),
    Load.CONTAINER: frozenset({Mode.ROAD, Mode.WATER, Mode.RAIL}),
    Load.AIR: frozenset({Mode.ROAD, Mode.AIR}),
}


@dataclass(frozen=True, slots=True)
class Exceptions:
    """The absolute minutes at which a service does not depart, and departs besides, both rising."""

    cancelled: tuple[int, ...] = ()
    added: tuple[int, ...] = ()


NO_EXCEPTIONS = Exceptions()


@dataclass(frozen=True, slots=True)
class Arc:
    """A move from one state to another, what it is made of, and what it takes.

    ``opening`` delays the start to opening hours; ``closed`` to the end of a closure; a service
    leaves at its next departure, ``exceptions`` on single dates heeded. Of the three at most one
    is given.
    """

    origin: State
    destination: State
    toll: Toll
    made_of: Link | Service | Transfer
    opening: OpeningHours | None = None
    closed: tuple[Span, ...] = ()
    exceptions: Exceptions = NO_EXCEPTIONS


@dataclass(frozen=True, slots=True)
class Graph:
    """The arcs of one cargo, grouped by origin; ``states`` numbers what they join, and more."""

    network: Network
    cargo: Cargo
    states: Mapping[State, int]
    arcs: Sequence[Arc]


def compiled(*, network: Network, cargo: Cargo, wishes: Wishes) -> Graph:
    """Return the graph on which every path obeys rules 2 to 9 for this cargo."""
    compiler = _Compiler(network, cargo, wishes)
    found = [*compiler.links(), *compiler.services(), *compiler.transfers()]
    # A door that no arc touches is a state too: its question has an answer, an empty one.
    doors = ((node.code, Mode.ROAD) for node in network.nodes if Mode.ROAD in node.modes)
    states: dict[State, int] = {door: number for number, door in enumerate(doors)}
    for arc in found:
        states.setdefault(arc.origin, len(states))
        states.setdefault(arc.destination, len(states))
    found.sort(key=lambda arc: states[arc.origin])
    return Graph(network=network, cargo=cargo, states=states, arcs=tuple(found))


class Clocks:
    """When links may not be begun and transfers not be handled, for one cargo seen ahead."""

    def __init__(self, network: Network, cargo: Cargo, wishes: Wishes) -> None:
        """Sort limits and stops by what they are of."""
        self.limits: dict[str, list[Limit]] = {}
        for limit in network.limits:
            self.limits.setdefault(limit.link, []).append(limit)
        self.stops: dict[str, list[Span]] = {}
        for stop in network.stops:
            self.stops.setdefault(stop.transfer, []).append((stop.from_min, stop.until_min))
        self.hours: dict[tuple[OpeningHours, tuple[Span, ...], int], tuple[Span, ...]] = {}
        self.seen_until_min = network.seen_until_min
        self.draught_mm = cargo.draught_mm + network.params.under_keel_cm * 10
        self.fall_mm = wishes.lower_water_cm * 10

    def of_link(self, link: Link, minutes: int) -> tuple[Span, ...]:
        """Return when a link may not be begun, as a limit would meet who is on it."""
        limits = self.limits.get(link.code) if self.limits else None
        if limits is None:
            return ()
        needs_mm = 1  # a depth of 0 closes any link
        if link.mode is Mode.WATER:
            fall_mm = 0 if link.grade in TIDAL_GRADES else self.fall_mm
            needs_mm = max(1, self.draught_mm + fall_mm)
        spans = [(one.from_min, one.until_min) for one in limits if one.depth_cm * 10 < needs_mm]
        return merged(widened(spans, minutes))

    def of_transfer(
        self, row: Transfer, minutes: int
    ) -> tuple[OpeningHours | None, tuple[Span, ...]]:
        """Return the clock of a transfer: its hours, or hours and stops together as closures."""
        stops = self.stops.get(row.code)
        if stops is None:
            return row.opening, ()
        key = (row.opening, tuple(stops), minutes)
        if key not in self.hours:  # quays of one port share theirs
            shut = after_hours(row.opening, until_min=self.seen_until_min)
            self.hours[key] = merged([*shut, *widened(stops, minutes)])
        return None, self.hours[key]


class _Compiler:
    """Decides for each row of the network whether this cargo may use it, and at what toll."""

    def __init__(self, network: Network, cargo: Cargo, wishes: Wishes) -> None:
        self.network = network
        self.cargo = cargo
        self.wishes = wishes
        self.tariffs = Tariffs(params=network.params, cargo=cargo)
        self.nodes: dict[str, Node] = {node.code: node for node in network.nodes}
        self.modes = LAYERS[cargo.load] - wishes.without_modes
        # Doors are on the road: who will not drive may still hand over at the gate.
        self.handled = self.modes | {Mode.ROAD}
        fitting = fitting_chambers(network, cargo, wishes.lower_water_cm)
        passing = {lock: min(chambers, key=_haste) for lock, chambers in fitting.items()}
        self.lock_min = {
            lock: chamber.passage_min + chamber.wait_median_min for lock, chamber in passing.items()
        }
        self.closed_locks = {chamber.lock for chamber in network.chambers} - passing.keys()
        self.closures = closed_locks(network, cargo, wishes)
        self.clocks = Clocks(network, cargo, wishes)
        self.needs_depth_mm = cargo.draught_mm + network.params.under_keel_cm * 10

    def links(self) -> Iterator[Arc]:
        ways: dict[Mode, Callable[[Link], Iterator[Arc]]] = {
            Mode.ROAD: self._roads,
            Mode.WATER: self._barges,
            Mode.RAIL: self._wagons,
        }
        for link in self.network.links:
            if link.mode in self.modes and self._is_usable(link):
                yield from ways[link.mode](link)

    def services(self) -> Iterator[Arc]:
        if self.cargo.load is Load.BULK:
            return
        exceptions = dated_departures(self.network)
        for service in self.network.services:
            ends = (service.origin, service.destination)
            if service.mode in self.modes and self._may_ride(service) and self._may_serve(ends):
                yield Arc(
                    (service.origin, service.mode),
                    (service.destination, service.mode),
                    self.tariffs.by_service(service),
                    service,
                    exceptions=exceptions.get(service.code, NO_EXCEPTIONS),
                )

    def transfers(self) -> Iterator[Arc]:
        tolls: dict[tuple[object, ...], Toll] = {}
        for row in self.network.transfers:
            ends = (row.origin, row.destination)
            if {row.origin_mode, row.destination_mode} <= self.handled and self._may_serve(ends):
                # Terminals share a handful of tariffs: each is computed once.
                # Whole numbers, for a fraction takes long to hash.
                tariff = (
                    *(row.destination_mode, row.fixed_min, row.min_per_teu.as_integer_ratio()),
                    *(row.min_per_100t.as_integer_ratio(), row.cost_fen_per_teu),
                    *(row.cost_fen_per_t, row.co2e_g_per_t),
                )
                if tariff not in tolls:
                    tolls[tariff] = self.tariffs.by_transfer(row)
                opening, closed = self.clocks.of_transfer(row, tolls[tariff].minutes)
                yield Arc(
                    (row.origin, row.origin_mode),
                    (row.destination, row.destination_mode),
                    tolls[tariff],
                    row,
                    opening=opening,
                    closed=closed,
                )

    def _is_usable(self, link: Link) -> bool:
        if link.code in self.wishes.without_links or not self._may_visit(
            (link.origin, link.destination)
        ):
            return False
        if link.status.startswith(PLANNED):
            return any(FLAGS.get(flag) == link.name for flag in self.cargo.flags)
        return link.status == "open"

    def _may_visit(self, nodes: tuple[str, str]) -> bool:
        return self.wishes.without_nodes.isdisjoint(nodes)

    def _may_serve(self, nodes: tuple[str, str]) -> bool:
        """Rule 8, and the shipper's wishes."""
        if not self._may_visit(nodes):
            return False
        if self.wishes.avoids_dangerous_terminals and any(
            self.nodes[node].takes_dangerous_goods for node in nodes
        ):
            return False
        return not self.cargo.is_dangerous or all(
            self.nodes[node].takes_dangerous_goods for node in nodes
        )

    def _may_ride(self, service: Service) -> bool:
        if service.code in self.network.cancelled_services | self.wishes.without_services:
            return False
        if not self.wishes.without_nodes.isdisjoint(service.locks):
            return False
        amount = self.cargo.teu * KG_PER_T if self.cargo.teu else self.cargo.mass_kg
        return bool(service.days) and amount <= service.capacity * KG_PER_T

    def _roads(self, link: Link) -> Iterator[Arc]:
        here, there = (link.origin, Mode.ROAD), (link.destination, Mode.ROAD)
        toll = self.tariffs.by_truck(link, link.speed_forward_m_per_h)
        yield Arc(here, there, toll, link, closed=self.clocks.of_link(link, toll.minutes))
        if link.speed_back_m_per_h != link.speed_forward_m_per_h:
            toll = self.tariffs.by_truck(link, link.speed_back_m_per_h)
        yield Arc(there, here, toll, link, closed=self.clocks.of_link(link, toll.minutes))

    def _barges(self, link: Link) -> Iterator[Arc]:
        """Rule 3: depth, no coastal link, the smallest charter; rule 9 on leaving a lock."""
        params = self.network.params
        lower_cm = 0 if link.grade in TIDAL_GRADES else self.wishes.lower_water_cm
        depth_mm = ((link.depth_cm or 0) - lower_cm) * 10
        if (
            self.cargo.load is not Load.BULK
            or self.cargo.mass_kg < params.barge_min_t * KG_PER_T
            or link.grade == BARGE_FORBIDDEN_GRADE
            or depth_mm < self.needs_depth_mm
            or not self.closed_locks.isdisjoint((link.origin, link.destination))
        ):
            return
        yield self._barge(link, is_downstream=True)
        yield self._barge(link, is_downstream=False)

    def _barge(self, link: Link, *, is_downstream: bool) -> Arc:
        params = self.network.params
        here, there = link.origin, link.destination
        speed, rate = link.speed_forward_m_per_h, params.barge_fen_per_tkm_down
        if not is_downstream:
            here, there = there, here
            speed, rate = link.speed_back_m_per_h, params.barge_fen_per_tkm_up
        if here in self.lock_min:
            toll = self.tariffs.by_barge_from_lock(link, speed, rate, self.lock_min[here])
        else:
            toll = self.tariffs.by_barge(link, speed, rate)
        closed = self.closures.get(here, ())
        if limited := self.clocks.of_link(link, toll.minutes):
            closed = merged([*closed, *limited])
        return Arc((here, Mode.WATER), (there, Mode.WATER), toll, link, closed=closed)

    def _wagons(self, link: Link) -> Iterator[Arc]:
        """Rule 4, on lines that carry freight."""
        if self.cargo.load is not Load.BULK or link.is_parcels_only:
            return
        toll = self.tariffs.by_wagon(link)
        closed = self.clocks.of_link(link, toll.minutes)
        here, there = (link.origin, Mode.RAIL), (link.destination, Mode.RAIL)
        yield Arc(here, there, toll, link, closed=closed)
        yield Arc(there, here, toll, link, closed=closed)


def passing_chambers(
    network: Network, cargo: Cargo | None, lower_cm: int = 0
) -> dict[str, Chamber]:
    """Return the chamber by which a barge with this cargo passes each lock that it can pass.

    The quickest that fits counts: its sill must lie deep enough, and it must take at least the
    smallest vessel that is chartered. Without a cargo every chamber fits: liners keep their own.
    """
    fitting = fitting_chambers(network, cargo, lower_cm)
    return {lock: min(chambers, key=_haste) for lock, chambers in fitting.items()}


def fitting_chambers(
    network: Network, cargo: Cargo | None, lower_cm: int = 0
) -> dict[str, list[Chamber]]:
    """Return the chambers of each lock that take a barge with this cargo; see above."""
    under_keel_cm = network.params.under_keel_cm + lower_cm
    least_mm = cargo.draught_mm + under_keel_cm * 10 if cargo else 0
    least_dwt = network.params.barge_min_t if cargo else 0
    found: dict[str, list[Chamber]] = {}
    for chamber in network.chambers:
        if chamber.sill_depth_cm * 10 >= least_mm and chamber.vessel_dwt >= least_dwt:
            found.setdefault(chamber.lock, []).append(chamber)
    return found


def closed_spans(network: Network, wishes: Wishes) -> dict[str, tuple[Span, ...]]:
    """Return the spans in which each lock is closed, joined where they touch."""
    found: dict[str, list[Span]] = {}
    for closure in sorted(
        (*network.closures, *wishes.closures), key=lambda one: (one.lock, one.from_min)
    ):
        spans = found.setdefault(closure.lock, [])
        if spans and closure.from_min <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], closure.until_min))
        else:
            spans.append((closure.from_min, closure.until_min))
    return {lock: tuple(spans) for lock, spans in found.items()}


def closed_locks(network: Network, cargo: Cargo, wishes: Wishes) -> dict[str, tuple[Span, ...]]:
    """Return the closures, and those times at which every chamber that fits is out of use."""
    closed = closed_spans(network, wishes)
    spans: dict[tuple[str, str], list[Span]] = {}
    for one in network.chamber_closures:
        spans.setdefault((one.lock, one.chamber), []).append((one.from_min, one.until_min))
    if not spans:
        return closed
    fitting = fitting_chambers(network, cargo, wishes.lower_water_cm)
    for lock in {lock for lock, _chamber in spans} & fitting.keys():
        shut = shared([spans.get((lock, one.chamber), []) for one in fitting[lock]])
        closed[lock] = merged([*closed.get(lock, ()), *shut])
    return closed


def dated_departures(network: Network) -> dict[str, Exceptions]:
    """Return the exceptions of each service that has any, in absolute minutes."""
    departs = {service.code: service.departs_minute for service in network.services}
    minutes: dict[str, tuple[list[int], list[int]]] = {}
    for one in sorted(network.service_days, key=lambda one: one.day):
        if one.service in departs:
            both = minutes.setdefault(one.service, ([], []))
            both[one.runs].append(one.day * MINUTES_PER_DAY + departs[one.service])
    return {
        code: Exceptions(cancelled=tuple(cancelled), added=tuple(added))
        for code, (cancelled, added) in minutes.items()
    }


def _haste(chamber: Chamber) -> tuple[int, int]:
    """What decides between chambers: the minutes that are reckoned with, then the long waits."""
    return chamber.passage_min + chamber.wait_median_min, chamber.wait_ninetieth_min
