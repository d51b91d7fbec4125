"""The operations of the registers: one list and one thing each, and the history of a vessel."""

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from ninja import Query

from matou.modules.registry.api.schemas import (
    Code,
    CompanyOut,
    CompanyQuery,
    HistoryOut,
    HistoryQuery,
    TerminalOut,
    TerminalQuery,
    VesselOut,
    VesselQuery,
)
from matou.modules.registry.queries import companies, exports, histories, terminals, vessels
from matou.modules.registry.rules.fields import FIELD_BY_NAME, Kind
from matou.modules.registry.rules.values import PartyRef, Value, to_json
from matou.spine.places.contracts import PlaceCard
from matou.web.api import Page, answers, make_router
from matou.web.limits import count_guest

router = make_router("registry")


def _files(*media_types: str) -> dict[str, Any]:
    schemas = {media: {"schema": {"type": "string"}} for media in media_types}
    if exports.GEOJSON_TYPE in schemas:
        schemas[exports.GEOJSON_TYPE] = {"schema": {"type": "object"}}
    return {"responses": {200: {"content": schemas}}}


@router.get(
    "/vessels",
    response=answers(Page[VesselOut]),
    openapi_extra=_files("text/csv", exports.GEOJSON_TYPE),
    summary="Vessels 船舶",
)
def list_vessels(request: HttpRequest, query: Query[VesselQuery]) -> Any:
    """Page through the vessel register as JSON, CSV or GeoJSON."""
    _count(request)
    page = vessels.vessels_page(
        wanted=vessels.VesselFilter(
            text=query.q,
            vessel_type=query.vessel_type,
            status=query.status,
            home_port=query.home_port,
            party=query.party,
            deadweight_from_kg=query.deadweight_from_kg,
            deadweight_until_kg=query.deadweight_until_kg,
            draught_until_cm=query.draught_until_cm,
        ),
        order=query.sort,
        after=query.cursor,
        limit=query.limit,
    )
    match _format(request, query.format):
        case "csv":
            return _file(request, exports.vessels_csv(page.rows), exports.CSV_TYPE, page.next)
        case "geojson":
            found = exports.vessels_geojson(page.rows)
            return _file(request, _json(found), exports.GEOJSON_TYPE, page.next)
    return {"items": [_vessel(row) for row in page.rows], "next": page.next}


@router.get("/vessels/{code}", response=answers(VesselOut), summary="One vessel 一艘船舶")
def get_vessel(request: HttpRequest, code: Code) -> Any:
    """Read all public particulars of one vessel."""
    _count(request)
    return _vessel(vessels.vessel_row(code))


@router.get(
    "/vessels/{code}/history", response=answers(Page[HistoryOut]), summary="History 逐项履历"
)
def list_history(request: HttpRequest, code: Code, query: Query[HistoryQuery]) -> Any:
    """Page through every value that the fields of a vessel had, the latest recorded first."""
    _count(request)
    before = int(query.cursor) if query.cursor.isdecimal() and len(query.cursor) < 19 else None  # noqa: PLR2004
    lines = histories.history_page(code, field=query.field, before=before, limit=query.limit + 1)
    shown = lines[: query.limit]
    has_more = len(lines) > query.limit
    return {
        "items": [_history(line) for line in shown],
        "next": str(shown[-1].id) if has_more else "",
    }


@router.get(
    "/companies",
    response=answers(Page[CompanyOut]),
    openapi_extra=_files("text/csv"),
    summary="Companies 企业",
)
def list_companies(request: HttpRequest, query: Query[CompanyQuery]) -> Any:
    """Page through the company register as JSON or CSV; private persons are not in it."""
    _count(request)
    page = companies.companies_page(text=query.q, after=query.cursor, limit=query.limit)
    if _format(request, query.format) == "csv":
        return _file(request, exports.companies_csv(page.rows), exports.CSV_TYPE, page.next)
    return {"items": [_company(row) for row in page.rows], "next": page.next}


