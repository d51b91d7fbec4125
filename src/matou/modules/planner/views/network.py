"""The lists of the network's rows, and the page of one row with its history."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.modules.planner.forms.network import FilterForm
from matou.modules.planner.queries import notices, rows
from matou.modules.planner.rules import kinds
from matou.modules.planner.rules.columns import Kind
from matou.modules.planner.rules.editing import EDITORS
from matou.modules.planner.views.home import page_asked, page_numbers
from matou.modules.planner.views.shown import (
    Names,
    history_lines,
    kind_tabs,
    names_in,
    notice_line,
    row_facts,
    row_line,
    shown_heads,
)
from matou.web.access import GuestRequest, may
from matou.web.language import in_language


@require_safe
def row_list(request: GuestRequest, kind: str) -> HttpResponse:
    """List the rows of a kind in force now; ``?format=csv`` answers those of the filters."""
    own = rows.kind_of(kind)
    form = FilterForm(request.GET, kind=own)
    form.is_valid()
    asked = {name: str(value) for name, value in form.cleaned_data.items() if value}
    wanted = rows.RowFilter(
        text=asked.get("q", "").strip(),
        mode=asked.get("mode", ""),
        status=asked.get("status", ""),
        confidence=asked.get("confidence", ""),
    )
    now = utc_now()
    if request.GET.get("format") == "csv":
        return file_answer(rows.file_at(own, at=now, wanted=wanted), rows.CSV_TYPE, own.file)
    page = page_asked(request)
    found = rows.rows_page(own, at=now, wanted=wanted, page=page)
    names = names_in(own, found.rows)
    facts = {
        "kind": own,
        "title": in_language(zh=own.zh, en=own.en),
        "tabs": kind_tabs(),
        "form": form,
        "heads": shown_heads(own),
        "lines": [row_line(row, names) for row in found.rows],
        "total": found.total,
        "numbers": page_numbers(page, found.total),
        "is_filtered": bool(asked),
        "is_editor": may(request.actor, EDITORS),
        "export_url": f"{request.path}?{urlencode(asked)}" if asked else request.path,
    }
    return render(request, "planner/row_list.html", facts)


@require_safe
def row_page(request: GuestRequest, kind: str, code: str) -> HttpResponse:
    """Show one row: what it says, on whose word, what it said before."""
    own = rows.kind_of(kind)
    history = rows.row_history(own, code)
    now = utc_now()
    row = rows.present_of(history, at=now)
    names = names_in(own, history)
    naming = notices.notices_naming([code], now=now)
    targets = {target for card in naming for target in card.terms.targets}
    named = notices.target_names(targets, at=now) if targets else {}
    facts = {
        "kind": own,
        "title": in_language(zh=own.zh, en=own.en),
        "row": row,
        "heading": _heading(own, row, names),
        "facts": row_facts(row, names),
        "history": history_lines(history, now=now),
        "notices": [notice_line(card, named) for card in naming],
        "is_editor": may(request.actor, EDITORS),
        "may_change": any(one.valid_until is None for one in history),
    }
    return render(request, "planner/row.html", facts)


def file_answer(content: str | bytes, content_type: str, name: str) -> HttpResponse:
    """Answer a file to keep; CSV begins with the mark by which Excel knows UTF-8."""
    if isinstance(content, str):
        content = f"\ufeff{content}"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _heading(kind: Kind, row: rows.NetworkRow, names: Names) -> str:
    codes = [row.cells[head] for head in rows.place_heads(kind)]
    ends = [names.get(code, (code, code)) for code in codes]
    if kind is kinds.NODE:
        ends = [(row.cells["name_zh"], row.cells["name_en"])]
    if kind is kinds.CHAMBER:
        ends = [(f"{zh} {row.cells['chamber']}", f"{en} {row.cells['chamber']}") for zh, en in ends]
    if not ends:
        return row.cells.get("vehicle") or row.code
    return in_language(zh=" → ".join(one[0] for one in ends), en=" → ".join(one[1] for one in ends))
