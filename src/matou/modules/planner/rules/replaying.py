"""A pinned chain sent on its way again (重走) over the network seen ahead: does it still hold?

Each step is taken at its own time. A ride must be the booked departure; who comes too late for it,
or finds it cancelled, takes the next one, so that the same way with waiting comes out as well.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from matou.modules.planner.rules.cargo import Cargo, Wishes
from matou.modules.planner.rules.chains import Chain, Step
from matou.modules.planner.rules.compile import TIDAL_GRADES, Arc, compiled
from matou.modules.planner.rules.network import (
    MINUTES_PER_DAY,
    MINUTES_PER_WEEK,
    Link,
    Mode,
    Network,
    Service,
    Transfer,
)
from matou.modules.planner.rules.outlook import SEEN_DAYS
from matou.modules.planner.rules.pinning import PinnedChain, PinnedHandling, PinnedLeg
from matou.spine.places.rules.opening import OpeningHours

SLACK_MIN = 60
"""A plan that arrives at most so much later still holds: no person plans by less."""
_MINUTE = timedelta(minutes=1)
_NEVER = 2**40


class Snag(StrEnum):
    """What is wrong with a step of a plan."""

    LOCK = "lock"
    WATER = "water"
    SAILING = "sailing"
    STORM = "storm"
    ROW = "row"
    MISSED = "missed"
    SLOWER = "slower"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step as it was pinned: a link from where one is, a ride of a departure, or handling."""

    leg: int
    code: str
    mode: Mode
    destination: str = ""
    destination_mode: Mode
    departs_min: int | None = None
    ends_leg: bool = False
    ends_min: int


class Start(NamedTuple):
    """Where and when the steps begin; ``told`` is when people expect a leg to end, by number."""

    place: str
    minute: int
    told: Mapping[int, int] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A step that is not as planned; minutes tell when, ``until_min`` until when one waits."""

    snag: Snag
    leg: int
    code: str
    place: str
    at_min: int
    until_min: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of it: the chain as it would go now (None where a step is barred), and why."""

    chain: Chain | None
    findings: tuple[Finding, ...]
    broken: bool
    """Whether a step is barred or a booked departure cannot be had."""

    def touches(self, *, planned_min: int, excused_min: int = 0) -> bool:
        """Tell whether the plan no longer holds: ``excused_min`` is lateness known without it."""
        if self.broken or self.chain is None:
            return True
        return self.chain.arrive_min > planned_min + excused_min + SLACK_MIN


