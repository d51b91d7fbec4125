"""The registers as files: CSV that imports again, XLSX, and GeoJSON (RFC 7946)."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from matou.kit.geo import Position
from matou.modules.registry.queries.companies import CompanyRow
from matou.modules.registry.queries.vessels import VesselRow
from matou.modules.registry.rules import place_words
from matou.modules.registry.rules.fields import FIELDS, Field
from matou.modules.registry.rules.importing import columns
from matou.modules.registry.rules.values import PartyRef, Value, shown, to_json, unit_symbol
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceCard, PlaceKind

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GEOJSON_TYPE = "application/geo+json"

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
"""A cell that begins so is run as a formula by office programs (CWE-1236)."""


def vessels_csv(rows: Iterable[VesselRow]) -> str:
    """Return vessels in the columns of the import, preceded by their codes.

    Private names are masked in it, as everywhere in public.
    """
    lines = (
        [row.card.code, *(_cell(row.particulars, column) for column in columns())] for row in rows
    )
    return _csv(["code", *columns()], lines)


def vessels_xlsx(rows: Iterable[VesselRow], *, language: str) -> bytes:
    """Return vessels as a sheet with headings and units in the reader's language."""
    from openpyxl import Workbook  # a fifth of a second that every start would pay

    book = Workbook(write_only=True)
    sheet = book.create_sheet("船舶" if language.startswith("zh") else "Vessels")
    sheet.freeze_panes = "C2"
    heads = ["船舶码" if language.startswith("zh") else "Code"]
    heads += [_head(field, language) for field in FIELDS]
    sheet.append([_bold(sheet, head) for head in heads])
    for row in rows:
        cells = [_sheet_cell(row.particulars[field.name], field.name, language) for field in FIELDS]
        sheet.append([row.card.code, *cells])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def vessels_geojson(rows: Iterable[VesselRow]) -> dict[str, Any]:
    """Return vessels as features at their port of registry, without geometry where unknown.

    The register knows no positions; where a vessel is now, the live map tells.
    """
    cities = _city_positions()
    return _collection(
        _feature(
            row.card.code,
            cities.get(row.card.home_port.removesuffix("港")),
            {
                "code": row.card.code,
                "name_zh": row.card.name_zh,
                "name_en": row.card.name_en,
                "mmsi": row.card.mmsi,
                "vessel_type": row.card.vessel_type,
                "status": row.card.status,
                "home_port": row.card.home_port,
                "deadweight_kg": row.card.deadweight_kg,
                "length_cm": row.card.length_cm,
                "geometry_is": "home_port",
                "url": f"/registry/vessels/{row.card.code}/",
            },
        )
        for row in rows
    )


def companies_csv(rows: Iterable[CompanyRow]) -> str:
    """Return companies with their credit codes and number of vessels."""
    lines = ([row.code, _safe(row.name), _safe(row.name_en), row.uscc, row.vessels] for row in rows)
    return _csv(["code", "name", "name_en", "uscc", "vessels"], lines)


def terminals_csv(rows: Iterable[PlaceCard]) -> str:
    """Return ports and terminals with position (WGS-84), confidence and source."""
    heads = [
        "code", "kind", "name_zh", "name_en", "city", "latitude", "longitude", "locode", "cargo",
        "berth_dwt_max", "takes_containers", "takes_dangerous_goods", "opening_hours",
        "confidence_position", "confidence_attributes", "source",
    ]  # fmt: skip
    return _csv(heads, ([*_terminal_cells(place)] for place in rows))


def terminals_geojson(rows: Iterable[PlaceCard]) -> dict[str, Any]:
    """Return ports and terminals as points."""
    return _collection(
        _feature(
            place.code,
            place.position,
            {
                "code": place.code,
                "kind": str(place.kind),
                "name_zh": place.name_zh,
                "name_en": place.name_en,
                "city": place.city,
                "note_zh": _note(place, "zh"),
                "note_en": _note(place, "en"),
                "berth_dwt_max": place.berth_dwt_max,
                "confidence": place.confidence_position,
                "url": f"/registry/terminals/{place.code}/",
            },
        )
        for place in rows
    )


def _note(place: PlaceCard, language: str) -> str:
    """Return one line for the map: what it is, and the largest vessel that can lie there."""
    if place.kind is PlaceKind.LOCK:
        return ""
    kind = place_words.kind_text(place.kind, language)
    if not place.berth_dwt_max:
        return kind
    largest = place_words.value_text("berth_dwt_max", place.berth_dwt_max, language)
    return f"{kind} · ≤ {largest}"


def _terminal_cells(place: PlaceCard) -> list[object]:
    return [
        place.code,
        str(place.kind),
        _safe(place.name_zh),
        _safe(place.name_en),
        place.city,
        place.position.latitude,
        place.position.longitude,
        place.locode,
        ";".join(place.cargo),
        place.berth_dwt_max,
        place.takes_containers,
        place.takes_dangerous_goods,
        place.opening_hours,
        place.confidence_position,
        place.confidence_attributes,
        _safe(place.source),
    ]


def _cell(particulars: dict[str, Value], column: str) -> object:
    for role in ("owner", "operator"):
        party = particulars[role]
        if column.startswith(f"{role}_") and column not in particulars:
            assert isinstance(party, PartyRef), "owner and operator are parties"  # noqa: S101
            return _safe(str(getattr(party, column.removeprefix(f"{role}_"))))
    value = particulars[column]
    if isinstance(value, tuple):
        return ";".join(f"{row.draught_cm}:{row.displacement_kg}" for row in value)
    stored = to_json(value)
    return _safe(stored) if isinstance(stored, str) else stored


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _csv(heads: list[str], lines: Iterable[list[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(lines)
    return stream.getvalue()


def _head(field: Field, language: str) -> str:
    label = field.label(language)
    return f"{label} ({unit_symbol(field, language)})" if field.unit else label


def _bold(sheet: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell  # stubs place it elsewhere than the run-time package
    from openpyxl.styles import Font

    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _sheet_cell(value: Value, name: str, language: str) -> object:
    field = next(field for field in FIELDS if field.name == name)
    if isinstance(value, int) and field.unit:
        return value / field.unit.factor if field.unit.factor > 1 else value
    return _safe(shown(field, value, language))


def _city_positions() -> dict[str, Position]:
    positions: dict[str, Position] = {}
    for place in places.places_of(kinds=(PlaceKind.CITY,)):
        if place.city and (place.name_zh.startswith(place.city) or place.city not in positions):
            positions[place.city] = place.position
    return positions


def _collection(features: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def _feature(code: str, at: Position | None, properties: dict[str, Any]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [at.longitude, at.latitude]} if at else None
    return {"type": "Feature", "id": code, "geometry": point, "properties": properties}
