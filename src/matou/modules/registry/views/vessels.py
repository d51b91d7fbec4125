"""The vessel list with its downloads, and the page of one vessel."""

import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from matou.kit.clock import CHINA, utc_now
from matou.modules.registry.forms import VesselFilterForm
from matou.modules.registry.queries import exports, histories, vessels
from matou.modules.registry.rules.proposals import REGISTRARS
from matou.modules.registry.views.shown import (
    PUBLIC_STATES,
    confidence_badges,
    credential_line,
    language,
    vessel_line,
    vessel_row_line,
)
from matou.spine.credentials import queries as credentials
from matou.web.access import GuestRequest, may
from matou.web.components.records import KeysetPage


@require_safe
def vessel_list(request: GuestRequest) -> HttpResponse:
    """List vessels by search and filters; ``?format=`` answers the same as a file."""
    form = VesselFilterForm(request.GET, home_ports=vessels.home_ports())
    form.is_valid()
    wanted, order = _wanted(form.cleaned_data), form.cleaned_data.get("sort") or "name"
    if request.GET.get("format") in _EXPORTS:
        return _export(request.GET["format"], wanted, order)
    page = vessels.vessels_page(wanted=wanted, order=order, after=request.GET.get("after", ""))
    in_sight = vessels.VesselFilter(text=wanted.text, vessel_type=wanted.vessel_type)
    facts = {
        "form": form,
        "lines": [vessel_row_line(row) for row in page.rows],
        "page": KeysetPage(rows=page.rows, next_key=page.next, parameter="after"),
        "total": vessels.vessels_count(wanted=wanted),
        "is_narrowed": wanted != in_sight,
        "is_filtered": wanted != vessels.VesselFilter(),
        "is_registrar": may(request.actor, REGISTRARS),
        "export_url": f"{request.path}?{urlencode(_asked(form))}",
    }
    is_fragment = getattr(request, "htmx", False)
    name = "registry/_vessel_rows.html" if is_fragment else "registry/vessel_list.html"
    return render(request, name, facts)


@require_safe
def vessel_page(request: GuestRequest, code: str) -> HttpResponse:
    """Show one vessel: particulars with their sources, certificates, history by field."""
    detail = histories.vessel_detail(code, viewer=request.actor, language=language())
    now = utc_now()
    facts = {
        "detail": detail,
        "card": detail.card,
        "line": vessel_line(detail.card),
        "confidences": confidence_badges(),
        "credentials": [
            credential_line(item, now=now)
            for item in credentials.credentials_of(detail.card.code)
            if detail.is_insider or item.state in PUBLIC_STATES
        ],
        "today": now.astimezone(CHINA).date(),
    }
    return render(request, "registry/vessel.html", facts)


def _wanted(asked: dict[str, Any]) -> vessels.VesselFilter:
    from_tonnes, until_metres = asked.get("deadweight_from"), asked.get("draught_until")
    return vessels.VesselFilter(
        text=asked.get("q", "").strip(),
        vessel_type=asked.get("type", ""),
        status=asked.get("status", ""),
        home_port=asked.get("home_port", ""),
        deadweight_from_kg=None if from_tonnes is None else from_tonnes * 1000,
        draught_until_cm=None if until_metres is None else int(until_metres * 100),
    )


def _asked(form: VesselFilterForm) -> dict[str, str]:
    return {name: str(value) for name, value in form.cleaned_data.items() if value}


def _export(kind: str, wanted: vessels.VesselFilter, order: str) -> HttpResponse:
    rows = vessels.exported_vessels(wanted=wanted, order=order)
    content: str | bytes
    match kind:
        case "csv":
            # Excel in China takes a file for GB 18030 unless a mark says UTF-8.
            content = "\ufeff" + exports.vessels_csv(rows)
        case "xlsx":
            content = exports.vessels_xlsx(rows, language=language())
        case _:
            content = json.dumps(exports.vessels_geojson(rows), ensure_ascii=False)
    response = HttpResponse(content, content_type=_EXPORTS[kind])
    response["Content-Disposition"] = f'attachment; filename="matou-vessels.{kind}"'
    return response


_EXPORTS = {
    "csv": exports.CSV_TYPE,
    "xlsx": exports.XLSX_TYPE,
    "geojson": exports.GEOJSON_TYPE,
}