@dataclass(frozen=True)
class Ground:
    """One edition of the network, looked up by code: most chains use few of its rows."""

    network: Network
    rows: Mapping[str, Link | Service | Transfer] = field(init=False)
    nodes: Mapping[str, Any] = field(init=False)
    of_code: Mapping[str, list[Any]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the rows once."""
        network = self.network
        rows: dict[str, Link | Service | Transfer] = {}
        for kind in (network.links, network.services, network.transfers):
            rows |= {row.code: row for row in kind}
        of_code: dict[str, list[Any]] = {}
        for code, one in (
            *((one.link, one) for one in network.limits),
            *((one.transfer, one) for one in network.stops),
            *((one.service, one) for one in network.service_days),
        ):
            of_code.setdefault(code, []).append(one)
        for chambers in (network.chambers, network.chamber_closures):
            for chamber in chambers:
                of_code.setdefault(chamber.lock, []).append(chamber)
        object.__setattr__(self, "rows", rows)
        object.__setattr__(self, "nodes", {node.code: node for node in network.nodes})
        object.__setattr__(self, "of_code", of_code)

    def arcs(
        self, codes: Iterable[str], *, cargo: Cargo, wishes: Wishes
    ) -> dict[tuple[str, str, Mode], Arc]:
        """Return the arcs that some rows make for a cargo, by row, place and mode."""
        rows = [self.rows[code] for code in codes if code in self.rows]
        places = {place for row in rows for place in (row.origin, row.destination)}
        own = [one for code in (*codes, *places) for one in self.of_code.get(code, ())]

        def of(kind: str) -> tuple[Any, ...]:
            return tuple(one for one in own if type(one).__name__ == kind)

        part = replace(
            self.network,
            nodes=tuple(self.nodes[place] for place in sorted(places)),
            links=tuple(row for row in rows if isinstance(row, Link)),
            services=tuple(row for row in rows if isinstance(row, Service)),
            transfers=tuple(row for row in rows if isinstance(row, Transfer)),
            chambers=of("Chamber"),
            limits=of("Limit"),
            stops=of("Stop"),
            chamber_closures=of("ChamberClosure"),
            service_days=of("ServiceDay"),
        )
        graph = compiled(network=part, cargo=cargo, wishes=wishes)
        return {(arc.made_of.code, arc.origin[0], arc.origin[1]): arc for arc in graph.arcs}


def moves_of(chain: PinnedChain, *, after: int, starts_at: datetime) -> tuple[Move, ...]:
    """Return the steps of a chain that come after one of its legs, 0 for all of them."""
    return tuple(move for part in rest_of(chain, after=after) for move in _moves(part, starts_at))


def rest_of(chain: PinnedChain, *, after: int) -> list[PinnedLeg | PinnedHandling]:
    """Return the carriages and handlings that come after a leg, in order; 0 for all of them."""
    done = next((leg for leg in chain.legs if leg.number == after), None)
    parts: list[PinnedLeg | PinnedHandling] = [
        *(leg for leg in chain.legs if leg.number > after),
        *(one for one in chain.handlings if done is None or one.begins_at >= done.arrives_at),
    ]
    return sorted(parts, key=_begins_at)


def replayed(
    *,
    editions: Sequence[tuple[int, Ground]],
    moves: Sequence[Move],
    cargo: Cargo,
    start: Start,
    wishes: Wishes,
) -> Replay:
    """Take the steps again from a place and minute."""
    return _Walker(editions, moves, cargo, wishes).walked(start)


class _Walker:
    """Takes one chain's steps over the editions of the network."""

    def __init__(
        self,
        editions: Sequence[tuple[int, Ground]],
        moves: Sequence[Move],
        cargo: Cargo,
        wishes: Wishes,
    ) -> None:
        codes = list(dict.fromkeys(move.code for move in moves))
        self.moves = moves
        self.cargo = cargo
        self.begins = [begin for begin, _ground in editions]
        self.grounds = [ground for _begin, ground in editions]
        self.arcs = [ground.arcs(codes, cargo=cargo, wishes=wishes) for ground in self.grounds]
        self.findings: list[Finding] = []
        self.broken = False

    def walked(self, start: Start) -> Replay:
        steps: list[Step] = []
        place, ready, told = start
        for move in self.moves:
            taken = self._ride(move, place, ready) if move.departs_min is not None else None
            taken = taken or self._step(move, place, ready)
            if taken is None:
                self.broken = True
                return Replay(chain=None, findings=tuple(self.findings), broken=True)
            arc, begin = taken
            end = begin + arc.toll.minutes
            steps.append(_step(arc, ready, begin))
            if move.ends_leg:
                end = max(end, told.get(move.leg, end))
            place, ready = arc.destination[0], end
        chain = Chain(
            ready_min=start.minute,
            arrive_min=ready,
            fen=sum(step.fen for step in steps),
            grams=sum(step.grams for step in steps),
            steps=tuple(steps),
        )
        return Replay(chain=chain, findings=tuple(self.findings), broken=self.broken)

    def _edition(self, minute: int) -> int:
        return max(0, bisect_right(self.begins, minute) - 1)

    def _ends_edition(self, number: int) -> int:
        return self.begins[number + 1] if number + 1 < len(self.begins) else _NEVER

    def _ride(self, move: Move, place: str, ready: int) -> tuple[Arc, int] | None:
        """Return the booked departure, or the next one with the reason; None where none runs."""
        wanted = move.departs_min
        assert wanted is not None, "asked for rides alone"  # noqa: S101
        key = (move.code, place, move.mode)
        arc = self.arcs[self._edition(wanted)].get(key)
        if arc is not None and _runs(arc, wanted) and ready + _cutoff(arc) <= wanted:
            return arc, wanted
        self.broken = True
        late = arc is not None and ready + _cutoff(arc) > wanted and _runs(arc, wanted)
        snag = Snag.MISSED if late else Snag.SAILING
        self.findings.append(
            Finding(snag=snag, leg=move.leg, code=move.code, place=place, at_min=wanted)
        )
        for number in range(self._edition(ready), len(self.begins)):
            arc = self.arcs[number].get(key)
            if arc is None:
                continue
            found = _next_departure(arc, max(ready + _cutoff(arc), self.begins[number]))
            if found is not None and found < self._ends_edition(number):
                return arc, found
        return None

    def _step(self, move: Move, place: str, ready: int) -> tuple[Arc, int] | None:
        """Return a link or handling with its begin, waits told; None where it is barred."""
        minute, key = ready, (move.code, place, move.mode)
        for number in range(self._edition(ready), len(self.begins)):
            arc = None if move.departs_min is not None else self.arcs[number].get(key)
            if arc is None:
                self._bar(move, place, minute, number)
                return None
            begin = _begins(arc, minute)
            if begin < self._ends_edition(number):
                if arc.closed and begin > ready:
                    self._wait(move, arc, ready, begin)
                return arc, begin
            minute = self._ends_edition(number)
        raise AssertionError("the last edition never ends")

    def _wait(self, move: Move, arc: Arc, ready: int, begin: int) -> None:
        row = arc.made_of
        ground = self.grounds[self._edition(ready)]
        if isinstance(row, Transfer):
            is_stopped = any(
                one.from_min < begin + arc.toll.minutes and ready < one.until_min
                for one in ground.of_code.get(row.code, ())
            )
            if not is_stopped:
                return
            snag = Snag.STORM
        else:
            snag = self._delaying(row, arc, ground, ready)
        self.findings.append(
            Finding(snag=snag, leg=move.leg, code=move.code, place=arc.origin[0],
                    at_min=ready, until_min=begin)
        )  # fmt: skip

    def _delaying(self, row: Link | Service, arc: Arc, ground: Ground, ready: int) -> Snag:
        """Return what bars a link at a minute: water, a stop at its ends, or the lock it leaves."""
        for one in ground.of_code.get(row.code, ()):
            if one.from_min < ready + arc.toll.minutes and ready < one.until_min:
                return Snag.WATER if one.depth_cm else Snag.STORM
        return Snag.LOCK

    def _bar(self, move: Move, place: str, minute: int, number: int) -> None:
        if move.departs_min is not None:
            return  # told already: the booked departure is gone and no other runs
        row = self.grounds[number].rows.get(move.code)
        snag = Snag.ROW
        if isinstance(row, Link) and row.mode is Mode.WATER and row.status == "open":
            params = self.grounds[number].network.params
            needs_mm = self.cargo.draught_mm + params.under_keel_cm * 10
            is_shallow = (row.depth_cm or 0) * 10 < needs_mm and row.grade not in TIDAL_GRADES
            snag = Snag.WATER if is_shallow else Snag.ROW
        self.findings.append(
            Finding(snag=snag, leg=move.leg, code=move.code, place=place, at_min=minute)
        )


def _begins_at(part: PinnedLeg | PinnedHandling) -> datetime:
    return part.departs_at if isinstance(part, PinnedLeg) else part.begins_at


def _moves(part: PinnedLeg | PinnedHandling, starts_at: datetime) -> list[Move]:
    def minute(at: datetime) -> int:
        return (at - starts_at) // _MINUTE

    if isinstance(part, PinnedHandling):
        return [
            Move(leg=0, code=part.transfer, mode=part.origin_mode, destination=part.destination,
                 destination_mode=part.destination_mode, ends_min=minute(part.ends_at))
        ]  # fmt: skip
    last = len(part.rows) - 1
    return [
        Move(
            leg=part.number,
            code=row,
            mode=part.mode,
            destination_mode=part.mode,
            destination=part.destination if number == last else "",
            departs_min=minute(part.departs_at) if part.service else None,
            ends_leg=number == last,
            ends_min=minute(part.arrives_at),
        )
        for number, row in enumerate(part.rows)
    ]


def _step(arc: Arc, ready_min: int, begins_min: int) -> Step:
    return Step(
        made_of=arc.made_of,
        origin=arc.origin[0],
        destination=arc.destination[0],
        origin_mode=arc.origin[1],
        destination_mode=arc.destination[1],
        ready_min=ready_min,
        begins_min=begins_min,
        ends_min=begins_min + arc.toll.minutes,
        fen=arc.toll.fen,
        grams=arc.toll.grams,
    )


def _cutoff(arc: Arc) -> int:
    assert isinstance(arc.made_of, Service), "asked of rides alone"  # noqa: S101
    return arc.made_of.cutoff_min


def _runs(arc: Arc, minute: int) -> bool:
    """Tell whether a service departs at a minute; single dates come before weekdays."""
    ride, dates = arc.made_of, arc.exceptions
    assert isinstance(ride, Service), "asked of rides alone"  # noqa: S101
    if minute in dates.added:
        return True
    return minute not in dates.cancelled and minute % MINUTES_PER_WEEK in ride.departures


def _next_departure(arc: Arc, earliest: int) -> int | None:
    ride = arc.made_of
    assert isinstance(ride, Service), "asked of rides alone"  # noqa: S101
    day = (earliest - ride.departs_minute) // MINUTES_PER_DAY
    for one in range(day, day + SEEN_DAYS + 8):
        minute = one * MINUTES_PER_DAY + ride.departs_minute
        if minute >= earliest and _runs(arc, minute):
            return minute
    return None


def _begins(arc: Arc, minute: int) -> int:
    if arc.opening is not None:
        return _opens(arc.opening, minute)
    for begin, end in arc.closed:
        if begin <= minute < end:
            minute = end
    return minute


def _opens(hours: OpeningHours, minute: int) -> int:
    day, of_day = divmod(minute, MINUTES_PER_DAY)
    if of_day >= hours.closes_minute:
        day, of_day = day + 1, 0
    if day % 7 >= hours.days:
        day, of_day = day + 7 - day % 7, 0
    return day * MINUTES_PER_DAY + max(of_day, hours.opens_minute)
