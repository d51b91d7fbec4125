"""Money of a lot and of one's own wallet: statement, paying in and out."""

from decimal import Decimal
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.modules.freight.forms.money import PayInForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import accounts, purse, refunds
from matou.modules.freight.queries.statements import StatementPage
from matou.modules.freight.rules.disputes import (
    AWAITING_RULING,
    DISPUTABLE_STATES,
    LIVING_STATES,
)
from matou.modules.freight.rules.guards import OBJECTION_WINDOW
from matou.modules.freight.rules.refunds import REFUNDABLE_STATES
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.services import statements
from matou.modules.freight.services.statements import NoStatementYet
from matou.modules.freight.views import money_lines as shown
from matou.modules.freight.views.desk_links import desk_links
from matou.modules.freight.views.dispute_lines import dispute_line
from matou.modules.freight.views.files import FILE_FORMATS, list_file
from matou.modules.freight.views.lots import WATCHERS
from matou.modules.freight.views.refund_lines import refund_lines
from matou.modules.freight.views.shown import asked_code, asked_number, with_query
from matou.spine.custody import services as custody
from matou.web.access import PageRequest, requires
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question, confirm_page
from matou.web.console import asked
from matou.web.vocabulary import known_purposes

EARNERS = (SHIPPER_ROLE, CARRIER_ROLE)
PAGE = 20
MOST_IN_FILE = 1000


@requires(*EARNERS, *WATCHERS)
@require_safe
def lot_statement(request: PageRequest, code: str) -> HttpResponse:
    """Show what a lot cost line by line, who gets what, its disputes and its ledger."""
    now = utc_now()
    page = accounts.account_page(code=asked_code(code), actor=request.actor, now=now)
    statement, rows = page.statement, page.disputes
    is_stated = page.row.state is LotState.STATED
    own = {Relation.SHIPPER, Relation.CARRIER} & page.relations
    due = None
    if is_stated and statement is not None and statement.settlement.due_from_shipper:
        due = accounts.due_of(code=page.row.code, actor=request.actor)
    facts = {
        "lot": page,
        "statement": statement,
        "lines": shown.charge_lines(statement, page.terms) if statement else [],
        "accepted": shown.accepted(statement) if statement else [],
        "object_until": statement.issued_at + OBJECTION_WINDOW if statement else None,
        "may_accept": is_stated and bool(own) and _has_to_accept(statement, own),
        "due": due if Relation.SHIPPER in page.relations else None,
        "may_dispute": page.row.state in DISPUTABLE_STATES
        and bool(own)
        and not any(row.claimant in own and row.state in LIVING_STATES for row in rows),
        "disputes": [
            dispute_line(row)
            | {"may_rule": row.state in AWAITING_RULING and Relation.OPERATOR in page.relations}
            for row in rows
        ],
        "refunds": refund_lines(refunds.refunds_in(page.row.code)),
        "may_refund": Relation.OPERATOR in page.relations
        and page.row.state in REFUNDABLE_STATES
        and not page.row.disputed,
        "transfers": shown.transfer_lines(page.transfers),
        "proof": page.proof,
        "desk": desk_links(page.row, relations=page.relations),
        "back_url": reverse("freight:lot", args=[page.row.code]),
    }
    return render(request, "freight/statement.html", facts)


def _has_to_accept(statement: StatementPage | None, own: set[Relation]) -> bool:
    if statement is None:
        return False
    accepted = {
        Relation.SHIPPER: statement.shipper_accepted_at,
        Relation.CARRIER: statement.carrier_accepted_at,
    }
    return any(accepted[side] is None for side in own)


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def statement_accept(request: PageRequest, code: str) -> HttpResponse:
    """Accept the statement for one's own side, after a question."""
    known = asked_code(code)
    back_url = reverse("freight:lot_statement", args=[known])
    if request.method == "POST":
        statements.accept_statement(lot_code=known, actor=request.actor, now=utc_now())
        messages.success(request, _("结算单已确认。双方都确认后立即付款。"))
        return HttpResponseRedirect(back_url)
    statement = _open_statement(request, known)
    question = Question(
        title=_("确认结算单"),
        message=_("承运人实收 %(payable)s，退回货主 %(refund)s。确认后不能再提异议。")
        % {"payable": statement.settlement.payable, "refund": statement.settlement.refund},
        button=_("确认结算单"),
        action_url=request.path,
        back_url=back_url,
    )
    return confirm_page(request, question)


