"""Reads of vessels under way: the live map, one voyage's track, locks, feeds and refused lines."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.db.models import Q

from matou.kernels import track as kernel
from matou.kit.geo import Position
from matou.modules.freight.models import AisFeed, AisReject, LotProposal, PositionFix, VesselTrack
from matou.modules.freight.rules import geofence
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceKind

MAX_VESSELS = 5_000
MAX_TRACK_POINTS = 2_000
MAX_TRACK_FIXES = 100_000
RECENT = timedelta(hours=2)
"""Speeds over this span tell how a voyage goes."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class VesselNow:
    """The latest of one vessel as pages read it."""

    mmsi: str
    name: str
    at: datetime
    position: Position
    speed_kn: float | None
    course_deg: float | None
    nav_status: int | None
    draught_dm: int | None
    waiting_at: str | None
    waiting_since: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalRow:
    """A step that the track suggests for a lot."""

    lot_code: str
    act: str
    place: str
    mmsi: str
    position: Position
    at: datetime
    why_zh: str
    why_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """How far a feed has been read and what came of it."""

    source: str
    lines: int
    fixes: int
    doubles: int
    statics: int
    others: int
    rejects: dict[str, int]
    last_at: datetime | None
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectRow:
    """One refused line with the reason."""

    source: str
    reason: str
    line: str
    received_at: datetime


def vessel_now(*, mmsi: str, now: datetime) -> VesselNow | None:
    """Return the latest of a vessel as of an instant, None when she was not heard before it."""
    row = VesselTrack.objects.filter(mmsi=mmsi, at__isnull=False).first()
    if row is None:
        return None
    vessel = _vessel(row, now=now)
    return vessel if vessel.at <= now else _vessel_before(vessel, now=now)


def _vessel_before(vessel: VesselNow, *, now: datetime) -> VesselNow | None:
    """Return where she was earlier; name and draught are those of today."""
    fix = (
        PositionFix.objects.filter(mmsi=vessel.mmsi, at__lte=now, is_teleport=False)
        .order_by("-at")
        .first()
    )
    if fix is None:
        return None
    return replace(
        vessel,
        at=fix.at,
        position=Position(fix.latitude, fix.longitude),
        speed_kn=fix.speed_kn,
        course_deg=fix.course_deg,
        nav_status=fix.nav_status,
        waiting_at=None,
        waiting_since=None,
    )


def vessels_geojson(*, bbox: places.BoundingBox | None, since: datetime, now: datetime) -> Json:
    """Return the vessels heard since then as points: name, MMSI, course, speed and age.

    Ship data only; nothing about people is in these tables.
    """
    rows = VesselTrack.objects.filter(at__gte=since)
    if bbox is not None:
        rows = rows.filter(
            latitude__range=(bbox.south, bbox.north), longitude__range=(bbox.west, bbox.east)
        )
    vessels = (_vessel(row, now=now) for row in rows.order_by("mmsi")[:MAX_VESSELS])
    return _collection([_vessel_feature(vessel, now=now) for vessel in vessels])


def track_geojson(
    *, mmsi: str, from_at: datetime, until_at: datetime, max_points: int = 300
) -> Json:
    """Return a vessel's track in a span of time as one line, thinned to ``max_points``.

    Length and counts are of the full track; teleports are left out of both.
    """
    rows = _fixes(mmsi=mmsi, from_at=from_at, until_at=until_at)
    table = np.array([row[1:3] for row in rows], dtype=np.float64).reshape(-1, 2)
    latitude, longitude = table[:, 0], table[:, 1]
    kept = np.flatnonzero(
        kernel.thinned_to(latitude, longitude, min(max(max_points, 2), MAX_TRACK_POINTS))
    )
    line = [[round(rows[i][2], 6), round(rows[i][1], 6)] for i in kept]
    if len(line) < 2:  # noqa: PLR2004 RFC 7946: a line has two points or more
        return _collection([])
    properties = {
        "mmsi": mmsi,
        "from_at": rows[0][0].isoformat(),
        "until_at": rows[-1][0].isoformat(),
        "length_m": round(kernel.length_m(latitude, longitude)),
        "points": len(line),
        "fixes": len(rows),
        "at": [rows[i][0].isoformat() for i in kept],
    }
    geometry = {"type": "LineString", "coordinates": line}
    return _collection([{"type": "Feature", "geometry": geometry, "properties": properties}])


def fixes_of(
    *, mmsi: str, from_at: datetime, until_at: datetime
) -> list[tuple[datetime, float, float]]:
    """Return a vessel's positions in a span of time, all of them, oldest first."""
    return _fixes(mmsi=mmsi, from_at=from_at, until_at=until_at)


def track_length_m(*, mmsi: str, from_at: datetime, until_at: datetime) -> float:
    """Return how far a vessel went in a span of time, teleports left out."""
    rows = _fixes(mmsi=mmsi, from_at=from_at, until_at=until_at)
    table = np.array([row[1:3] for row in rows], dtype=np.float64).reshape(-1, 2)
    return kernel.length_m(table[:, 0], table[:, 1])


