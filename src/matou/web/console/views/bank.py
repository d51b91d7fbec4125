"""Custody: orders to the provider, and where its statements differ from ours."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matou.kit.clock import CHINA, utc_now
from matou.kit.errors import InvalidInput
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import BreakRow, OrderCard, OrderState
from matou.spine.parties import queries as parties
from matou.web.access import PageRequest
from matou.web.components.records import KeysetPage
from matou.web.console import asked, words
from matou.web.console.frame import PAGE_ROWS, readers, show, writers
from matou.web.language import is_chinese

FURTHEST = 100_000


@require_safe
@readers
def custody(request: PageRequest) -> HttpResponse:
    """List open breaks first, then orders by state."""
    state = request.GET.get("state", "")
    chosen = OrderState(state) if state in set(OrderState) else None
    offset = min(asked.number(request, "from") or 0, FURTHEST)
    found = queries.orders_page(state=chosen, offset=offset, limit=PAGE_ROWS + 1)
    today = utc_now().astimezone(CHINA).date()
    more = str(offset + PAGE_ROWS) if len(found) > PAGE_ROWS else ""
    names = parties.party_cards({row.party for row in found})
    facts = {
        "breaks": [_break(row) for row in queries.open_breaks(today=today)],
        "orders": [
            _order(row, names[row.party].name if row.party in names else row.party)
            for row in found[:PAGE_ROWS]
        ],
        "page": KeysetPage(rows=(), next_key=more, parameter="from"),
        "states": words.ORDER_STATE.items(),
        "state": state,
    }
    return show(request, "web/console/custody.html", facts)


def _break(row: BreakRow) -> dict[str, object]:
    tone = "bad" if row.age_days > 1 else "warn"
    return {"row": row, "kind": words.said(words.BREAK_KIND, row.kind.value), "tone": tone}


def _order(row: OrderCard, party: str) -> dict[str, object]:
    return {
        "row": row,
        "party": party,
        "kind": words.said(words.ORDER_KIND, row.kind.value),
        "state": words.said(words.ORDER_STATE, row.state.value),
        "tone": words.ORDER_TONE[row.state.value],
    }


@require_POST
@writers
def explain_break(request: PageRequest, break_id: int) -> HttpResponse:
    """Record why the provider and the house differ."""
    try:
        services.explain_break(
            break_id=break_id,
            explanation=request.POST.get("explanation", ""),
            actor=request.actor,
            now=utc_now(),
        )
    except InvalidInput as error:
        messages.error(request, error.message("zh" if is_chinese() else "en"))
    else:
        messages.success(request, _("原因已记录，这一差错不再列出。"))
    return HttpResponseRedirect(reverse("console:custody"))


@require_POST
@writers
def take_break(request: PageRequest, break_id: int) -> HttpResponse:
    """Take a break to oneself."""
    services.assign_break(break_id=break_id, owner=request.actor.code, actor=request.actor)
    messages.success(request, _("这一差错现在由您处理。"))
    return HttpResponseRedirect(reverse("console:custody"))
