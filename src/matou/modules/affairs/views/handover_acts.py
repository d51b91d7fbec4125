"""Every act on a hand-over by page: each asks first, says what follows, and refuses in place."""

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
from matou.modules.affairs.forms import handovers as typed
from matou.modules.affairs.forms import language
from matou.modules.affairs.queries import handovers
from matou.modules.affairs.queries.handovers import HandoverDetail
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.services import handover_sending as sending
from matou.modules.affairs.views.handover_shown import act_words, detail_facts
from matou.web.access import PageRequest, refuse_unless, requires

_REFUSED = 422
Act = Callable[[str, Any, Actor, datetime], None]


@requires(*case_states.CLERKS)
@require_http_methods(["GET", "HEAD", "POST"])
def handover_act(request: PageRequest, code: str, key: str) -> HttpResponse:
    """Ask before one act on a hand-over, then do it."""
    if key not in _ACTS:
        raise NotFound(what=key[:20])
    now = utc_now()
    detail = handovers.handover_detail(code=code, now=now)
    form = _form(key, request, detail)
    back = reverse("affairs:handover", args=[code])
    if request.method == "POST" and form.is_valid():
        try:
            _ACTS[key](code, form, request.actor, now)
            messages.success(request, _("已完成：%s。") % act_words(key))
            return HttpResponseRedirect(_onward(key, code))
        except DomainError as refusal:
            if refusal.status in {403, 404}:
                raise
            form.add_error(None, refusal.message(language()))
    elif request.method != "POST":
        refuse_unless(allowed=key in {move.key for move in detail.moves}, needed=key)
    facts = {
        **detail_facts(detail, is_clerk=True, now=now),
        "form": form, "key": key, "title": act_words(key), "note": _notes().get(key, ""),
        "back_url": back, "is_checklist": key == "check",
    }  # fmt: skip
    is_refused = request.method == "POST"
    return render(request, "affairs/handovers/act.html", facts,
                  status=_REFUSED if is_refused else 200)  # fmt: skip


def _onward(key: str, code: str) -> str:
    name = "affairs:handover_fill" if key == "mend" else "affairs:handover"
    return reverse(name, args=[code])


def _form(key: str, request: PageRequest, detail: HandoverDetail) -> forms.Form:
    sent = request.POST if request.method == "POST" else None
    if key == "check":
        return typed.ChecklistForm(sent, materials=detail.state.materials)
    if key == "seal" and detail.row.round > 1:
        return typed.NoteForm(sent)
    if key in {"withdraw", "cancel"}:
        return typed.ReasonForm(sent)
    return forms.Form(sent)


def _notes() -> dict[str, str]:
    return {
        "check": _("逐项看过原件或文件再打勾。核对不是审查，办不办由受理地决定。"),
        "seal": _("平台章盖住全部内容和文件的哈希，之后要改须重新盖章。"),
        "send": _("转递后由受理地收件、受理；法定时限从受理地受理起算。"),
        "mend": _("退回到填写状态，改后须重新核对、盖章。"),
        "hand_out": _("登记申请人已在本窗口领取结果，并告知受理地。"),
        "withdraw": _("由受理地按申请人的意思撤回，结果以受理地答复为准。"),
        "cancel": _("取消后不再转递，可以另行代收。"),
    }


_ACTS: dict[str, Act] = {
    "check": lambda code, form, actor, now: sending.check_materials(
        code=code, looked_at=form.looked_at(), actor=actor, now=now
    ),
    "seal": lambda code, form, actor, now: sending.seal_bundle(
        code=code, note=form.cleaned_data.get("reason", ""), actor=actor, now=now
    ),
    "send": lambda code, _form, actor, now: sending.send_bundle(code=code, actor=actor, now=now),
    "mend": lambda code, _form, actor, now: sending.mend_bundle(code=code, actor=actor, now=now),
    "hand_out": lambda code, _form, actor, now: sending.hand_out(code=code, actor=actor, now=now),
    "withdraw": lambda code, form, actor, now: sending.ask_withdrawal(
        code=code, reason=form.cleaned_data["reason"], actor=actor, now=now
    ),
    "cancel": lambda code, form, actor, now: sending.cancel_handover(
        code=code, reason=form.cleaned_data["reason"], actor=actor, now=now
    ),
}
