"""Reading the network: its version, rows of every kind, timetables, locks, GeoJSON."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, JsonResponse
from ninja import Path, Query, Schema
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.planner.api.base import (
    Instant,
    KindPath,
    PlaceCode,
    RowCode,
    Text,
    count,
    router,
    with_example,
)
from matou.modules.planner.api.notices import NoticeOut, notice_out
from matou.modules.planner.queries import layers, networks, rows, timetable
from matou.web.api import CursorQuery, Page, answers

GEOJSON_TYPE = "application/geo+json"
LayerPath = Annotated[
    Literal["water", "road", "rail", "air", "locks", "notices"],
    Path(description="Layer 图层", example="water"),
]
_CELLS = {
    "link_id": "W001", "from_node": "P_BSE", "to_node": "L_NAJ", "mode": "water", "km": "60",
    "name": "右江", "grade": "III", "depth_m": "2.4", "speed_fwd_kmh": "14",
    "speed_back_kmh": "10", "toll_cny_km": "", "status": "open", "conf": "C",
    "source": "estimate", "note": "",
}  # fmt: skip
_ROW = {
    "code": "W001",
    "kind": "link",
    "cells": _CELLS,
    "source": "estimate",
    "confidence": "C",
    "valid_from": "2026-06-01T12:00:00+08:00",
    "valid_until": None,
    "recorded_at": "2026-06-01T12:00:00+08:00",
}


class NetworkQuery(Schema):
    """As of when."""

    at: Instant | None = Field(default=None, description="As of this instant; without it, now")


class VersionOut(Schema):
    """The network's version: offers pin number and hash."""

    model_config = with_example(
        {
            "number": 7,
            "digest": "9f" * 32,
            "effective_at": "2026-06-01T12:00:00+08:00",
            "next_change_at": None,
            "rows": {"node": 176, "link": 329, "service": 98},
        }
    )

    number: int
    digest: str = Field(description="SHA-256 over all rows and notices in force")
    effective_at: datetime
    next_change_at: datetime | None = Field(description="As far as is known")
    rows: dict[str, int] = Field(description="Rows in force, by kind")


class RowQuery(NetworkQuery):
    """Filters of a list of rows."""

    q: Text = Field(default="", description="Code, name or place 搜索")
    mode: Literal["", "water", "road", "rail", "air"] = ""
    status: Literal["", "open", "not_open"] = ""
    cursor: CursorQuery = ""
    limit: int = Field(default=50, ge=1, le=200, examples=[20])


class RowOut(Schema):
    """One wording of one row; ``cells`` are those of its file."""

    model_config = with_example(_ROW)

    code: str
    kind: str
    cells: dict[str, str]
    source: str
    confidence: str
    valid_from: datetime
    valid_until: datetime | None
    recorded_at: datetime


class RowHistoryOut(Schema):
    """A row with every wording it had, the latest first."""

    model_config = with_example({"code": "W001", "kind": "link", "wordings": [_ROW]})

    code: str
    kind: str
    wordings: list[RowOut]


class TimetableOut(Schema):
    """The services of one terminal, with the notices that touch them."""

    model_config = with_example({"place": "P_NSA", "leaving": [], "arriving": [], "notices": []})

    place: str
    leaving: list[RowOut]
    arriving: list[RowOut]
    notices: list[NoticeOut]


class LockOut(Schema):
    """A lock with its chambers and the notices that touch it."""

    model_config = with_example({"place": "L_CHZ", "chambers": [], "notices": []})

    place: str
    chambers: list[RowOut]
    notices: list[NoticeOut]


@router.get("/network", response=answers(VersionOut), summary="The network's version 路网版本")
def get_network(request: HttpRequest, query: Query[NetworkQuery]) -> Any:
    """Read number, hash and size of the network as of an instant."""
    count(request)
    at = query.at or utc_now()
    version = networks.version_at(at)
    return {
        "number": version.number,
        "digest": version.digest,
        "effective_at": version.effective_at,
        "next_change_at": networks.next_change_after(at),
        "rows": rows.counts_at(at),
    }


@router.get("/network/{kind}", response=answers(Page[RowOut]), summary="Rows 路网各行")
def list_rows(request: HttpRequest, kind: KindPath, query: Query[RowQuery]) -> Any:
    """Page through the rows of one kind in force at an instant, by code."""
    count(request)
    found = rows.rows_after(
        rows.kind_of(kind),
        at=query.at or utc_now(),
        wanted=rows.RowFilter(text=query.q, mode=query.mode, status=query.status),
        after=query.cursor,
        limit=query.limit,
    ).rows
    shown = found[: query.limit]
    following = shown[-1].code if len(found) > query.limit else ""
    return {"items": [row_out(row) for row in shown], "next": following}


@router.get("/network/{kind}/{code}", response=answers(RowHistoryOut), summary="One row 一行履历")
def get_row(request: HttpRequest, kind: KindPath, code: RowCode) -> Any:
    """Read every wording of one row, planned ones included."""
    count(request)
    history = rows.row_history(rows.kind_of(kind), code)
    return {"code": code, "kind": kind, "wordings": [row_out(row) for row in history]}


@router.get("/timetable/{code}", response=answers(TimetableOut), summary="Timetable 班次时刻")
def get_timetable(request: HttpRequest, code: PlaceCode, query: Query[NetworkQuery]) -> Any:
    """Read the services that leave a terminal and arrive at it."""
    count(request)
    found = timetable.timetable_of(code, at=query.at or utc_now())
    return {
        "place": code,
        "leaving": [row_out(row) for row in found.leaving],
        "arriving": [row_out(row) for row in found.arriving],
        "notices": [notice_out(card) for card in found.notices],
    }


@router.get("/locks/{code}", response=answers(LockOut), summary="One lock 一座船闸")
def get_lock(request: HttpRequest, code: PlaceCode, query: Query[NetworkQuery]) -> Any:
    """Read the chambers of a lock with sizes, waits and fees, and its closures."""
    count(request)
    sheet = timetable.lock_sheet(code, at=query.at or utc_now())
    return {
        "place": code,
        "chambers": [row_out(row) for row in sheet.chambers],
        "notices": [notice_out(card) for card in sheet.notices],
    }


@router.get(
    "/map/{layer}",
    response=answers(dict[str, Any]),
    openapi_extra={"responses": {200: {"content": {GEOJSON_TYPE: {"schema": {"type": "object"}}}}}},
    summary="GeoJSON 路网图层",
)
def get_layer(request: HttpRequest, layer: LayerPath, query: Query[NetworkQuery]) -> Any:
    """Read one layer of the network as GeoJSON (RFC 7946), WGS-84."""
    count(request)
    found = layers.layer(layer, at=query.at or utc_now())
    return JsonResponse(found, content_type=GEOJSON_TYPE, json_dumps_params={"ensure_ascii": False})


def row_out(row: rows.NetworkRow) -> dict[str, Any]:
    """Return a row as programmes read it."""
    return {
        "code": row.code,
        "kind": row.kind.key,
        "cells": row.cells,
        "source": row.source,
        "confidence": row.confidence,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
        "recorded_at": row.recorded_at,
    }
