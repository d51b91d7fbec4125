"""A chain as an offer pins it: legs and handling with instants, and what of the network they use.

The footprint is a hash over those rows alone, prices left out: the offer keeps its price, but a
changed depth, timetable, lock or opening hour under its legs makes it void.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from matou.kit.clock import CHINA
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Cargo
from matou.modules.planner.rules.chains import Chain, Leg, Step
from matou.modules.planner.rules.network import (
    MINUTES_PER_DAY,
    Mode,
    Network,
    Service,
    Transfer,
    Unit,
)

_MINUTE = timedelta(minutes=1)
MOST_LATE_MIN = 120
"""How much later than planned a chain without timetabled rides may still be begun."""
_LEFT_OUT = frozenset(
    {
        "provenance", "name", "name_zh", "name_en", "price_fen_per_unit", "toll_fen_per_km",
        "cost_fen_per_teu", "cost_fen_per_t", "co2e_g_per_t", "fee_fen_per_gt", "capacity",
    }
)  # fmt: skip
"""Names, prices and factors are pinned by the offer; room is checked where it is held."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedLeg:
    """One carriage: a ride of a service, or links of one mode in a row (``rows``)."""

    number: int
    mode: Mode
    origin: str
    destination: str
    service: str
    departs_at: datetime
    arrives_at: datetime
    length_m: int
    fen: int
    grams: int
    rows: tuple[str, ...]
    unit: Unit | None
    """What a service sells; None where no service carries the leg."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedHandling:
    """One handling (装卸换装) at a terminal, or between a port and its yard."""

    number: int
    transfer: str
    origin: str
    destination: str
    origin_mode: Mode
    destination_mode: Mode
    begins_at: datetime
    ends_at: datetime
    fen: int
    grams: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedChain:
    """A chain with instants instead of minutes; figures are those of the plan."""

    ready_at: datetime
    starts_by: datetime
    """The latest start that keeps every departure: see ``_starts_by``."""
    arrives_at: datetime
    fen: int
    grams: int
    legs: tuple[PinnedLeg, ...]
    handlings: tuple[PinnedHandling, ...]

    @property
    def departs_at(self) -> datetime:
        """When the first thing begins for which somebody must be there."""
        return min(
            *(leg.departs_at for leg in self.legs),
            *(one.begins_at for one in self.handlings),
            self.arrives_at,
        )

    @property
    def services(self) -> tuple[str, ...]:
        """The services that it rides, in order."""
        return tuple(leg.service for leg in self.legs if leg.service)


_CHAINS = TypeAdapter(PinnedChain)
_QUESTIONS = TypeAdapter(Question)


def pinned(*, chain: Chain, starts_at: datetime) -> PinnedChain:
    """Return a chain of the planner with instants, minute 0 being ``starts_at``."""

    def at(minute: int) -> datetime:
        return starts_at + minute * _MINUTE

    moves = [step for step in chain.steps if not isinstance(step.made_of, Transfer)]
    handled = [step for step in chain.steps if isinstance(step.made_of, Transfer)]
    legs = zip(chain.legs, _steps_by_leg(chain.legs, moves), strict=True)
    return PinnedChain(
        ready_at=at(chain.ready_min),
        starts_by=at(_starts_by(chain)),
        arrives_at=at(chain.arrive_min),
        fen=chain.fen,
        grams=chain.grams,
        legs=tuple(
            PinnedLeg(
                number=number,
                mode=leg.mode,
                origin=leg.origin,
                destination=leg.destination,
                service=leg.service,
                departs_at=at(leg.begins_min),
                arrives_at=at(leg.ends_min),
                length_m=leg.length_m,
                fen=leg.fen,
                grams=leg.grams,
                rows=tuple(step.made_of.code for step in steps),
                unit=_unit(steps),
            )
            for number, (leg, steps) in enumerate(legs, start=1)
        ),
        handlings=tuple(
            PinnedHandling(
                number=number,
                transfer=step.made_of.code,
                origin=step.origin,
                destination=step.destination,
                origin_mode=step.origin_mode,
                destination_mode=step.destination_mode,
                begins_at=at(step.begins_min),
                ends_at=at(step.ends_min),
                fen=step.fen,
                grams=step.grams,
            )
            for number, step in enumerate(handled, start=1)
        ),
    )


def room_wanted(*, leg: PinnedLeg, cargo: Cargo) -> int:
    """Return what a leg uses of its departure: containers (TEU), or kilograms; 0 without one."""
    if leg.unit is None:
        return 0
    return cargo.teu if leg.unit is Unit.TEU else cargo.mass_kg


def chain_json(chain: PinnedChain) -> dict[str, Any]:
    """Return a pinned chain as plain values, to be kept."""
    kept: dict[str, Any] = _CHAINS.dump_python(chain, mode="json")
    return kept


def chain_of(kept: dict[str, Any]) -> PinnedChain:
    """Return the chain that ``chain_json`` wrote."""
    return _CHAINS.validate_python(kept)


def question_json(question: Question) -> dict[str, Any]:
    """Return a question as plain values, to be kept."""
    kept: dict[str, Any] = _QUESTIONS.dump_python(question, mode="json")
    return kept


def question_of(kept: dict[str, Any]) -> Question:
    """Return the question that ``question_json`` wrote."""
    return _QUESTIONS.validate_python(kept)


def timetable_digest(*, network: Network, starts_at: datetime) -> str:
    """Return the SHA-256 of all services with their exceptions: the timetable's version."""
    first = starts_at.astimezone(CHINA).date()
    days = sorted(
        f"{one.service} {first + timedelta(days=one.day)} {one.runs}"
        for one in network.service_days
    )
    return _digest([*_plain_rows(network.services), days, sorted(network.cancelled_services)])


