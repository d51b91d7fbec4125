"""The register of ports, terminals and locks; the page of one place of whatever kind."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.modules.registry.queries import exports, terminals
from matou.modules.registry.rules import place_words as words
from matou.modules.registry.views.shown import language
from matou.spine.places.contracts import AttributeRow, LockChamberCard, PlaceCard
from matou.web.access import GuestRequest
from matou.web.components.records import KeysetPage
from matou.web.language import in_language
from matou.web.slots import GeoJson

LOCK = "lock"


@require_safe
def terminal_list(request: GuestRequest) -> HttpResponse:
    """List ports and terminals, or locks, with their map; ``?format=`` answers a file."""
    text, city = request.GET.get("q", "").strip()[:60], request.GET.get("city", "")
    is_locks = request.GET.get("kind") == LOCK
    kinds = terminals.LOCKS if is_locks else terminals.KINDS
    if request.GET.get("format") in {"csv", "geojson"}:
        rows = terminals.all_terminals(text=text, city=city, kinds=kinds)
        return _export(request.GET["format"], rows, name="locks" if is_locks else "terminals")
    after = request.GET.get("after", "")
    page = terminals.terminals_page(text=text, city=city, kinds=kinds, after=after)
    asked = {"q": text, "city": city, "kind": LOCK if is_locks else ""}
    asked = {name: value for name, value in asked.items() if value}
    facts = {
        "lines": [_line(place) for place in page.rows],
        "page": KeysetPage(rows=page.rows, next_key=page.next, parameter="after"),
        "total": page.total,
        "cities": terminals.cities(kinds=kinds),
        "city": city,
        "text": text,
        "is_locks": is_locks,
        "layer": "registry.locks" if is_locks else "registry.terminals",
        "list_title": _title(is_locks=is_locks),
        "locks_title": _title(is_locks=True),
        "export_url": f"{request.path}?{urlencode(asked)}" if asked else request.path,
    }
    return render(request, "registry/terminal_list.html", facts)


@require_safe
def terminal_page(request: GuestRequest, code: str) -> HttpResponse:
    """Show one place: what it takes, where it lies, what is near."""
    detail = terminals.terminal_detail(code)
    place, parent = detail.place, detail.parent
    is_lock = place.kind in terminals.LOCKS
    facts = {
        "detail": detail,
        "place": place,
        **_line(place),
        "is_lock": is_lock,
        "layer": "registry.locks" if is_lock else "registry.terminals",
        "layer_title": _title(is_locks=is_lock),
        "is_on_layer": place.kind in (*terminals.KINDS, *terminals.LOCKS),
        "parent_name": parent.name(language()) if parent else "",
        "position_confidence": words.confidence_text(place.confidence_position, language()),
        "confidence": words.confidence_text(place.confidence_attributes, language()),
        "source": words.source_text(place.source, language()),
        "near": [
            (item.place, item.place.name(language()), round(item.distance_m / 1000, 1))
            for item in detail.near
        ],
        "chambers": [_chamber_line(chamber) for chamber in detail.chambers],
        "berths": [_line(berth) for berth in detail.berths],
        "history": [line for row in detail.history if (line := _history_line(row))["value"]],
    }
    return render(request, "registry/terminal.html", facts)


def terminal_layer(_request: HttpRequest) -> GeoJson:
    """Return the ports and terminals as a layer of the river map."""
    return exports.terminals_geojson(terminals.all_terminals())


def lock_layer(_request: HttpRequest) -> GeoJson:
    """Return the locks as a layer of the river map."""
    return exports.terminals_geojson(terminals.all_terminals(kinds=terminals.LOCKS))


def _title(*, is_locks: bool) -> str:
    # The same Chinese word is one lock elsewhere in the house, so no catalogue can say both.
    return in_language(zh="船闸", en="Locks") if is_locks else _("港口与码头")


def _line(place: PlaceCard) -> dict[str, Any]:
    return {
        "place": place,
        "name": place.name(language()),
        "kind": words.kind_text(place.kind, language()),
        "goods": words.goods_text(place.cargo, language()),
        "hours": words.hours_text(place.opening_hours, language()),
        "largest": words.value_text("berth_dwt_max", place.berth_dwt_max, language()),
    }


def _chamber_line(chamber: LockChamberCard) -> dict[str, Any]:
    return {
        "name": chamber.chamber,
        "size": f"{chamber.length_cm / 100:g} × {chamber.width_cm / 100:g} m",
        "sill": f"{chamber.sill_depth_cm / 100:g} m",
        "largest": f"{chamber.vessel_dwt:,} t",
        "passage": chamber.passage_min,
        "wait": f"{chamber.wait_median_min:,} / {chamber.wait_ninetieth_min:,}",
        "confidence": chamber.confidence,
    }


def _history_line(row: AttributeRow) -> dict[str, Any]:
    zh, en = words.FIELDS.get(row.field, (row.field, row.field))
    return {
        "label": zh if language() == "zh" else en,
        "value": words.value_text(row.field, row.value, language()),
        "source": words.source_text(row.source, language()),
        "confidence": row.confidence,
        "recorded_at": row.recorded_at,
    }


def _export(kind: str, rows: tuple[PlaceCard, ...], *, name: str) -> HttpResponse:
    if kind == "csv":
        content = "\ufeff" + exports.terminals_csv(rows)
    else:
        content = json.dumps(exports.terminals_geojson(rows), ensure_ascii=False)
    types = {"csv": exports.CSV_TYPE, "geojson": exports.GEOJSON_TYPE}
    response = HttpResponse(content, content_type=types[kind])
    response["Content-Disposition"] = f'attachment; filename="matou-{name}.{kind}"'
    return response
