"""Pages of a dispute for its two sides: open it, read it, answer, give up, accept, appeal."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import ADMIN, OPERATOR
from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.modules.freight.forms.disputes import AppealForm
from matou.modules.freight.forms.lots import DisputeForm
from matou.modules.freight.forms.money import ReplyForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import accounts
from matou.modules.freight.queries.bundle import may_take_bundle
from matou.modules.freight.queries.disputes import DisputeRow
from matou.modules.freight.rules.disputes import DisputeState, other_side
from matou.modules.freight.rules.states import Relation
from matou.modules.freight.services import bundle, disputes
from matou.modules.freight.views.dispute_lines import dispute_line, dispute_story
from matou.modules.freight.views.lots import WATCHERS
from matou.modules.freight.views.shown import asked_code
from matou.web.access import PageRequest, requires
from matou.web.confirm import Question, confirm_page

EARNERS = (SHIPPER_ROLE, CARRIER_ROLE)


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_open(request: PageRequest, code: str) -> HttpResponse:
    """Contest an amount between delivery and settlement."""
    known = asked_code(code)
    accounts.lot_with_money(known, request.actor)
    form = DisputeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        opened = tried(
            form,
            lambda: disputes.open_dispute(
                lot_code=known,
                amount=form.money,
                reason=form.cleaned_data["reason"],
                actor=request.actor,
                now=utc_now(),
            ),
        )
        if opened is not None:
            text = _("争议已提出，金额已冻结；对方应在 24 小时内答复，平台在 72 小时内裁决。")
            messages.success(request, text)
            return HttpResponseRedirect(reverse("freight:dispute", args=[known, opened]))
    back_url = reverse("freight:lot_statement", args=[known])
    facts = {"form": form, "code": known, "back_url": back_url, "mode": "open"}
    return render(request, "freight/dispute_form.html", facts, status=422 if form.errors else 200)


@requires(*EARNERS, *WATCHERS)
@require_safe
def dispute(request: PageRequest, code: str, dispute: UUID) -> HttpResponse:
    """Show one dispute from claim to end, and the one thing to do next."""
    row, relations = _dispute(request, code, dispute)
    own = next((side for side in (Relation.SHIPPER, Relation.CARRIER) if side in relations), None)
    facts = {
        "line": dispute_line(row),
        "story": dispute_story(row),
        "code": row.lot,
        "back_url": reverse("freight:lot_statement", args=[row.lot]),
        "may_take_bundle": may_take_bundle(relations=relations),
        **_open_acts(row, own),
        "rule_url": (
            reverse("freight:dispute_rule", args=[row.id])
            if Relation.OPERATOR in relations and row.state in _TO_RULE
            else ""
        ),
    }
    return render(request, "freight/dispute.html", facts)


_TO_RULE = (DisputeState.OPEN, DisputeState.APPEALED)


def _open_acts(row: DisputeRow, own: Relation | None) -> dict[str, bool]:
    """Return which acts the reader's side may do now."""
    is_open = row.state is DisputeState.OPEN
    may_answer = row.state is DisputeState.RULED and own is not None and own not in row.accepted_by
    return {
        "may_reply": is_open and own is other_side(row.claimant),
        "may_withdraw": is_open and own is row.claimant,
        "may_accept": may_answer,
        "may_appeal": may_answer,
    }


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_reply(request: PageRequest, code: str, dispute: UUID) -> HttpResponse:
    """Answer the other side's claim."""
    form = ReplyForm(request.POST if request.method == "POST" else None)
    row, _relations = _dispute(request, code, dispute)
    _require(row, DisputeState.OPEN)
    if request.method != "POST":
        form = ReplyForm(initial={"reply": row.reply})
    return _write(
        request,
        row=row,
        form=form,
        mode="reply",
        act=lambda: disputes.reply_to_dispute(
            dispute_id=row.id,
            reply=form.cleaned_data["reply"],
            actor=request.actor,
            now=utc_now(),
        ),
        done=_("答复已提交。"),
    )


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_appeal(request: PageRequest, code: str, dispute: UUID) -> HttpResponse:
    """Appeal against the ruling, once."""
    row, _relations = _dispute(request, code, dispute)
    _require(row, DisputeState.RULED)
    form = AppealForm(request.POST if request.method == "POST" else None)
    return _write(
        request,
        row=row,
        form=form,
        mode="appeal",
        act=lambda: disputes.appeal_ruling(
            dispute_id=row.id,
            reason=form.cleaned_data["appeal_reason"],
            actor=request.actor,
            now=utc_now(),
        ),
        done=_("申诉已提交，将由另一位运营人员终局裁决。"),
    )


