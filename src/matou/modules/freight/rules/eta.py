"""Estimated time of arrival (预计到港时间): distance left, recent speed, waits at locks ahead.

An honest estimate names what it assumed. It knows nothing of night stops, fog or the draught
notice; the spread about it is unmeasured until real voyages are on record.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from matou.kit.geo import Position

USUAL_SPEED_KMH = 12.0
"""Loaded bulk vessels on the Xijiang make 10 to 14 km/h over the ground (links of the basin)."""
MAX_DETOUR_M = 20_000.0
"""Bends between two places take a vessel this far off the straight line, not further."""
MIN_SPEED_KMH = 4.0
"""Slower than this a vessel manoeuvres or lies: her recent speed says nothing of the voyage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RiverLink:
    """A stretch of waterway between two places, usable both ways."""

    one: str
    other: str
    km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LockDelay:
    """What a lock usually costs: median wait and passage."""

    lock: str
    wait: timedelta
    passage: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class RiverPath:
    """A way along the river: places in order and the length."""

    places: tuple[str, ...]
    km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """An estimate with what it rests on."""

    at: datetime
    remaining_km: float
    speed_kmh: float
    is_speed_measured: bool
    locks: tuple[str, ...]
    lock_time: timedelta
    assumptions_zh: str
    assumptions_en: str


def way_left(
    *,
    links: Sequence[RiverLink],
    places: Mapping[str, Position],
    here: Position,
    destination: str,
) -> RiverPath | None:
    """Return the shortest way along the links from a position beside them.

    The position is set on the link that it lies on (least detour over both ends), and the link's
    length is split in proportion, for links are longer than the straight line. None when the
    position is far from every link or no way leads to the destination.
    """
    ways = _ways_to(links=links, destination=destination)
    known = [link for link in links if link.one in ways and link.other in ways]
    if not known:
        return None

    def detour_m(link: RiverLink) -> float:
        one, other = places[link.one], places[link.other]
        return one.distance_m(here) + here.distance_m(other) - one.distance_m(other)

    on = min(known, key=detour_m)
    if detour_m(on) > MAX_DETOUR_M:
        return None
    to_one, to_other = here.distance_m(places[on.one]), here.distance_m(places[on.other])
    share = to_one / (to_one + to_other) if to_one + to_other else 0.0
    candidates = ((on.one, share * on.km), (on.other, (1 - share) * on.km))
    return min(
        (RiverPath(places=ways[end].places, km=ways[end].km + km) for end, km in candidates),
        key=lambda way: way.km,
    )


def _ways_to(*, links: Sequence[RiverLink], destination: str) -> dict[str, RiverPath]:
    """Return the shortest way from every place to the destination (Dijkstra)."""
    neighbours: dict[str, list[tuple[str, float]]] = {}
    for link in links:
        neighbours.setdefault(link.one, []).append((link.other, link.km))
        neighbours.setdefault(link.other, []).append((link.one, link.km))
    queue: list[tuple[float, tuple[str, ...]]] = [(0.0, (destination,))]
    ways: dict[str, RiverPath] = {}
    while queue:
        km, places = heapq.heappop(queue)
        here = places[0]
        if here in ways:
            continue
        ways[here] = RiverPath(places=places, km=km)
        for there, length_km in neighbours.get(here, ()):
            if there not in ways:
                heapq.heappush(queue, (km + length_km, (there, *places)))
    return ways


def arrival(
    *, left: RiverPath, speed_kmh: float | None, locks: Mapping[str, LockDelay], at: datetime
) -> Arrival:
    """Estimate the arrival at the end of what is left of the path."""
    is_measured = speed_kmh is not None and speed_kmh >= MIN_SPEED_KMH
    speed = speed_kmh if is_measured and speed_kmh is not None else USUAL_SPEED_KMH
    ahead = tuple(place for place in left.places if place in locks)
    lock_time = sum((locks[lock].wait + locks[lock].passage for lock in ahead), timedelta(0))
    sailing = timedelta(seconds=round(left.km / speed * 3600))
    hours = lock_time / timedelta(hours=1)
    origin_zh, origin_en = ("近期实测", "measured") if is_measured else ("惯常", "usual")
    return Arrival(
        at=at + sailing + lock_time,
        remaining_km=left.km,
        speed_kmh=speed,
        is_speed_measured=is_measured,
        locks=ahead,
        lock_time=lock_time,
        assumptions_zh=(
            f"剩余 {left.km:.1f} 公里，{origin_zh}航速 {speed:.1f} 公里/小时；"
            f"{len(ahead)} 座船闸，待闸与过闸中位数合计 {hours:.1f} 小时；未计夜泊与停航。"
        ),
        assumptions_en=(
            f"{left.km:.1f} km left at the {origin_en} {speed:.1f} km/h; {len(ahead)} lock(s), "
            f"median wait and passage {hours:.1f} h in all; no night stop or closure counted."
        ),
    )
