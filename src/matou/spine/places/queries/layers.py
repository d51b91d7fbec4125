"""Layers for the map as GeoJSON (RFC 7946), and the lock chambers behind them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from matou.spine.places.contracts import LockChamberCard
from matou.spine.places.models import LockChamber, Place, WaterwayLink
from matou.spine.places.queries.cards import of_kinds

Feature = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundingBox:
    """A part of the map in WGS-84 degrees; both edges are inside."""

    west: float
    south: float
    east: float
    north: float


def places_geojson(*, kinds: Collection[str] = (), bbox: BoundingBox | None = None) -> Feature:
    """Return places as points with code, kind, names, city, hours and confidence."""
    rows = of_kinds(kinds)
    if bbox is not None:
        rows = rows.filter(
            latitude__range=(bbox.south, bbox.north), longitude__range=(bbox.west, bbox.east)
        )
    return _collection([_point(row) for row in rows.order_by("sort_key", "code")])


def waterway_geojson() -> Feature:
    """Return the fairways as straight lines between their places, with class, depth and status."""
    rows = WaterwayLink.objects.select_related("origin", "destination").order_by("code")
    return _collection([_line(row) for row in rows])


def chambers_of(lock: str) -> tuple[LockChamberCard, ...]:
    """Return the chambers of a lock in the order of their signs."""
    rows = LockChamber.objects.filter(lock__code=lock).order_by("chamber")
    return tuple(
        LockChamberCard(
            lock=lock,
            chamber=row.chamber,
            length_cm=row.length_cm,
            width_cm=row.width_cm,
            sill_depth_cm=row.sill_depth_cm,
            vessel_dwt=row.vessel_dwt,
            opened_year=row.opened_year,
            passage_min=row.passage_min,
            wait_median_min=row.wait_median_min,
            wait_ninetieth_min=row.wait_ninetieth_min,
            confidence=row.confidence,
            source=row.source,
            closure_note=row.closure_note,
        )
        for row in rows
    )


def _collection(features: list[Feature]) -> Feature:
    return {"type": "FeatureCollection", "features": features}


def _point(row: Place) -> Feature:
    return {
        "type": "Feature",
        "id": row.code,
        "geometry": {"type": "Point", "coordinates": [row.longitude, row.latitude]},
        "properties": {
            "code": row.code,
            "kind": row.kind,
            "name_zh": row.name_zh,
            "name_en": row.name_en,
            "city": row.city,
            "berth_dwt_max": row.berth_dwt_max,
            "opening_hours": row.opening_hours,
            "confidence": row.confidence_position,
        },
    }


def _line(row: WaterwayLink) -> Feature:
    ends = (row.origin, row.destination)
    return {
        "type": "Feature",
        "id": row.code,
        "geometry": {
            "type": "LineString",
            "coordinates": [[end.longitude, end.latitude] for end in ends],
        },
        "properties": {
            "code": row.code,
            "name": row.name,
            "origin": row.origin.code,
            "destination": row.destination.code,
            "grade": row.grade,
            "length_m": row.length_m,
            "depth_cm": row.depth_cm,
            "status": row.status,
            "confidence": row.confidence,
        },
    }
