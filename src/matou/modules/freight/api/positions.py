"""Where vessels are (船位): the live picture for anyone, one lot's track for its sides."""

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.freight.api.base import (
    READ,
    LotCode,
    actor_of,
    router,
    with_example,
)
from matou.modules.freight.queries import follow, lots, tracking
from matou.spine.places.queries import BoundingBox
from matou.web.api import answers
from matou.web.limits import count_guest

Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class LiveQuery(Schema):
    """Which part of the map, and how old a position may be."""

    west: Degrees = Field(default=-180, description="Degrees, WGS-84")
    south: Degrees = -90
    east: Degrees = 180
    north: Degrees = 90
    heard_within_min: int = Field(default=60, ge=1, le=10_080, description="Minutes")


class FeatureOut(Schema):
    """A GeoJSON feature (RFC 7946), WGS-84."""

    type: str
    id: str | None = None
    geometry: dict[str, Any]
    properties: dict[str, Any]


class FeaturesOut(Schema):
    """A GeoJSON FeatureCollection (RFC 7946), WGS-84."""

    model_config = with_example(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": "413800013",
                    "geometry": {"type": "Point", "coordinates": [111.08, 23.42]},
                    "properties": {"mmsi": "413800013", "speed_kn": 6.1, "age_s": 20},
                }
            ],
        }
    )

    type: str
    features: list[FeatureOut]


@router.get("/vessels/live", response=answers(FeaturesOut), summary="Vessels under way 实时船位")
def list_live_vessels(request: HttpRequest, query: Query[LiveQuery]) -> Any:
    """Read the vessels heard lately as GeoJSON; ship data only, no token is needed."""
    count_guest(request, what="freight-api")
    now = utc_now()
    return tracking.vessels_geojson(
        bbox=BoundingBox(west=query.west, south=query.south, east=query.east, north=query.north),
        since=now - timedelta(minutes=query.heard_within_min),
        now=now,
    )


@router.get(
    "/lots/{code}/track", auth=READ, response=answers(FeaturesOut), summary="Track of a lot 航迹"
)
def get_track(request: HttpRequest, code: LotCode) -> Any:
    """Read the voyage of one's lot as one thinned line; empty before she sails."""
    now = utc_now()
    lots.lot_page(code=code, actor=actor_of(request), now=now)
    return follow.track_geojson(lot_code=code, now=now)
