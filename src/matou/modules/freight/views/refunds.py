"""Refunds of a settled lot: an operator grants one, a debtor repays what it owes."""

from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.actor import OPERATOR
from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.modules.freight.forms.refunds import RefundForm, RepayForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import purse, refund_requests
from matou.modules.freight.queries import refunds as queries
from matou.modules.freight.rules.refunds import RECOVERY_PERCENT
from matou.modules.freight.rules.requests import RequestState
from matou.modules.freight.services.recovery import repay
from matou.modules.freight.services.refunds import RefundAnswer, RefundAsked, ask_refund
from matou.modules.freight.views import refund_lines as shown
from matou.modules.freight.views.money import EARNERS
from matou.modules.freight.views.shown import asked_code
from matou.web.access import PageRequest, requires
from matou.web.confirm import Question, confirm_page
from matou.web.console.frame import show

CONFIRMED = "confirmed"


@requires(OPERATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def lot_refund(request: PageRequest, code: str) -> HttpResponse:
    """Grant a refund: typed, shown once more, then carried out."""
    known = asked_code(code)
    most = queries.refundable(code=known, actor=request.actor)
    form = RefundForm(request.POST or None, initial={"key": str(uuid4())}, most=most)
    if request.method == "POST" and form.is_valid():
        if request.POST.get(CONFIRMED) != "1":
            return confirm_page(request, _sure(request, form))
        answer = _answer(request, known, form)
        if answer is not None:
            return _told(request, known, answer)
    facts = {
        "form": form,
        "code": known,
        "most": most,
        "refunds": shown.refund_lines(queries.refunds_in(known)),
        "waiting": shown.request_lines(refund_requests.waiting_in(known)),
        "limit": refund_requests.four_eyes_amount(),
    }
    return show(request, "freight/console_refund.html", facts)


def _told(request: PageRequest, code: str, answer: RefundAnswer) -> HttpResponse:
    """Lead on: to the statement where it is done, to the explanation where a second one must."""
    if answer.state is RequestState.GRANTED:
        messages.success(request, _("退款已执行，双方已收到通知。"))
        return HttpResponseRedirect(reverse("freight:lot_statement", args=[code]))
    if answer.state is RequestState.WAITING:
        messages.info(request, _("退款已提出，须由另一名运营人员复核后执行。"))
    return HttpResponseRedirect(reverse("freight:refund_request", args=[answer.id]))


def _answer(request: PageRequest, code: str, form: RefundForm) -> RefundAnswer | None:
    asked = RefundAsked(
        amount=form.money,
        ground=form.ground_of,
        reason=form.cleaned_data["reason"],
        key=str(form.cleaned_data["key"]),
    )
    return tried(
        form,
        lambda: ask_refund(lot_code=code, asked=asked, actor=request.actor, now=utc_now()),
    )


def _sure(request: PageRequest, form: RefundForm) -> Question:
    return Question(
        title=_("确认退款"),
        message=_("退给货主 %s，由各收款方按所得比例退还；余额不足的部分记为应收。执行后不能撤回。")
        % form.money,
        button=_("执行退款"),
        action_url=request.path,
        back_url=request.path,
        tone="bad",
        hidden={
            "amount": str(form.cleaned_data["amount"]),
            "ground": form.ground_of.value,
            "reason": form.cleaned_data["reason"],
            "key": str(form.cleaned_data["key"]),
            CONFIRMED: "1",
        },
    )


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def money_repay(request: PageRequest) -> HttpResponse:
    """Show what one owes, why and how it is recovered, and take what is repaid at once."""
    now = utc_now()
    owed = queries.owed_by(actor=request.actor)
    held = purse.balance_of(actor=request.actor)
    most = min(owed.total, held)
    form = RepayForm(
        request.POST or None, initial={"key": str(uuid4()), "amount": _typed(most)}, most=most
    )
    if request.method == "POST" and form.is_valid():
        paid = tried(
            form,
            lambda: repay(
                amount=form.money, key=str(form.cleaned_data["key"]), actor=request.actor, now=now
            ),
        )
        if paid is not None:
            messages.success(request, _("已归还 %s。") % paid)
            return HttpResponseRedirect(reverse("freight:money"))
    facts = {
        "form": form,
        "owed": owed,
        "lines": shown.receivable_lines(owed.rows, now=now),
        "held": held,
        "may_repay": bool(most),
        "percent": RECOVERY_PERCENT,
        "back_url": reverse("freight:money"),
    }
    return render(request, "freight/money_owed.html", facts, status=422 if form.errors else 200)


def _typed(amount: Money) -> str:
    return f"{amount.fen // 100}.{amount.fen % 100:02d}" if amount else ""
