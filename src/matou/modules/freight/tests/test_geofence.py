"""Fences: both sides of each border, hysteresis, what a position suggests for a lot."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.geo import Position
from matou.modules.freight.rules.geofence import (
    Fence,
    LotWatch,
    Stay,
    is_teleport,
    next_stay,
    proposal,
    speed_kmh,
)
from matou.modules.freight.rules.states import LotAct, LotState

T0 = datetime(2026, 11, 20, tzinfo=UTC)
CHI = Position(23.42, 111.08)
SAN = Position(23.17, 112.85)
LOCK = Fence(place="L_CHZ", position=Position(23.46, 111.175), radius_m=3500, leave_factor=1.1)
BERTH = Fence(place="P_CHI", position=CHI)
METRE = 1 / 111_195.08
"""One metre in degrees of latitude on the mean sphere."""


def north(metres: float, origin: Position = CHI) -> Position:
    return Position(origin.latitude + metres * METRE, origin.longitude)


def watch(state: LotState, since: datetime = T0) -> LotWatch:
    return LotWatch(
        lot_code="LOT",
        state=state,
        since=since,
        load=BERTH,
        discharge=Fence(place="P_SAN", position=SAN),
    )


@pytest.mark.parametrize(
    ("metres", "was_inside", "holds"),
    [
        (999, False, True),
        (1001, False, False),
        (1001, True, True),
        (1499, True, True),
        (1501, True, False),
    ],
)
def test_a_vessel_comes_within_1000_and_leaves_beyond_1500_metres(
    *, metres: float, was_inside: bool, holds: bool
) -> None:
    assert BERTH.holds(north(metres), was_inside=was_inside) is holds


@pytest.mark.parametrize(
    ("state", "position", "act"),
    [
        (LotState.TO_LOAD, north(900), LotAct.ARRIVE_LOADING),
        (LotState.TO_LOAD, north(1100), None),
        (LotState.LOADED, north(1400), None),
        (LotState.LOADED, north(1600), LotAct.DEPART),
        (LotState.IN_TRANSIT, north(1600), None),
        (LotState.IN_TRANSIT, north(0), None),
        (LotState.IN_TRANSIT, north(900, SAN), LotAct.ARRIVE_DISCHARGE),
        (LotState.IN_TRANSIT, north(1100, SAN), None),
        (LotState.LOADING, north(5000), None),
        (LotState.CONTRACTED, north(0), None),
        (LotState.AT_DISCHARGE, north(0, SAN), None),
    ],
)
def test_a_position_suggests_the_next_step(
    state: LotState, position: Position, act: LotAct | None
) -> None:
    suggested = proposal(watch=watch(state), position=position, at=T0)

    assert (suggested and suggested.act) == act


@pytest.mark.parametrize("state", sorted(set(LotState)))
def test_each_state_has_at_most_the_step_that_positions_can_show(state: LotState) -> None:
    far = proposal(watch=watch(state), position=Position(0, 0), at=T0)

    assert (far is not None) == (state is LotState.LOADED)


def test_a_position_from_before_the_state_suggests_nothing() -> None:
    waiting = watch(LotState.LOADED, since=T0 + timedelta(hours=1))

    assert proposal(watch=waiting, position=north(9000), at=T0) is None


def test_a_proposal_says_why_in_both_languages() -> None:
    suggested = proposal(watch=watch(LotState.TO_LOAD), position=north(640), at=T0)

    assert suggested is not None
    assert "640 米" in suggested.why_zh
    assert "640 m from P_CHI" in suggested.why_en


def lie(stay: Stay, minutes: float, metres: float = 0, speed_kn: float | None = 0.1) -> Stay:
    return next_stay(
        stay=stay,
        fences=(LOCK,),
        position=north(metres, LOCK.position),
        speed_kn=speed_kn,
        at=T0 + timedelta(minutes=minutes),
    )


@pytest.mark.parametrize(("minutes", "waits"), [(29, False), (30, True)])
def test_lying_half_an_hour_in_the_fence_of_a_lock_is_waiting(
    *, minutes: float, waits: bool
) -> None:
    stay = lie(lie(Stay(), 0), minutes)

    assert stay.is_waiting(at=T0 + timedelta(minutes=minutes)) is waits


def test_moving_up_in_the_queue_starts_the_wait_anew() -> None:
    stay = lie(lie(lie(Stay(), 0), 20, speed_kn=3.0), 40)

    assert stay.since == T0
    assert stay.lying_since == T0 + timedelta(minutes=40)


def test_an_unknown_speed_changes_nothing() -> None:
    stay = lie(lie(Stay(), 0), 40, speed_kn=None)

    assert stay.lying_since == T0


def test_a_vessel_between_the_circles_stays_where_she_was() -> None:
    inside, outside = lie(Stay(), 0, 3400), lie(Stay(), 0, 3700)

    assert lie(inside, 5, 3700).place == "L_CHZ"
    assert outside.place is None
    assert lie(inside, 5, 3900).place is None


@given(metres=st.floats(3510, 3840), visits=st.integers(1, 9))
def test_jitter_between_the_circles_never_changes_the_stay(metres: float, visits: int) -> None:
    stay = lie(Stay(), 0, 3000)

    for visit in range(visits):
        stay = lie(stay, visit, metres)

    assert (stay.place, stay.since) == ("L_CHZ", T0)


def test_two_reports_of_one_second_within_the_jitter_have_no_speed() -> None:
    assert speed_kmh(one=CHI, one_at=T0, other=north(499), other_at=T0) == 0


def test_two_distant_reports_of_one_second_are_a_teleport() -> None:
    assert is_teleport(one=CHI, one_at=T0, other=north(501), other_at=T0)
