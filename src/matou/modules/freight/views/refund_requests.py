"""The desk's refunds that wait for a second operator: the list, one of them, grant or drop it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import OPERATOR
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, NotFound
from matou.modules.freight.queries import refund_requests as queries
from matou.modules.freight.queries.refund_requests import RequestRow
from matou.modules.freight.rules.refunds import RefunderHasInterest
from matou.modules.freight.rules.requests import RefundAskedByYou, RequestState
from matou.modules.freight.services import refund_requests as services
from matou.modules.freight.views import refund_lines as shown
from matou.modules.freight.views.receivables import acts, reads
from matou.modules.freight.views.shown import asked_uuid, party_name
from matou.spine.parties import queries as parties
from matou.web.access import PageRequest
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question, confirm_page
from matou.web.console.frame import show
from matou.web.language import in_language

_DEEDS = {"confirm": services.confirm_refund, "drop": services.drop_refund}


@reads
@require_safe
def refund_requests(request: PageRequest) -> HttpResponse:
    """List the refunds that wait, the oldest first, or those decided, the latest first."""
    is_open = request.GET.get("decided") != "1"
    rows, more = queries.requests_page(
        actor=request.actor, is_open=is_open, after=asked_uuid(request, "after")
    )
    url = reverse("freight:refund_requests")
    facts = {
        "lines": shown.request_lines(rows),
        "page": KeysetPage(rows=rows, next_key=str(more or ""), parameter="after"),
        "is_open": is_open,
        "limit": queries.four_eyes_amount(),
        "tabs": [Tab(title=_("待复核"), url=url), Tab(title=_("已决定"), url=f"{url}?decided=1")],
        "here": url if is_open else f"{url}?decided=1",
        "list_url": url,
    }
    return show(request, "freight/console_refund_requests.html", facts)


@reads
@require_safe
def refund_request(request: PageRequest, refund: UUID) -> HttpResponse:
    """Show one such refund: what was asked, by whom, and who may grant it."""
    row = queries.request_row(request_id=refund, actor=request.actor)
    return _page(request, row, obstacle=_obstacle(request, row))


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def refund_decide(request: PageRequest, refund: UUID, act: str) -> HttpResponse:
    """Grant or drop a waiting refund, after a question; who may not is told who may, and where."""
    row = queries.request_row(request_id=refund, actor=request.actor)
    if act not in _DEEDS:
        raise NotFound(what=act[:20])
    back_url = reverse("freight:refund_request", args=[row.id])
    if request.method != "POST":
        return confirm_page(request, _question(request, row, act, back_url))
    try:
        _DEEDS[act](request_id=row.id, actor=request.actor, now=utc_now())
    except (RefundAskedByYou, RefunderHasInterest) as refusal:
        return _page(request, row, obstacle=refusal, status=refusal.status)
    done = (
        _("退款已执行，双方已收到通知。")
        if act == "confirm"
        else _("退款申请已撤销，资金没有变动。")
    )
    messages.success(request, done)
    return HttpResponseRedirect(back_url)


def _obstacle(request: PageRequest, row: RequestRow) -> DomainError | None:
    if row.state is not RequestState.WAITING or not request.actor.has(OPERATOR):
        return None
    return services.refund_obstacle(request_id=row.id, actor=request.actor, now=utc_now())


def _page(
    request: PageRequest, row: RequestRow, *, obstacle: DomainError | None, status: int = 200
) -> HttpResponse:
    is_waiting = row.state is RequestState.WAITING
    is_operator = request.actor.has(OPERATOR)
    is_own = row.asked_by == request.actor.code
    others = queries.second_operators(row=row, at=utc_now()) if is_waiting else ()
    names = parties.party_cards(others)
    facts: dict[str, Any] = {
        "line": shown.request_lines((row,))[0],
        "limit": queries.four_eyes_amount(),
        "obstacle": obstacle and in_language(zh=obstacle.message("zh"), en=obstacle.message("en")),
        "others": [party_name(names.get(code), code=code) for code in others],
        "is_waiting": is_waiting,
        "may_grant": is_waiting and is_operator and obstacle is None,
        "may_drop": is_waiting and is_operator and (obstacle is None or is_own),
    }
    answer = show(request, "freight/console_refund_request.html", facts)
    answer.status_code = status
    return answer


def _question(request: PageRequest, row: RequestRow, act: str, back_url: str) -> Question:
    if act == "drop":
        return Question(
            title=_("撤销退款申请"),
            message=_("撤销后不退款；需要时可重新提出。金额 %s。") % row.amount,
            button=_("撤销退款申请"),
            action_url=request.path,
            back_url=back_url,
        )
    return Question(
        title=_("复核并执行退款"),
        message=_("退给货主 %s，由各收款方按所得比例退还；余额不足的部分记为应收。执行后不能撤回。")
        % row.amount,
        button=_("执行退款"),
        action_url=request.path,
        back_url=back_url,
        tone="bad",
    )
