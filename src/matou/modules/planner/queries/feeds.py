"""The live timetable as a GTFS feed: its rows, seasons and notices as of an instant."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from matou.modules.planner.queries.networks import NetworkMissing, service_days, version_at
from matou.modules.planner.queries.notices import standing_notices
from matou.modules.planner.queries.tables import Tables, tables_at
from matou.modules.planner.rules import basin, kinds
from matou.modules.planner.rules.archives import zipped
from matou.modules.planner.rules.gtfs import Feed, Span, gtfs_files
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.notices import StandingNotice, week_start, with_notices


def gtfs_at(instant: datetime, *, site_url: str, teu: int = 1) -> bytes:
    """Return the services of an instant's week and the year from it; raises NetworkMissing.

    A plan made at an instant leaves out what a notice cancels then. A feed is read for weeks, so
    it leaves out the departures within the notice's span, those still to come among them.
    """
    version, tables = version_at(instant), tables_at(instant)
    if not tables[kinds.NODE.file]:
        raise NetworkMissing
    monday = week_start(instant).date()
    network = replace(
        basin.read_network(tables=tables, version=version.name),
        service_days=service_days(tables, monday),
    )
    feed = Feed(
        monday=monday,
        site_url=site_url,
        seasons=_seasons(tables),
        stopped=_stopped(network, standing_notices(instant)),
        teu=teu,
    )
    return zipped(gtfs_files(network=network, feed=feed))


def _seasons(tables: Tables) -> dict[str, list[tuple[date, date | None]]]:
    found: defaultdict[str, list[tuple[date, date | None]]] = defaultdict(list)
    for row in tables[kinds.SEASON.file]:
        until = date.fromisoformat(row["runs_until"]) if row["runs_until"] else None
        found[row["service_id"]].append((date.fromisoformat(row["runs_from"]), until))
    return dict(found)


def _stopped(network: Network, notices: Collection[StandingNotice]) -> dict[str, list[Span]]:
    """Return the spans in which notices cancel each service, alone or with a stopped place."""
    found: defaultdict[str, list[Span]] = defaultdict(list)
    for notice in notices:
        terms = notice.terms
        touched = with_notices(network, [notice], at=terms.starts_at).cancelled_services
        for code in touched:
            found[code].append((terms.starts_at, terms.ends_at))
    return dict(found)
