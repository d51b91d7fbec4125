"""The operator's desk of statements: all of them, issuing, answering objections."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR
from matou.kit.clock import utc_now
from matou.modules.finance.forms import AnswerForm, FindForm, IssueForm
from matou.modules.finance.queries import corrections
from matou.modules.finance.queries import statements as queries
from matou.modules.finance.rules.periods import days_between
from matou.modules.finance.rules.states import STATE_NAMES, StatementState
from matou.modules.finance.services import answering
from matou.modules.finance.services.answering import Answer
from matou.modules.finance.services.issuing import issue_statement
from matou.modules.finance.views import shown
from matou.modules.finance.views.corrections import proposal_lines
from matou.modules.finance.views.refusals import tried
from matou.modules.finance.views.shown import asked_code, words
from matou.modules.finance.views.statements import asked_key
from matou.web.access import PageRequest, requires
from matou.web.components.records import KeysetPage
from matou.web.console.frame import show

reads = requires(OPERATOR, AUDITOR, ADMIN)
acts = requires(OPERATOR, ADMIN)
answers = requires(OPERATOR)
_COUNTED = (StatementState.OBJECTED, StatementState.PARTY_SIGNED, StatementState.ISSUED)


@reads
@require_safe
def desk(request: PageRequest) -> HttpResponse:
    """List the statements of all parties, with what waits for the operator on top."""
    form = FindForm(request.GET or None)
    wanted = form.wanted()
    rows, more = queries.statements_page(
        actor=request.actor, wanted=wanted, is_desk=True, before=asked_key(request), limit=50
    )
    counts = queries.desk_counts(actor=request.actor)
    url = reverse("finance:desk")
    facts = {
        "lines": shown.statement_lines(rows),
        "page": KeysetPage(rows=rows, next_key=str(more or "")),
        "filter": form,
        "is_filtered": wanted.is_used,
        "waiting": proposal_lines(corrections.waiting_proposals(actor=request.actor)),
        "counts": [
            {
                "label": words(STATE_NAMES[state]),
                "count": counts.get(state, 0),
                "url": f"{url}?state={state.value}",
            }
            for state in _COUNTED
        ],
    }
    return show(request, "finance/desk.html", facts)


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: PageRequest) -> HttpResponse:
    """Issue a party's statement of any days, today counted up to now."""
    form = IssueForm(
        request.POST if request.method == "POST" else None,
        initial={"party": request.GET.get("party", "")[:20]},
    )
    if request.method == "POST" and form.is_valid():
        code = tried(form, lambda: _issue(request, form), fields={"期间 period": "last"})
        if code is not None:
            messages.success(request, _("对账单已出具并封存，账户方已收到通知。"))
            return HttpResponseRedirect(reverse("finance:statement", args=[code]))
    facts = {"form": form, "back_url": reverse("finance:desk")}
    response = show(request, "finance/issue.html", facts)
    response.status_code = 422 if form.errors else 200
    return response


def _issue(request: PageRequest, form: IssueForm) -> str:
    now = utc_now()
    first, last = form.days
    return issue_statement(
        party=asked_code(form.cleaned_data["party"]),
        wanted=days_between(first=first, last=last, now=now),
        actor=request.actor,
        now=now,
    )


@answers
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: PageRequest, code: str, number: int) -> HttpResponse:
    """Answer one objection: with a reason, or with a counter-line of the next period."""
    known = asked_code(code)
    row = queries.statement_row(code=known, actor=request.actor)
    line = queries.line_of(code=known, number=number, actor=request.actor)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    back_url = f"{reverse('finance:statement', args=[known])}?only=objected"
    if request.method == "POST" and form.is_valid():
        names = {"答复 answer": "answer", "更正金额 correction": "correction"}
        if tried(form, lambda: _answer(request, known, number, form), fields=names):
            messages.success(request, _said(request, known, number))
            return HttpResponseRedirect(back_url)
    facts = {
        "form": form,
        "statement": shown.statement_line(row),
        "line": shown.line_rows([line])[0],
        "back_url": back_url,
        "is_wallet": line.account_kind == "wallet",
    }
    response = show(request, "finance/objection.html", facts)
    response.status_code = 422 if form.errors else 200
    return response


def _said(request: PageRequest, code: str, number: int) -> str:
    waiting = corrections.waiting_proposals(actor=request.actor, code=code)
    if any(row.number == number for row in waiting):
        return _("第 %d 行的更正金额较大，已提交，须由另一位运营人员复核后入账。") % number
    return _("第 %d 行的异议已答复。") % number


def _answer(request: PageRequest, code: str, number: int, form: AnswerForm) -> StatementState:
    return answering.answer_objection(
        code=code,
        number=number,
        answer=Answer(text=form.cleaned_data["answer"], correction=form.money),
        actor=request.actor,
        now=utc_now(),
    )
