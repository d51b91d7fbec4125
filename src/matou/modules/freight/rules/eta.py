"""Estimated time of arrival (预计到港时间): distance left, recent speed, waits at locks ahead.

An honest estimate names what it assumed. It knows nothing of night stops, fog or the draught
notice; the spread about it is unmeasured until real voyages are on record.
"""

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from matou.kit.geo import Position

USUAL_SPEED_KMH = 12.0
"""Loaded bulk vessels on the Xijiang make 10 to 14 km/h over the ground (links of the basin)."""
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


def river_path(*, links: Sequence[RiverLink], origin: str, destination: str) -> RiverPath | None:
    """Return the shortest way along the links (Dijkstra), None where there is none."""
    neighbours: dict[str, list[tuple[str, float]]] = {}
    for link in links:
        neighbours.setdefault(link.one, []).append((link.other, link.km))
        neighbours.setdefault(link.other, []).append((link.one, link.km))
    queue: list[tuple[float, tuple[str, ...]]] = [(0.0, (origin,))]
    done: set[str] = set()
    while queue:
        km, places = heapq.heappop(queue)
        here = places[-1]
        if here == destination:
            return RiverPath(places=places, km=km)
        if here in done:
            continue
        done.add(here)
        for there, length_km in neighbours.get(here, ()):
            if there not in done:
                heapq.heappush(queue, (km + length_km, (*places, there)))
    return None


def remaining(
    *, path: RiverPath, links: Sequence[RiverLink], places: Mapping[str, Position], here: Position
) -> RiverPath:
    """Return what is left of a path from a position beside it.

    The position is set on the leg that it lies on (least detour over both ends) and the leg's
    length is split in proportion, for links are longer than the straight line.
    """
    km_of = {frozenset((link.one, link.other)): link.km for link in links}
    legs = list(pairwise(path.places))
    if not legs:
        return path

    def detour_m(leg: tuple[str, str]) -> float:
        start, end = places[leg[0]], places[leg[1]]
        return start.distance_m(here) + here.distance_m(end) - start.distance_m(end)

    on = min(range(len(legs)), key=lambda index: (detour_m(legs[index]), -index))
    start, end = places[legs[on][0]], places[legs[on][1]]
    to_go, gone = here.distance_m(end), start.distance_m(here)
    share = to_go / (to_go + gone) if to_go + gone else 0.0
    km = share * km_of[frozenset(legs[on])]
    km += sum(km_of[frozenset(leg)] for leg in legs[on + 1 :])
    return RiverPath(places=path.places[on + 1 :], km=km)


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
