"""A large counter-line before the second operator: what it moves, who wants it, yes or no."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.actor import OPERATOR
from matou.kit.clock import utc_now
from matou.modules.finance.forms import DropForm
from matou.modules.finance.queries import corrections, statements
from matou.modules.finance.queries.corrections import ProposalRow
from matou.modules.finance.rules.corrections import PROPOSAL_NAMES, ProposalState
from matou.modules.finance.services import answering
from matou.modules.finance.views import shown
from matou.modules.finance.views.refusals import tried
from matou.modules.finance.views.shown import asked_code, words
from matou.web import texts
from matou.web.access import PageRequest
from matou.web.console.frame import readers, show
from matou.web.console.names import names_of

_TONES = {
    ProposalState.PROPOSED: texts.WARN,
    ProposalState.EXECUTED: texts.GOOD,
    ProposalState.REJECTED: texts.BAD,
    ProposalState.WITHDRAWN: texts.NEUTRAL,
}


@readers
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: PageRequest, code: str, number: int) -> HttpResponse:
    """Show a proposed counter-line; operators approve it, refuse it, or take their own back."""
    known = asked_code(code)
    form = DropForm(request.POST if "drop" in request.POST else None)
    back_url = f"{reverse('finance:statement', args=[known])}?only=objected"
    if request.method == "POST" and _done(request, known, number, form):
        return HttpResponseRedirect(back_url)
    row = statements.statement_row(code=known, actor=request.actor)
    found = corrections.proposals_of_line(code=known, number=number, actor=request.actor)
    line = statements.line_of(code=known, number=number, actor=request.actor)
    facts = {
        "form": form,
        "statement": shown.statement_line(row),
        "line": shown.line_rows([line])[0],
        "proposals": proposal_lines(found),
        "waiting": found[0].state is ProposalState.PROPOSED,
        "is_own": found[0].proposed_by == request.actor.code,
        "back_url": back_url,
        "may_act": request.actor.has(OPERATOR),
    }
    response = show(request, "finance/correction.html", facts)
    response.status_code = 422 if form.errors else 200
    return response


def proposal_lines(rows: tuple[ProposalRow, ...]) -> list[dict[str, Any]]:
    """Return proposals with names, words and where each is decided."""
    names = names_of([code for row in rows for code in (row.proposed_by, row.decided_by) if code])
    return [
        {
            "row": row,
            "url": reverse("finance:correction", args=[row.statement, row.number]),
            "state": row.state.value,
            "state_label": words(PROPOSAL_NAMES[row.state]),
            "tone": _TONES[row.state],
            "proposed_by": names.get(row.proposed_by, ""),
            "decided_by": names.get(row.decided_by, ""),
        }
        for row in rows
    ]


def _done(request: PageRequest, code: str, number: int, form: DropForm) -> bool:
    """Do what was pressed; False where the form has to be filled in again."""
    now = utc_now()
    if "drop" not in request.POST:
        answering.approve_correction(code=code, number=number, actor=request.actor, now=now)
        messages.success(request, _("更正已复核入账，将列入下期对账单。"))
        return True
    if not form.is_valid():
        return False
    state = tried(
        form,
        lambda: answering.drop_correction(
            code=code,
            number=number,
            reason=form.cleaned_data["reason"],
            actor=request.actor,
            now=now,
        ),
        fields={"理由 reason": "reason"},
    )
    if state is None:
        return False
    is_own = state is ProposalState.WITHDRAWN
    messages.success(request, _("更正已撤回。") if is_own else _("更正未获通过，异议仍待答复。"))
    return True
