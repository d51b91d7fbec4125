"""An exhaustive search in plain Python: the referee of the planner's kernel and compiler.

It shares no line with them. It reads the files of the reference network itself and does what rules
1 to 10 of that network's README say, sweep after sweep over all arcs until no sweep finds a better
label anywhere: no bounds, no heap, no target. Slow, and plain enough to be checked by reading.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil
from pathlib import Path

from matou.modules.planner.tests.oracle_clocks import Clock, Opening, Row, Timetable

BASIN = Path(__file__).parents[3] / "spine" / "places" / "basin"

Vector = tuple[int, int, int]
"""Minute of arrival, fen, grams."""
State = tuple[str, str]
"""A node, and the mode the cargo is on there."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question as a person would put it."""

    origin: str
    destination: str
    ready: int
    kind: str  # container, bulk or air
    tonnes: Fraction
    teu: int = 0
    draught_m: Fraction = Fraction(0)
    dangerous: bool = False
    allows_planned: bool = False
    closures: tuple[tuple[str, int, int], ...] = ()
    limits: tuple[tuple[str, int, int, Fraction], ...] = ()
    """A link, a time from a minute until before another, and the metres of water left then."""
    stops: tuple[tuple[str, int, int], ...] = ()
    """A transfer, and a time in which it is not done."""
    chambers: tuple[tuple[str, str, int, int], ...] = ()
    """A lock, one of its chambers, and a time in which that one is out of use."""
    dates: tuple[tuple[str, int, bool], ...] = ()
    """Exceptions: a service, a day from Monday of week 0, and whether it runs on it."""
    without: frozenset[str] = frozenset()
    """Modes, places, links and services not to be used."""
    must: frozenset[str] = frozenset()
    depart_from: int = 0
    arrive_by: int | None = None
    max_transfers: int | None = None
    no_dangerous_terminals: bool = False
    lower_m: Fraction = Fraction(0)

    @property
    def minds_the_way(self) -> bool:
        """Whether it matters how one came to a place."""
        return bool(self.must) or self.max_transfers is not None


@dataclass
class Files:
    """The rows of the reference network as they stand in the files."""

    nodes: dict[str, Row]
    links: list[Row]
    services: list[Row]
    transfers: list[Row]
    locks: list[Row]
    params: dict[str, Fraction]


@dataclass
class Front:
    """Vectors of which none is at least as good as another in all three respects."""

    kept: list[Vector] = field(default_factory=list)

    def takes(self, new: Vector) -> bool:
        """Add the vector if no kept one is as good, and drop those it is as good as."""
        minute, fen, grams = new
        for a, b, c in self.kept:
            if a <= minute and b <= fen and c <= grams:
                return False
        self.kept = [(a, b, c) for a, b, c in self.kept if a < minute or b < fen or c < grams]
        self.kept.append(new)
        return True


def read_files(folder: Path = BASIN) -> Files:
    """Read the files of the reference network."""

    def rows(name: str) -> list[Row]:
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return Files(
        nodes={row["node_id"]: row for row in rows("nodes.csv")},
        links=rows("links.csv"),
        services=rows("services.csv"),
        transfers=rows("transfers.csv"),
        locks=rows("locks.csv"),
        params={row["name"]: Fraction(row["value"]) for row in rows("params.csv")},
    )


def front(files: Files, question: Question) -> list[Vector]:
    """Return every vector that no chain beats, by arrival."""
    begin: Way = (question.origin, "road", frozenset(), 0, "", None)
    leaves = max(question.ready, question.depart_from)
    reached: dict[Way, Front] = {begin: Front([(leaves, 0, 0)])}
    fresh: dict[Way, list[Vector]] = {begin: [(leaves, 0, 0)]}
    network = _Rules(files, question)
    while fresh:
        found: dict[Way, list[Vector]] = {}
        for way, vectors in fresh.items():
            kept = set(reached[way].kept)
            alive = [one for one in vectors if one in kept]
            for end, minutes, fen, grams, how in network.arcs(way[:2]):
                onward = _onward(question, way, end, how)
                if onward is None:
                    continue
                for vector in alive:
                    arrival = minutes(vector[0])
                    new = (arrival, vector[1] + fen, vector[2] + grams)
                    if reached.setdefault(onward, Front()).takes(new):
                        found.setdefault(onward, []).append(new)
        fresh = found
    return _arrived(question, reached)


