"""Proposed corrections: an owner proposes, a registrar decides."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import NotAllowed
from matou.modules.registry import services
from matou.modules.registry.forms import ProposalForm, RefusalForm, ReversalForm
from matou.modules.registry.queries import histories, proposals, vessels
from matou.modules.registry.rules.proposals import ACCEPTED, OPEN, REGISTRARS, STATES
from matou.modules.registry.views.registrar import today, tried
from matou.modules.registry.views.shown import (
    confidence_badges,
    language,
    state_label,
    vessel_line,
)
from matou.web.access import PageRequest, may, requires
from matou.web.components.records import KeysetPage

PAGE = 20


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: PageRequest, code: str) -> HttpResponse:
    """Let an owner or operator propose corrections to their vessel."""
    row = vessels.vessel_row(code)
    if request.actor.acts_for not in {row.card.owner, row.card.operator}:
        raise NotAllowed(needed="owner")
    values = histories.present_values(code)
    form = ProposalForm(request.POST or None, today=today(), values=values)
    if request.method == "POST" and form.is_valid():
        proposal = tried(
            form,
            lambda: services.propose_correction(
                vessel=code,
                changes=form.particulars(),
                provenance=form.provenance(),
                actor=request.actor,
                now=utc_now(),
            ),
        )
        if proposal:
            messages.success(request, _("申请已提交，登记员审核后会通知您。"))
            return HttpResponseRedirect(reverse("registry:proposal", args=[proposal]))
    facts = {
        "form": form,
        "mode": "propose",
        "back_url": reverse("registry:vessel", args=[code]),
        "line": vessel_line(row.card),
    }
    status = 422 if form.errors else 200
    return render(request, "registry/particulars_form.html", facts, status=status)


@requires()
@require_safe
def proposal_list(request: PageRequest) -> HttpResponse:
    """List proposals: all of them for registrars, one's own for others."""
    state = request.GET.get("state", "")
    known = {key for key, _zh, _en in STATES}
    rows = proposals.proposals_page(
        viewer=request.actor,
        state=state if state in known else "",
        before=request.GET.get("before", ""),
        limit=PAGE,
        language=language(),
    )
    shown = rows[:PAGE]
    next_key = str(shown[-1].id) if len(rows) > PAGE else ""
    facts = {
        "rows": [(row, state_label(row.state)) for row in shown],
        "page": KeysetPage(rows=shown, next_key=next_key),
        "states": [(key, state_label(key)) for key, _zh, _en in STATES],
        "state": state,
        "is_registrar": may(request.actor, REGISTRARS),
    }
    return render(request, "registry/proposal_list.html", facts)


@requires()
@require_safe
def proposal_page(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Show one proposal beside what the register says now."""
    return _proposal_page(request, proposal)


@requires(*REGISTRARS)
@require_POST
def accept(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Take a proposed correction into the register."""
    services.accept_proposal(proposal=proposal, actor=request.actor, now=utc_now())
    messages.success(request, _("已采纳，登记簿已更新。"))
    return HttpResponseRedirect(reverse("registry:proposal", args=[proposal]))


@requires(*REGISTRARS)
@require_POST
def refuse(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Refuse a proposed correction with a reason."""
    told = _("已答复申请单位：未采纳。")
    return _answer(request, proposal, RefusalForm(request.POST), services.refuse_proposal, told)


@requires(*REGISTRARS)
@require_POST
def reverse_accepted(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Undo an accepted correction with a reason."""
    told = _("已撤销，登记簿恢复原来的内容。")
    return _answer(request, proposal, ReversalForm(request.POST), services.reverse_proposal, told)


def _answer(
    request: PageRequest,
    proposal: UUID,
    form: RefusalForm | ReversalForm,
    act: Callable[..., None],
    told: str,
) -> HttpResponse:
    """Carry out an act that needs a reason, or ask for the reason again."""
    if not form.is_valid():
        return _proposal_page(request, proposal, form, status=422)
    reason = form.cleaned_data["reason"]
    act(proposal=proposal, reason=reason, actor=request.actor, now=utc_now())
    messages.success(request, told)
    return HttpResponseRedirect(reverse("registry:proposal", args=[proposal]))


@requires()
@require_POST
def withdraw(request: PageRequest, proposal: UUID) -> HttpResponse:
    """Take one's own proposal back."""
    services.withdraw_proposal(proposal=proposal, actor=request.actor, now=utc_now())
    messages.success(request, _("申请已撤回。"))
    return HttpResponseRedirect(reverse("registry:proposal", args=[proposal]))


def _proposal_page(
    request: PageRequest,
    proposal: UUID,
    form: RefusalForm | ReversalForm | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    row = proposals.proposal(proposal, viewer=request.actor, language=language())
    is_registrar = may(request.actor, REGISTRARS)
    facts = {
        "row": row,
        "state_label": state_label(row.state),
        "confidence": confidence_badges()[row.confidence],
        "may_decide": row.state == OPEN and is_registrar,
        "may_withdraw": row.state == OPEN and row.proposer == request.actor.acts_for,
        "may_reverse": row.state == ACCEPTED and is_registrar,
        "form": form or (ReversalForm() if row.state == ACCEPTED else RefusalForm()),
    }
    return render(request, "registry/proposal.html", facts, status=status)