def _open_statement(request: PageRequest, code: str) -> StatementPage:
    """Return a statement that still waits; raises NoStatementYet before and after."""
    page = accounts.account_page(code=code, actor=request.actor, now=utc_now())
    if page.statement is None or page.row.state is not LotState.STATED:
        raise NoStatementYet
    return page.statement


@requires(SHIPPER_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def statement_top_up(request: PageRequest, code: str) -> HttpResponse:
    """Pay what the statement asks beyond escrow, after a question."""
    known = asked_code(code)
    back_url = reverse("freight:lot_statement", args=[known])
    if request.method == "POST":
        paid = statements.top_up_escrow(lot_code=known, actor=request.actor, now=utc_now())
        messages.success(request, _("已补缴 %s。") % paid)
        return HttpResponseRedirect(back_url)
    _open_statement(request, known)
    question = Question(
        title=_("补缴运费"),
        message=_("将从您的账户划出 %s 存入本单托管账户，用于支付结算单。")
        % accounts.due_of(code=known, actor=request.actor),
        button=_("补缴"),
        action_url=request.path,
        back_url=back_url,
    )
    return confirm_page(request, question)


@requires(*EARNERS)
@require_safe
def money(request: PageRequest) -> HttpResponse:
    """Show one's own wallet: what is free, what is held, every line; as a file on request."""
    before = asked_number(request, "before")
    kind = request.GET.get("format", "")
    limit = MOST_IN_FILE if kind in FILE_FORMATS else PAGE
    on, purpose = asked.day(request, "on"), request.GET.get("purpose", "")
    purposes = [(name, label) for name, label in known_purposes() if _is_own(name)]
    own = purse.purse(
        actor=request.actor,
        before=before,
        limit=limit,
        purpose=purpose if any(purpose == name for name, _label in purposes) else "",
        recorded=asked.day_span(on),
    )
    lines = shown.purse_lines(own.lines)
    if kind in FILE_FORMATS:
        return list_file(
            kind=kind,
            name="money",
            heads=[_("时间"), _("事项"), _("编号"), _("金额（元）"), _("余额（元）")],
            rows=[shown.purse_cells(line) for line in lines],
        )
    facts = {
        "purse": own,
        "owed": refunds.owed_by(actor=request.actor),
        "lines": lines,
        "orders": [shown.order_line(order) for order in own.orders],
        "page": KeysetPage(rows=lines, next_key=str(own.next_key or "")),
        "is_first": before is None,
        "is_filtered": bool(on or purpose),
        "on": on,
        "purpose": purpose,
        "purposes": purposes,
        "chosen": [dict(purposes).get(purpose, ""), on.isoformat() if on else ""],
        "export_url": with_query(request),
    }
    return render(request, "freight/money.html", facts)


def _is_own(purpose: str) -> bool:
    """Tell whether a party's wallet can move for the purpose."""
    return purpose.startswith("freight.") or purpose in {"deposit", "payout"}


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def money_in(request: PageRequest) -> HttpResponse:
    """Announce money that one pays in at the custodian."""
    form = PayInForm(
        request.POST if request.method == "POST" else None,
        initial={"reference": str(uuid4()), "amount": _asked_amount(request)},
    )
    if request.method == "POST" and form.is_valid():
        order = tried(
            form,
            lambda: custody.request_deposit(
                party=request.actor.acts_for,
                amount=form.money,
                reference=form.reference_of(request.actor.acts_for),
                actor=request.actor,
                now=utc_now(),
            ),
        )
        if order is not None:
            messages.success(request, _("充值指令已提交，存管机构确认后到账。"))
            return HttpResponseRedirect(reverse("freight:money"))
    facts = {"form": form, "back_url": reverse("freight:money")}
    return render(request, "freight/money_in.html", facts, status=422 if form.errors else 200)


def _asked_amount(request: PageRequest) -> str:
    """Return the amount that a page proposed in its link."""
    try:
        amount = Money.yuan(request.GET.get("amount", "")[:20])
    except InvalidInput:
        return ""
    return f"{Decimal(amount.fen) / 100:.2f}" if amount.fen > 0 else ""
