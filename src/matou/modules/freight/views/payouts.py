"""Draw money: to a payee account, within limits; what refuses it is explained on a page."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, InvalidInput, NotFound
from matou.kit.money import Money
from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.modules.freight.forms.payees import DrawForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import purse
from matou.modules.freight.views import payout_words as shown
from matou.modules.freight.views.shown import words
from matou.spine.custody import queries as custody
from matou.spine.custody import services
from matou.spine.custody.contracts import OrderCard, OrderState
from matou.spine.custody.contracts.limits import ApprovalCard, PayoutOverLimit, PayoutTooLarge
from matou.spine.custody.contracts.payees import PayeeCard, PayeeCooling, PayeeNotEntitled
from matou.web.access import PageRequest, requires
from matou.web.confirm import Question, confirm_page

EARNERS = (SHIPPER_ROLE, CARRIER_ROLE)


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def money_out(request: PageRequest) -> HttpResponse:
    """Draw money to the bank: amount and payee, then a question, then the order."""
    now = utc_now()
    payees = custody.payees_of(request.actor.acts_for)
    if not payees:
        messages.info(request, _("提现前请先登记收款账户。"))
        return HttpResponseRedirect(reverse("freight:payees"))
    held = purse.balance_of(actor=request.actor)
    form = DrawForm(
        request.POST if request.method == "POST" else None,
        initial={"reference": str(uuid4()), "amount": _asked_amount(request, most=held)},
        held=held,
        payees=shown.payee_choices(payees, now=now),
    )
    if request.method == "POST" and form.is_valid():
        payee = next(p for p in payees if str(p.payee_id) == form.cleaned_data["payee"])
        if request.POST.get("sure") != "yes":
            return confirm_page(request, _sure(request, form, payee))
        answer = _ordered(request, form, payee)
        if answer is not None:
            return answer
    facts = {"form": form, "payees_url": reverse("freight:payees"), "held": held}
    facts |= {"back_url": reverse("freight:money"), "limits": _limits()}
    return render(request, "freight/money_out.html", facts, status=422 if form.errors else 200)


@requires(*EARNERS)
@require_safe
def payout(request: PageRequest, order: UUID) -> HttpResponse:
    """Show one payout that waits for officers, or waited, and what happens next."""
    card = _own(request, order)
    facts = {
        "line": shown.approval_line(card),
        "is_failed": card.order.state is OrderState.FAILED,
        "back_url": reverse("freight:money"),
    }
    return render(request, "freight/money_payout.html", facts)


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def payout_withdraw(request: PageRequest, order: UUID) -> HttpResponse:
    """Take a waiting payout back, after a question."""
    card = _own(request, order)
    back_url = reverse("freight:payout", args=[order])
    if request.method == "POST":
        services.withdraw_payout(order_id=order, actor=request.actor, now=utc_now())
        messages.success(request, _("提现已撤回，资金退回可用余额。"))
        return HttpResponseRedirect(back_url)
    question = Question(
        title=_("撤回提现"),
        message=_("撤回后 %s 立即回到可用余额；再次提现需要重新审核。") % card.amount,
        button=_("撤回提现"),
        action_url=request.path,
        back_url=back_url,
        tone="bad",
    )
    return confirm_page(request, question)


def _own(request: PageRequest, order: UUID) -> ApprovalCard:
    """Return the party's own payout; raises NotFound for another's."""
    card = custody.approval(order)
    if card.order.party != request.actor.acts_for:
        raise NotFound(what=str(order))
    return card


def _ordered(request: PageRequest, form: DrawForm, payee: PayeeCard) -> HttpResponse | None:
    """Order the payout; a refusal by rule is a page of its own, None leaves it to the form."""
    try:
        order = tried_order(request, form, payee)
    except (PayoutOverLimit, PayeeCooling, PayeeNotEntitled) as refusal:
        return refused(request, refusal, form=form, payee=payee)
    if order is None:
        return None
    if order.state is OrderState.WAITING:
        messages.info(request, _("提现已提交，等待运营审核，资金已预留。"))
        return HttpResponseRedirect(reverse("freight:payout", args=[order.order_id]))
    messages.success(request, _("提现指令已提交，银行到账后在此显示。"))
    return HttpResponseRedirect(reverse("freight:money"))


def tried_order(request: PageRequest, form: DrawForm, payee: PayeeCard) -> OrderCard | None:
    """Order the payout; what the form can mend stands there, what it cannot is raised."""
    explained: list[DomainError] = []

    def order() -> OrderCard | None:
        try:
            return services.request_payout(
                party=request.actor.acts_for,
                amount=form.money,
                reference=form.reference_of(request.actor.acts_for),
                actor=request.actor,
                now=utc_now(),
                payee=payee.payee_id,
            )
        except (PayoutOverLimit, PayeeCooling, PayeeNotEntitled) as refusal:
            explained.append(refusal)
            return None

    done = tried(form, order)
    if explained:
        raise explained[0]
    return done


def refused(
    request: PageRequest, refusal: DomainError, *, form: DrawForm, payee: PayeeCard
) -> HttpResponse:
    """Explain a refusal: what was asked, which limit, how much of it is used, when it passes."""
    findings = refusal.findings if isinstance(refusal, PayoutOverLimit) else ()
    lines = [shown.finding_line(one) for one in findings]
    instants = [one.passes_at for one in findings]
    passes_at = None if None in instants else max(filter(None, instants), default=None)
    if isinstance(refusal, PayeeCooling):
        passes_at = payee.usable_from
    facts = {
        "title": _title(refusal),
        "message": words((refusal.message("zh"), refusal.message("en"))),
        "code": refusal.code,
        "amount": form.money,
        "account": shown.account_words(payee),
        "lines": lines,
        "rule": shown.rule_words(refusal),
        "passes_at": passes_at,
        "is_standing": isinstance(refusal, PayeeNotEntitled),
        "is_cooling": isinstance(refusal, PayeeCooling),
        "back_url": reverse("freight:money"),
        "again_url": f"{reverse('freight:money_out')}?amount={form.cleaned_data['amount']}",
    }
    return render(request, "freight/money_refused.html", facts, status=refusal.status)


def _title(refusal: DomainError) -> str:
    if isinstance(refusal, PayoutTooLarge):
        return _("超过提现上限")
    if isinstance(refusal, PayoutOverLimit):
        return _("超过提现限额")
    if isinstance(refusal, PayeeCooling):
        return _("收款账户还在冷静期")
    return _("收款人不符合条件")


def _limits() -> dict[str, Money]:
    in_force = custody.limits()
    return {"four_eyes": Money(in_force.four_eyes_fen), "payout": Money(in_force.payout_fen)}


def _asked_amount(request: PageRequest, *, most: Money) -> str:
    """Return the amount that a page proposed in its link, cut to the most that may be."""
    try:
        asked = Money.yuan(request.GET.get("amount", "")[:20])
    except InvalidInput:
        return ""
    amount = min(asked, most)
    return f"{Decimal(amount.fen) / 100:.2f}" if amount.fen > 0 else ""


def _sure(request: PageRequest, form: DrawForm, payee: PayeeCard) -> Question:
    hidden: dict[str, Any] = {
        name: str(form.cleaned_data[name]) for name in ("amount", "reference", "payee")
    }
    message = _("提现 %(amount)s 到 %(account)s。提交后由银行办理，不能撤回。")
    if form.money > _limits()["four_eyes"]:
        message = _("提现 %(amount)s 到 %(account)s。金额较大，须经两名运营人员审核后办理。")
    return Question(
        title=_("确认提现"),
        message=message % {"amount": form.money, "account": shown.account_words(payee)},
        button=_("确认提现"),
        action_url=request.path,
        back_url=reverse("freight:money"),
        hidden=hidden | {"sure": "yes"},
    )
