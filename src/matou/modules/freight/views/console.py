"""The operator's desk (运营台): board of lots, disputes, flags, stops, proposals, AIS feeds."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import OPERATOR
from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.modules.freight.forms.console import RulingForm, StopForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import accounts, desk, lots
from matou.modules.freight.queries.lots import AUDIT_ROLES
from matou.modules.freight.rules.disputes import other_side
from matou.modules.freight.rules.states import FlagAct, LotAct
from matou.modules.freight.services import disputes, handing_in
from matou.modules.freight.services import lots as services
from matou.modules.freight.views import console_lines as shown
from matou.modules.freight.views.files import FILE_FORMATS, list_file
from matou.modules.freight.views.lot_lines import act_words, side_words
from matou.modules.freight.views.money_lines import dispute_line
from matou.modules.freight.views.shown import asked_code, asked_uuid
from matou.web.access import PageRequest, requires
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question, confirm_page
from matou.web.console.frame import show

ROWS_A_STATE = 20
CONFIRMED = "confirmed"

reads = requires(*sorted(AUDIT_ROLES))
acts = requires(OPERATOR)

_FLAGS = (FlagAct.PLACE_HOLD, FlagAct.LIFT_HOLD, FlagAct.CLEAR_INCIDENT)
"""An incident is reported on the lot's own page, with its report."""


@reads
@require_safe
def board(request: PageRequest) -> HttpResponse:
    """Show living lots by state, those that wait longest first, with what is late."""
    now = utc_now()
    is_late_only = request.GET.get("late") == "1"
    kind = request.GET.get("format", "")
    columns = lots.lot_board(
        actor=request.actor,
        now=now,
        is_late_only=is_late_only,
        per_state=lots.MOST_ON_BOARD if kind in FILE_FORMATS else ROWS_A_STATE,
    )
    groups = shown.board_groups(columns)
    if kind in FILE_FORMATS:
        heads, rows = shown.board_table(groups)
        return list_file(kind=kind, name="board", heads=heads, rows=rows)
    url = reverse("freight:board")
    facts = {
        "groups": groups,
        "is_late_only": is_late_only,
        "tabs": [Tab(title=_("全部"), url=url), Tab(title=_("已超时"), url=f"{url}?late=1")],
        "here": f"{url}?late=1" if is_late_only else url,
        "under_way": sum(column.count for column in columns),
        "late": sum(line["row"].is_late for group in groups for line in group["lines"]),
        "disputes": accounts.open_dispute_count(actor=request.actor),
        "proposals": len(desk.waiting_proposals(actor=request.actor)),
        "is_operator": request.actor.has(OPERATOR),
    }
    return show(request, "freight/console_board.html", facts)


@reads
@require_safe
def dispute_list(request: PageRequest) -> HttpResponse:
    """List disputes that wait for a ruling, the next due first, or those that are decided."""
    is_open = request.GET.get("decided") != "1"
    rows, more = accounts.disputes_page(
        actor=request.actor, now=utc_now(), is_open=is_open, after=asked_uuid(request, "after")
    )
    url = reverse("freight:disputes")
    facts = {
        "lines": [dispute_line(row) for row in rows],
        "page": KeysetPage(rows=rows, next_key=str(more or ""), parameter="after"),
        "is_open": is_open,
        "tabs": [
            Tab(title=_("待裁决"), url=url),
            Tab(title=_("已了结"), url=f"{url}?decided=1"),
        ],
        "here": url if is_open else f"{url}?decided=1",
        "is_operator": request.actor.has(OPERATOR),
    }
    return show(request, "freight/console_disputes.html", facts)


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_rule(request: PageRequest, dispute: UUID) -> HttpResponse:
    """Rule on a dispute: the split is typed, shown once more, then carried out."""
    now = utc_now()
    row = accounts.open_dispute_row(dispute_id=dispute, actor=request.actor, now=now)
    form = RulingForm(request.POST or None, frozen=row.amount)
    if request.method == "POST" and form.is_valid():
        if request.POST.get(CONFIRMED) != "1":
            return _ask_ruling(request, row, form)
        if _ruled(request, row, form, now):
            messages.success(request, _("裁决已执行，双方已收到通知。"))
            return HttpResponseRedirect(reverse("freight:disputes"))
    page = lots.lot_page(code=row.lot, actor=request.actor, now=now)
    facts = {
        "form": form,
        "line": dispute_line(row),
        "other": side_words(other_side(row.claimant)),
        "lot": shown.lot_head(page),
        "statement": accounts.statement_of(code=row.lot, actor=request.actor),
        "page": page,
    }
    return show(request, "freight/console_ruling.html", facts)


