"""Notices: read by everyone; published, amended and withdrawn by editors."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.modules.planner.forms import ReasonForm, labels
from matou.modules.planner.forms.network import NoticeForm, first_notice
from matou.modules.planner.queries import notices
from matou.modules.planner.rules import notices as rules
from matou.modules.planner.rules.editing import EDITORS
from matou.modules.planner.services import notices as acts
from matou.modules.planner.views.editing import status_of, tried
from matou.modules.planner.views.home import page_asked, page_numbers
from matou.modules.planner.views.shown import notice_line, phase_words
from matou.web.access import GuestRequest, PageRequest, may, requires

PHASES = ("standing", "acting", "ahead", "over", "withdrawn")
_SIZE = 20


@require_safe
def notice_list(request: GuestRequest) -> HttpResponse:
    """List notices; those that are not over unless others are asked for."""
    now = utc_now()
    kind, phase = request.GET.get("kind", ""), request.GET.get("phase", "")
    kind = kind if kind in dict(labels(rules.KINDS)) else ""
    phase = phase if phase in PHASES else ""
    page = page_asked(request)
    found, total = notices.notices_page(now=now, kind=kind, phase=phase, page=page, size=_SIZE)
    codes = {code for card in found for code in card.terms.targets}
    names = notices.target_names(codes, at=now) if codes else {}
    facts = {
        "lines": [notice_line(card, names) for card in found],
        "total": total,
        "numbers": page_numbers(page, total, size=_SIZE),
        "kinds": labels(rules.KINDS),
        "kind": kind,
        "phases": [(one, phase_words(one)) for one in PHASES],
        "phase": phase,
        "is_filtered": bool(kind or phase),
        "is_editor": may(request.actor, EDITORS),
    }
    return render(request, "planner/notice_list.html", facts)


@require_safe
def notice_page(request: GuestRequest, code: str) -> HttpResponse:
    """Show a notice with every wording it had."""
    now = utc_now()
    card = notices.notice(code, now=now)
    history = notices.notice_history(code, now=now)
    names = notices.target_names(
        {target for one in history for target in one.terms.targets}, at=now
    )
    facts = {
        "card": card,
        "line": notice_line(card, names),
        "history": [notice_line(one, names) for one in history],
        "is_editor": may(request.actor, EDITORS),
        "may_change": card.phase in {"ahead", "acting"},
    }
    return render(request, "planner/notice.html", facts)


@requires(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def notice_new(request: PageRequest) -> HttpResponse:
    """Publish a notice."""
    initial = first_notice(
        now=utc_now(),
        kind=request.GET.get("kind", ""),
        targets=request.GET.get("targets", "")[:200],
    )
    form = NoticeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        code = tried(
            form,
            lambda: (
                acts.publish_notice(terms=form.terms(), actor=request.actor, now=utc_now()).code
            ),
        )
        if code:
            messages.success(request, _("通告已发布，路网随之变化。"))
            return HttpResponseRedirect(reverse("planner:notice", args=[code]))
    facts = {"form": form, "back_url": reverse("planner:notices")}
    return render(request, "planner/notice_form.html", facts, status=status_of(form))


@requires(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def notice_amend(request: PageRequest, code: str) -> HttpResponse:
    """Amend a notice, with the reason."""
    card = notices.notice(code, now=utc_now())
    form = NoticeForm(request.POST or None, terms=card.terms)
    back_url = reverse("planner:notice", args=[code])
    if request.method == "POST" and form.is_valid():
        done = tried(
            form,
            lambda: (
                acts.amend_notice(
                    code=code,
                    terms=form.terms(),
                    reason=form.cleaned_data["reason"],
                    actor=request.actor,
                    now=utc_now(),
                ).code
            ),
        )
        if done:
            messages.success(request, _("通告已变更，原来的内容保留可查。"))
            return HttpResponseRedirect(back_url)
    facts = {"form": form, "back_url": back_url, "code": code}
    return render(request, "planner/notice_form.html", facts, status=status_of(form))


@requires(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def notice_withdraw(request: PageRequest, code: str) -> HttpResponse:
    """Withdraw a notice, with the reason."""
    now = utc_now()
    card = notices.notice(code, now=now)
    form = ReasonForm(request.POST or None)
    back_url = reverse("planner:notice", args=[code])
    if request.method == "POST" and form.is_valid():
        done = tried(
            form,
            lambda: (
                acts.withdraw_notice(
                    code=code,
                    reason=form.cleaned_data["reason"],
                    actor=request.actor,
                    now=utc_now(),
                ).code
            ),
        )
        if done:
            messages.success(request, _("通告已撤销。"))
            return HttpResponseRedirect(back_url)
    line = notice_line(card, notices.target_names(card.terms.targets, at=now))
    facts = {"form": form, "back_url": back_url, "line": line}
    return render(request, "planner/notice_withdraw.html", facts, status=status_of(form))
