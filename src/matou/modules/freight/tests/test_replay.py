"""The synthetic voyage: made the same way every time, true to the places of the basin."""

import csv
import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from matou.kit.geo import Position
from matou.modules.freight.rules import replay
from matou.modules.freight.rules.ais import AisDecoder
from matou.modules.freight.rules.ais_reports import Fix, ShipData
from matou.modules.freight.rules.geofence import is_teleport
from matou.modules.freight.services import replays
from matou.spine.places.services import BASIN

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def demo_reports() -> list[Fix | ShipData]:
    decoder = AisDecoder()
    lines = replays.RECORDING.read_bytes().splitlines()
    reports = [one for line in lines for one in decoder.read(line=line, received_at=NOW)]
    kept = [one for one in reports if isinstance(one, Fix | ShipData)]
    return [one for one in kept if one.mmsi == replay.DEMO_MMSI]


def place(code: str) -> Position:
    with Path(BASIN / "nodes.csv").open(encoding="utf-8") as file:
        row = next(row for row in csv.DictReader(file) if row["node_id"] == code)
    return Position(float(row["lat"]), float(row["lon"]))


def near(at_s: int) -> Position:
    """Return the demo vessel's first credible position from an instant on."""
    fixes = [one for one in demo_reports() if isinstance(one, Fix) and one.latitude > 1]
    first = next(one for one in fixes if one.at.timestamp() >= at_s)
    return Position(first.latitude, first.longitude)


def test_the_committed_recording_is_what_the_plan_makes() -> None:
    lines = replay.demo_lines(others=replays.OTHERS.read_bytes().splitlines())

    assert replays.RECORDING.read_bytes() == b"".join(line + b"\n" for line in lines)


@pytest.mark.parametrize(("code", "point"), replay.RIVER)
def test_the_way_down_follows_the_basin(code: str, point: tuple[float, float]) -> None:
    assert place(code).distance_m(Position(*point)) < 1


@pytest.mark.parametrize(
    ("milestone", "code", "within_m"),
    [
        ("alongside", "P_CHI", 300),
        ("cast_off", "P_CHI", 300),
        ("lock_queue", "L_CHZ", 3500),
        ("lock_entered", "L_CHZ", 300),
        ("arrived", "P_SAN", 300),
    ],
)
def test_the_vessel_is_where_the_milestone_says(milestone: str, code: str, within_m: float) -> None:
    at_s = getattr(replay.milestones(), milestone)

    assert near(at_s).distance_m(place(code)) < within_m


def test_the_milestones_follow_one_another() -> None:
    plan = replay.milestones()

    instants = [getattr(plan, name) for name in plan.__slots__]

    assert instants == sorted(instants)


def test_her_draught_grows_with_the_cargo() -> None:
    plan = replay.milestones()
    said = [one for one in demo_reports() if isinstance(one, ShipData)]

    light = {one.draught_dm for one in said if one.at.timestamp() < plan.cast_off}
    laden = {one.draught_dm for one in said if one.at.timestamp() >= plan.cast_off}

    assert (light, laden) == ({12}, {32})


def test_she_never_jumps_but_for_the_planted_teleport() -> None:
    fixes = [one for one in demo_reports() if isinstance(one, Fix) and one.latitude > 1]

    jumps = [
        one.at
        for one, other in itertools.pairwise(fixes)
        if is_teleport(
            one=Position(one.latitude, one.longitude),
            one_at=one.at,
            other=Position(other.latitude, other.longitude),
            other_at=other.at,
        )
    ]

    assert jumps == []


def test_milestones_move_with_the_start() -> None:
    marks = replays.milestones_at(start_at=NOW)

    assert marks["first_heard"] == NOW
    assert marks["last_heard"] == NOW + replays.voyage_length()
    assert timedelta(hours=30) < marks["arrived"] - NOW < timedelta(hours=40)
