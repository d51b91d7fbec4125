"""The room's front page and the map of the network by mode."""

import json

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.modules.planner.forms import labels
from matou.modules.planner.queries import layers, networks, notices, rows
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.editing import EDITORS
from matou.modules.planner.views.shown import names_in, notice_line, row_line, shown_heads
from matou.web.access import GuestRequest, may
from matou.web.components.drawings import MapPart
from matou.web.components.layout import Tab
from matou.web.language import in_language

GEOJSON_TYPE = "application/geo+json"


@require_safe
def home(request: GuestRequest) -> HttpResponse:
    """Show what the network holds, in which version, and what notices say."""
    now = utc_now()
    counts = rows.counts_at(now)
    standing, total = notices.notices_page(now=now, phase="standing", size=5)
    codes = {code for card in standing for code in card.terms.targets}
    names = notices.target_names(codes, at=now) if codes else {}
    facts = {
        "kinds": [
            {"kind": kind, "title": in_language(zh=kind.zh, en=kind.en), "rows": counts[kind.key]}
            for kind in kinds.KINDS
        ],
        "is_empty": not counts[kinds.NODE.key],
        "version": networks.version_at(now) if counts[kinds.NODE.key] else None,
        "notices": [notice_line(card, names) for card in standing],
        "notices_total": total,
        "is_editor": may(request.actor, EDITORS),
    }
    return render(request, "planner/home.html", facts)


@require_safe
def network_map(request: GuestRequest) -> HttpResponse:
    """Show the network on the map, one mode or all, and the same links as a table."""
    mode = request.GET.get("mode", "")
    mode = mode if mode in layers.MODES else ""
    page = page_asked(request)
    now = utc_now()
    is_air = mode == "air"
    kind = kinds.SERVICE if is_air else kinds.LINK
    wanted = rows.RowFilter(mode=mode or "water")
    found = rows.rows_page(kind, at=now, wanted=wanted, page=page)
    names = names_in(kind, found.rows)
    facts = {
        "parts": _parts(mode),
        "tabs": _tabs(),
        "here": f"{request.path}?mode={mode}" if mode else request.path,
        "kind": kind,
        "heads": shown_heads(kind),
        "lines": [row_line(row, names) for row in found.rows],
        "total": found.total,
        "numbers": page_numbers(page, found.total),
        "table_title": dict(labels(kinds.MODES))[mode or "water"],
    }
    return render(request, "planner/map.html", facts)


@require_safe
def map_layer(_request: GuestRequest, name: str) -> HttpResponse:
    """Answer one layer of the network's map as GeoJSON."""
    found = layers.layer(name, at=utc_now())
    return HttpResponse(json.dumps(found, ensure_ascii=False), content_type=GEOJSON_TYPE)


def page_numbers(page: int, total: int, *, size: int = 25) -> Page[int]:
    """Return what the pager draws for a list that was cut by the database."""
    return Paginator(range(total), size).get_page(page)


def page_asked(request: HttpRequest) -> int:
    """Return the number of the page that was asked for, the first where it is none."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and text.isascii() and len(text) < 6 else 1  # noqa: PLR2004


def _parts(mode: str) -> list[MapPart]:
    words = dict(labels(kinds.MODES))
    chosen = (mode,) if mode else ("water", "rail", "road")
    parts = [_part(name, words[name], name) for name in chosen]
    if mode in {"", "water"}:
        parts.append(_part(layers.LOCKS, in_language(zh="船闸", en="Locks"), "lock"))
    return [_part(layers.NOTICES, _("通告"), "notice"), *parts]


def _part(name: str, title: str, kind: str) -> MapPart:
    return MapPart(name=name, title=title, kind=kind, url=reverse("planner:layer", args=[name]))


def _tabs() -> list[Tab]:
    here = reverse("planner:map")
    own = [Tab(title=title, url=f"{here}?mode={key}") for key, title in labels(kinds.MODES)]
    return [Tab(title=_("全部方式"), url=here), *own]