Way = tuple[str, str, frozenset[str], int, str, State | None]
"""Node, mode, wanted things used so far, handlings so far, what brought it here, and after a
change where it was changed from: a change is not undone at once."""


@dataclass(frozen=True, kw_only=True)
class How:
    """What an arc is (``move``, ``ride`` or ``change``), what it uses and what else it touches."""

    kind: str
    uses: frozenset[str]
    touches: frozenset[str] = frozenset()


def _onward(question: Question, way: Way, end: State, how: How) -> Way | None:
    """Return where an arc leads, with all that is to be remembered; None if it may not be taken."""
    if not question.minds_the_way:
        return (*end, frozenset(), 0, "", None)
    _, _, used, handled, came_by, changed_from = way
    if question.must and how.kind == "change" and end == changed_from:
        return None
    if how.kind == "change" or (how.kind == "ride" and came_by == "ride"):
        handled += 1
    if question.max_transfers is not None and handled > question.max_transfers:
        return None
    if question.max_transfers is None:
        handled = 0
    leaves = way[:2] if how.kind == "change" else None
    return (*end, used | (how.uses & question.must), handled, how.kind, leaves)


def _arrived(question: Question, reached: dict[Way, Front]) -> list[Vector]:
    """Return the front over all ways to the goal on which everything wanted was used."""
    best = Front()
    for (node, mode, used, *_), there in reached.items():
        if (node, mode) == (question.destination, "road") and used >= question.must:
            for vector in there.kept:
                if question.arrive_by is None or vector[0] <= question.arrive_by:
                    best.takes(vector)
    return sorted(best.kept)


Arc = tuple[State, Clock, int, int, How]


