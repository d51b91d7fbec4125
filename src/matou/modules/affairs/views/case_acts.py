"""Every act on a case by page: each asks first, says what follows, and refuses in place."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, NotFound
from matou.modules.affairs.forms import cases as typed
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.editing import ReasonForm
from matou.modules.affairs.forms.vessels import DeliverForm, VesselForm
from matou.modules.affairs.queries import case_forms, cases
from matou.modules.affairs.queries.cases import CaseDetail
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.services import (
    case_applying,
    case_assigning,
    case_deciding,
    case_handling,
    case_licences,
)
from matou.modules.affairs.views.case_shown import case_line, decision_facts
from matou.web.access import PageRequest, refuse_unless, requires
from matou.web.language import in_language

_REFUSED = 422
_PLAIN = frozenset({"transfer", "return", "send_back", "deliver", "archive"})
Act = Callable[[str, Any, Actor, datetime], object]


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: PageRequest, code: str, key: str) -> HttpResponse:
    """Ask before one act on a case, then do it."""
    if key not in _ACTS:
        raise NotFound(what=key[:20])
    now = utc_now()
    detail = cases.case_detail(code=code, actor=request.actor, now=now)
    form = _form(key, request, detail, now=now)
    back = reverse("affairs:case", args=[code])
    if request.method == "POST" and form.is_valid():
        try:
            _ACTS[key](code, form, request.actor, now)
            messages.success(request, _("已完成：%s。") % _title(key))
            return HttpResponseRedirect(back)
        except DomainError as refusal:
            if refusal.status in {403, 404}:
                raise
            form.add_error(None, refusal.message(language()))
    elif request.method != "POST":
        refuse_unless(allowed=key in _open(detail), needed=key)
    facts = {
        "form": form, "title": _title(key), "note": _notes().get(key, ""), "back_url": back,
        "line": case_line(detail.row, detail.names), "code": code,
        "shows_form": any(not bound.is_hidden for bound in form),
        "pairs": form.pairs() if isinstance(form, typed.MissingForm) else [],
        "errors": form.non_field_errors() if form.is_bound else [],
        # Whoever signs or sends back must see what it is about on the same page.
        "detail": detail, **decision_facts(detail),
    }  # fmt: skip
    is_refused = request.method == "POST"
    return render(request, "affairs/case_act.html", facts, status=_REFUSED if is_refused else 200)


def _open(detail: CaseDetail) -> set[str]:
    own = {move.key for move in detail.moves}
    own |= {"take"} if detail.may_take else set()
    own |= {"licence"} if detail.licence_needs_vessel and not detail.is_applicant else set()
    return own | ({"give", "lay_down"} if detail.may_give else set())


def _form(key: str, request: PageRequest, detail: CaseDetail, *, now: datetime) -> forms.Form:
    sent = request.POST if request.method == "POST" else None
    if key == "suspend":
        return typed.SuspendForm(sent, detail=detail)
    if key == "licence" or (key == "deliver" and detail.licence_needs_vessel):
        return (VesselForm if key == "licence" else DeliverForm)(sent)
    if key == "give":
        return typed.GiveForm(sent, clerks=cases.clerks(now=now))
    if key == "ask":
        pages = case_forms.askable_pages(code=detail.row.code, now=now)
        return typed.MissingForm(sent, pages=pages)
    own: dict[str, type[forms.Form]] = {
        "decline": typed.DeclineForm,
        "propose": typed.ProposeForm,
    }  # fmt: skip
    move = case_states.BY_KEY.get(key)
    plain = ReasonForm if move is not None and move.needs_reason else forms.Form
    return own.get(key, plain)(sent)


def _title(key: str) -> str:
    move = case_states.BY_KEY.get(key)
    if move is not None:
        return in_language(zh=move.zh, en=move.en)
    return {"take": _("领取"), "give": _("转给同事"), "lay_down": _("放回队列"),
            "licence": _("补发电子证照")}[key]  # fmt: skip


def _notes() -> dict[str, str]:
    return {
        "accept": _("受理后计时开始：按天计的从次日起，按小时计的立即开始。"),
        "ask": _("办件等申请人补正，期间不计时。只能告知一次。"),
        "decline": _("不予受理由您签发，理由和救济途径会告知申请人。"),
        "suspend": _("特别程序期间停止计时，依据会显示给申请人。"),
        "resume": _("从次日起继续计时；按小时计的立即继续。"),
        "propose": _("意见送签发人；事项要求两人决定的，您不能自己签发。"),
        "sign": _("您签发后决定生效，计时结束，申请人会收到通知。"),
        "reopen": _("办件重新办理并重新计时，原决定留在履历中。"),
        "withdraw": _("撤回后不再办理，可以另行申请。"),
        "take": _("办件归到您名下，由您办理。"),
        "lay_down": _("办件回到队列，其他经办人可以领取。"),
    }


def _plain(key: str) -> Act:
    def done(code: str, form: forms.Form, actor: Actor, now: datetime) -> None:
        reason = form.cleaned_data.get("reason", "")
        vessel = form.cleaned_data.get("vessel", "")
        case_handling.move_case(
            code=code, key=key, reason=reason, vessel=vessel, actor=actor, now=now
        )

    return done


_ACTS: dict[str, Act] = {
    **{key: _plain(key) for key in _PLAIN},
    "licence": lambda code, form, actor, now: case_licences.issue_late(
        code=code, vessel=form.cleaned_data["vessel"], actor=actor, now=now
    ),
    "withdraw": lambda code, form, actor, now: case_applying.withdraw_case(
        code=code, reason=form.cleaned_data["reason"], actor=actor, now=now
    ),
    "accept": lambda code, _form, actor, now: case_handling.accept_case(
        code=code, actor=actor, now=now
    ),
    "ask": lambda code, form, actor, now: case_handling.ask_correction(
        code=code, missing=form.cleaned_data["reason"], items=form.items(), actor=actor, now=now
    ),
    "step": lambda code, _form, actor, now: case_handling.finish_step(
        code=code, actor=actor, now=now
    ),
    "suspend": lambda code, form, actor, now: case_handling.suspend_case(
        code=code, procedure=form.cleaned_data["procedure"], basis=form.cleaned_data["basis"],
        actor=actor, now=now,
    ),
    "resume": lambda code, _form, actor, now: case_handling.resume_case(
        code=code, actor=actor, now=now
    ),
    "reopen": lambda code, form, actor, now: case_handling.reopen_case(
        code=code, reason=form.cleaned_data["reason"], actor=actor, now=now
    ),
    "propose": lambda code, form, actor, now: case_deciding.propose_decision(
        code=code, decision=form.decision(), actor=actor, now=now
    ),
    "sign": lambda code, _form, actor, now: case_deciding.sign_decision(
        code=code, actor=actor, now=now
    ),
    "decline": lambda code, form, actor, now: case_deciding.decline_case(
        code=code, reason=form.cleaned_data["reason"], remedy=form.cleaned_data["remedy"],
        actor=actor, now=now,
    ),
    "take": lambda code, _form, actor, now: case_assigning.take_case(
        code=code, actor=actor, now=now
    ),
    "give": lambda code, form, actor, now: case_assigning.give_case(
        code=code, to=form.cleaned_data["to"], actor=actor, now=now
    ),
    "lay_down": lambda code, _form, actor, now: case_assigning.lay_down_case(
        code=code, actor=actor, now=now
    ),
}  # fmt: skip
