"""The GTFS feed: stops, times beyond midnight, weekdays of cut-offs, seasons and exceptions."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.clock import CHINA
from matou.kit.errors import InvalidInput
from matou.modules.planner.queries.fronts import reference_network
from matou.modules.planner.rules.gtfs import Feed, check_site, gtfs_files
from matou.modules.planner.rules.network import Network, Service, ServiceDay

MONDAY = date(2026, 6, 1)
FEED = Feed(monday=MONDAY, site_url="https://example.org")
REFERENCED = {
    ("trips.txt", "route_id"): ("routes.txt", "route_id"),
    ("stop_times.txt", "trip_id"): ("trips.txt", "trip_id"),
    ("stop_times.txt", "stop_id"): ("stops.txt", "stop_id"),
    ("calendar.txt", "service_id"): ("trips.txt", "service_id"),
    ("calendar_dates.txt", "service_id"): ("trips.txt", "service_id"),
    ("transfers.txt", "from_stop_id"): ("stops.txt", "stop_id"),
    ("transfers.txt", "to_stop_id"): ("stops.txt", "stop_id"),
    ("routes.txt", "agency_id"): ("agency.txt", "agency_id"),
    ("translations.txt", "record_id"): ("stops.txt", "stop_id"),
}


def tables(network: Network, feed: Feed = FEED) -> dict[str, list[dict[str, str]]]:
    files = gtfs_files(network=network, feed=feed)
    return {name: list(csv.DictReader(StringIO(text))) for name, text in files.items()}


def one_service(**changes: Any) -> Network:
    network = reference_network()
    service: Service = replace(network.services[0], **changes)
    return replace(network, services=(service,))


def weekdays(row: Mapping[str, str]) -> str:
    names = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    return "".join(row[name] for name in names)


def test_every_service_is_a_trip_from_its_cut_off_to_its_arrival() -> None:
    rides = [row for row in tables(reference_network())["stop_times.txt"]
             if row["trip_id"] == "S001"]  # fmt: skip

    assert [(row["departure_time"], row["stop_id"]) for row in rides] == [
        ("03:00:00", "P_CHI.water"),
        ("08:00:00", "P_CHI.water.out"),
        ("43:50:00", "P_NSA.water"),
    ]
    assert [(row["pickup_type"], row["drop_off_type"]) for row in rides] == [
        ("0", "1"), ("1", "1"), ("1", "0")
    ]  # fmt: skip


@pytest.mark.parametrize(("column", "target"), REFERENCED.items(), ids=str)
def test_what_a_file_refers_to_stands_in_the_other(
    column: tuple[str, str], target: tuple[str, str]
) -> None:
    feed = tables(with_days())

    used = {row[column[1]] for row in feed[column[0]]}
    assert used
    assert used <= {row[target[1]] for row in feed[target[0]]}


def with_days() -> Network:
    days = (ServiceDay(service="S001", day=1, runs=False), ServiceDay(service="S001", day=9,
            runs=True))  # fmt: skip
    return replace(reference_network(), service_days=days)


def test_exceptions_are_calendar_dates() -> None:
    dates = tables(with_days())["calendar_dates.txt"]

    assert [(row["date"], row["exception_type"]) for row in dates] == [
        ("20260602", "2"), ("20260610", "1")
    ]  # fmt: skip


def test_what_closes_before_midnight_belongs_to_the_day_before() -> None:
    network = one_service(departs_minute=120, days=(1, 3), cutoff_min=300)
    network = replace(
        network, service_days=(ServiceDay(service=network.services[0].code, day=2, runs=False),)
    )

    feed = tables(network)

    assert [row["departure_time"] for row in feed["stop_times.txt"]][:2] == ["21:00:00", "26:00:00"]
    assert weekdays(feed["calendar.txt"][0]) == "0100001"
    assert feed["calendar.txt"][0]["start_date"] == "20260531"
    assert feed["feed_info.txt"][0]["feed_start_date"] == "20260531"
    assert feed["calendar_dates.txt"][0]["date"] == "20260602"


@pytest.mark.parametrize(("cutoff_min", "day"), [(480, "20260601"), (481, "20260531")])
def test_the_border_is_midnight(cutoff_min: int, day: str) -> None:
    feed = tables(one_service(departs_minute=480, cutoff_min=cutoff_min))

    assert feed["calendar.txt"][0]["start_date"] == day


def test_a_season_bounds_the_calendar_and_one_that_is_over_leaves_the_service_out() -> None:
    season = replace(FEED, seasons={"S001": [(date(2026, 7, 1), date(2026, 9, 1))]})
    over = replace(FEED, seasons={"S001": [(date(2025, 7, 1), date(2025, 9, 1))]})

    during = tables(one_service(), season)["calendar.txt"][0]

    assert (during["start_date"], during["end_date"]) == ("20260701", "20260831")
    assert tables(one_service(), over)["trips.txt"] == []


def test_departures_within_a_stop_are_left_out_and_no_others() -> None:
    stop = (datetime(2026, 6, 3, 8, 0, tzinfo=CHINA), datetime(2026, 6, 5, 8, 0, tzinfo=CHINA))
    feed = tables(one_service(departs_minute=480), replace(FEED, stopped={"S001": [stop]}))

    dates = [(row["date"], row["exception_type"]) for row in feed["calendar_dates.txt"]]

    assert dates == [("20260603", "2"), ("20260604", "2")]


def test_changing_at_a_gate_takes_no_time_and_handling_its_minutes() -> None:
    box, many = tables(reference_network()), tables(reference_network(), replace(FEED, teu=10))

    def seconds(feed: dict[str, list[dict[str, str]]], here: str, there: str) -> int:
        (row,) = [row for row in feed["transfers.txt"]
                  if (row["from_stop_id"], row["to_stop_id"]) == (here, there)]  # fmt: skip
        return int(row["min_transfer_time"])

    assert seconds(box, "P_NSA.water", "P_NSA.water") == 0
    assert seconds(box, "P_NSA.water", "T_NSP.rail") == 183 * 60
    assert seconds(many, "P_NSA.water", "T_NSP.rail") == 210 * 60


def test_cancelled_services_are_no_trips() -> None:
    network = replace(reference_network(), cancelled_services=frozenset({"S001"}))

    trips = {row["trip_id"] for row in tables(network)["trips.txt"]}

    assert "S001" not in trips
    assert len(trips) == len(network.services) - 1


def test_names_of_stops_are_all_different() -> None:
    feed = tables(reference_network())

    names = [row["stop_name"] for row in feed["stops.txt"]]
    assert len(names) == len(set(names))
    assert len(feed["translations.txt"]) == len(names)


@given(
    departs=st.integers(0, 1439), cutoff=st.integers(0, 4000), day=st.integers(1, 7),
    duration=st.integers(1, 9000),
)  # fmt: skip
def test_a_trip_closes_and_arrives_at_the_services_own_minutes(
    departs: int, cutoff: int, day: int, duration: int
) -> None:
    feed = tables(one_service(
        departs_minute=departs, cutoff_min=cutoff, days=(day,), duration_min=duration
    ))  # fmt: skip

    closes_on = weekdays(feed["calendar.txt"][0]).index("1")
    first, *_, last = (minutes(row["arrival_time"]) for row in feed["stop_times.txt"])
    week = 7 * 1440
    planned = (day - 1) * 1440 + departs
    assert 0 <= first < 1440
    assert (closes_on * 1440 + first) % week == (planned - cutoff) % week
    assert last - first == cutoff + duration


def minutes(text: str) -> int:
    hours, minute, _ = text.split(":")
    return int(hours) * 60 + int(minute)


@pytest.mark.parametrize("url", ["", "example.org", "ftp://example.org", "https://exa mple.org"])
def test_what_is_no_site_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput):
        check_site(url)
