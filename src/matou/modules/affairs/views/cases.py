"""Cases by page: the applicant's own, one case in full, the desk's queues, absences."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.affairs.contracts import CLERK_ROLE
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.cases import AbsenceForm, QueueFilterForm
from matou.modules.affairs.queries import case_receipts, cases, items, queue
from matou.modules.affairs.queries.cases import CaseDetail
from matou.modules.affairs.rules import case_states, situations
from matou.modules.affairs.services import case_applying, case_assigning
from matou.modules.affairs.views.case_licence import licence_facts
from matou.modules.affairs.views.case_shown import (
    case_line,
    clock_line,
    decision_facts,
    history_items,
    step_line,
)
from matou.modules.affairs.views.form_shown import page_url, submitted_lines
from matou.modules.affairs.views.shown import page_asked, page_numbers
from matou.web.access import PageRequest, requires
from matou.web.language import in_language

_REFUSED = 422


@requires()
@require_safe
def my_cases(request: PageRequest) -> HttpResponse:
    """List what a person, or whom they act for, has applied for, with each clock."""
    page = page_asked(request)
    found = cases.my_cases(actor=request.actor, now=utc_now(), page=page)
    facts = {
        "lines": [case_line(row, found.names) for row in found.rows],
        "numbers": page_numbers(page, found.total, size=cases.MINE_SIZE),
        "total": found.total,
        "is_desk": bool(request.actor.roles & case_states.DESK),
    }
    return render(request, "affairs/cases.html", facts)


@requires(*case_states.DESK)
@require_safe
def queue_list(request: PageRequest) -> HttpResponse:
    """List one queue: what is due first at the top, with its clock's colour."""
    form = QueueFilterForm({**request.GET.dict(), "queue": request.GET.get("queue", "acceptance")})
    wanted, page = form.wanted(), page_asked(request)
    open_queue = wanted.queue not in {"closed", "applicant"}
    found = queue.queue_page(wanted=wanted, actor=request.actor, now=utc_now(), page=page)
    facts = {
        "form": form,
        "lines": [case_line(row, found.names) for row in found.rows],
        "numbers": page_numbers(page, min(found.total, queue.MOST), size=queue.SIZE),
        "total": min(found.total, queue.MOST),
        "is_cut": found.total > queue.MOST,
        "most": queue.MOST,
        "is_filtered": any((wanted.whose, wanted.clock, wanted.text, wanted.clerk)),
        "is_clerk": request.actor.has(CLERK_ROLE),
        "is_supervisor": bool(request.actor.roles & case_states.SUPERVISORS),
        "may_take": open_queue,
        "queue_url": f"{request.path}?queue={wanted.queue}",
    }
    return render(request, "affairs/queue.html", facts)


@requires()
@require_safe
def case(request: PageRequest, code: str) -> HttpResponse:
    """Show a case to who may see it: state, clocks, steps, history, and what may be done."""
    now = utc_now()
    detail = cases.case_detail(code=code, actor=request.actor, now=now)
    is_desk = bool(request.actor.roles & case_states.DESK)
    beside = queue.neighbours(code=code, actor=request.actor) if is_desk else None
    waits = next(one for one in case_states.QUEUES if one.key == detail.queue)
    facts = {
        **decision_facts(detail),
        **licence_facts(detail, actor=request.actor, now=now),
        "line": case_line(detail.row, detail.names),
        "detail": detail,
        "clocks": [clock_line(one) for one in detail.clocks],
        "steps": step_line(detail),
        "history": history_items(detail),
        "acts": _acts(detail),
        "is_desk": is_desk,
        **_origin(detail),
        "beside": beside,
        **_submitted(code),
        **_asked(detail),
        "queue_label": in_language(zh=waits.zh, en=waits.en),
        "queue_url": f"{reverse('affairs:queue')}?queue={detail.queue}",
    }
    return render(request, "affairs/case.html", facts)


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: PageRequest, item: str) -> HttpResponse:
    """Confirm who applies, then begin the draft, or go on with the one there is."""
    now = utc_now()
    found = items.guide(code=item, at=now)
    told = situations.answered(found.content, (request.POST or request.GET).dict())
    error = ""
    if request.method == "POST":
        try:
            code = case_applying.ensure_draft(item=item, actor=request.actor, now=now, told=told)
            return HttpResponseRedirect(reverse("affairs:form_start", args=[code]))
        except DomainError as refusal:
            error = refusal.message(language())
    facts = {
        "name": found.name(language()),
        "guide_url": items.page_url(item),
        "person": request.actor.name,
        "applicant": cases.name_of(request.actor.acts_for),
        "told": told,
        "error": error,
    }
    return render(request, "affairs/case_begin.html", facts, status=_REFUSED if error else 200)


