"""My statements: the list, one statement, its lines confirmed or contested, its signatures."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matou.kit.clock import utc_now
from matou.modules.finance.forms import FindForm, ObjectForm
from matou.modules.finance.queries import corrections, seals
from matou.modules.finance.queries import statements as queries
from matou.modules.finance.queries.files import has_large_file
from matou.modules.finance.queries.statements import StatementPage
from matou.modules.finance.rules.access import may_ask_files
from matou.modules.finance.rules.states import Side, StatementAct, StatementState, may
from matou.modules.finance.services import confirming
from matou.modules.finance.views import shown
from matou.modules.finance.views.refusals import tried
from matou.modules.finance.views.shown import asked_code, asked_number
from matou.web.access import PageRequest, requires
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question, confirm_page

CHECKED_ON_PAGE = 20_000
"""Lines whose check takes a page a second or two; longer ones are checked by the command."""


@requires()
@require_safe
def statement_list(request: PageRequest) -> HttpResponse:
    """List the statements of the party the reader acts for, the newest first."""
    form = FindForm(request.GET or None)
    wanted = form.wanted()
    rows, more = queries.statements_page(
        actor=request.actor, wanted=wanted, before=asked_key(request)
    )
    facts = {
        "lines": shown.statement_lines(rows),
        "page": KeysetPage(rows=rows, next_key=str(more or "")),
        "filter": form,
        "is_filtered": wanted.is_used,
    }
    return render(request, "finance/statements.html", facts)


def asked_key(request: PageRequest) -> UUID | None:
    """Return the key of a page in the address, None where there is none or it is no key."""
    try:
        return UUID(request.GET.get("before", ""))
    except ValueError:
        return None


@requires()
@require_safe
def statement(request: PageRequest, code: str) -> HttpResponse:
    """Show a statement: its sums, a page of its lines, what was said of them, its seal."""
    known = asked_code(code)
    only_objected = request.GET.get("only") == "objected"
    page = queries.statement_page(
        code=known,
        actor=request.actor,
        after=asked_number(request, "after"),
        only_objected=only_objected,
    )
    facts = _page_facts(page) | {
        "only_objected": only_objected,
        "check": _check(request, page),
        "may_check": page.row.lines <= CHECKED_ON_PAGE,
        "proposed": _proposed(request, page),
        "may_ask_file": may_ask_files(request.actor, page.row.party),
        "has_large_file": has_large_file(page.row.lines),
    }
    return render(request, "finance/statement.html", facts)


def _page_facts(page: StatementPage) -> dict[str, Any]:
    state, side = page.row.state, page.side
    is_party = side is Side.PARTY
    return {
        "line": shown.statement_line(page.row),
        "sums": shown.sum_lines(page.sums),
        "lines": shown.line_rows(page.lines),
        "objections": [shown.verdict_line(one) for one in page.objections],
        "open_objections": sum(one.outcome == "open" for one in page.objections),
        "signatures": shown.signature_lines(page.signatures),
        "successor": page.successor,
        "page": KeysetPage(
            rows=page.lines, next_key=str(page.next_number or ""), parameter="after"
        ),
        "may_answer_lines": is_party and may(
            state=state, act=StatementAct.CONFIRM_LINE, by=Side.PARTY
        ),
        "may_sign": side is not None and may(
            state=state,
            act=StatementAct.SIGN_PARTY if is_party else StatementAct.SIGN_OPERATOR,
            by=side,
        ),
        "is_operator": side is Side.OPERATOR,
        "is_desk": side is not Side.PARTY,
        "waits_for_desk": state is StatementState.OBJECTED,
        "is_superseded": state is StatementState.SUPERSEDED,
    }  # fmt: skip


def _proposed(request: PageRequest, page: StatementPage) -> frozenset[int]:
    """Return the lines whose counter-line waits for a second operator; parties see none."""
    if page.side is not Side.OPERATOR or page.row.state is not StatementState.OBJECTED:
        return frozenset()
    waiting = corrections.waiting_proposals(actor=request.actor, code=page.row.code)
    return frozenset(row.number for row in waiting)


def _check(request: PageRequest, page: StatementPage) -> seals.SealCheck | None:
    """Verify the seal when asked to: it reads every line twice."""
    if request.GET.get("verify") != "1" or page.row.lines > CHECKED_ON_PAGE:
        return None
    return seals.verify(page.row.code)


@requires()
@require_POST
def line_confirm(request: PageRequest, code: str, number: int) -> HttpResponse:
    """Confirm one line, or take an objection back that was not handed in."""
    known = asked_code(code)
    confirming.confirm_line(code=known, number=number, actor=request.actor, now=utc_now())
    messages.success(request, _("第 %d 行已确认。") % number)
    return HttpResponseRedirect(_at_line(known, number))


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def line_object(request: PageRequest, code: str, number: int) -> HttpResponse:
    """Contest one line with a reason."""
    known = asked_code(code)
    line = queries.line_of(code=known, number=number, actor=request.actor)
    form = ObjectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = tried(
            form, lambda: _object(request, known, number, form), fields={"理由 reason": "reason"}
        )
        if done:
            messages.success(request, _("第 %d 行的异议已记下，全部核对后一并提交。") % number)
            return HttpResponseRedirect(_at_line(known, number))
    facts = {
        "form": form,
        "code": known,
        "line": shown.line_rows([line])[0],
        "back_url": _at_line(known, number),
    }
    return render(request, "finance/object.html", facts, status=422 if form.errors else 200)


def _object(request: PageRequest, code: str, number: int, form: ObjectForm) -> bool:
    confirming.object_line(
        code=code,
        number=number,
        reason=form.cleaned_data["reason"],
        actor=request.actor,
        now=utc_now(),
    )
    return True


def _at_line(code: str, number: int) -> str:
    """Return the page of the statement on which the line stands, scrolled to it."""
    before = (number - 1) // queries.LINES * queries.LINES
    address = reverse("finance:statement", args=[code])
    return f"{address}{f'?after={before}' if before else ''}#line-{number}"


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def statement_answer(request: PageRequest, code: str) -> HttpResponse:
    """Confirm all lines, or hand the objections in, after they were shown once more."""
    known = asked_code(code)
    if request.method == "POST":
        state = confirming.answer_statement(code=known, actor=request.actor, now=utc_now())
        if state is StatementState.CONFIRMED:
            messages.success(request, _("全部明细已确认，下一步：签章。"))
        else:
            messages.success(request, _("异议已提交，平台答复后会通知您。"))
        return HttpResponseRedirect(reverse("finance:statement", args=[known]))
    page = queries.statement_page(code=known, actor=request.actor, limit=1)
    objections = [one for one in page.objections if one.outcome == "open"]
    facts = {
        "line": shown.statement_line(page.row),
        "objections": [shown.verdict_line(one) for one in objections],
        "rest": page.row.lines - len(objections),
        "may_answer": page.side is Side.PARTY
        and may(state=page.row.state, act=StatementAct.CONFIRM_ALL, by=Side.PARTY),
        "back_url": reverse("finance:statement", args=[known]),
    }
    return render(request, "finance/answer_all.html", facts)


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def statement_sign(request: PageRequest, code: str) -> HttpResponse:
    """Sign the seal, after a question that names it."""
    known = asked_code(code)
    row = queries.statement_row(code=known, actor=request.actor)
    back_url = reverse("finance:statement", args=[known])
    if request.method == "POST":
        confirming.sign_statement(
            code=known,
            sha256=request.POST.get("sha256", "")[:64],
            actor=request.actor,
            now=utc_now(),
        )
        messages.success(request, _("已签章。"))
        return HttpResponseRedirect(back_url)
    question = Question(
        title=_("签署对账单"),
        message=_("期末余额 %(closing)s，共 %(lines)d 行，封存值 %(seal)s…。签章后不能撤回。")
        % {"closing": row.closing, "lines": row.lines, "seal": row.sha256[:16]},
        button=_("签章"),
        action_url=request.path,
        back_url=back_url,
        hidden={"sha256": row.sha256},
    )
    return confirm_page(request, question)
