"""Reports to the tax authority on the operator's desk: figures, release, sending, files."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.modules.finance.forms import QuarterForm
from matou.modules.finance.queries import income as queries
from matou.modules.finance.queries.income import CarrierRow, ReportRow
from matou.modules.finance.rules.income import (
    REPORT_KIND_NAMES,
    REPORT_STATE_NAMES,
    IdentityKind,
    ReportKind,
    ReportState,
    RowState,
)
from matou.modules.finance.rules.periods import last_quarter
from matou.modules.finance.services import income, tax_files
from matou.modules.finance.services.authority import authority
from matou.modules.finance.views.desk import acts, reads
from matou.modules.finance.views.refusals import tried
from matou.modules.finance.views.shown import asked_number, words
from matou.web import texts
from matou.web.access import PageRequest
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question, confirm_page
from matou.web.console.frame import show
from matou.web.console.names import names_of

TONES = {
    ReportState.DRAFT: texts.NEUTRAL,
    ReportState.RELEASED: texts.INFO,
    ReportState.SENT: texts.WARN,
    ReportState.ACCEPTED: texts.GOOD,
    ReportState.REFUSED: texts.BAD,
}
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@reads
@require_http_methods(["GET", "HEAD", "POST"])
def report_list(request: PageRequest) -> HttpResponse:
    """List the quarters' reports; operators prepare the next one here."""
    now = utc_now()
    if request.method == "POST":
        request.actor.require_any(income.REPORTERS)
    form = QuarterForm(
        request.POST if request.method == "POST" else None,
        initial={"quarter": last_quarter(now), "kind": ReportKind.INCOME.value},
    )
    if request.method == "POST" and form.is_valid():
        made = tried(
            form,
            lambda: income.prepare_report(
                quarter=form.cleaned_data["quarter"],
                kind=ReportKind(form.cleaned_data["kind"]),
                actor=request.actor,
                now=now,
            ),
            fields={"期间 quarter": "quarter"},
        )
        if made is not None:
            messages.success(request, _("报表已编制，请另一位人员复核放行。"))
            return HttpResponseRedirect(reverse("finance:report", args=[made]))
    facts = {
        "lines": [_line(row) for row in queries.reports(actor=request.actor)],
        "form": form,
        "authority": authority().name,
    }
    response = show(request, "finance/reports.html", facts)
    response.status_code = 422 if form.errors else 200
    return response


@reads
@require_safe
def report(request: PageRequest, report: UUID) -> HttpResponse:
    """Show a report: sums, rows with masked numbers, what is missing, what was refused."""
    row = queries.report(report_id=report, actor=request.actor)
    only = request.GET.get("only", "")
    found = queries.report_rows(
        report_id=report, actor=request.actor, after=asked_number(request, "after"), only=only,
        limit=queries.ROWS + 1,
    )  # fmt: skip
    rows = found[: queries.ROWS]
    names = names_of([row.prepared_by, row.released_by])
    url = request.path
    tabs = [
        Tab(title=_("全部"), url=url, count=row.rows),
        Tab(title=_("缺少证件号"), url=f"{url}?only=missing", count=row.missing),
        Tab(title=_("被退回"), url=f"{url}?only=refused", count=row.refused),
    ]
    facts = {
        "line": _line(row),
        "is_tax": row.kind is ReportKind.WITHHELD,
        "rows": [_carrier(one) for one in rows],
        "page": KeysetPage(
            rows=rows,
            next_key=str(rows[-1].number) if len(found) > len(rows) else "",
            parameter="after",
        ),
        "tabs": tabs,
        "here": f"{url}?only={only}" if only in {"missing", "refused"} else url,
        "prepared_by": names.get(row.prepared_by, ""),
        "released_by": names.get(row.released_by, ""),
        "is_own": row.prepared_by == request.actor.code,
        "is_draft": row.state is ReportState.DRAFT,
        "may_send": row.state in {ReportState.RELEASED, ReportState.SENT},
        "is_sent": row.state is ReportState.SENT,
        "is_refused": row.state is ReportState.REFUSED,
        "kinds": tax_files.KINDS,
    }
    return show(request, "finance/report.html", facts)


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: PageRequest, report: UUID) -> HttpResponse:
    """Let a report out as a second person, after a question."""
    row = queries.report(report_id=report, actor=request.actor)
    back_url = reverse("finance:report", args=[report])
    if request.method == "POST":
        income.release_report(report_id=report, actor=request.actor, now=utc_now())
        messages.success(request, _("报表已放行，可以报送。"))
        return HttpResponseRedirect(back_url)
    question = Question(
        title=_("复核放行"),
        message=_("%(quarter)s 共 %(rows)d 个承运人，%(what)s %(net)s。放行后数字不再改动。")
        % {"quarter": row.quarter, "rows": row.rows, "net": row.net, "what": _net_name(row)},
        button=_("确认放行"),
        action_url=request.path,
        back_url=back_url,
    )
    return confirm_page(request, question)


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: PageRequest, report: UUID) -> HttpResponse:
    """Send a report to the authority, or again where its answer is lost, after a question."""
    row = queries.report(report_id=report, actor=request.actor)
    back_url = reverse("finance:report", args=[report])
    if request.method == "POST":
        income.send_report(report_id=report, actor=request.actor, now=utc_now())
        income.hear_authority(now=utc_now())
        messages.success(request, _("报表已报送。"))
        return HttpResponseRedirect(back_url)
    question = Question(
        title=_("报送税务机关"),
        message=_("将 %(quarter)s 第 %(edition)d 版的 %(rows)d 行报送给税务接口，含完整证件号。")
        % {"quarter": row.quarter, "edition": row.edition, "rows": row.rows},
        button=_("报送"),
        action_url=request.path,
        back_url=back_url,
    )
    return confirm_page(request, question)


@acts
@require_POST
def report_file(request: PageRequest, report: UUID, kind: str) -> HttpResponse:
    """Give the file with whole numbers; each reading of a person's number is logged."""
    if kind not in tax_files.KINDS:
        raise NotFound(what=kind[:10])
    rows = income.whole_rows(report_id=report, why="下载", actor=request.actor, now=utc_now())
    row = queries.report(report_id=report, actor=request.actor)
    content = tax_files.report_file(kind=kind, row=row, rows=rows)
    response = HttpResponse(content, content_type=_TYPES[kind])
    name = f"matou-{row.kind}-{row.quarter}-{row.edition}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _net_name(row: ReportRow) -> str:
    return _("应缴税额") if row.kind is ReportKind.WITHHELD else _("收入净额")


def _line(row: ReportRow) -> dict[str, Any]:
    return {
        "row": row,
        "kind": words(REPORT_KIND_NAMES[row.kind]),
        "url": reverse("finance:report", args=[row.id]),
        "state": row.state.value,
        "state_label": words(REPORT_STATE_NAMES[row.state]),
        "tone": TONES[row.state],
    }


def _carrier(row: CarrierRow) -> dict[str, Any]:
    states = {
        RowState.WAITING: (_("未报送"), texts.NEUTRAL),
        RowState.ACCEPTED: (_("已受理"), texts.GOOD),
        RowState.REFUSED: (_("退回"), texts.BAD),
    }
    kinds = {
        IdentityKind.USCC: _("信用代码"),
        IdentityKind.ID_NUMBER: _("身份证号"),
        IdentityKind.MISSING: _("缺少"),
    }
    label, tone = states[row.state]
    return {
        "row": row,
        "kind": kinds[row.identity_kind],
        "is_missing": row.identity_kind is IdentityKind.MISSING,
        "state_label": label,
        "tone": tone,
    }
