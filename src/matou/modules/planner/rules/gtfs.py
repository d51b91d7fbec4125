"""The services as a GTFS feed (公共交通数据格式), so that any timetable reader can follow them.

Written after the GTFS Schedule Reference, gtfs.org. What GTFS cannot say is told in its words:

- A trip begins at the gate of its terminal's mode at the cut-off (截关), which is the last moment
  for cargo to board; its second stop is the quay, track or stand from which it departs. So days are
  those of the cut-off: what closes at 23:00 departs at 28:00. Changing at a gate takes no time.
- Handling between a port and its rail yard is a walk too, of the minutes for so many containers.
  A feed has no opening hours of transfers; by rail and water they are open always.
- A service that stops running for a while, by its season or a notice, is a matter of its calendar.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import product
from math import ceil

from matou.kit.clock import CHINA
from matou.kit.errors import InvalidInput
from matou.modules.planner.rules.network import MINUTES_PER_DAY, Mode, Network, Node, Service

Stop = tuple[str, Mode]
"""A terminal's gate: a node and the mode on which cargo lies there."""
Row = Sequence[object]
Span = tuple[datetime, datetime]

ROUTE_TYPES = {Mode.WATER: 4, Mode.RAIL: 2, Mode.AIR: 1100}
"""Ferry and rail of the reference; air of the extended types, which it has no basic one for."""
DAYS = 364
"""A feed covers so many days from its Monday: timetables repeat weekly."""
TIMED, RUNS, RUNS_NOT = 2, 1, 2
MAY, MAY_NOT = 0, 1
_MODES_ZH = {Mode.WATER: "水运", Mode.RAIL: "铁路", Mode.AIR: "航空"}
_MODES_EN = {Mode.WATER: "water", Mode.RAIL: "rail", Mode.AIR: "air"}
_PUBLISHER = "feed_publisher_name,feed_publisher_url,feed_lang"
_WEEKDAYS = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed is made from besides the network.

    ``seasons`` are first and last day, the last excluded, None for always; ``stopped`` are spans in
    which a service does not depart. ``teu`` is for how many containers handling takes as long.
    """

    monday: date
    site_url: str
    seasons: Mapping[str, Sequence[tuple[date, date | None]]] = field(default_factory=dict)
    stopped: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    teu: int = 1


def gtfs_files(*, network: Network, feed: Feed) -> dict[str, str]:
    """Return the feed's files by name; equal networks give equal files."""
    services = [one for one in network.services if one.code not in network.cancelled_services]
    served = [one for one in services if _calendar(one, feed) or _dates(one, network, feed)]
    nodes = {node.code: node for node in network.nodes}
    tables: dict[str, tuple[str, Iterable[Row]]] = {
        "agency.txt": (
            "agency_id,agency_name,agency_url,agency_timezone,agency_lang",
            [("matou", "码头 matou", feed.site_url, "Asia/Shanghai", "zh")],
        ),
        "feed_info.txt": (
            f"{_PUBLISHER},feed_start_date,feed_end_date,feed_version",
            [("码头 matou", feed.site_url, "zh", _day(_first(served, feed)), _day(_last(feed)),
              network.version)],
        ),
        "stops.txt": ("stop_id,stop_name,stop_lat,stop_lon", _stops(served, nodes)),
        "translations.txt": (
            "table_name,field_name,language,translation,record_id",
            _translations(served, nodes),
        ),
        "routes.txt": (
            "route_id,agency_id,route_short_name,route_long_name,route_type",
            [_route(one, nodes) for one in served],
        ),
        "trips.txt": ("route_id,service_id,trip_id", [(one.code,) * 3 for one in served]),
        "stop_times.txt": (
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type",
            [row for one in served for row in _stop_times(one)],
        ),
        "calendar.txt": (
            f"service_id,{_WEEKDAYS},start_date,end_date",
            [row for one in served for row in _calendar(one, feed)],
        ),
        "calendar_dates.txt": (
            "service_id,date,exception_type",
            [
                (one.code, _day(on), RUNS if runs else RUNS_NOT)
                for one in served
                for on, runs in sorted(_dates(one, network, feed).items())
            ],
        ),
        "transfers.txt": (
            "from_stop_id,to_stop_id,transfer_type,min_transfer_time",
            _walks(network, served, feed.teu),
        ),
    }  # fmt: skip
    return {name: _csv(heads, rows) for name, (heads, rows) in tables.items()}


def check_site(url: str) -> None:
    """Refuse what is no address of a site: agencies must have one; raises InvalidInput."""
    if not url.startswith(("http://", "https://")) or any(sign.isspace() for sign in url):
        raise InvalidInput(
            field="site",
            reason_zh="请填写网址，例如 https://example.org。",
            reason_en="Give an address such as https://example.org.",
        )


def gate_id(node: str, mode: Mode) -> str:
    """Return the stop at which cargo arrives at a terminal, and from which it starts."""
    return f"{node}.{mode}"


def quay_id(node: str, mode: Mode) -> str:
    """Return the stop from which services depart, where nothing is taken in or handed out."""
    return f"{gate_id(node, mode)}.out"


def _gates(services: Iterable[Service]) -> list[Stop]:
    ends = ((node, one.mode) for one in services for node in (one.origin, one.destination))
    return sorted(set(ends))


