"""The issuing office's pages: the register, and each act with its confirmation and reason."""

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
from matou.kit.errors import DomainError, NotAllowed, NotFound
from matou.spine.credentials import queries, services
from matou.web.access import PageRequest, requires
from matou.web.language import is_chinese
from matou.web.licences.forms import GroundsForm, RegisterForm, ReplaceForm
from matou.web.licences.shown import licence_line

_REFUSED = 422
_MOST_PAGES = 10_000
Act = Callable[[str, Any, Actor, datetime], object]


@require_safe
@requires()
def register(request: PageRequest) -> HttpResponse:
    """Search the licences that one's office issued; officers of the house search all."""
    form = RegisterForm(request.GET)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    asked = request.GET.get("page", "1")
    page = min(int(asked), _MOST_PAGES) if asked.isdecimal() and int(asked) else 1
    found = queries.licences_page(text=text, actor=request.actor, at=utc_now(), page=page)
    facts = {
        "lines": [licence_line(card) for card in found.rows],
        "text": text,
        "page": page,
        "before": page - 1,
        "after": page + 1 if found.has_more else 0,
    }
    return render(request, "licences/register.html", facts)


@require_http_methods(["GET", "HEAD", "POST"])
@requires()
def act(request: PageRequest, code: str, act: str) -> HttpResponse:
    """Ask for the reason, say what follows, then do it."""
    if act not in _ACTS:
        raise NotFound(what=act[:20])
    now = utc_now()
    detail = queries.licence_detail(code=code, actor=request.actor, at=now)
    if not detail.may_act:
        raise NotAllowed(needed=", ".join(sorted(detail.card.officers)))
    sent = request.POST if request.method == "POST" else None
    form = ReplaceForm(sent, card=detail.card) if act == "replace" else GroundsForm(sent)
    back = reverse("licences:licence", args=[code])
    if request.method == "POST" and form.is_valid():
        try:
            _ACTS[act](code, form, request.actor, now)
        except DomainError as refusal:
            form.add_error(None, refusal.message("zh" if is_chinese() else "en"))
        else:
            messages.success(request, _("已记录，持证人会收到通知。"))
            return HttpResponseRedirect(back)
    facts = {
        "form": form,
        "line": licence_line(detail.card),
        "title": titles()[act],
        "note": _notes()[act],
        "back_url": back,
        "tone": "primary" if act == "reinstate" else "danger",
    }
    status = _REFUSED if request.method == "POST" else 200
    return render(request, "licences/act.html", facts, status=status)


def titles() -> dict[str, str]:
    """Return the acts in words."""
    return {
        "suspend": _("暂停证照使用"),
        "reinstate": _("恢复证照使用"),
        "revoke": _("作废电子证照"),
        "replace": _("换发新版本"),
    }


def _notes() -> dict[str, str]:
    return {
        "suspend": _("恢复之前，核验结果为“暂停使用中”，证照不算数。"),
        "reinstate": _("核验结果恢复为“证照有效”。"),
        "revoke": _("作废后不能恢复；核验结果为“证照已作废”。"),
        "replace": _("同一流水号签发下一版本，标识中的版本号加一；旧版本立即失效。"),
    }


def _replace(code: str, form: forms.Form, actor: Actor, now: datetime) -> object:
    assert isinstance(form, ReplaceForm), "the act's own form"  # noqa: S101
    return services.replace_licence(
        code=code, changes=form.changes(), valid=form.valid(),
        reason=form.cleaned_data["reason"], actor=actor, now=now,
    )  # fmt: skip


def _plain(do: Callable[..., object]) -> Act:
    def done(code: str, form: forms.Form, actor: Actor, now: datetime) -> object:
        return do(code=code, reason=form.cleaned_data["reason"], actor=actor, now=now)

    return done


_ACTS: dict[str, Act] = {
    "suspend": _plain(services.suspend_licence),
    "reinstate": _plain(services.reinstate_licence),
    "revoke": _plain(services.revoke_licence),
    "replace": _replace,
}
