"""What pages read of vessels: the live map, tracks, waiting, feeds, refusals."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from matou.kit.geo import Position
from matou.modules.freight.queries import tracking as queries
from matou.modules.freight.rules import replay
from matou.modules.freight.services import replays
from matou.spine.places import services as places
from matou.spine.places.queries import BoundingBox

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, tzinfo=UTC)
START = NOW - timedelta(days=3)


@pytest.fixture
def voyage() -> dict[str, datetime]:
    places.load_basin(now=NOW)
    replays.feed(now=NOW, start_at=START)
    return replays.milestones_at(start_at=START)


def test_the_map_shows_the_vessels_heard_lately(voyage: dict[str, datetime]) -> None:
    shown = queries.vessels_geojson(bbox=None, since=voyage["arrived"], now=voyage["last_heard"])

    (vessel,) = shown["features"]
    assert vessel["properties"]["name"] == "MATOU DEMO 01"
    assert vessel["properties"]["draught_m"] == 3.2
    assert 0 <= vessel["properties"]["age_s"] < 600


def test_the_map_shows_all_thirteen_from_the_start_on(voyage: dict[str, datetime]) -> None:
    shown = queries.vessels_geojson(bbox=None, since=START, now=NOW)

    assert len(shown["features"]) == 13
    assert json.dumps(shown)


@pytest.mark.parametrize(("west", "found"), [(112.8, 1), (112.9, 0)])
def test_the_map_shows_only_its_piece(voyage: dict[str, datetime], west: float, found: int) -> None:
    box = BoundingBox(west=west, south=23.0, east=113.0, north=23.3)

    shown = queries.vessels_geojson(bbox=box, since=START, now=NOW)

    assert len(shown["features"]) == found


def test_vessels_carry_nothing_about_people(voyage: dict[str, datetime]) -> None:
    shown = queries.vessels_geojson(bbox=None, since=START, now=NOW)

    fields = {field for feature in shown["features"] for field in feature["properties"]}
    assert fields == {
        "mmsi",
        "name",
        "speed_kn",
        "course_deg",
        "nav_status",
        "draught_m",
        "at",
        "age_s",
        "waiting_at",
    }


def test_a_track_is_thinned_but_its_length_is_the_whole(voyage: dict[str, datetime]) -> None:
    drawn = queries.track_geojson(mmsi=replay.DEMO_MMSI, from_at=START, until_at=NOW, max_points=50)

    (line,) = drawn["features"]
    assert len(line["geometry"]["coordinates"]) <= 50
    assert line["properties"]["length_m"] == pytest.approx(235_000, rel=0.1)
    assert line["properties"]["fixes"] > 1500


def test_a_track_of_one_point_or_none_is_empty(voyage: dict[str, datetime]) -> None:
    drawn = queries.track_geojson(
        mmsi=replay.DEMO_MMSI, from_at=START, until_at=START + timedelta(seconds=1)
    )

    assert drawn["features"] == []


def test_a_vessel_waiting_at_the_lock_is_listed() -> None:
    places.load_basin(now=NOW)
    marks = replays.milestones_at(start_at=START)
    at = marks["lock_entered"] - timedelta(hours=1)
    replays.feed(now=NOW, start_at=START, until_at=at)

    waiting = queries.waiting_at_lock(lock="L_CHZ", now=at, heard_since=at - timedelta(hours=1))

    demo = next(one for one in waiting if one.mmsi == replay.DEMO_MMSI)
    assert demo.waiting_since is not None
    assert at - demo.waiting_since > timedelta(hours=5)


def test_a_vessel_is_shown_where_she_was_at_the_instant(voyage: dict[str, datetime]) -> None:
    then = queries.vessel_now(mmsi=replay.DEMO_MMSI, now=voyage["cast_off"])

    assert then is not None
    assert then.at <= voyage["cast_off"]
    assert then.position.distance_m(Position(23.42, 111.08)) < 300
    assert queries.vessel_now(mmsi=replay.DEMO_MMSI, now=START - timedelta(hours=1)) is None


def test_after_the_lock_nobody_is_waiting(voyage: dict[str, datetime]) -> None:
    demo = queries.vessel_now(mmsi=replay.DEMO_MMSI, now=NOW)

    assert demo is not None
    assert demo.waiting_at is None


def test_the_recent_speed_is_that_under_way() -> None:
    marks = replays.milestones_at(start_at=START)
    at = marks["arrived"] - timedelta(minutes=5)
    replays.feed(now=NOW, start_at=START, until_at=at)

    speed = queries.recent_speed_kmh(mmsi=replay.DEMO_MMSI, at=at)

    assert speed == pytest.approx(7.2 * 1.852, rel=0.03)


def test_a_vessel_that_lies_has_no_recent_speed(voyage: dict[str, datetime]) -> None:
    assert queries.recent_speed_kmh(mmsi=replay.DEMO_MMSI, at=voyage["last_heard"]) is None


def test_feeds_and_refused_lines_are_shown(voyage: dict[str, datetime]) -> None:
    (feed,) = queries.feeds()
    refused = queries.rejected_lines(source=feed.source)

    assert feed.rejects["bad_checksum"] == 2
    assert len(refused) == sum(feed.rejects.values())
    assert queries.rejected_lines(source="another") == ()
