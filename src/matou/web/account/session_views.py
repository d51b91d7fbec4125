"""Pages on open sessions: where one is signed in, and ending what one does not know."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.spine.parties import queries, services
from matou.spine.parties.contracts import SessionRow
from matou.web.access import PageRequest, requires
from matou.web.account.devices import browser_name, system_name
from matou.web.confirm import Question, confirm_page


@require_safe
@requires()
def sessions(request: PageRequest) -> HttpResponse:
    """List where one is signed in, the present session first."""
    services.remember_session(request)
    rows = _open_sessions(request)
    facts = {
        "lines": [_line(row) for row in rows],
        "has_others": any(not row.is_current for row in rows),
    }
    return render(request, "account/sessions.html", facts)


@require_http_methods(["GET", "POST"])
@requires()
def end_session(request: PageRequest, session_id: int) -> HttpResponse:
    """Ask, then end one of one's sessions; the present one ends by signing out."""
    if request.method == "POST":
        services.end_session(session_id=session_id, actor=request.actor)
        messages.success(request, _("已退出那台设备。"))
        return redirect("account_sessions")
    row = next((row for row in _open_sessions(request) if row.id == session_id), None)
    if row is None:
        raise NotFound(what=str(session_id))
    question = Question(
        title=_("退出这台设备"),
        message=_("%(device)s（%(address)s）上的登录立即失效，没有保存的内容会丢失。")
        % {"device": _device(row), "address": row.address},
        button=_("退出这台设备"),
        action_url=request.path,
        back_url=reverse("account_sessions"),
        tone="bad",
    )
    return confirm_page(request, question)


@require_http_methods(["GET", "POST"])
@requires()
def end_other_sessions(request: PageRequest) -> HttpResponse:
    """Ask, then end all of one's sessions but the present one."""
    if request.method == "POST":
        services.end_other_sessions(actor=request.actor, current_key=_key(request))
        messages.success(request, _("其他设备都已退出。"))
        return redirect("account_sessions")
    question = Question(
        title=_("退出其他所有设备"),
        message=_("只保留现在这台设备。密码可能被人知道时，请随后修改密码。"),
        button=_("全部退出"),
        action_url=request.path,
        back_url=reverse("account_sessions"),
        tone="bad",
    )
    return confirm_page(request, question)


def _open_sessions(request: HttpRequest) -> tuple[SessionRow, ...]:
    user: Any = request.user
    return queries.sessions_of(user=user, current_key=_key(request), at=utc_now())


def _key(request: HttpRequest) -> str:
    return request.session.session_key or ""


def _line(row: SessionRow) -> dict[str, object]:
    return {"row": row, "device": _device(row)}


def _device(row: SessionRow) -> str:
    browser, system = browser_name(row.browser), system_name(row.browser)
    if not browser and not system:
        return _("未知设备")
    return " · ".join(part for part in (browser, system) if part)
