"""The timetable by terminal, and a lock with its chambers: what everyone may read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from matou.kit.clock import CHINA
from matou.modules.planner.queries.notices import NoticeCard, notices_naming
from matou.modules.planner.queries.rows import NetworkRow, row_of
from matou.modules.planner.queries.tables import rows_of
from matou.modules.planner.rules import kinds
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceCard, PlaceKind

_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalLine:
    """A terminal in the list: how many departures a week leave it, by mode."""

    place: PlaceCard
    departures: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The services from and to one terminal, with what is out of the ordinary."""

    place: PlaceCard
    leaving: tuple[NetworkRow, ...]
    arriving: tuple[NetworkRow, ...]
    others: dict[str, PlaceCard]
    notices: tuple[NoticeCard, ...]
    exceptions: tuple[NetworkRow, ...]
    seasons: dict[str, NetworkRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceDay:
    """A departure of an absolute day that the weekly days do not tell."""

    service: str
    runs_on: date
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LockSheet:
    """A lock with its chambers and the notices that name it or them."""

    place: PlaceCard
    chambers: tuple[NetworkRow, ...]
    notices: tuple[NoticeCard, ...]


def terminals_with_services(*, at: datetime, mode: str = "") -> tuple[TerminalLine, ...]:
    """Return every terminal that services leave, in pinyin order."""
    rows = rows_of(kinds.SERVICE).at(at)
    rows = rows.filter(mode=mode) if mode else rows
    counts: dict[str, dict[str, int]] = {}
    for origin, own, days in rows.values_list("origin_id", "mode", "days"):
        at_origin = counts.setdefault(origin, {})
        at_origin[own] = at_origin.get(own, 0) + len(days)
    cards = {card.code: card for card in places.places_of(kinds=_KINDS)}
    if others := [code for code in counts if code not in cards]:
        cards |= places.places_by_code(others)
    return tuple(
        TerminalLine(place=card, departures=counts[code])
        for code, card in cards.items()
        if code in counts
    )


def timetable_of(code: str, *, at: datetime) -> Timetable:
    """Return the services of a terminal at an instant; raises NotFound for an unknown place."""
    place = places.place(code)
    rows = rows_of(kinds.SERVICE).at(at).filter(Q(origin_id=code) | Q(destination_id=code))
    found = [row_of(kinds.SERVICE, row) for row in rows.order_by("departs_minute", "code")]
    ends = {row.cells[head] for row in found for head in ("from_node", "to_node")}
    services = [row.code for row in found]
    seasons = rows_of(kinds.SEASON).at(at).filter(service__in=services)
    return Timetable(
        place=place,
        leaving=tuple(row for row in found if row.cells["from_node"] == code),
        arriving=tuple(row for row in found if row.cells["to_node"] == code),
        others=places.places_by_code(list(ends)),
        notices=notices_naming([code, *services], now=at),
        exceptions=_exceptions(services, at),
        seasons={row.service: row_of(kinds.SEASON, row) for row in seasons},
    )


def exceptions_between(from_on: date, until_on: date, *, at: datetime) -> tuple[ServiceDay, ...]:
    """Return the dates in [from, until) on which services do not run or run besides their days."""
    rows = rows_of(kinds.EXCEPTION).at(at).filter(runs_on__gte=from_on, runs_on__lt=until_on)
    return tuple(
        ServiceDay(service=row.service, runs_on=row.runs_on, what=row.what)
        for row in rows.order_by("runs_on", "service")
    )


def lock_sheets(*, at: datetime) -> tuple[LockSheet, ...]:
    """Return every lock that has chambers, by name."""
    chambers = _chambers(at)
    notices = notices_naming([*chambers, *_codes(chambers)], now=at)
    locks = places.places_of(kinds=(PlaceKind.LOCK,))
    return tuple(
        _sheet(place, chambers[place.code], notices) for place in locks if place.code in chambers
    )


def lock_sheet(code: str, *, at: datetime) -> LockSheet:
    """Return one lock; raises NotFound for an unknown place."""
    place = places.place(code)
    own = _chambers(at, lock=code).get(code, [])
    notices = notices_naming([code, *(row.code for row in own)], now=at)
    return _sheet(place, own, notices)


_KINDS = (PlaceKind.TERMINAL, PlaceKind.STATION, PlaceKind.AIRPORT)


def _sheet(
    place: PlaceCard, chambers: list[NetworkRow], notices: tuple[NoticeCard, ...]
) -> LockSheet:
    own = {place.code, *(row.code for row in chambers)}
    return LockSheet(
        place=place,
        chambers=tuple(chambers),
        notices=tuple(one for one in notices if own & set(one.terms.targets)),
    )


def _chambers(at: datetime, **only: Any) -> dict[str, list[NetworkRow]]:
    found: dict[str, list[NetworkRow]] = {}
    for row in rows_of(kinds.CHAMBER).at(at).filter(**only).order_by("code"):
        found.setdefault(row.lock_id, []).append(row_of(kinds.CHAMBER, row))
    return found


def _codes(chambers: dict[str, list[NetworkRow]]) -> list[str]:
    return [row.code for rows in chambers.values() for row in rows]


def _exceptions(services: list[str], at: datetime) -> tuple[NetworkRow, ...]:
    today = at.astimezone(CHINA).date()
    rows = (
        rows_of(kinds.EXCEPTION)
        .at(at)
        .filter(service__in=services, runs_on__gte=today, runs_on__lt=today + _AHEAD)
        .order_by("runs_on", "service")
    )
    return tuple(row_of(kinds.EXCEPTION, row) for row in rows)
