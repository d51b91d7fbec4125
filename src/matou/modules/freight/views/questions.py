"""The question before an act that needs no evidence: what it does, what it costs, and back."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from matou.kit.actor import Actor
from matou.kit.money import Money
from matou.modules.freight.queries import purse
from matou.modules.freight.queries.lots import LotPage
from matou.modules.freight.rules.states import LotAct
from matou.modules.freight.views.lot_lines import act_words
from matou.web.access import PageRequest
from matou.web.confirm import Question, confirm_page


def ask(request: PageRequest, page: LotPage, act: LotAct) -> HttpResponse:
    """Ask whether the act shall be done now."""
    if act is LotAct.FUND:
        missing = _missing_money(page, request.actor)
        if missing.fen > 0:
            return _to_pay_in(request, missing)
    told = _MESSAGES.get(act, _plain)
    label = aside_words(act) if act in WAYS_OUT else act_words(act.value)
    question = Question(
        title=label,
        message=told(page, request.actor),
        button=label,
        action_url=reverse("freight:lot_act", args=[page.row.code, act.value]),
        back_url=reverse("freight:lot", args=[page.row.code]),
        tone="bad" if act in WAYS_OUT else "primary",
    )
    return confirm_page(request, question)


def aside_words(act: LotAct) -> str:
    """Return a way out as a button names it: “cancel” alone would read as closing the page."""
    return _("取消这单运输") if act is LotAct.CANCEL else act_words(act.value)


WAYS_OUT = frozenset({LotAct.CANCEL, LotAct.NO_SHOW, LotAct.LAPSE})


def _fund(page: LotPage, actor: Actor) -> str:
    facts = {"amount": page.costs[LotAct.FUND], "free": purse.balance_of(actor=actor)}
    told = _("将从您的账户划出 %(amount)s 存入本单托管账户，结算前由其保管，多余部分退回。")
    return " ".join((told % facts, _("您的可用余额 %(free)s。") % facts))


def _missing_money(page: LotPage, actor: Actor) -> Money:
    """Return what the shipper has to pay in before the freight can go into escrow."""
    return page.costs[LotAct.FUND] - purse.balance_of(actor=actor)


def _to_pay_in(request: PageRequest, missing: Money) -> HttpResponse:
    """Lead a shipper whose wallet is too small to where it is filled, the amount filled in."""
    messages.warning(request, _("托管运费还差 %s。请先充值，到账后回到货运单托管。") % missing)
    amount = f"{Decimal(missing.fen) / 100:.2f}"
    return HttpResponseRedirect(f"{reverse('freight:money_in')}?amount={amount}")


def _cancel(page: LotPage, _actor: Actor) -> str:
    amount = page.costs[LotAct.CANCEL]
    if not amount:
        return _("现在取消不产生费用，托管的资金全部退回。取消后不能恢复。")
    return _("现在取消须向对方支付 %s，其余托管资金退回。取消后不能恢复。") % amount


def _no_show(_page: LotPage, _actor: Actor) -> str:
    return _("装货期已过而船舶未到：托管运费全部退回货主，承运人定金归货主。不能恢复。")


def _lapse(_page: LotPage, _actor: Actor) -> str:
    return _("货主未按时托管运费：本单失效，定金退回承运人。不能恢复。")


def _plain(_page: LotPage, _actor: Actor) -> str:
    return _("凭证已齐全。确认后进入下一步，不能撤回。")


_MESSAGES: Mapping[LotAct, Callable[[LotPage, Actor], str]] = {
    LotAct.FUND: _fund,
    LotAct.CANCEL: _cancel,
    LotAct.NO_SHOW: _no_show,
    LotAct.LAPSE: _lapse,
}
