"""The operator's desk (运营台): board of lots, flags, stops, proposals, AIS feeds."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import OPERATOR
from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.modules.freight.forms.console import StopForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import desk, lots
from matou.modules.freight.queries import disputes as dispute_queries
from matou.modules.freight.queries.lots import AUDIT_ROLES
from matou.modules.freight.rules.states import FlagAct, LotAct
from matou.modules.freight.services import handing_in
from matou.modules.freight.services import lots as services
from matou.modules.freight.views import console_lines as shown
from matou.modules.freight.views.files import FILE_FORMATS, list_file
from matou.modules.freight.views.lot_lines import act_words
from matou.modules.freight.views.shown import asked_code
from matou.web.access import PageRequest, requires
from matou.web.components.layout import Tab
from matou.web.confirm import Question, confirm_page
from matou.web.console.frame import show

ROWS_A_STATE = 20

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
        "disputes": dispute_queries.open_dispute_count(actor=request.actor),
        "late_disputes": dispute_queries.late_dispute_count(actor=request.actor, now=now),
        "proposals": len(desk.waiting_proposals(actor=request.actor)),
        "is_operator": request.actor.has(OPERATOR),
    }
    return show(request, "freight/console_board.html", facts)


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
