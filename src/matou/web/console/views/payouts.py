"""Payouts that wait for officers: list, one payout, first and second look, refusal."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.spine.custody import queries, services
from matou.spine.custody.contracts.limits import ApprovalCard, ApprovalState, WaitReason
from matou.web.access import PageRequest
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.components.words import chinese
from matou.web.console import asked, export, words
from matou.web.console.acts import NotedAct, ask_why_then_do
from matou.web.console.frame import PAGE_ROWS, readers, show, writers
from matou.web.console.names import names_of
from matou.web.console.views.signals import signal_line
from matou.web.language import is_chinese

_FURTHEST = 100_000


@require_safe
@readers
def payouts(request: PageRequest) -> HttpResponseBase:
    """List payouts that wait, the oldest first, or those decided, the newest first; or as CSV."""
    is_open = request.GET.get("state") != "decided"
    offset = min(asked.number(request, "from") or 0, _FURTHEST)
    page = partial(queries.approvals_page, is_open=is_open, text=asked.text(request, "q"))
    if export.wants_csv(request):
        return _csv(page(limit=export.MOST_ROWS))
    found = page(offset=offset, limit=PAGE_ROWS + 1)
    more = str(offset + PAGE_ROWS) if len(found) > PAGE_ROWS else ""
    rows = found[:PAGE_ROWS]
    names = names_of(code for row in rows for code in (row.order.party, row.holder))
    home = reverse("console:payouts")
    facts = {
        "tabs": [
            Tab(title=_("待审"), url=home, count=queries.open_approval_count()),
            Tab(title=_("已决定"), url=f"{home}?state=decided"),
        ],
        "here": home if is_open else f"{home}?state=decided",
        "lines": [_line(row, names) for row in rows],
        "page": KeysetPage(rows=(), next_key=more, parameter="from"),
        "is_open": is_open,
        "text": asked.text(request, "q"),
        "chosen": [asked.text(request, "q")],
        "export_url": export.export_url(request, page_parameter="from"),
    }
    return show(request, "web/console/payouts.html", facts)


def _csv(rows: Iterable[ApprovalCard]) -> HttpResponseBase:
    head = ("order", "state", "party", "payee", "payee_name", "bank", "account", "amount_fen",
            "reasons", "reference", "asked_by", "asked_at", "proposed_by", "decided_by",
            "decided_at", "decided_note")  # fmt: skip
    lines = (
        (row.order.order_id, row.state.value, row.order.party, row.holder, row.holder_name,
         row.bank, row.number_masked, row.amount.fen, " ".join(row.reasons), row.order.reference,
         row.asked_by, row.order.created_at.isoformat(), row.proposed_by, row.decided_by,
         row.decided_at.isoformat() if row.decided_at else "", row.decided_note)
        for row in rows
    )  # fmt: skip
    return export.csv_response(name="payouts", head=head, rows=lines)


@require_safe
@readers
def payout(request: PageRequest, order: UUID) -> HttpResponse:
    """Show one payout: to whom, why it waits, who looked, and what is known of its parties."""
    card = queries.approval(order)
    about = queries.signals_about({card.order.party, card.holder})
    codes = {card.order.party, card.holder, card.asked_by, card.proposed_by, card.decided_by}
    names = names_of(codes | {party for one in about for party in one.parties})
    facts = {
        "line": _line(card, names),
        "signals": [signal_line(one, names) for one in about],
        "is_first": card.needed > 1 and card.state is ApprovalState.WAITING,
        "is_own": request.actor.code in {card.asked_by, card.proposed_by},
        "proposer": names.get(card.proposed_by, card.proposed_by),
        "decider": names.get(card.decided_by, card.decided_by),
        "applicant": names.get(card.asked_by, card.asked_by),
    }
    return show(request, "web/console/payout.html", facts)


@require_http_methods(["GET", "POST"])
@writers
def propose_payout(request: PageRequest, order: UUID) -> HttpResponse:
    """Ask for the grounds, then be the first of two officers."""
    card = queries.approval(order)
    act = _act(
        card,
        title=_("初审"),
        button=_("提请复核"),
        then=_("提请后由另一名运营人员决定，资金继续预留。"),
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: services.propose_payout(
            order_id=order, note=note, actor=request.actor, now=utc_now()
        ),
        done=_("已提请复核，由另一名运营人员决定。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def approve_payout(request: PageRequest, order: UUID) -> HttpResponse:
    """Ask for the grounds, then let the payout go."""
    card = queries.approval(order)
    act = _act(
        card, title=_("复核放行"), button=_("放行"), then=_("放行后立即交存管银行办理，不能撤回。")
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: services.approve_payout(
            order_id=order, note=note, actor=request.actor, now=utc_now()
        ),
        done=_("已放行，交存管银行办理。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def refuse_payout(request: PageRequest, order: UUID) -> HttpResponse:
    """Ask why, then refuse the payout; its money is free again."""
    card = queries.approval(order)
    act = _act(
        card,
        title=_("不予放行"),
        button=_("不予放行"),
        then=_("不予放行后，预留的资金立即回到可用余额，申请人会看到依据。"),
        tone="danger",
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: services.refuse_payout(
            order_id=order, note=note, actor=request.actor, now=utc_now()
        ),
        done=_("未予放行，资金已退回申请人的可用余额。"),
    )


def _act(
    card: ApprovalCard, *, title: str, button: str, then: str, tone: str = "primary"
) -> NotedAct:
    back = reverse("console:payout", args=[card.order.order_id])
    paid = format_html(
        _("出金 {amount} 到 {holder} 的账户 {account}。"),
        amount=card.amount,
        holder=chinese(card.holder_name),
        account=card.number_masked,
    )
    return NotedAct(
        title=title,
        message=format_html("{}{}{}", paid, "" if is_chinese() else " ", then),
        button=button,
        label=_("依据"),
        help_text=_("写明核对了哪些凭证；申请人看得到，写入流水账不能再改。"),
        back_url=back,
        crumbs=(_("待审出金"), reverse("console:payouts"), str(card.amount), back),
        tone=tone,
    )


def _line(card: ApprovalCard, names: dict[str, str]) -> dict[str, Any]:
    return {
        "card": card,
        "wallet": f"wallet:{card.order.party}",
        "holder": names.get(card.holder, card.holder_name),
        "party": names.get(card.order.party, card.order.party),
        "reasons": [_reason(reason) for reason in card.reasons],
        "state": words.said(words.APPROVAL_STATE, card.state.value),
        "tone": words.APPROVAL_TONE[card.state.value],
    }


def _reason(reason: WaitReason) -> str:
    if reason is WaitReason.AMOUNT:
        return _("金额超过 %s 的复核线") % Money(queries.limits().four_eyes_fen)
    return words.said(words.WAIT_REASON, reason.value)
