"""One break with both its sides, and what officers do about it: explain, hand over, correct."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import ADMIN, OPERATOR
from matou.kit.clock import CHINA, utc_now
from matou.kit.errors import DomainError, NotFound
from matou.kit.money import Money
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import Bearer, BreakRow, CorrectionState, OrderCard
from matou.spine.custody.contracts.corrections import CorrectionCard
from matou.spine.parties import queries as parties
from matou.web.access import PageRequest
from matou.web.confirm import Question
from matou.web.console import words
from matou.web.console.acts import NotedAct, ask_then_do, ask_why_then_do
from matou.web.console.forms import CorrectionForm, HandOverForm
from matou.web.console.frame import readers, show, writers
from matou.web.console.names import account_names, names_of
from matou.web.console.views.bank import break_line, order_line
from matou.web.language import is_chinese

_LONGEST = 400
_OFFICERS = (OPERATOR, ADMIN)


@require_safe
@readers
def one_break(request: PageRequest, break_id: int) -> HttpResponse:
    """Show one break: what the house says, what the custodian says, and what can be done."""
    row = _row(break_id)
    order = _order_of(row)
    corrections = queries.corrections_of(break_id)
    people = {name for card in corrections for name in (card.proposed_by, card.decided_by)}
    names = names_of({row.owner, row.told_party, order.party if order else "", *people})
    facts = {
        "line": break_line(row, names),
        "order": order_line(order, names) if order else None,
        "told": _told(row, names),
        "callbacks": _callbacks(row),
        "difference": row.told_amount - order.amount if row.told_amount and order else None,
        "corrections": [_correction(card, names, request) for card in corrections],
        "is_mine": row.owner == request.actor.code,
        "is_waiting": any(card.state is CorrectionState.PROPOSED for card in corrections),
        "next_step": words.said(words.BREAK_NEXT_STEP, row.kind.value),
        "may_correct": row.kind.value in words.BREAKS_TO_CORRECT and not row.is_from_callback,
        "aggregate": f"break:{break_id}",
    }
    return show(request, "web/console/break.html", facts)


@require_http_methods(["GET", "POST"])
@writers
def take_break(request: PageRequest, break_id: int) -> HttpResponse:
    """Ask, then take a break to oneself."""
    row = _row(break_id)
    question = Question(
        title=_("由我处理这一差错"),
        message=_("现在的处理人：%(owner)s。之后由您查明原因并记录。")
        % {"owner": names_of([row.owner]).get(row.owner, "")},
        button=_("由我处理"),
        action_url=request.path,
        back_url=_page_of(break_id),
    )
    return ask_then_do(
        request,
        question=question,
        do=lambda: services.assign_break(
            break_id=break_id, owner=request.actor.code, actor=request.actor, now=utc_now()
        ),
        done=_("这一差错现在由您处理。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def hand_over_break(request: PageRequest, break_id: int) -> HttpResponse:
    """Ask for a colleague, and give the break to them."""
    row = _row(break_id)
    form = HandOverForm(request.POST or None, officers=_officers_but(row.owner))
    if request.method == "POST" and form.is_valid():
        colleague = form.cleaned_data["colleague"]
        services.assign_break(
            break_id=break_id, owner=colleague, actor=request.actor, now=utc_now()
        )
        messages.success(request, _("差错已转交给 %s。") % names_of([colleague])[colleague])
        return HttpResponseRedirect(_page_of(break_id))
    act = NotedAct(
        title=_("转交差错"),
        message=_("转交后由对方查明原因；转交写入流水账。"),
        button=_("转交"),
        label="",
        back_url=_page_of(break_id),
        crumbs=_crumbs(row),
    )
    return _form_page(request, act, form)


@require_http_methods(["GET", "POST"])
@writers
def explain_break(request: PageRequest, break_id: int) -> HttpResponse:
    """Ask why the provider and the house differ, and record it."""
    act = NotedAct(
        title=_("记录差错原因"),
        message=_("记录后，这一差错不再列出；原因写入流水账，不能再改。"),
        button=_("记录原因"),
        label=_("原因"),
        help_text=_("写明查了哪些凭证、差在哪里、钱怎样补齐。"),
        back_url=_page_of(break_id),
        crumbs=_crumbs(_row(break_id)),
        longest=_LONGEST,
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: services.explain_break(
            break_id=break_id, explanation=note, actor=request.actor, now=utc_now()
        ),
        done=_("原因已记录，这一差错不再列出。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def correct_break(request: PageRequest, break_id: int) -> HttpResponse:
    """Ask who bears the difference and why, and propose the correction to a second person."""
    row = _row(break_id)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.propose_correction(
                break_id=break_id,
                bearer=Bearer(form.cleaned_data["bearer"]),
                reason=form.cleaned_data["note"],
                actor=request.actor,
                now=utc_now(),
            )
        except DomainError as error:
            form.add_error(None, error.message("zh" if is_chinese() else "en"))
        else:
            messages.success(request, _("更正已提出，等待另一位人员核准；现在还没有入账。"))
            return HttpResponseRedirect(_page_of(break_id))
    act = NotedAct(
        title=_("提出更正"),
        message=_("账本将跟从存管机构实际办理的金额。须由另一位人员核准后才入账。"),
        button=_("提出更正"),
        label="",
        back_url=_page_of(break_id),
        crumbs=_crumbs(row),
    )
    return _form_page(request, act, form)


@require_http_methods(["GET", "POST"])
@writers
def execute_correction(request: PageRequest, correction_id: int) -> HttpResponse:
    """Ask, then post a correction that somebody else proposed."""
    card = queries.correction_card(correction_id)
    names = names_of([card.proposed_by])
    question = Question(
        title=_("核准并入账"),
        message=_(
            "%(proposer)s 提出：账户 %(account)s %(gains)s，存管银行 %(bank)s。原因：%(reason)s"
        )
        % {
            "proposer": names.get(card.proposed_by, card.proposed_by),
            "account": account_names([card.account])[card.account],
            "gains": _signed(card.gains.fen),
            "bank": _signed(card.bank_gains.fen),
            "reason": card.reason,
        },
        button=_("核准并入账"),
        action_url=request.path,
        back_url=_page_of(card.break_id),
    )
    return ask_then_do(
        request,
        question=question,
        do=lambda: services.execute_correction(
            correction_id=correction_id, actor=request.actor, now=utc_now()
        ),
        done=_("更正已入账，这一差错不再列出。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def reject_correction(request: PageRequest, correction_id: int) -> HttpResponse:
    """Ask why, then turn down a correction that somebody else proposed."""
    act = _noted(
        correction_id,
        title=_("退回更正"),
        message=_("退回的更正连同原因保留在案，差错继续列出。"),
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: services.reject_correction(
            correction_id=correction_id, reason=note, actor=request.actor, now=utc_now()
        ),
        done=_("更正已退回。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def withdraw_correction(request: PageRequest, correction_id: int) -> HttpResponse:
    """Ask why, then take back one's own correction."""
    act = _noted(
        correction_id,
        title=_("撤回更正"),
        message=_("撤回的更正连同原因保留在案，可以重新提出。"),
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda note: services.withdraw_correction(
            correction_id=correction_id, reason=note, actor=request.actor, now=utc_now()
        ),
        done=_("更正已撤回。"),
    )