def recent_speed_kmh(*, mmsi: str, at: datetime) -> float | None:
    """Return the median speed under way in the two hours before, None when she lay or was lost."""
    speeds = PositionFix.objects.filter(
        mmsi=mmsi,
        at__gt=at - RECENT,
        at__lte=at,
        is_teleport=False,
        speed_kn__gte=geofence.LYING_BELOW_KN,
    ).values_list("speed_kn", flat=True)
    values = [speed for speed in speeds if speed is not None]
    return float(np.median(values)) * 1.852 if values else None


def lock_fences() -> tuple[geofence.Fence, ...]:
    """Return the waiting circles of all locks."""
    return tuple(
        geofence.Fence(
            place=place.code,
            position=place.position,
            radius_m=geofence.LOCK_RADIUS_M,
            leave_factor=geofence.LOCK_LEAVE_FACTOR,
        )
        for place in places.places_of(kinds=(PlaceKind.LOCK,))
    )


def waiting_at_lock(*, lock: str, now: datetime, heard_since: datetime) -> tuple[VesselNow, ...]:
    """Return the vessels that lie waiting at a lock, longest first."""
    rows = VesselTrack.objects.filter(
        stay_place=lock, lying_since__lte=now - geofence.WAITS_AFTER, at__gte=heard_since
    ).order_by("lying_since", "mmsi")
    return tuple(_vessel(row, now=now) for row in rows)


def proposals_of(*, lot_codes: Sequence[str]) -> tuple[ProposalRow, ...]:
    """Return what the track suggests for lots, oldest first."""
    rows = LotProposal.objects.filter(lot_code__in=lot_codes).order_by("at", "id")
    return tuple(
        ProposalRow(
            lot_code=row.lot_code,
            act=row.act,
            place=row.place,
            mmsi=row.mmsi,
            position=Position(row.latitude, row.longitude),
            at=row.at,
            why_zh=row.why_zh,
            why_en=row.why_en,
        )
        for row in rows
    )


def feeds() -> tuple[FeedRow, ...]:
    """Return all feeds with their counters, by name."""
    return tuple(
        FeedRow(
            source=row.source,
            lines=row.lines,
            fixes=row.fixes,
            doubles=row.doubles,
            statics=row.statics,
            others=row.others,
            rejects=dict(row.rejects),
            last_at=row.last_at,
            read_at=row.read_at,
        )
        for row in AisFeed.objects.order_by("source")
    )


def rejected_lines(*, source: str | None = None, limit: int = 50) -> tuple[RejectRow, ...]:
    """Return the latest sampled refusals, of one feed or of all."""
    rows = AisReject.objects.filter(Q(source=source) if source else Q()).order_by("-id")
    return tuple(
        RejectRow(source=row.source, reason=row.reason, line=row.line, received_at=row.received_at)
        for row in rows[: min(limit, 500)]
    )


def _fixes(
    *, mmsi: str, from_at: datetime, until_at: datetime
) -> list[tuple[datetime, float, float]]:
    rows = PositionFix.objects.filter(
        mmsi=mmsi, at__gte=from_at, at__lt=until_at, is_teleport=False
    ).order_by("at")
    return list(rows.values_list("at", "latitude", "longitude")[:MAX_TRACK_FIXES])


def _vessel(row: VesselTrack, *, now: datetime) -> VesselNow:
    assert row.at is not None, "asked for by instant"  # noqa: S101
    assert row.latitude is not None, "constraint"  # noqa: S101
    assert row.longitude is not None, "constraint"  # noqa: S101
    stay = geofence.Stay(
        place=row.stay_place or None, since=row.stay_since, lying_since=row.lying_since
    )
    is_waiting = stay.is_waiting(at=max(now, row.at))
    return VesselNow(
        mmsi=row.mmsi,
        name=row.name,
        at=row.at,
        position=Position(row.latitude, row.longitude),
        speed_kn=row.speed_kn,
        course_deg=row.course_deg,
        nav_status=row.nav_status,
        draught_dm=row.draught_dm,
        waiting_at=stay.place if is_waiting else None,
        waiting_since=stay.lying_since if is_waiting else None,
    )


def _vessel_feature(vessel: VesselNow, *, now: datetime) -> Json:
    point = [round(vessel.position.longitude, 6), round(vessel.position.latitude, 6)]
    return {
        "type": "Feature",
        "id": vessel.mmsi,
        "geometry": {"type": "Point", "coordinates": point},
        "properties": {
            "mmsi": vessel.mmsi,
            "name": vessel.name,
            "speed_kn": vessel.speed_kn,
            "course_deg": vessel.course_deg,
            "nav_status": vessel.nav_status,
            "draught_m": None if vessel.draught_dm is None else vessel.draught_dm / 10,
            "at": vessel.at.isoformat(),
            "age_s": max(round((now - vessel.at).total_seconds()), 0),
            "waiting_at": vessel.waiting_at,
        },
    }


def _collection(features: list[Json]) -> Json:
    return {"type": "FeatureCollection", "features": features}
