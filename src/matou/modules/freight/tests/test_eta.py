"""Estimates of arrival: the way left, the speed believed, the locks counted."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.geo import Position
from matou.modules.freight.rules.eta import (
    USUAL_SPEED_KMH,
    LockDelay,
    RiverLink,
    RiverPath,
    arrival,
    way_left,
)

T0 = datetime(2026, 11, 20, tzinfo=UTC)
LINKS = (
    RiverLink(one="A", other="LOCK", km=60),
    RiverLink(one="LOCK", other="B", km=120),
    RiverLink(one="LOCK", other="C", km=10),
    RiverLink(one="X", other="Y", km=5),
)
PLACES = {
    "A": Position(23.0, 111.0),
    "LOCK": Position(23.0, 111.5),
    "B": Position(23.0, 112.5),
    "C": Position(23.1, 111.5),
    "X": Position(30.0, 120.0),
    "Y": Position(30.0, 120.1),
}
LOCK = {"LOCK": LockDelay(lock="LOCK", wait=timedelta(hours=6), passage=timedelta(minutes=75))}


def left(longitude: float, destination: str = "B") -> RiverPath | None:
    here = Position(23.0, longitude)
    return way_left(links=LINKS, places=PLACES, here=here, destination=destination)


@pytest.mark.parametrize(
    ("longitude", "km", "places"),
    [
        (111.0, 180, ("LOCK", "B")),
        (111.25, 150, ("LOCK", "B")),
        (111.75, 90, ("B",)),
        (112.5, 0, ("B",)),
    ],
)
def test_the_way_left_is_split_where_the_vessel_is(
    longitude: float, km: float, places: tuple[str, ...]
) -> None:
    way = left(longitude)

    assert way is not None
    assert way.km == pytest.approx(km, abs=0.5)
    assert way.places[-len(places) :] == places


def test_a_vessel_below_the_lock_goes_back_up_through_it() -> None:
    way = left(111.75, destination="A")

    assert way is not None
    assert way.places == ("LOCK", "A")


def test_where_no_water_leads_there_is_no_estimate() -> None:
    assert left(111.25, destination="Y") is None
    assert left(111.25, destination="NOWHERE") is None


def test_a_vessel_far_from_the_network_gets_no_estimate() -> None:
    here = Position(26.0, 111.5)

    assert way_left(links=LINKS, places=PLACES, here=here, destination="B") is None


def test_the_estimate_adds_sailing_and_the_lock_ahead() -> None:
    way = RiverPath(places=("LOCK", "B"), km=150)

    found = arrival(left=way, speed_kmh=15, locks=LOCK, at=T0)

    assert found.at == T0 + timedelta(hours=10 + 7.25)
    assert found.locks == ("LOCK",)
    assert found.is_speed_measured


@pytest.mark.parametrize("speed", [None, 0.0, 3.9])
def test_a_vessel_that_lies_is_reckoned_at_the_usual_speed(speed: float | None) -> None:
    way = RiverPath(places=("B",), km=24)

    found = arrival(left=way, speed_kmh=speed, locks=LOCK, at=T0)

    assert (found.speed_kmh, found.at) == (USUAL_SPEED_KMH, T0 + timedelta(hours=2))
    assert "惯常" in found.assumptions_zh
    assert "usual" in found.assumptions_en


@given(one=st.floats(111.51, 112.49), other=st.floats(111.51, 112.49))
def test_nearer_is_never_later(one: float, other: float) -> None:
    far, near = sorted((one, other))
    ways = [left(longitude) for longitude in (far, near)]

    kilometres = [way.km for way in ways if way]

    assert kilometres[0] >= kilometres[1] - 1e-6
