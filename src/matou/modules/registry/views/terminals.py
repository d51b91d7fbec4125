"""The register of ports and terminals."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matou.modules.registry.queries import exports, terminals
from matou.modules.registry.views.shown import CONFIDENCE_TONES, language
from matou.web.access import GuestRequest
from matou.web.components.records import KeysetPage
from matou.web.slots import GeoJson


@require_safe
def terminal_list(request: GuestRequest) -> HttpResponse:
    """List ports and terminals with their map; ``?format=`` answers the same as a file."""
    text, city = request.GET.get("q", ""), request.GET.get("city", "")
    if request.GET.get("format") in {"csv", "geojson"}:
        return _export(request.GET["format"], text, city)
    page = terminals.terminals_page(text=text, city=city, after=request.GET.get("after", ""))
    facts = {
        "lines": [(place, place.name(language())) for place in page.rows],
        "page": KeysetPage(rows=page.rows, next_key=page.next, parameter="after"),
        "cities": terminals.cities(),
        "city": city,
        "text": text.strip(),
        "tones": CONFIDENCE_TONES,
    }
    return render(request, "registry/terminal_list.html", facts)


@require_safe
def terminal_page(request: GuestRequest, code: str) -> HttpResponse:
    """Show one port or terminal: what it takes, where it lies, what is near."""
    detail = terminals.terminal_detail(code)
    facts = {
        "detail": detail,
        "place": detail.place,
        "name": detail.place.name(language()),
        "near": [
            (item.place, item.place.name(language()), round(item.distance_m / 1000, 1))
            for item in detail.near
        ],
        "berths": [(berth, berth.name(language())) for berth in detail.berths],
        "tones": CONFIDENCE_TONES,
    }
    return render(request, "registry/terminal.html", facts)


def terminal_layer(_request: HttpRequest) -> GeoJson:
    """Return the terminals as a layer of the river map."""
    return exports.terminals_geojson(terminals.all_terminals())


def _export(kind: str, text: str, city: str) -> HttpResponse:
    rows = terminals.all_terminals(text=text, city=city)
    if kind == "csv":
        content = "\ufeff" + exports.terminals_csv(rows)
    else:
        content = json.dumps(exports.terminals_geojson(rows), ensure_ascii=False)
    types = {"csv": exports.CSV_TYPE, "geojson": exports.GEOJSON_TYPE}
    response = HttpResponse(content, content_type=types[kind])
    response["Content-Disposition"] = f'attachment; filename="matou-terminals.{kind}"'
    return response
