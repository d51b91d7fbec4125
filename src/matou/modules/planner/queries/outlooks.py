"""The live network seen ahead of an instant, in editions: one for each change that is planned."""

from bisect import bisect_right
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from matou.modules.planner.models import NetworkChange
from matou.modules.planner.queries.networks import (
    NetworkMissing,
    VersionCard,
    service_days,
    version_at,
)
from matou.modules.planner.queries.notices import notices_since
from matou.modules.planner.queries.tables import Tables, tables_at
from matou.modules.planner.rules import basin, kinds
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.notices import StandingNotice, week_start
from matou.modules.planner.rules.outlook import BEHIND_DAYS, SEEN_DAYS, Season, foreseen

_MOST_KEPT = 2
_NOTICE = "notice_"
_MINUTE = timedelta(minutes=1)
_BEHIND = timedelta(days=BEHIND_DAYS)
_STAMP = """
    SELECT count(*) FILTER (WHERE effective_at <= %s), count(*), max(id)
    FROM planner_networkchange
"""
"""How many changes are in force, how many are known, and the last of them."""
_KEPT: OrderedDict[tuple[Any, ...], "Outlook"] = OrderedDict()
"""By all changes recorded, those in force and the Monday: a change adds a row, so none lies."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """The network as known at an instant, for journeys to come; minute 0 is ``starts_at``.

    ``editions`` hold from their minute until the next one's: rows that are planned to change make
    a new one. Notices and seasons need none, as they are told in spans and dates.
    """

    version: str
    starts_at: datetime
    editions: tuple[tuple[int, Network], ...]
    notices: tuple[StandingNotice, ...]

    def edition(self, minute: int) -> Network:
        """Return the network whose rows are in force at a minute."""
        place = bisect_right([begin for begin, _network in self.editions], minute)
        return self.editions[max(0, place - 1)][1]

    def minute(self, instant: datetime) -> int:
        """Return an instant's minute, seconds rounded up."""
        return -((self.starts_at - instant) // _MINUTE)

    def instant(self, minute: int) -> datetime:
        """Return the instant of a minute."""
        return self.starts_at + minute * _MINUTE


def outlook_at(instant: datetime) -> Outlook:
    """Return the network seen ahead of an instant; raises NetworkMissing."""
    with connection.cursor() as cursor:  # every question asks it: the ORM took 1 ms to say so
        cursor.execute(_STAMP, [instant])
        stamp = cursor.fetchone()
    if not stamp[0]:
        raise NetworkMissing
    key = (*stamp, week_start(instant))
    found = _KEPT.get(key)
    if found is None:
        found = _KEPT[key] = _built(instant)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return found


def _built(instant: datetime) -> Outlook:
    starts_at = week_start(instant)
    version = version_at(instant)
    notices = notices_since(instant, since=instant - _BEHIND)
    planned = (
        NetworkChange.objects.filter(
            effective_at__gt=instant, effective_at__lt=starts_at + timedelta(days=SEEN_DAYS)
        )
        .exclude(what__startswith=_NOTICE)
        .order_by("effective_at")
        .values_list("effective_at", flat=True)
        .distinct()
    )
    first = (0, _edition(instant, version, notices, starts_at=starts_at))
    later = [
        (
            -((starts_at - at) // _MINUTE),
            _edition(at, version, notices, starts_at=starts_at, number=number),
        )
        for number, at in enumerate(planned, start=1)
    ]
    return Outlook(
        version=version.name, starts_at=starts_at, editions=(first, *later), notices=notices
    )


def _edition(
    at: datetime,
    version: VersionCard,
    notices: tuple[StandingNotice, ...],
    *,
    starts_at: datetime,
    number: int = 0,
) -> Network:
    tables = tables_at(at)
    network = basin.read_network(tables=tables, version=f"{version.name}+{number}")
    days = tuple(
        replace(day, day=day.day - BEHIND_DAYS)
        for day in service_days(tables, (starts_at - _BEHIND).date())
    )
    seen = foreseen(
        replace(network, service_days=days),
        notices=notices,
        seasons=_seasons(tables),
        starts_at=starts_at,
    )
    # The first edition is what asks and offers stand on: it bears the version's own name.
    return seen if number else replace(seen, version=version.name)


def _seasons(tables: Tables) -> list[Season]:
    return [
        Season(
            row["service_id"],
            date.fromisoformat(row["runs_from"]),
            date.fromisoformat(row["runs_until"]) if row["runs_until"] else None,
        )
        for row in tables[kinds.SEASON.file]
    ]