def _row(break_id: int) -> BreakRow:
    return queries.break_card(break_id, today=utc_now().astimezone(CHINA).date())


def _page_of(break_id: int) -> str:
    return reverse("console:break", args=[break_id])


def _crumbs(row: BreakRow) -> tuple[str, ...]:
    title = f"{words.said(words.BREAK_KIND, row.kind.value)} #{row.break_id}"
    return (_("存管"), reverse("console:custody"), title, _page_of(row.break_id))


def _form_page(request: PageRequest, act: NotedAct, form: Any) -> HttpResponse:
    response = show(request, "web/console/act.html", {"act": act, "form": form})
    response.status_code = 422 if form.errors else 200
    return response


def _officers_but(owner: str) -> list[tuple[str, str]]:
    """Return the officers who may get a break, by code and name; who has it already is not one."""
    now = utc_now()
    codes = {code for role in _OFFICERS for code in parties.holders_of(role=role, at=now)}
    return sorted(names_of(codes - {owner}).items(), key=lambda one: one[1])


def _order_of(row: BreakRow) -> OrderCard | None:
    """Return the order a break is about; what only the provider knows has none."""
    if row.order_id is None:
        return None
    try:
        return queries.order(row.order_id)
    except NotFound:
        return None


def _told(row: BreakRow, names: dict[str, str]) -> dict[str, object] | None:
    """Return the custodian's side as the page shows it; None where it says nothing."""
    if row.told_amount is None:
        return None
    return {
        "kind": words.said(words.ORDER_KIND, row.told_kind) if row.told_kind else "",
        "party": names.get(row.told_party, row.told_party),
        "amount": row.told_amount,
        "reference": row.told_reference,
        "line": row.line_number,
    }


def _callbacks(row: BreakRow) -> list[dict[str, object]]:
    if row.order_id is None:
        return []
    return [
        {
            "card": card,
            "state": words.said(words.ORDER_STATE, card.state),
            "tone": words.ORDER_TONE[card.state],
        }
        for card in queries.callbacks_of(row.order_id)
    ]


def _correction(
    card: CorrectionCard, names: dict[str, str], request: PageRequest
) -> dict[str, object]:
    is_own = card.proposed_by == request.actor.code
    return {
        "card": card,
        "account": account_names([card.account])[card.account],
        "state": words.said(words.CORRECTION_STATE, card.state.value),
        "tone": words.CORRECTION_TONE[card.state.value],
        "bearer": words.said(words.BEARER, card.bearer.value),
        "proposer": names.get(card.proposed_by, card.proposed_by),
        "decider": names.get(card.decided_by, card.decided_by),
        "is_waiting": card.state is CorrectionState.PROPOSED,
        "is_own": is_own,
    }


def _signed(fen: int) -> str:
    # A true minus: browsers break a line after a hyphen.
    sign = "+" if fen > 0 else "\N{MINUS SIGN}" if fen < 0 else ""
    return f"{sign}\N{WORD JOINER}{Money(abs(fen))}"


def _noted(correction_id: int, *, title: str, message: str) -> NotedAct:
    """Return the question why a correction is not to be, asked on its break's page."""
    card = queries.correction_card(correction_id)
    return NotedAct(
        title=title,
        message=message,
        button=title,
        label=_("原因"),
        help_text=_("写入流水账，不能再改。"),
        back_url=_page_of(card.break_id),
        crumbs=_crumbs(_row(card.break_id)),
        longest=_LONGEST,
    )