@requires(*case_states.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: PageRequest) -> HttpResponse:
    """Record who covers for oneself, and see who is away."""
    now = utc_now()
    clerks = {code: name for code, name in cases.clerks(now=now).items()
              if code != request.actor.code}  # fmt: skip
    form = AbsenceForm(request.POST or None, clerks=clerks)
    if request.method == "POST" and form.is_valid():
        try:
            case_assigning.record_absence(
                person=request.actor.code, cover=form.cleaned_data["cover"], days=form.days(),
                actor=request.actor, now=now,
            )  # fmt: skip
            messages.success(request, _("已登记。代理人现在可以办理您名下的办件。"))
            return HttpResponseRedirect(request.path)
        except DomainError as refusal:
            form.add_error(None, refusal.message(language()))
    is_refused = request.method == "POST" and bool(form.errors)
    facts = {"form": form, "rows": cases.absences(now=now)}
    return render(request, "affairs/absences.html", facts, status=_REFUSED if is_refused else 200)


def _submitted(code: str) -> dict[str, Any]:
    """Return what was last submitted, and what it changed."""
    sent = case_receipts.last_submission(code)
    if sent is None:
        return {}
    return {
        "submitted": sent,
        "lines": submitted_lines(sent.content),
        "changes": [
            {"label": in_language(zh=one.zh, en=one.en), "before": one.before, "after": one.after}
            for one in sent.changes
        ],
    }


def _origin(detail: CaseDetail) -> dict[str, Any]:
    """Return which window handed the case in, from the first line of its history."""
    first = next((line for line in detail.history if line.act == "begin"), None)
    if first is None or "window_member" not in first.facts or detail.is_applicant:
        return {}
    told = first.facts
    return {"origin": told, "window": in_language(zh=told["window_zh"], en=told["window_en"])}


def _asked(detail: CaseDetail) -> dict[str, Any]:
    """Return what the desk asked to mend, with a link to each page for the applicant."""
    if detail.row.state != case_states.CORRECTION:
        return {}
    last = next((line for line in detail.history if line.act == "ask"), None)
    return {
        "asked_words": last.reason if last else "",
        "asked": [
            {
                "title": in_language(zh=one["zh"], en=one["en"]),
                "note": one["note"],
                "url": page_url(detail.row.code, one["key"], from_check=True),
            }
            for one in (last.facts.get("items", ()) if last else ())
        ],
    }


_BY_FORM = frozenset({"submit", "correct"})


def _may_rate(detail: CaseDetail) -> bool:
    """Offer the rating of a closed case to its applicant; the page says whether it is open."""
    closed = {case_states.DELIVERED, case_states.RATED, case_states.ARCHIVED}
    return detail.is_applicant and detail.row.state in closed


def _acts(detail: CaseDetail) -> list[dict[str, str]]:
    """Return what may be done now, the way onward first."""
    code = detail.row.code
    own = [("take", _("领取"))] if detail.may_take else []
    own += [("rate", _("评价"))] if _may_rate(detail) else []
    own += [
        (move.key, in_language(zh=move.zh, en=move.en))
        for move in detail.moves
        if move.key not in _BY_FORM
    ]
    if detail.may_give:
        own += [("give", _("转给同事"))]
        own += [("lay_down", _("放回队列"))] if detail.row.assignee else []
    listed = [{"url": reverse("affairs:case_act", args=[code, key]), "label": label}
              for key, label in own]  # fmt: skip
    if any(move.key in _BY_FORM for move in detail.moves):
        steps = (("affairs:form_start", _("继续填写")), ("affairs:form_check", _("核对后提交")))
        return [{"url": reverse(name, args=[code]), "label": words}
                for name, words in steps] + listed  # fmt: skip
    return listed
