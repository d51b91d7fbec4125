"""The network seen ahead (前瞻路网): every notice and season at its own time, for whole journeys.

``notices.with_notices`` shows the network of one instant. Cargo that travels on Thursday meets
Thursday's water, timetable and chambers, whether it is asked for, offered or booked. So here
notices become spans: limits and stops wait out or forbid, cancelled sailings are exceptions on
their dates.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from matou.kit.clock import CHINA
from matou.modules.planner.rules.network import (
    MINUTES_PER_DAY,
    ChamberClosure,
    Limit,
    Network,
    Service,
    ServiceDay,
    Stop,
)
from matou.modules.planner.rules.notices import (
    DRAUGHT_LIMIT,
    LOCK_CLOSURE,
    SERVICE_CANCELLED,
    STORM_STOP,
    NoticeTerms,
    StandingNotice,
    chamber_code,
    stopped_places,
)
from matou.modules.planner.rules.spans import Span, shared

SEEN_DAYS = 400
"""How far ahead departures are told one by one: a year, in which cargo may get ready, and five
weeks more, in which it is carried."""
BEHIND_DAYS = 35
"""How far back it looks: a sailing that was cancelled last week has not carried anybody since."""
_MINUTE = timedelta(minutes=1)


class Season(NamedTuple):
    """When a service runs (运行季节): from a day until before another, or without an end."""

    service: str
    runs_from: date
    runs_until: date | None


def foreseen(
    network: Network,
    *,
    notices: Collection[StandingNotice],
    seasons: Collection[Season],
    starts_at: datetime,
) -> Network:
    """Return a network whose rows, exceptions and notices hold each at its own time.

    ``network`` is what the rows say, without notices and with every service; minute 0 is
    ``starts_at``, a Monday in China.
    """
    terms = [one.terms for one in notices]
    stops = _stops(network, terms, starts_at)
    chambers = _chamber_closures(network, terms, starts_at)
    off = _days_off(network, terms, seasons, starts_at=starts_at, stops=stops, chambers=chambers)
    kept = [day for day in network.service_days if (day.service, day.day) not in off]
    cancelled = [ServiceDay(service=code, day=day, runs=False) for code, day in sorted(off)]
    return replace(
        network,
        version=f"{network.version}~{starts_at:%Y%m%d}",
        limits=(*_limits(terms, starts_at), *_link_stops(network, stops)),
        stops=tuple(
            Stop(transfer=row.code, from_min=begin, until_min=end)
            for row in network.transfers
            for place in sorted({row.origin, row.destination})
            for begin, end in stops.get(place, ())
        ),
        chamber_closures=chambers,
        service_days=(*kept, *cancelled),
        seen_until_min=SEEN_DAYS * MINUTES_PER_DAY,
    )


def minutes_of(terms: NoticeTerms, starts_at: datetime) -> Span:
    """Return a notice's span in minutes, rounded outwards: nobody leaves before it is over."""
    return (terms.starts_at - starts_at) // _MINUTE, -((starts_at - terms.ends_at) // _MINUTE)


def closed_locks(network: Network) -> dict[str, tuple[Span, ...]]:
    """Return when all chambers of a lock are out of use: then no liner passes either."""
    spans: dict[tuple[str, str], list[Span]] = {}
    for one in network.chamber_closures:
        spans.setdefault((one.lock, one.chamber), []).append((one.from_min, one.until_min))
    found = {}
    for lock in sorted({lock for lock, _chamber in spans}):
        own = [one.chamber for one in network.chambers if one.lock == lock]
        found[lock] = shared([spans.get((lock, chamber), []) for chamber in own])
    return found


def _limits(terms: Sequence[NoticeTerms], starts_at: datetime) -> list[Limit]:
    return [
        Limit(link=link, from_min=begin, until_min=end, depth_cm=one.depth_cm or 0)
        for one in terms
        if one.kind == DRAUGHT_LIMIT
        for begin, end in [minutes_of(one, starts_at)]
        for link in one.targets
    ]


def _stops(
    network: Network, terms: Sequence[NoticeTerms], starts_at: datetime
) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for one in terms:
        if one.kind == STORM_STOP:
            for place in stopped_places(network, one.targets):
                found.setdefault(place, []).append(minutes_of(one, starts_at))
    return found


def _link_stops(network: Network, stops: Mapping[str, list[Span]]) -> list[Limit]:
    return [
        Limit(link=link.code, from_min=begin, until_min=end, depth_cm=0)
        for link in network.links
        for place in (link.origin, link.destination)
        for begin, end in stops.get(place, ())
    ]


def _chamber_closures(
    network: Network, terms: Sequence[NoticeTerms], starts_at: datetime
) -> tuple[ChamberClosure, ...]:
    return tuple(
        ChamberClosure(lock=one.lock, chamber=one.chamber, from_min=begin, until_min=end)
        for notice in terms
        if notice.kind == LOCK_CLOSURE
        for begin, end in [minutes_of(notice, starts_at)]
        for one in network.chambers
        if {one.lock, chamber_code(one)} & set(notice.targets)
    )


def _days_off(  # what may keep a sailing from its day
    network: Network,
    terms: Sequence[NoticeTerms],
    seasons: Collection[Season],
    *,
    starts_at: datetime,
    stops: Mapping[str, list[Span]],
    chambers: tuple[ChamberClosure, ...],
) -> set[tuple[str, int]]:
    """Return on which days a service does not depart, whatever its timetable says."""
    shut = closed_locks(replace(network, chamber_closures=chambers))
    cancelled = _cancelled(terms, starts_at)
    monday = starts_at.astimezone(CHINA).date()
    off = set()
    for ride in network.services:
        departs = cancelled.get(ride.code, []) + stops.get(ride.origin, [])
        sails = [span for lock in ride.locks for span in shut.get(lock, ())]
        arrives = stops.get(ride.destination, [])
        own = [season for season in seasons if season.service == ride.code]
        if departs or sails or arrives or own:
            off |= {
                (ride.code, day)
                for day in range(-BEHIND_DAYS, SEEN_DAYS)
                if _is_off(ride, day, departs, sails, arrives)
                or not _in_season(own, monday + timedelta(days=day))
            }
    return off


def _cancelled(terms: Sequence[NoticeTerms], starts_at: datetime) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for one in terms:
        if one.kind == SERVICE_CANCELLED:
            for code in one.targets:
                found.setdefault(code, []).append(minutes_of(one, starts_at))
    return found


def _is_off(
    ride: Service,
    day: int,
    departs: Sequence[Span],
    sails: Sequence[Span],
    arrives: Sequence[Span],
) -> bool:
    """Tell whether a sailing is cancelled, meets a closed lock, or would arrive at a stopped port.

    Liners keep their timetable, so where on its way a lock is met is not known: a lock that is shut
    at any time of the ride stops the sailing, as it makes an offer of it void.
    """
    leaves = day * MINUTES_PER_DAY + ride.departs_minute
    ends = leaves + ride.duration_min
    return (
        any(begin <= leaves < end for begin, end in departs)
        or any(begin < ends and leaves < end for begin, end in sails)
        or any(begin <= ends < end for begin, end in arrives)
    )


def _in_season(seasons: Sequence[Season], day: date) -> bool:
    return all(
        one.runs_from <= day and (one.runs_until is None or day < one.runs_until) for one in seasons
    )