def _named(
    services: Sequence[Service], nodes: Mapping[str, Node]
) -> Iterable[tuple[str, Node, str, str]]:
    """Yield each stop with its node and both names, the gates first; no two names are equal."""
    for code, mode in _gates(services):
        node = nodes[code]
        yield (gate_id(code, mode), node, f"{node.name_zh} {_MODES_ZH[mode]}",
               f"{node.name_en} {_MODES_EN[mode]}")  # fmt: skip
    for code, mode in sorted({(one.origin, one.mode) for one in services}):
        node = nodes[code]
        yield (quay_id(code, mode), node, f"{node.name_zh} {_MODES_ZH[mode]}发运",
               f"{node.name_en} {_MODES_EN[mode]} departures")  # fmt: skip


def _stops(services: Sequence[Service], nodes: Mapping[str, Node]) -> Iterable[Row]:
    for stop, node, name_zh, _name_en in _named(services, nodes):
        yield stop, name_zh, node.latitude, node.longitude


def _translations(services: Sequence[Service], nodes: Mapping[str, Node]) -> Iterable[Row]:
    for stop, _node, _name_zh, name_en in _named(services, nodes):
        yield "stops", "stop_name", "en", name_en, stop


def _route(service: Service, nodes: Mapping[str, Node]) -> Row:
    ends = f"{nodes[service.origin].name_zh}–{nodes[service.destination].name_zh}"
    return service.code, "matou", service.code, ends, ROUTE_TYPES[service.mode]


def _stop_times(service: Service) -> Iterable[Row]:
    """Yield cut-off, departure and arrival; later days have more than 24 hours."""
    departs = service.departs_minute + _days_before(service) * MINUTES_PER_DAY
    taken_in, arrives = departs - service.cutoff_min, departs + service.duration_min
    ride = ((gate_id(service.origin, service.mode), taken_in, MAY, MAY_NOT),
            (quay_id(service.origin, service.mode), departs, MAY_NOT, MAY_NOT),
            (gate_id(service.destination, service.mode), arrives, MAY_NOT, MAY))  # fmt: skip
    for place, (stop, minute, boards, leaves) in enumerate(ride, start=1):
        yield service.code, _time(minute), _time(minute), stop, place, boards, leaves


def _days_before(service: Service) -> int:
    """Return how many days the cut-off lies before the day of departure."""
    return -((service.departs_minute - service.cutoff_min) // MINUTES_PER_DAY)


def _calendar(service: Service, feed: Feed) -> list[Row]:
    """Return the weekdays of a service's cut-offs within feed and seasons."""
    begins, ends = feed.monday, _last(feed)
    for runs_from, runs_until in feed.seasons.get(service.code, ()):
        begins = max(begins, runs_from)
        ends = min(ends, runs_until - _DAY) if runs_until else ends
    if begins > ends or not service.days:
        return []
    before = _days_before(service)
    closing = {(day - 1 - before) % 7 + 1 for day in service.days}
    weekdays = [int(day in closing) for day in range(1, 8)]
    return [(service.code, *weekdays, _day(begins - before * _DAY), _day(ends - before * _DAY))]


def _dates(service: Service, network: Network, feed: Feed) -> dict[date, bool]:
    """Return the days of cut-offs that its weekdays do not tell, and whether it runs then."""
    found = {
        on: one.runs
        for one in network.service_days
        if one.service == service.code
        and feed.monday <= (on := feed.monday + one.day * _DAY) <= _last(feed)
    }
    spans = feed.stopped.get(service.code, ())
    midnight = datetime(feed.monday.year, feed.monday.month, feed.monday.day, tzinfo=CHINA)
    for number in range(DAYS if spans else 0):
        departs_at = midnight + number * _DAY + timedelta(minutes=service.departs_minute)
        if any(starts_at <= departs_at < ends_at for starts_at, ends_at in spans):
            found[feed.monday + number * _DAY] = False
    before = _days_before(service) * _DAY
    return {on - before: runs for on, runs in found.items()}


def _walks(network: Network, services: Sequence[Service], teu: int) -> list[Row]:
    """Return the seconds between the gates of a feed, none at one gate and handling at two.

    Walks are told in full, from end to end: a reader of a feed adds none up.
    """
    gates = _gates(services)
    minutes = _handling(network, teu) | {(gate, gate): 0 for gate in gates}
    return [
        (gate_id(*here), gate_id(*there), TIMED, 60 * minutes[here, there])
        for here, there in product(gates, gates)
        if (here, there) in minutes
    ]


def _handling(network: Network, teu: int) -> dict[tuple[Stop, Stop], int]:
    """Return the least minutes of handling between gates, over several terminals if need be."""
    least: dict[tuple[Stop, Stop], int] = {}
    for row in network.transfers:
        ends = ((row.origin, row.origin_mode), (row.destination, row.destination_mode))
        if ROUTE_TYPES.keys() >= {row.origin_mode, row.destination_mode}:
            minutes = ceil(row.fixed_min + teu * row.min_per_teu)
            least[ends] = min(minutes, least.get(ends, minutes))
    touched = {gate for ends in least for gate in ends}
    # Floyd and Warshall: a dozen gates.
    for middle, here, there in product(sorted(touched), repeat=3):
        ways = (least.get((here, middle)), least.get((middle, there)))
        if here != there and ways[0] is not None and ways[1] is not None:
            total = ways[0] + ways[1]
            least[here, there] = min(total, least.get((here, there), total))
    return least


def _first(services: Iterable[Service], feed: Feed) -> date:
    """Return the day of the first cut-off: what departs early on Monday closes on Sunday."""
    return feed.monday - max(map(_days_before, services), default=0) * _DAY


def _last(feed: Feed) -> date:
    return feed.monday + (DAYS - 1) * _DAY


def _day(on: date) -> str:
    return on.strftime("%Y%m%d")


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


def _csv(heads: str, rows: Iterable[Row]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads.split(","))
    writer.writerows(rows)
    return out.getvalue()
