"""Places for programmes: ports, terminals, locks and the rest of the network, for anyone."""

import json
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Schema
from pydantic import ConfigDict, Field

from matou.spine.places import queries
from matou.spine.places.contracts import PlaceCard, PlaceKind
from matou.spine.places.queries import BoundingBox
from matou.web.api.answers import answers
from matou.web.api.house import make_router
from matou.web.api.paging import CursorQuery, Page
from matou.web.limits import count_guest

router = make_router("places")

GEOJSON_TYPE = "application/geo+json"

Degrees = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]
PlaceCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z_]{1,24}$", description="Code of the place", example="P_CHI"),
]

_EXAMPLE: dict[str, Any] = {
    "code": "P_CHI",
    "kind": "terminal",
    "name_zh": "梧州赤水圩作业区",
    "name_en": "Wuzhou Chishuixu",
    "city": "梧州",
    "latitude": 23.42,
    "longitude": 111.08,
    "parent": None,
    "modes": ["water", "road"],
    "cargo": ["bulk"],
    "locode": "CNWUZ",
    "confidence_position": "B",
    "source": "…",
}


class PlaceOut(Schema):
    """A place; position in WGS-84. Confidence: A published, B well known, C estimate."""

    model_config = ConfigDict(json_schema_extra={"example": _EXAMPLE})

    code: str
    kind: PlaceKind
    name_zh: str
    name_en: str
    city: str
    latitude: float
    longitude: float
    parent: str | None
    modes: list[str]
    cargo: list[str]
    locode: str
    confidence_position: str
    source: str


class PlaceQuery(Schema):
    """Which places; GeoJSON gives all of them at once."""

    q: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = Field(
        default="", description="Name, pinyin, initials, city or code 搜索"
    )
    kind: PlaceKind | Literal[""] = ""
    west: Degrees = Field(default=-180, description="Edge of a map, GeoJSON only")
    south: Degrees = Field(default=-90, description="Edge of a map, GeoJSON only")
    east: Degrees = Field(default=180, description="Edge of a map, GeoJSON only")
    north: Degrees = Field(default=90, description="Edge of a map, GeoJSON only")
    cursor: CursorQuery = ""
    limit: int = Field(default=50, ge=1, le=100, description="Rows a page 每页行数")
    format: Literal["", "json", "geojson"] = Field(
        default="", description="Without it the Accept header decides"
    )


_GEOJSON: dict[str, Any] = {
    "responses": {200: {"content": {GEOJSON_TYPE: {"schema": {"type": "object"}}}}}
}


@router.get("", response=answers(Page[PlaceOut]), openapi_extra=_GEOJSON, summary="Places 地点")
def list_places(request: HttpRequest, query: Query[PlaceQuery]) -> Any:
    """Page through places as JSON, or take those of a part of the map as GeoJSON."""
    count_guest(request, what="places-api")
    kinds = (query.kind,) if query.kind else ()
    if _wants_geojson(request, query.format):
        edges = BoundingBox(west=query.west, south=query.south, east=query.east, north=query.north)
        found = queries.places_geojson(kinds=kinds, bbox=edges)
        body = json.dumps(found, ensure_ascii=False)
        response = HttpResponse(body, content_type=GEOJSON_TYPE)
        response["Vary"] = "Accept"
        return response
    page, following = _page(query, kinds)
    return {"items": [_place(card) for card in page], "next": following}


@router.get("/{code}", response=answers(PlaceOut), summary="One place 一个地点")
def get_place(request: HttpRequest, code: PlaceCode) -> Any:
    """Read one place."""
    count_guest(request, what="places-api")
    return _place(queries.place(code))


def _page(query: PlaceQuery, kinds: tuple[str, ...]) -> tuple[tuple[PlaceCard, ...], str]:
    """Return the page that begins after the place named by the cursor, and the next cursor.

    The network has some hundred places, so all of them are read and cut here; an unknown cursor
    begins anew.
    """
    if query.q.strip():
        rows = queries.search(query.q, kinds=kinds, limit=500)
    else:
        rows = queries.places_of(kinds=kinds)
    codes = [card.code for card in rows]
    start = codes.index(query.cursor) + 1 if query.cursor in codes else 0
    page = rows[start : start + query.limit]
    return page, page[-1].code if start + query.limit < len(rows) else ""


def _wants_geojson(request: HttpRequest, asked: str) -> bool:
    return asked == "geojson" or (not asked and GEOJSON_TYPE in request.headers.get("Accept", ""))


def _place(card: PlaceCard) -> dict[str, Any]:
    return {
        "code": card.code,
        "kind": card.kind,
        "name_zh": card.name_zh,
        "name_en": card.name_en,
        "city": card.city,
        "latitude": card.position.latitude,
        "longitude": card.position.longitude,
        "parent": card.parent,
        "modes": list(card.modes),
        "cargo": list(card.cargo),
        "locode": card.locode,
        "confidence_position": card.confidence_position,
        "source": card.source,
    }
