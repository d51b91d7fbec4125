"""The desk: every version with its state and marks, one version in full, what differs."""

from collections.abc import Mapping

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.lists import DeskFilterForm
from matou.modules.affairs.queries import desk
from matou.modules.affairs.rules import fields, plain, states
from matou.modules.affairs.rules.lint import Finding
from matou.modules.affairs.views.shown import (
    content_blocks,
    desk_line,
    difference_line,
    page_asked,
    page_numbers,
)
from matou.web.access import PageRequest, requires
from matou.web.language import in_language


@requires(*states.DESK)
@require_safe
def desk_list(request: PageRequest) -> HttpResponse:
    """List versions with their states and marks: first those that someone works on."""
    form = DeskFilterForm(request.GET)
    wanted = form.wanted()
    page = page_asked(request)
    found = desk.desk_page(wanted=wanted, page=page)
    counts = desk.counts()
    facts = {
        "form": form,
        "lines": [desk_line(row) for row in found.rows],
        "total": found.total,
        "numbers": page_numbers(page, found.total, size=desk.SIZE),
        "is_filtered": any((wanted.text, wanted.state, wanted.marks)),
        "is_editor": bool(request.actor.roles & states.EDITORS),
        "waiting": [
            {"state": key, "label": in_language(zh=zh, en=en), "count": counts[key]}
            for key, zh, en in states.STATES
            if key in counts
        ],
    }
    return render(request, "affairs/desk.html", facts)


@requires(*states.DESK)
@require_safe
def version(request: PageRequest, code: str) -> HttpResponse:
    """Show a version: what it says, what to mend, who did what, and what may be done now."""
    number = _number(request.GET.get("version", ""))
    detail = desk.version_detail(code=code, number=number, actor=request.actor, now=utc_now())
    score = plain.plain_score(plain.read_text(detail.content))
    facts = {
        "detail": detail,
        "line": desk_line(detail.row),
        "code": code,
        "findings": [_finding_line(one) for one in detail.findings],
        "score": score,
        "moves": [
            {"key": move.key, "label": in_language(zh=move.zh, en=move.en),
             "url": _move_url(move.key, code, detail.row.number)}
            for move in detail.moves
        ],
        "blocks": content_blocks(detail.content),
        "versions": detail.numbers,
        "previous": next((one for one in detail.numbers if one < detail.row.number), None),
        "history": [_history_line(one, detail.names) for one in detail.history],
        "authors": [detail.names.get(code, code) for code in detail.authors],
        "legal_by": detail.names.get(detail.legal_by, detail.legal_by),
        "approved_by": detail.names.get(detail.approved_by, detail.approved_by),
        "is_stopped": any(one.stops for one in detail.findings),
        "basic_code": detail.content["catalog_code"],
        "confidence_note": detail.content["confidence_note"],
    }  # fmt: skip
    return render(request, "affairs/version.html", facts)


@requires(*states.DESK)
@require_safe
def difference(request: PageRequest, code: str) -> HttpResponse:
    """Show what differs between two versions of an item."""
    older, newer = _number(request.GET.get("from", "")), _number(request.GET.get("to", ""))
    if older is None or newer is None:
        raise NotFound(what=code)
    told = desk.compared(code=code, older=older, newer=newer)
    facts = {
        "code": code,
        "older": older,
        "newer": newer,
        "lines": [difference_line(one) for one in told],
        "back_url": reverse("affairs:version", args=[code]),
    }
    return render(request, "affairs/difference.html", facts)


def act_words(act: str) -> str:
    """Return an act of the history in words."""
    named = {move.key: in_language(zh=move.zh, en=move.en) for move in states.MOVES}
    own = {"begin": _("开始编写"), "write": _("修改"), "import": _("导入")}
    return {**named, **own}.get(act, act)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and text.isascii() and len(text) < 7 else None  # noqa: PLR2004


def _finding_line(one: Finding) -> dict[str, object]:
    return {
        "text": one.message(language()),
        "stops": one.stops,
        "label": _("须改") if one.stops else _("建议"),
        "tone": "bad" if one.stops else "warn",
        "group": one.group,
        "field": fields.field(one.field).label(language()),
    }


def _history_line(one: desk.HistoryLine, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "number": one.number,
        "act": act_words(one.act),
        "actor": names.get(one.actor, one.actor),
        "reason": one.reason,
        "at": one.at,
        "differences": [difference_line(told) for told in one.differences[:12]],
        "more": max(0, len(one.differences) - 12),
    }


def _move_url(key: str, code: str, number: int) -> str:
    if key == "withdraw":
        return reverse("affairs:withdraw", args=[code])
    name = "affairs:publish" if key == "publish" else "affairs:move"
    own = [code, number] if key == "publish" else [code, number, key]
    return reverse(name, args=own)
