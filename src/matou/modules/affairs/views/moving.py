"""The steps of a version by page: each asks first, says what follows, and refuses in place."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, NotFound
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.editing import PublishForm, ReasonForm, WithdrawForm
from matou.modules.affairs.queries import desk
from matou.modules.affairs.rules import states
from matou.modules.affairs.services import moving
from matou.modules.affairs.views.shown import desk_line
from matou.web.access import PageRequest, requires
from matou.web.language import in_language

_SIMPLE = frozenset({"submit", "pass", "return", "send_back"})
_REFUSED = 422


@requires(*states.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: PageRequest, code: str, number: int, key: str) -> HttpResponse:
    """Send a version to legal check, pass it, or return it with a reason."""
    if key not in _SIMPLE:
        raise NotFound(what=key[:20])
    own = states.BY_KEY[key]
    form = ReasonForm(request.POST or None) if own.needs_reason else forms.Form(request.POST)

    def act() -> None:
        moving.move_version(
            code=code, number=number, key=key, reason=form.cleaned_data.get("reason", ""),
            actor=request.actor, now=utc_now(),
        )  # fmt: skip

    notes = {
        "submit": _("送出后不能再改，退回才能改。"),
        "pass": _("您确认：每项条件和材料都有法律依据，时限合法。"),
        "return": _("草稿回到编写人，原因记入履历。"),
        "send_back": _("草稿回到编写人，原因记入履历。"),
    }
    title = in_language(zh=own.zh, en=own.en)
    return _asked(request, form, act, code=code, title=title, note=notes[key], number=number)


@requires(*states.PUBLISHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: PageRequest, code: str, number: int) -> HttpResponse:
    """Approve as the second person and publish with a day."""
    form = PublishForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        moving.publish_version(
            code=code, number=number, valid_from=form.cleaned_data["valid_from"],
            actor=request.actor, now=utc_now(),
        )  # fmt: skip

    own = states.BY_KEY["publish"]
    title = in_language(zh=own.zh, en=own.en)
    note = _("您是第二人：确认内容完整合法。生效时现行版本随之结束，旧版本仍可查。")
    return _asked(request, form, act, code=code, title=title, note=note, number=number)


@requires(*states.PUBLISHERS)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PageRequest, code: str) -> HttpResponse:
    """End an item for good."""
    form = WithdrawForm(request.POST or None)

    def act() -> None:
        moving.withdraw_item(
            code=code, reason=form.cleaned_data["reason"],
            successor=form.cleaned_data["successor"], actor=request.actor, now=utc_now(),
        )  # fmt: skip

    own = states.BY_KEY["withdraw"]
    title = in_language(zh=own.zh, en=own.en)
    note = _("撤销后不能恢复。编号和页面保留，会说明原因和替代事项。")
    return _asked(request, form, act, code=code, title=title, note=note, number=None)


def _asked(
    request: PageRequest, form: forms.Form, act: Callable[[], None], **told: Any
) -> HttpResponse:
    code, number = told["code"], told["number"]
    back = reverse("affairs:version", args=[code])
    if request.method == "POST" and form.is_valid():
        try:
            act()
            messages.success(request, _("已完成：%s。") % told["title"])
            return HttpResponseRedirect(back)
        except DomainError as refusal:
            if refusal.status in {403, 404}:
                raise
            form.add_error(None, refusal.message(language()))
    detail = desk.version_detail(code=code, number=number, actor=request.actor, now=utc_now())
    facts = {
        **told,
        "form": form,
        "line": desk_line(detail.row),
        "shows_form": bool(form.fields),
        "errors": form.non_field_errors() if form.is_bound else [],
        "back_url": back,
    }
    is_refused = request.method == "POST" and bool(form.errors)
    return render(request, "affairs/move.html", facts, status=_REFUSED if is_refused else 200)
