"""The desk's pages of disputes: what waits for a ruling, and the ruling itself, asked twice."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import ADMIN, OPERATOR
from matou.kit.clock import utc_now
from matou.modules.freight.forms.console import RulingForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import disputes as queries
from matou.modules.freight.queries import lots
from matou.modules.freight.queries.disputes import DESK_ROLES, DisputeRow
from matou.modules.freight.queries.lots import AUDIT_ROLES
from matou.modules.freight.rules.disputes import DisputeState, other_side
from matou.modules.freight.services import rulings
from matou.modules.freight.views.console_lines import lot_head
from matou.modules.freight.views.dispute_lines import dispute_line, dispute_story
from matou.modules.freight.views.lot_lines import side_words
from matou.modules.freight.views.shown import asked_uuid
from matou.web.access import PageRequest, requires
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question, confirm_page
from matou.web.console.frame import show
from matou.web.language import in_language

CONFIRMED = "confirmed"


@requires(*sorted(DESK_ROLES))
@require_safe
def dispute_list(request: PageRequest) -> HttpResponse:
    """List disputes that wait for a ruling, the next due first, or all the others."""
    is_open = request.GET.get("decided") != "1"
    rows, more = queries.disputes_page(
        actor=request.actor, now=utc_now(), is_open=is_open, after=asked_uuid(request, "after")
    )
    url = reverse("freight:disputes")
    facts = {
        "lines": [dispute_line(row) for row in rows],
        "page": KeysetPage(rows=rows, next_key=str(more or ""), parameter="after"),
        "is_open": is_open,
        "tabs": [
            Tab(title=_("待裁决"), url=url),
            Tab(title=_("已裁决或了结"), url=f"{url}?decided=1"),
        ],
        "here": url if is_open else f"{url}?decided=1",
        "may_rule": not request.actor.roles.isdisjoint({OPERATOR, ADMIN}),
    }
    return show(request, "freight/console_disputes.html", facts)


@requires(OPERATOR, ADMIN)
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_rule(request: PageRequest, dispute: UUID) -> HttpResponse:
    """Rule on a dispute or an appeal: the split is typed, shown once more, then decided."""
    now = utc_now()
    row = queries.open_dispute_row(dispute_id=dispute, actor=request.actor, now=now)
    form = RulingForm(request.POST or None, frozen=row.amount)
    if request.method == "POST" and form.is_valid():
        if request.POST.get(CONFIRMED) != "1":
            return _ask_ruling(request, row, form)
        if _ruled(request, row, form, now):
            messages.success(request, _done(row))
            return HttpResponseRedirect(reverse("freight:disputes"))
    obstacle = rulings.ruling_obstacle(dispute_id=row.id, actor=request.actor, now=now)
    sees_lot = not request.actor.roles.isdisjoint(AUDIT_ROLES)
    page = lots.lot_page(code=row.lot, actor=request.actor, now=now) if sees_lot else None
    facts = {
        "form": form,
        "line": dispute_line(row),
        "story": dispute_story(row),
        "is_appeal": row.state is DisputeState.APPEALED,
        "obstacle": obstacle and in_language(zh=obstacle.message("zh"), en=obstacle.message("en")),
        "lot": lot_head(page) if page else None,
        "page": page,
    }
    return show(request, "freight/console_ruling.html", facts)


def _done(row: DisputeRow) -> str:
    if row.state is DisputeState.APPEALED:
        return _("终局裁决已执行，资金已划付，双方已收到通知。")
    return _("裁决已作出，双方已收到通知；申诉期满后划付资金。")


def _ruled(request: PageRequest, row: DisputeRow, form: RulingForm, now: datetime) -> bool:
    rule = rulings.rule_appeal if row.state is DisputeState.APPEALED else rulings.rule_dispute
    done = tried(
        form,
        lambda: (
            rule(
                dispute_id=row.id,
                to_claimant=form.share,
                ruling=form.cleaned_data["ruling"],
                actor=request.actor,
                now=now,
                ground=form.ground_of,
            )
            is None
        ),
    )
    return bool(done)


def _ask_ruling(request: PageRequest, row: DisputeRow, form: RulingForm) -> HttpResponse:
    facts = {
        "claimant": side_words(row.claimant),
        "won": form.share,
        "other": side_words(other_side(row.claimant)),
        "rest": row.amount - form.share,
    }
    if row.state is DisputeState.APPEALED:
        text = _("%(claimant)s得 %(won)s，%(other)s得 %(rest)s。此为终局裁决，资金立即划付。")
    else:
        text = _("%(claimant)s得 %(won)s，%(other)s得 %(rest)s。双方可申诉一次，期满后划付资金。")
    question = Question(
        title=_("确认裁决"),
        message=text % facts,
        button=_("作出裁决"),
        action_url=request.path,
        back_url=request.path,
        tone="bad",
        hidden={
            "to_claimant": str(form.cleaned_data["to_claimant"]),
            "ground": form.ground_of.value,
            "ruling": form.cleaned_data["ruling"],
            CONFIRMED: "1",
        },
    )
    return confirm_page(request, question)
