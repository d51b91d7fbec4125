"""Geofences (电子围栏): when a vessel is at a berth, has left it, or waits at a lock.

A fence has two circles: inside the small one a vessel has come, outside the large one she has
left, and between the two nothing changes, so that a jittering position cannot knock twice. What
follows for a lot is a Proposal; whether it is carried out or shown to a person, the state table
of the lot says, not this file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import radians

from matou.kit.geo import EARTH_RADIUS_M, Position
from matou.modules.freight.rules.states import LotAct, LotState

BERTH_RADIUS_M = 1000
"""The state table's guard for at_load and at_discharge."""
LEAVE_FACTOR = 1.5
"""The leaving circle is half as large again: AIS positions of moored vessels stray up to 200 m."""
LOCK_RADIUS_M = 3500
"""Waiting vessels lie within some 3 km of a lock (estimate)."""
LOCK_LEAVE_FACTOR = 1.1
"""The next berth below Changzhou is 4.1 km off: a vessel that lies there does not wait."""
LYING_BELOW_KN = 1.0
"""Below this over the ground a vessel lies; moored vessels report 0.0 to 0.4."""
WAITS_AFTER = timedelta(minutes=30)
M_PER_DEGREE = radians(1) * EARTH_RADIUS_M
TELEPORT_KMH = 150.0
"""No vessel of the river is a fifth as fast: beyond this a position is an error or another ship."""
JITTER_M = 500.0
"""Two reports within a second may lie this far apart without any meaning."""
AGREEING_SUSPECTS = 2
"""This many flagged positions that agree with each other become the truth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """A circle about a berth or lock."""

    place: str
    position: Position
    radius_m: float = BERTH_RADIUS_M
    leave_factor: float = LEAVE_FACTOR

    def holds(self, position: Position, *, was_inside: bool) -> bool:
        """Tell whether a vessel that was inside (or not) counts as inside now."""
        reach = self.radius_m * self.leave_factor if was_inside else self.radius_m
        # Latitude alone rules most fences out; a feed asks this of every lock for every position.
        if abs(self.position.latitude - position.latitude) * M_PER_DEGREE > reach:
            return False
        return self.position.distance_m(position) <= reach


@dataclass(frozen=True, slots=True, kw_only=True)
class LotWatch:
    """A lot under way as the fences see it: its state and its two berths."""

    lot_code: str
    state: LotState
    since: datetime
    """When the lot came into this state: older positions say nothing about it."""
    load: Fence
    discharge: Fence


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the track suggests to do with a lot, with the reason in both languages."""

    lot_code: str
    act: LotAct
    place: str
    position: Position
    at: datetime
    why_zh: str
    why_en: str


STEPS: Mapping[LotState, LotAct] = {
    LotState.TO_LOAD: LotAct.ARRIVE_LOADING,
    LotState.LOADED: LotAct.DEPART,
    LotState.IN_TRANSIT: LotAct.ARRIVE_DISCHARGE,
}
"""The steps that a position can show."""


def proposal(*, watch: LotWatch, position: Position, at: datetime) -> Proposal | None:
    """Return what this position suggests for the lot, None for nothing.

    It looks at the state, not at the crossing: a vessel that already lay at the berth when the
    lot began is seen too, and after a gap in reception nothing is missed.
    """
    act = STEPS.get(watch.state)
    if act is None or at < watch.since:
        return None
    fence = watch.discharge if act is LotAct.ARRIVE_DISCHARGE else watch.load
    is_leaving = act is LotAct.DEPART
    if fence.holds(position, was_inside=is_leaving) == is_leaving:
        return None
    why_zh, why_en = _reason(fence=fence, position=position, is_leaving=is_leaving)
    return Proposal(
        lot_code=watch.lot_code,
        act=act,
        place=fence.place,
        position=position,
        at=at,
        why_zh=why_zh,
        why_en=why_en,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """Where a vessel lies: in which fence, since when, and whether that is a wait at a lock."""

    place: str | None = None
    since: datetime | None = None
    lying_since: datetime | None = None

    def is_waiting(self, *, at: datetime) -> bool:
        """Tell whether she has lain in the fence long enough to call it waiting."""
        return self.lying_since is not None and at - self.lying_since >= WAITS_AFTER


def next_stay(
    *, stay: Stay, fences: Sequence[Fence], position: Position, speed_kn: float | None, at: datetime
) -> Stay:
    """Return the stay after one more position: entered, left, lying or moving."""
    inside = _fence_about(fences=fences, position=position, was_in=stay.place)
    if inside is None:
        return Stay()
    if inside.place != stay.place:
        stay = Stay(place=inside.place, since=at)
    if speed_kn is None:
        return stay
    if speed_kn >= LYING_BELOW_KN:
        return replace(stay, lying_since=None)
    return stay if stay.lying_since else replace(stay, lying_since=at)


def speed_kmh(*, one: Position, one_at: datetime, other: Position, other_at: datetime) -> float:
    """Return the speed that would join two positions; 0 for jitter within JITTER_M."""
    distance_m = one.distance_m(other)
    if distance_m <= JITTER_M:
        return 0.0
    hours = max(abs((other_at - one_at).total_seconds()), 1.0) / 3600
    return distance_m / 1000 / hours


def is_teleport(*, one: Position, one_at: datetime, other: Position, other_at: datetime) -> bool:
    """Tell whether no vessel can have gone from one position to the other (位置跳变)."""
    joined = speed_kmh(one=one, one_at=one_at, other=other, other_at=other_at)
    return joined > TELEPORT_KMH


def _fence_about(
    *, fences: Sequence[Fence], position: Position, was_in: str | None
) -> Fence | None:
    # The fence she is in comes first: neighbours' circles may overlap.
    ordered = sorted(fences, key=lambda fence: fence.place != was_in)
    for fence in ordered:
        if fence.holds(position, was_inside=fence.place == was_in):
            return fence
    return None


def _reason(*, fence: Fence, position: Position, is_leaving: bool) -> tuple[str, str]:
    away_m = round(fence.position.distance_m(position))
    if is_leaving:
        return (
            f"船已离开 {fence.place}，相距 {away_m} 米。",
            f"The vessel has left {fence.place} and is {away_m} m away.",
        )
    return (
        f"船位距 {fence.place} {away_m} 米，在 {fence.radius_m:.0f} 米围栏内。",
        f"The vessel is {away_m} m from {fence.place}, within {fence.radius_m:.0f} m.",
    )