@router.get("/companies/{code}", response=answers(CompanyOut), summary="One company 一家企业")
def get_company(request: HttpRequest, code: Code) -> Any:
    """Read one company."""
    _count(request)
    return _company(companies.company_detail(code).row)


@router.get(
    "/terminals",
    response=answers(Page[TerminalOut]),
    openapi_extra=_files("text/csv", exports.GEOJSON_TYPE),
    summary="Ports and terminals 港口与码头",
)
def list_terminals(request: HttpRequest, query: Query[TerminalQuery]) -> Any:
    """Page through ports and terminals as JSON, CSV or GeoJSON."""
    _count(request)
    page = terminals.terminals_page(
        text=query.q, city=query.city, after=query.cursor, limit=query.limit
    )
    match _format(request, query.format):
        case "csv":
            return _file(request, exports.terminals_csv(page.rows), exports.CSV_TYPE, page.next)
        case "geojson":
            found = exports.terminals_geojson(page.rows)
            return _file(request, _json(found), exports.GEOJSON_TYPE, page.next)
    return {"items": [_terminal(place) for place in page.rows], "next": page.next}


@router.get("/terminals/{code}", response=answers(TerminalOut), summary="One terminal 一个码头")
def get_terminal(request: HttpRequest, code: Code) -> Any:
    """Read one port or terminal."""
    _count(request)
    return _terminal(terminals.terminal(code))


def _count(request: HttpRequest) -> None:
    """Use one of the address's requests; raises TooManyRequests."""
    count_guest(request, what="registry-api")


def _format(request: HttpRequest, asked: str) -> str:
    if asked:
        return asked
    accepted = request.headers.get("Accept", "")
    if exports.GEOJSON_TYPE in accepted:
        return "geojson"
    return "csv" if "text/csv" in accepted else "json"


def _file(request: HttpRequest, content: str, content_type: str, following: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Vary"] = "Accept"
    if following:
        asked = {**request.GET.dict(), "cursor": following}
        response["Link"] = f'<{request.path}?{urlencode(asked)}>; rel="next"'
    return response


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def _vessel(row: vessels.VesselRow) -> dict[str, Any]:
    return {
        "code": row.card.code,
        "updated_at": row.updated_at,
        "url": f"/registry/vessels/{row.card.code}/",
        "particulars": {name: _value(name, value) for name, value in row.particulars.items()},
    }


def _value(name: str, value: Value) -> Any:
    if FIELD_BY_NAME[name].kind is Kind.TABLE and isinstance(value, tuple):
        return [
            {"draught_cm": row.draught_cm, "displacement_kg": row.displacement_kg} for row in value
        ]
    return to_json(value) if isinstance(value, PartyRef) else value


def _history(line: histories.HistoryLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "field": line.field,
        "value": line.value,
        "valid_from": line.valid_from,
        "source": line.source,
        "confidence": line.confidence,
        "recorded_at": line.recorded_at,
        "is_present": line.is_present,
    }


def _company(row: companies.CompanyRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "name_en": row.name_en,
        "uscc": row.uscc,
        "vessels": row.vessels,
        "url": f"/registry/companies/{row.code}/",
    }


def _terminal(place: PlaceCard) -> dict[str, Any]:
    return {
        "code": place.code,
        "kind": str(place.kind),
        "name_zh": place.name_zh,
        "name_en": place.name_en,
        "city": place.city,
        "latitude": place.position.latitude,
        "longitude": place.position.longitude,
        "locode": place.locode,
        "cargo": list(place.cargo),
        "berth_dwt_max": place.berth_dwt_max,
        "takes_containers": place.takes_containers,
        "takes_dangerous_goods": place.takes_dangerous_goods,
        "opening_hours": place.opening_hours,
        "confidence_position": place.confidence_position,
        "confidence_attributes": place.confidence_attributes,
        "source": place.source,
        "url": f"/registry/terminals/{place.code}/",
    }