class _Rules:
    """Rules 2 to 9 for one question: the arcs that leave a state."""

    def __init__(self, files: Files, question: Question) -> None:
        self.files = files
        self.ask = question
        self.param = files.params
        self.known: dict[State, list[Arc]] = {}
        self.links: dict[str, list[tuple[Row, bool]]] = {}
        for row in files.links:
            self.links.setdefault(row["from_node"], []).append((row, True))
            self.links.setdefault(row["to_node"], []).append((row, False))

    def arcs(self, state: State) -> list[Arc]:
        if state not in self.known:
            self.known[state] = [
                arc
                for arc in (*self._moves(state), *self._rides(state), *self._changes(state))
                if not (arc[4].uses | arc[4].touches) & self.ask.without
            ]
        return self.known[state]

    def _moves(self, state: State) -> Iterator[Arc]:
        node, mode = state
        for row, forward in self.links.get(node, []):
            if row["mode"] != mode or not self._is_usable(row):
                continue
            end = (row["to_node"] if forward else row["from_node"], mode)
            how = self._passing(row, node)
            if mode == "road":
                yield (end, *self._by_truck(row, forward), how)
            elif mode == "water" and self._takes_barge(row):
                yield (end, *self._by_barge(row, forward, node), how)
            elif mode == "rail" and self._takes_wagon(row):
                yield (end, *self._by_wagon(row, forward), how)

    def _passing(self, row: Row, node: str) -> How:
        """A stretch uses itself, its mode, the cities it joins, and the lock that a ship leaves."""
        ends = {row["from_node"], row["to_node"]}
        used = {one for one in ends if self.files.nodes[one]["kind"] in ("city", "junction")}
        if row["mode"] == "water" and self.files.nodes[node]["kind"] == "lock":
            used.add(node)
        own = {row["link_id"], row["mode"]}
        return How(kind="move", uses=frozenset(own | used), touches=frozenset(ends))

    def _is_usable(self, row: Row) -> bool:
        if row["status"].startswith("planned"):
            return self.ask.allows_planned
        return row["status"] == "open"

    def _by_truck(self, row: Row, forward: bool) -> tuple[Clock, int, int]:  # noqa: FBT001
        ask, km = self.ask, Fraction(row["km"])
        if ask.kind == "container":
            trucks = ceil(Fraction(ask.teu, 1) / self.param["truck_capacity_teu"])
        else:
            trucks = ceil(ask.tonnes / self.param["truck_capacity_t"])
        takes = ceil(km / self._speed(row, forward) * 60)
        yuan = trucks * km * (self.param["truck_cny_km"] + Fraction(row["toll_cny_km"] or 0))
        if "cross-border" in row["note"]:
            takes += int(self.param["border_min"])
            yuan += trucks * self.param["border_cny_truck"]
        grams = ask.tonnes * km * self.param["co2_road_g_tkm"]
        return self._link_clock(row, takes), round(yuan * 100), round(grams)

    def _link_clock(self, row: Row, takes: int, waits: tuple[tuple[int, int], ...] = ()) -> Clock:
        """No link is used while it is closed, nor a waterway while it is too shallow."""
        needs = Fraction(0)
        if row["mode"] == "water":
            falls = Fraction(0) if row["grade"] in ("sea", "coastal") else self.ask.lower_m
            needs = self.ask.draught_m + self.param["ukc_m"] + falls
        shuns = tuple(
            (a, b)
            for code, a, b, metres in self.ask.limits
            if code == row["link_id"] and (metres == 0 or metres < needs)
        )
        return Clock(takes=takes, waits=waits, shuns=shuns)

    def _takes_barge(self, row: Row) -> bool:
        ask = self.ask
        return (
            ask.kind == "bulk"
            and ask.tonnes >= self.param["barge_min_t"]
            and row["grade"] != "coastal"
            and self._water(row) >= ask.draught_m + self.param["ukc_m"]
            and all(self._lock(row[end]) != [] for end in ("from_node", "to_node"))
        )

    def _water(self, row: Row) -> Fraction:
        """The depth of a stretch; where the sea keeps the level a low river changes nothing."""
        falls = Fraction(0) if row["grade"] in ("sea", "coastal") else self.ask.lower_m
        return Fraction(row["depth_m"]) - falls

    def _lock(self, node: str) -> list[int] | None:
        """What passing each chamber deep enough takes; None where there is no lock."""
        chambers = [row for row in self.files.locks if row["lock_id"] == node]
        if not chambers:
            return None
        needs = self.ask.draught_m + self.param["ukc_m"] + self.ask.lower_m
        return [
            int(row["passage_min"]) + int(row["wait_p50_min"])
            for row in chambers
            if Fraction(row["sill_depth_m"]) >= needs
            and int(row["class_t"]) >= self.param["barge_min_t"]
        ]

    def _shut(self, node: str) -> tuple[tuple[int, int], ...]:
        """Times in which each chamber that would do is out of use."""
        needs = self.ask.draught_m + self.param["ukc_m"] + self.ask.lower_m
        names = [
            row["chamber"]
            for row in self.files.locks
            if row["lock_id"] == node
            and Fraction(row["sill_depth_m"]) >= needs
            and int(row["class_t"]) >= self.param["barge_min_t"]
        ]
        out = [one for one in self.ask.chambers if one[0] == node]
        ends = sorted({minute for one in out for minute in one[2:]})
        return tuple(
            (a, b)
            for a, b in pairwise(ends)
            if all(any(n == name and c <= a < d for _, n, c, d in out) for name in names)
        )

    def _by_barge(self, row: Row, forward: bool, node: str) -> tuple[Clock, int, int]:  # noqa: FBT001
        ask, km = self.ask, Fraction(row["km"])
        rate = self.param["barge_cny_tkm_down" if forward else "barge_cny_tkm_up"]
        takes = ceil(km / self._speed(row, forward) * 60)
        yuan = ask.tonnes * km * rate
        waits: tuple[tuple[int, int], ...] = ()
        chambers = self._lock(node)
        if chambers is not None:
            takes += min(chambers)
            yuan += ask.tonnes * self.param["lock_fee_cny_t"]
            waits = tuple((a, b) for code, a, b in ask.closures if code == node)
            waits += self._shut(node)
        grams = ask.tonnes * km * self.param["co2_barge_g_tkm"]
        return self._link_clock(row, takes, waits), round(yuan * 100), round(grams)

    def _takes_wagon(self, row: Row) -> bool:
        return self.ask.kind == "bulk" and row["note"] != "express parcels only"

    def _by_wagon(self, row: Row, _forward: bool) -> tuple[Clock, int, int]:  # noqa: FBT001
        ask, km = self.ask, Fraction(row["km"])
        yuan = ask.tonnes * km * self.param["wagon_cny_tkm"]
        grams = ask.tonnes * km * self.param["co2_rail_g_tkm"]
        return self._link_clock(row, ceil(km / 45 * 60)), round(yuan * 100), round(grams)

    def _rides(self, state: State) -> Iterator[Arc]:
        ask = self.ask
        for row in self.files.services:
            if (row["from_node"], row["mode"]) != state or (row["mode"] == "air") != (
                ask.kind == "air"
            ):
                continue
            if ask.kind == "bulk" or not self._may_serve(row["from_node"], row["to_node"]):
                continue
            amount = ask.tonnes if ask.kind == "air" else Fraction(ask.teu)
            if amount > int(row["capacity"]):
                continue
            name = {"air": "co2_air_g_tkm", "rail": "co2_rail_g_tkm", "water": "co2_liner_g_tkm"}
            grams = ask.tonnes * Fraction(row["km"]) * self.param[name[row["mode"]]]
            yuan = amount * Fraction(row["price_cny_per_unit"])
            end = (row["to_node"], row["mode"])
            dates = {day: runs for code, day, runs in ask.dates if code == row["service_id"]}
            used = {row["service_id"], row["mode"], row["from_node"], row["to_node"]}
            how = How(kind="ride", uses=frozenset(used | set(row["locks"].split())))
            yield (end, Timetable(row, dates), round(yuan * 100), round(grams), how)

    def _changes(self, state: State) -> Iterator[Arc]:
        ask = self.ask
        for row in self.files.transfers:
            if (row["node_from"], row["mode_from"]) != state:
                continue
            if not self._may_serve(row["node_from"], row["node_to"]):
                continue
            if ask.kind == "air" and {row["mode_from"], row["mode_to"]} != {"road", "air"}:
                continue  # air freight is not handled over quays and rail yards
            yuan, minutes = self._handling(row)
            if ask.kind == "bulk" and row["mode_to"] == "water":
                minutes += self.param["barge_positioning_min"]
            if ask.kind == "bulk" and row["mode_to"] == "rail":
                minutes += self.param["wagon_dispatch_min"]
                yuan += ask.tonnes * self.param["wagon_cny_t"]
            shuns = tuple((a, b) for code, a, b in ask.stops if code == row["transfer_id"])
            clock = Opening(hours=row["open_hours"], takes=ceil(minutes), shuns=shuns)
            grams = ask.tonnes * Fraction(row["kgco2e_per_t"]) * 1000
            how = How(kind="change", uses=frozenset({row["node_from"], row["node_to"]}))
            end = (row["node_to"], row["mode_to"])
            yield (end, clock, round(yuan * 100), round(grams), how)

    def _handling(self, row: Row) -> tuple[Fraction, Fraction]:
        ask, fixed = self.ask, Fraction(row["fixed_min"])
        if ask.kind == "container":
            yuan = ask.teu * Fraction(row["cost_cny_per_teu"])
            return yuan, fixed + ask.teu * Fraction(row["min_per_teu"])
        yuan = ask.tonnes * Fraction(row["cost_cny_per_t"])
        return yuan, fixed + ask.tonnes / 100 * Fraction(row["min_per_100t"])

    def _may_serve(self, *nodes: str) -> bool:
        permits = [self.files.nodes[one]["dg"] == "1" for one in nodes]
        if self.ask.no_dangerous_terminals and any(permits):
            return False
        return not self.ask.dangerous or all(permits)

    @staticmethod
    def _speed(row: Row, forward: bool) -> Fraction:  # noqa: FBT001
        return Fraction(row["speed_fwd_kmh" if forward else "speed_back_kmh"])
