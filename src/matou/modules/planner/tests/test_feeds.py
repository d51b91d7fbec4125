"""The live timetable as GTFS: notices and seasons count, and anyone may fetch it."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.test import Client

from matou.kit.errors import DomainError
from matou.modules.planner.queries.feeds import gtfs_at
from matou.modules.planner.rules import notices as rules
from matou.modules.planner.rules.notices import NoticeTerms
from matou.modules.planner.services import notices
from matou.modules.planner.services.importing import ImportReport, import_network
from matou.modules.planner.tests.world import EDITOR, LATER, NOW, reference, written

SITE = "https://example.org"
SOON = NOW + timedelta(minutes=1)


def rows(content: bytes, name: str) -> list[dict[str, str]]:
    with ZipFile(BytesIO(content)) as folder:
        return list(csv.DictReader(StringIO(folder.read(name).decode())))


def announce(kind: str, target: str) -> None:
    terms = NoticeTerms(
        kind=kind, targets=(target,), starts_at=NOW + timedelta(days=2),
        ends_at=NOW + timedelta(days=4), issuer="港航处", source="通告", confidence="A",
    )  # fmt: skip
    notices.publish_notice(terms=terms, actor=EDITOR, now=NOW)


def test_the_network_as_loaded_is_told_whole(network: ImportReport) -> None:
    feed = gtfs_at(NOW, site_url=SITE)

    assert len(rows(feed, "trips.txt")) == 98
    assert rows(feed, "calendar_dates.txt") == []
    assert rows(feed, "agency.txt")[0]["agency_url"] == SITE
    assert gtfs_at(NOW, site_url=SITE) == feed


def test_a_notice_still_to_come_cancels_the_departures_within_it(network: ImportReport) -> None:
    announce(rules.SERVICE_CANCELLED, "S001")

    dates = rows(gtfs_at(SOON, site_url=SITE), "calendar_dates.txt")

    # From Wednesday noon to Friday noon; it departs at eight.
    assert [(row["service_id"], row["date"]) for row in dates] == [
        ("S001", "20260604"), ("S001", "20260605")
    ]  # fmt: skip


def test_a_typhoon_stops_every_service_of_the_place(network: ImportReport) -> None:
    announce(rules.STORM_STOP, "P_NSA")
    feed = gtfs_at(SOON, site_url=SITE)

    stopped = {row["service_id"] for row in rows(feed, "calendar_dates.txt")}

    gates = {"P_NSA.water", "P_NSA.water.out"}
    calls = {row["trip_id"] for row in rows(feed, "stop_times.txt") if row["stop_id"] in gates}
    assert stopped
    assert stopped <= calls


def test_seasons_and_exceptions_are_taken_from_the_rows(network: ImportReport) -> None:
    seasons = "service_id,runs_from,runs_until,source,conf,note\nS001,2026-07-01,,x,A,\n"
    days = "service_id,date,what,source,conf,note\nS003,2026-06-10,cancelled,x,A,\n"
    files = {"seasons.csv": ordered(seasons, "seasons.csv"), "exceptions.csv":
             ordered(days, "exceptions.csv")}  # fmt: skip
    import_network(files=reference() | files, actor=EDITOR, now=LATER)

    feed = gtfs_at(LATER, site_url=SITE)

    begins = {row["service_id"]: row["start_date"] for row in rows(feed, "calendar.txt")}
    assert (begins["S001"], begins["S003"]) == ("20260701", "20260601")
    assert [tuple(row.values()) for row in rows(feed, "calendar_dates.txt")] == [
        ("S003", "20260610", "2")
    ]


def ordered(text: str, file: str) -> bytes:
    return written(file, list(csv.DictReader(StringIO(text))))


def test_before_there_is_a_network_there_is_no_feed(network: ImportReport) -> None:
    with pytest.raises(DomainError, match="no network"):
        gtfs_at(NOW - timedelta(days=1), site_url=SITE)


def test_anyone_may_fetch_the_feed(present: ImportReport) -> None:
    answer = Client().get("/planner/network/gtfs.zip")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert len(rows(answer.content, "stops.txt")) > 80
