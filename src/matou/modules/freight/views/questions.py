"""The question before an act that needs no evidence: what it does, what it costs, and back."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.modules.freight.queries import accounts
from matou.modules.freight.queries.lots import LotPage
from matou.modules.freight.rules.states import LotAct
from matou.modules.freight.views.lot_lines import act_words
from matou.web.access import PageRequest
from matou.web.confirm import Question, confirm_page


def ask(request: PageRequest, page: LotPage, act: LotAct) -> HttpResponse:
    """Ask whether the act shall be done now."""
    told = _MESSAGES.get(act, _plain)
    question = Question(
        title=act_words(act.value),
        message=told(page, request.actor, utc_now()),
        button=act_words(act.value),
        action_url=reverse("freight:lot_act", args=[page.row.code, act.value]),
        back_url=reverse("freight:lot", args=[page.row.code]),
        tone="bad" if act in {LotAct.CANCEL, LotAct.NO_SHOW, LotAct.LAPSE} else "primary",
    )
    return confirm_page(request, question)


def _cost(page: LotPage, act: LotAct, actor: Actor, now: datetime) -> Money:
    return accounts.cost_of(code=page.row.code, act=act, actor=actor, now=now)


def _fund(page: LotPage, actor: Actor, now: datetime) -> str:
    amount = _cost(page, LotAct.FUND, actor, now)
    return _("将从您的账户划出 %s 存入本单托管账户，结算前由其保管，多余部分退回。") % amount


def _cancel(page: LotPage, actor: Actor, now: datetime) -> str:
    amount = _cost(page, LotAct.CANCEL, actor, now)
    if not amount:
        return _("现在取消不产生费用，托管的资金全部退回。取消后不能恢复。")
    return _("现在取消须向对方支付 %s，其余托管资金退回。取消后不能恢复。") % amount


def _no_show(_page: LotPage, _actor: Actor, _now: datetime) -> str:
    return _("装货期已过而船舶未到：托管运费全部退回货主，承运人定金归货主。不能恢复。")


def _lapse(_page: LotPage, _actor: Actor, _now: datetime) -> str:
    return _("货主未按时托管运费：本单失效，定金退回承运人。不能恢复。")


def _plain(_page: LotPage, _actor: Actor, _now: datetime) -> str:
    return _("凭证已齐全。确认后进入下一步，不能撤回。")


_MESSAGES: Mapping[LotAct, Callable[[LotPage, Actor, datetime], str]] = {
    LotAct.FUND: _fund,
    LotAct.CANCEL: _cancel,
    LotAct.NO_SHOW: _no_show,
    LotAct.LAPSE: _lapse,
}