def _write(  # one page's parts by name, shared by two forms
    request: PageRequest,
    *,
    row: DisputeRow,
    form: ReplyForm | AppealForm,
    mode: str,
    act: Callable[[], None],
    done: str,
) -> HttpResponse:
    """Show a form over a dispute, or carry out what it says."""
    back_url = reverse("freight:dispute", args=[row.lot, row.id])
    is_given = request.method == "POST" and form.is_valid()
    if is_given and tried(form, lambda: _done(act)):
        messages.success(request, done)
        return HttpResponseRedirect(back_url)
    facts: dict[str, Any] = {"form": form, "code": row.lot, "back_url": back_url, "mode": mode}
    facts |= {"line": dispute_line(row), "story": dispute_story(row)}
    return render(request, "freight/dispute_form.html", facts, status=422 if form.errors else 200)


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_withdraw(request: PageRequest, code: str, dispute: UUID) -> HttpResponse:
    """Give one's claim up, after a question."""
    row, _relations = _dispute(request, code, dispute)
    back_url = reverse("freight:dispute", args=[row.lot, row.id])
    if request.method == "POST":
        disputes.withdraw_dispute(dispute_id=row.id, actor=request.actor, now=utc_now())
        messages.success(request, _("争议已撤回。"))
        return HttpResponseRedirect(back_url)
    _require(row, DisputeState.OPEN)
    question = Question(
        title=_("撤回争议"),
        message=_("撤回后冻结的 %s 归对方，不能恢复。") % row.amount,
        button=_("撤回争议"),
        action_url=request.path,
        back_url=back_url,
        tone="bad",
    )
    return confirm_page(request, question)


@requires(*EARNERS)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_accept(request: PageRequest, code: str, dispute: UUID) -> HttpResponse:
    """Accept the ruling for one's own side, after a question."""
    row, _relations = _dispute(request, code, dispute)
    back_url = reverse("freight:dispute", args=[row.lot, row.id])
    if request.method == "POST":
        state = disputes.accept_ruling(dispute_id=row.id, actor=request.actor, now=utc_now())
        is_final = state is DisputeState.FINAL
        text = _("双方已接受，裁决终局，资金已划付。") if is_final else _("已接受裁决。")
        messages.success(request, text)
        return HttpResponseRedirect(back_url)
    _require(row, DisputeState.RULED)
    question = Question(
        title=_("接受裁决"),
        message=_("判给提出方 %(won)s，其余 %(rest)s 归对方。接受后您不能再申诉。")
        % {"won": row.to_claimant, "rest": row.amount - (row.to_claimant or Money(0))},
        button=_("接受裁决"),
        action_url=request.path,
        back_url=back_url,
    )
    return confirm_page(request, question)


def _done(act: Callable[[], None]) -> bool:
    act()
    return True


def _require(row: DisputeRow, state: DisputeState) -> None:
    """Refuse a page whose act is no longer possible before anybody writes on it."""
    if row.state is not state:
        raise disputes.DisputeNotOpen


def _dispute(
    request: PageRequest, code: str, dispute: UUID
) -> tuple[DisputeRow, frozenset[Relation]]:
    return accounts.dispute_of(
        code=asked_code(code), dispute_id=dispute, actor=request.actor, now=utc_now()
    )


@requires(*EARNERS, OPERATOR, ADMIN)
@require_safe
def dispute_bundle(request: PageRequest, code: str, dispute: UUID, form: str) -> HttpResponse:
    """Hand the evidence over as a sealed PDF or a ZIP; each download is written down."""
    taken = bundle.take_bundle(
        lot_code=asked_code(code),
        dispute_id=dispute,
        actor=request.actor,
        base_url=settings.BASE_URL,
        now=utc_now(),
    )
    is_paper = form == "pdf"
    response = HttpResponse(
        taken.paper if is_paper else taken.pack,
        content_type="application/pdf" if is_paper else "application/zip",
    )
    name = f"matou-{taken.lot}-evidence.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