def footprint(*, network: Network, starts_at: datetime, chain: PinnedChain) -> str:
    """Return the SHA-256 of everything that decides whether the chain can be carried as pinned."""
    used = {code for leg in chain.legs for code in leg.rows}
    handled = {one.transfer for one in chain.handlings}
    links = [link for link in network.links if link.code in used]
    rides = [ride for ride in network.services if ride.code in used]
    ends = [(one.origin, one.destination) for one in links]
    ends += [(one.origin, one.destination) for one in rides]
    places = {place for pair in ends for place in pair}
    places.update(lock for ride in rides for lock in ride.locks)
    return _digest(
        [
            *_plain_rows(links),
            *_plain_rows(rides),
            *_plain_rows(row for row in network.transfers if row.code in handled),
            *_plain_rows(node for node in network.nodes if node.code in places),
            *_plain_rows(one for one in network.chambers if one.lock in places),
            _closed(network, places | used | handled, starts_at=starts_at, chain=chain),
            sorted(used & network.cancelled_services),
            _excepted(network, starts_at=starts_at, chain=chain),
        ]
    )


def _starts_by(chain: Chain) -> int:
    """Return the latest minute at which the first step may begin.

    Before the first ride the cargo waits for its cut-off, and by that much it may start later.
    Without a ride, trucks and barges wait for the shipper's word, not for ever.
    """
    first = chain.steps[0].begins_min
    for step in chain.steps:
        if isinstance(step.made_of, Service):
            return first + max(0, step.begins_min - step.made_of.cutoff_min - step.ready_min)
    return first + MOST_LATE_MIN


def _steps_by_leg(legs: Iterable[Leg], moves: list[Step]) -> list[list[Step]]:
    """Return the steps under each carriage: a leg's last step ends when and where the leg does."""
    left = list(moves)
    found: list[list[Step]] = []
    for leg in legs:
        steps = [left.pop(0)]
        while (steps[-1].ends_min, steps[-1].destination) != (leg.ends_min, leg.destination):
            steps.append(left.pop(0))
        found.append(steps)
    return found


def _unit(steps: list[Step]) -> Unit | None:
    made_of = steps[0].made_of
    return made_of.unit if isinstance(made_of, Service) else None


def _closed(
    network: Network, codes: set[str], *, starts_at: datetime, chain: PinnedChain
) -> list[str]:
    """Return what is closed or limited on the way while it is under way, cut to that time."""
    spans = [
        *((one.lock, one.from_min, one.until_min, "") for one in network.closures),
        *((one.lock, one.from_min, one.until_min, one.chamber) for one in network.chamber_closures),
        *((one.link, one.from_min, one.until_min, str(one.depth_cm)) for one in network.limits),
        *((one.transfer, one.from_min, one.until_min, "") for one in network.stops),
    ]
    found = []
    for code, from_min, until_min, what in spans:
        from_at = max(chain.ready_at, starts_at + from_min * _MINUTE)
        until_at = min(chain.arrives_at, starts_at + until_min * _MINUTE)
        if code in codes and from_at < until_at:
            found.append(f"{code} {what} {from_at.timestamp():.0f} {until_at.timestamp():.0f}")
    return sorted(found)


def _excepted(network: Network, *, starts_at: datetime, chain: PinnedChain) -> list[str]:
    rides = {
        (leg.service, (leg.departs_at - starts_at) // _MINUTE // MINUTES_PER_DAY)
        for leg in chain.legs
        if leg.service
    }
    return sorted(
        f"{one.service} {one.runs} {sorted(rides)}"
        for one in network.service_days
        if (one.service, one.day) in rides and not one.runs
    )


def _plain_rows(rows: Iterable[Any]) -> list[list[str]]:
    return [_plain(row) for row in sorted(rows, key=_order)]


def _order(row: Any) -> str:
    return str(getattr(row, "code", "") or f"{row.lock}-{row.chamber}")


def _plain(row: Any) -> list[str]:
    """Return a row's values in words; a set has no order of its own and is sorted."""
    values = {one.name: getattr(row, one.name) for one in fields(row) if one.name not in _LEFT_OUT}
    return [
        f"{name}={sorted(value) if isinstance(value, frozenset) else value!r}"
        for name, value in values.items()
    ]


def _digest(content: list[Any]) -> str:
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
