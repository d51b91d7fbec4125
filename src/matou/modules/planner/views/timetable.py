"""What everyone may read: services by terminal, locks with chambers, waits and closures."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.modules.planner.forms import labels, language
from matou.modules.planner.queries import timetable
from matou.modules.planner.queries.notices import NoticeCard, target_names
from matou.modules.planner.queries.rows import NetworkRow
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.editing import EDITORS
from matou.modules.planner.views.shown import days_words, hours_text, notice_line
from matou.web.access import GuestRequest, may


@require_safe
def terminals(request: GuestRequest) -> HttpResponse:
    """List the terminals that services leave, with departures a week by mode."""
    mode = request.GET.get("mode", "")
    modes = dict(labels(kinds.MODES))
    found = timetable.terminals_with_services(at=utc_now(), mode=mode if mode in modes else "")
    facts = {
        "lines": [
            {
                "place": line.place,
                "name": line.place.name(language()),
                "departures": [(modes[own], count) for own, count in line.departures.items()],
                "total": sum(line.departures.values()),
            }
            for line in found
        ],
        "total": sum(sum(line.departures.values()) for line in found),
        "modes": [pair for pair in labels(kinds.MODES) if pair[0] != "road"],
        "mode": mode,
    }
    return render(request, "planner/terminals.html", facts)


@require_safe
def terminal(request: GuestRequest, code: str) -> HttpResponse:
    """Show the timetable of one terminal."""
    now = utc_now()
    found = timetable.timetable_of(code, at=now)
    cancelled = {
        one for card in found.notices for one in card.terms.targets if card.phase == "acting"
    }
    facts = {
        "place": found.place,
        "name": found.place.name(language()),
        "leaving": [_service(row, found, "to_node", cancelled) for row in found.leaving],
        "arriving": [_service(row, found, "from_node", cancelled) for row in found.arriving],
        "notices": _notices(found.notices, now=now),
        "exceptions": [
            (row.cells["service_id"], row.cells["date"], _what(row)) for row in found.exceptions
        ],
        "is_editor": may(request.actor, EDITORS),
    }
    return render(request, "planner/terminal.html", facts)


@require_safe
def locks(request: GuestRequest) -> HttpResponse:
    """List the locks with the number of their chambers and their longest median wait."""
    now = utc_now()
    sheets = timetable.lock_sheets(at=now)
    facts = {
        "lines": [
            {
                "place": sheet.place,
                "name": sheet.place.name(language()),
                "chambers": len(sheet.chambers),
                "is_planned": not any(row.cells["opened"] for row in sheet.chambers),
                "largest": max(int(row.cells["class_t"]) for row in sheet.chambers),
                "wait": hours_text(max(int(row.cells["wait_p50_min"]) for row in sheet.chambers)),
                "notices": _notices(sheet.notices, now=now),
            }
            for sheet in sheets
        ]
    }
    return render(request, "planner/locks.html", facts)


@require_safe
def lock(request: GuestRequest, code: str) -> HttpResponse:
    """Show one lock: chambers, waits, closures."""
    now = utc_now()
    sheet = timetable.lock_sheet(code, at=now)
    if not sheet.chambers:
        raise NotFound(what=code)
    facts = {
        "place": sheet.place,
        "name": sheet.place.name(language()),
        "chambers": [_chamber(row) for row in sheet.chambers],
        "remarks": sorted({row.note for row in sheet.chambers if row.note}),
        "sources": sorted({row.source for row in sheet.chambers}),
        "notices": _notices(sheet.notices, now=now),
        "is_editor": may(request.actor, EDITORS),
    }
    return render(request, "planner/lock.html", facts)


def _service(
    row: NetworkRow, found: timetable.Timetable, head: str, cancelled: set[str]
) -> dict[str, Any]:
    cells, season = row.cells, found.seasons.get(row.code)
    other = found.others.get(cells[head])
    return {
        "code": row.code,
        "mode": dict(labels(kinds.MODES))[cells["mode"]],
        "other": cells[head],
        "other_name": other.name(language()) if other else cells[head],
        "days": days_words(cells["days"]),
        "departs": cells["dep_time"],
        "cutoff": hours_text(cells["cutoff_min"]),
        "duration": hours_text(cells["duration_min"]),
        "price": f"¥{cells['price_cny_per_unit']} / {cells['unit']}",
        "capacity": f"{cells['capacity']} {cells['unit']}",
        "confidence": row.confidence,
        "is_cancelled": row.code in cancelled,
        "season": (season.cells["runs_from"], season.cells["runs_until"]) if season else None,
    }


def _chamber(row: NetworkRow) -> dict[str, Any]:
    cells = row.cells
    return {
        "code": row.code,
        "name": cells["chamber"],
        "size": f"{cells['length_m']} × {cells['width_m']} m",
        "sill": f"{cells['sill_depth_m']} m",
        "largest": f"{int(cells['class_t']):,} t",
        "opened": cells["opened"],
        "passage": hours_text(cells["passage_min"]),
        "wait": hours_text(cells["wait_p50_min"]),
        "long_wait": hours_text(cells["wait_p90_min"]),
        "fee": f"¥{cells['fee_cny_per_gt']} / GT",
        "confidence": row.confidence,
    }


def _notices(cards: tuple[NoticeCard, ...], *, now: Any) -> list[dict[str, Any]]:
    codes = {code for card in cards for code in card.terms.targets}
    names = target_names(codes, at=now) if codes else {}
    return [notice_line(card, names) for card in cards]


def _what(row: NetworkRow) -> str:
    return _("取消") if row.cells["what"] == "cancelled" else _("加开")