def _ruled(request: PageRequest, row: accounts.DisputeRow, form: RulingForm, now: datetime) -> bool:
    done = tried(
        form,
        lambda: (
            disputes.rule_dispute(
                dispute_id=row.id,
                to_claimant=form.share,
                ruling=form.cleaned_data["ruling"],
                actor=request.actor,
                now=now,
            )
            or True
        ),
    )
    return bool(done)


def _ask_ruling(request: PageRequest, row: accounts.DisputeRow, form: RulingForm) -> HttpResponse:
    rest = row.amount - form.share
    facts = {
        "claimant": side_words(row.claimant),
        "won": form.share,
        "other": side_words(other_side(row.claimant)),
        "rest": rest,
    }
    question = Question(
        title=_("确认裁决"),
        message=_("%(claimant)s得 %(won)s，%(other)s得 %(rest)s。资金立即划付，不能撤回。") % facts,
        button=_("执行裁决"),
        action_url=request.path,
        back_url=request.path,
        tone="bad",
        hidden={
            "to_claimant": str(form.cleaned_data["to_claimant"]),
            "ruling": form.cleaned_data["ruling"],
            CONFIRMED: "1",
        },
    )
    return confirm_page(request, question)


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def lot_flag(request: PageRequest, code: str, act: str) -> HttpResponse:
    """Place or lift the hold, or end an incident, after a question."""
    flag = next((one for one in _FLAGS if one.value == act), None)
    if flag is None:
        raise NotFound(what=act[:40])
    page = lots.lot_page(code=asked_code(code), actor=request.actor, now=utc_now())
    back_url = reverse("freight:lot", args=[page.row.code])
    if request.method == "POST":
        services.flag_lot(lot_code=page.row.code, act=flag, actor=request.actor, now=utc_now())
        messages.success(request, shown.flag_done(flag))
        return HttpResponseRedirect(back_url)
    question = Question(
        title=act_words(flag.value),
        message=shown.flag_question(flag),
        button=act_words(flag.value),
        action_url=request.path,
        back_url=back_url,
        tone="bad" if flag is FlagAct.PLACE_HOLD else "primary",
    )
    return confirm_page(request, question)


@acts
@require_http_methods(["GET", "HEAD", "POST"])
def lot_stop(request: PageRequest, code: str) -> HttpResponse:
    """End a trip that an authority, a flood or a lock stops before loading; nobody is at fault."""
    now = utc_now()
    page = lots.lot_page(code=asked_code(code), actor=request.actor, now=now)
    may_stop = any(following.act is LotAct.STOP for following in page.next_acts)
    form = StopForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        handed = handing_in.Handed(payload=form.payload(), taken_at=now)
        state = tried(
            form,
            lambda: handing_in.do_act(
                lot_code=page.row.code,
                act=LotAct.STOP,
                handed=(handed,),
                actor=request.actor,
                now=now,
            ),
        )
        if state:
            messages.success(request, _("本单已因管制终止，资金已全部退回双方。"))
            return HttpResponseRedirect(reverse("freight:lot", args=[page.row.code]))
    facts = {
        "form": form,
        "lot": shown.lot_head(page),
        "page": page,
        "may_stop": may_stop,
    }
    return show(request, "freight/console_stop.html", facts)


@reads
@require_safe
def proposals(request: PageRequest) -> HttpResponse:
    """List the steps that tracks suggest and that still wait for somebody's evidence."""
    rows = desk.waiting_proposals(actor=request.actor)
    facts = {"lines": shown.proposal_lines(rows)}
    return show(request, "freight/console_proposals.html", facts)


@reads
@require_safe
def feeds(request: PageRequest) -> HttpResponse:
    """Show how far each AIS feed was read, and the latest lines that were refused."""
    rows = desk.feeds(actor=request.actor)
    known = [row.source for row in rows]
    source = request.GET.get("source", "")
    chosen = source if source in known else ""
    facts: dict[str, Any] = {
        "feeds": [shown.feed_line(row) for row in rows],
        "sources": known,
        "source": chosen,
        "rejects": [
            shown.reject_line(row)
            for row in desk.rejected_lines(actor=request.actor, source=chosen)
        ],
    }
    return show(request, "freight/console_feeds.html", facts)
