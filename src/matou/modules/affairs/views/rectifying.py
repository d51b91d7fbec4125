"""Work on bad ratings by page, for supervisors who had no hand in the case."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, NotFound
from matou.modules.affairs.forms import labels, language
from matou.modules.affairs.forms.ratings import CallBackForm, NoteForm, ways
from matou.modules.affairs.queries import rectifications
from matou.modules.affairs.queries.rectifications import WorkDetail, WorkRow
from matou.modules.affairs.rules import case_states, ratings, rectification
from matou.modules.affairs.services import rectifying
from matou.modules.affairs.views.shown import page_asked, page_numbers
from matou.web import texts
from matou.web.access import PageRequest, refuse_unless, requires
from matou.web.components.records import TimelineItem
from matou.web.components.words import chinese
from matou.web.language import in_language

_REFUSED = 422
_TONES = {rectification.OPENED: texts.BAD, rectification.CALLED_BACK: texts.WARN,
          rectification.RECTIFIED: texts.INFO, rectification.CONFIRMED: texts.GOOD}  # fmt: skip
Act = Callable[[str, Any, Actor, datetime], None]


@requires(*case_states.SUPERVISORS)
@require_safe
def work_list(request: PageRequest) -> HttpResponse:
    """List the work on bad ratings, what is due first at the top."""
    known = {rectifications.OPEN, *(key for key, _zh, _en in rectification.STATES)}
    asked = request.GET.get("state", "")
    state, page = asked if asked in known else rectifications.OPEN, page_asked(request)
    found = rectifications.work_page(state=state, actor=request.actor, now=utc_now(), page=page)
    facts = {
        "lines": [_line(row) for row in found.rows],
        "numbers": page_numbers(page, found.total, size=rectifications.SIZE),
        "total": found.total,
        "states": [(rectifications.OPEN, _("未办结")), *labels(rectification.STATES)],
        "state": state,
    }
    return render(request, "affairs/work_list.html", facts)


@requires(*case_states.SUPERVISORS)
@require_safe
def work(request: PageRequest, code: str) -> HttpResponse:
    """Show the work: what was said, about which case, whom to call, and what was done."""
    detail = rectifications.work_detail(code=code, actor=request.actor, now=utc_now())
    acts = [("take", _("接手"))] if detail.may_take else []
    acts += [(move.key, in_language(zh=move.zh, en=move.en)) for move in detail.moves]
    level_zh, level_en = ratings.level_words(detail.level)
    channel_zh, channel_en = ratings.channel_words(detail.channel)
    facts = {
        "detail": detail,
        "line": _line(detail.row),
        "level": in_language(zh=level_zh, en=level_en),
        "channel": in_language(zh=channel_zh, en=channel_en),
        "tags": [in_language(zh=zh, en=en) for key, zh, en in ratings.TAGS if key in detail.tags],
        "acts": [{"url": reverse("affairs:work_act", args=[code, key]), "label": label}
                 for key, label in acts],
        "history": _history(detail),
    }  # fmt: skip
    return render(request, "affairs/work.html", facts)


@requires(*case_states.SUPERVISORS)
@require_http_methods(["GET", "HEAD", "POST"])
def work_act(request: PageRequest, code: str, key: str) -> HttpResponse:
    """Ask before one act on the work, then do it."""
    if key not in _ACTS:
        raise NotFound(what=key[:20])
    now = utc_now()
    detail = rectifications.work_detail(code=code, actor=request.actor, now=now)
    sent = request.POST if request.method == "POST" else None
    form = _FORMS.get(key, NoteForm)(sent)
    back = reverse("affairs:work", args=[code])
    if request.method == "POST" and form.is_valid():
        try:
            _ACTS[key](code, form.cleaned_data, request.actor, now)
            messages.success(request, _("已完成：%s。") % _title(key))
            return HttpResponseRedirect(back)
        except DomainError as refusal:
            if refusal.status in {403, 404}:
                raise
            form.add_error(None, refusal.message(language()))
    elif request.method != "POST":
        is_open = key in {move.key for move in detail.moves} or (key == "take" and detail.may_take)
        refuse_unless(allowed=is_open, needed=key)
    facts = {"form": form, "title": _title(key), "back_url": back, "line": _line(detail.row)}
    status = _REFUSED if request.method == "POST" else 200
    return render(request, "affairs/work_act.html", facts, status=status)


def _line(row: WorkRow) -> dict[str, Any]:
    zh, en = rectification.state_words(row.state)
    return {
        "code": row.code, "name": in_language(zh=row.name_zh, en=row.name_en),
        "state": row.state, "label": in_language(zh=zh, en=en),
        "tone": texts.BAD if row.is_late else _TONES.get(row.state, texts.DONE),
        "is_late": row.is_late, "assignee": row.assignee, "opened_at": row.opened_at,
        "call_back_due_at": row.call_back_due_at, "due_at": row.due_at,
    }  # fmt: skip


def _history(detail: WorkDetail) -> list[TimelineItem]:
    return [
        TimelineItem(
            title=_title(one.act) + (f"（{ways()[one.way]}）" if one.way else ""),
            at=one.at,
            actor=one.actor or (_("评价人") if one.act in {"confirm", "reject"} else _("系统")),
            note=chinese(one.note),
        )
        for one in detail.history
    ]


def _title(key: str) -> str:
    move = rectification.BY_KEY.get(key)
    if move is not None:
        return in_language(zh=move.zh, en=move.en)
    return {"take": _("接手"), "open": _("开单")}[key]


_FORMS: dict[str, type[forms.Form]] = {"call_back": CallBackForm, "take": forms.Form}
_ACTS: dict[str, Act] = {
    "take": lambda code, _told, actor, now: rectifying.take_work(code=code, actor=actor, now=now),
    "call_back": lambda code, told, actor, now: rectifying.call_back(
        code=code, way=told["way"], note=told["note"], actor=actor, now=now
    ),
    "rectify": lambda code, told, actor, now: rectifying.rectify(
        code=code, note=told["note"], actor=actor, now=now
    ),
    "close": lambda code, told, actor, now: rectifying.close_work(
        code=code, reason=told["note"], actor=actor, now=now
    ),
}
