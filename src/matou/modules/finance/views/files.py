"""Statements as files and paper: short ones at once, long workbooks when their job is done."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.modules.finance.queries import files as queries
from matou.modules.finance.queries.files import FileRow
from matou.modules.finance.rules.access import may_ask_files
from matou.modules.finance.rules.files import XLSX, FileState, is_given_up
from matou.modules.finance.services import files, making, papers
from matou.modules.finance.views import shown
from matou.modules.finance.views.shown import asked_code
from matou.web.access import PageRequest, requires

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_REFRESH_S = 3


@requires()
@require_safe
def statement_pdf(request: PageRequest, code: str) -> HttpResponse:
    """Give the statement as PDF."""
    known = asked_code(code)
    pdf = papers.statement_pdf(
        code=known,
        actor=request.actor,
        base_url=settings.BASE_URL,
        said=shown.both_purposes,
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="matou-statement-{known}.pdf"'
    return response


@requires()
@require_safe
def statement_file(request: PageRequest, code: str, kind: str) -> HttpResponseBase:
    """Give every line of the statement as CSV or XLSX; a long workbook when its job is done."""
    known = asked_code(code)
    answer: HttpResponseBase
    if kind == "csv":
        lines = files.statement_csv(code=known, actor=request.actor)
        answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    elif kind == XLSX:
        row = queries.statement_file(code=known, kind=XLSX, actor=request.actor)
        if row.is_large:
            return _made_file(request, row)
        pieces = files.workbook(row.statement, files.line_cells(row.statement))
        answer = StreamingHttpResponse(pieces, content_type=XLSX_TYPE)
    else:
        raise NotFound(what=kind[:10])
    answer["Content-Disposition"] = _attached(known, kind)
    return answer


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def file_progress(request: PageRequest, code: str) -> HttpResponse:
    """Ask for a long statement's workbook, and watch until it can be fetched."""
    known = asked_code(code)
    if request.method == "POST":
        making.ask_file(code=known, actor=request.actor, now=utc_now())
        return HttpResponseRedirect(reverse("finance:file_progress", args=[known]))
    row = queries.statement_file(code=known, kind=XLSX, actor=request.actor)
    part = "finance/_file_progress.html" if request.htmx else "finance/file_progress.html"  # type: ignore[attr-defined]  # set by the htmx middleware
    return render(request, part, _facts(request, row))


def _made_file(request: PageRequest, row: FileRow) -> HttpResponse:
    code = row.statement.code
    content = None
    if row.state is not None:
        content = making.fetch_file(code=code, actor=request.actor, now=utc_now())
    if content is None:
        return HttpResponseRedirect(reverse("finance:file_progress", args=[code]))
    answer = HttpResponse(content, content_type=XLSX_TYPE)
    answer["Content-Disposition"] = _attached(code, XLSX)
    return answer


def _facts(request: PageRequest, row: FileRow) -> dict[str, Any]:
    is_waiting = row.is_large and row.state is FileState.WAITING
    return {
        "line": shown.statement_line(row.statement),
        "file": row,
        "may_ask": may_ask_files(request.actor, row.statement.party),
        "is_waiting": is_waiting,
        "is_given_up": is_waiting
        and row.asked_at is not None
        and is_given_up(state=FileState.WAITING, asked_at=row.asked_at, now=utc_now()),
        "file_url": reverse("finance:statement_file", args=[row.statement.code, XLSX]),
        "refresh_s": _REFRESH_S,
    }


def _attached(code: str, kind: str) -> str:
    return f'attachment; filename="matou-statement-{code}.{kind}"'
