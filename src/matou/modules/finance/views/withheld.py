"""Tax withheld on the operator's desk: by quarter and carrier, straight from the ledger."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import InvalidInput
from matou.modules.finance.queries import income as queries
from matou.modules.finance.rules.income import REPORT_STATE_NAMES
from matou.modules.finance.rules.periods import (
    declaration_due_on,
    last_quarter,
    quarter_of,
    quarter_with,
)
from matou.modules.finance.views.income import TONES
from matou.modules.finance.views.shown import words
from matou.web.access import PageRequest
from matou.web.components.layout import Tab
from matou.web.components.records import KeysetPage
from matou.web.console.frame import readers, show


@readers
@require_safe
def withheld(request: PageRequest) -> HttpResponse:
    """List the tax withheld in a quarter: the running one, the last, or any that is asked for."""
    now = utc_now()
    quarter = _asked(request, now)
    page = queries.withheld_page(
        quarter=quarter, actor=request.actor, after=request.GET.get("after", "")[:64]
    )
    url = reverse("finance:withheld")
    shown = dict.fromkeys((quarter_with(now), last_quarter(now), quarter))
    facts = {
        "tax": page,
        "page": KeysetPage(rows=page.rows, next_key=page.following, parameter="after"),
        "tabs": [Tab(title=name, url=f"{url}?quarter={name}") for name in shown],
        "here": f"{url}?quarter={quarter}",
        "due_on": declaration_due_on(quarter),
        "is_over": quarter_of(quarter).period.until_at <= now,
        "reports": [_report(row) for row in page.reports],
    }
    return show(request, "finance/withheld.html", facts)


def _asked(request: HttpRequest, now: datetime) -> str:
    """Return the quarter in the address, the running one where there is none."""
    name = request.GET.get("quarter", "")[:6]
    try:
        quarter_of(name)
    except InvalidInput:
        return quarter_with(now)
    return name


def _report(row: queries.ReportRow) -> dict[str, Any]:
    edition = _("更正 第 %d 版") % row.edition if row.edition > 1 else ""
    return {
        "url": reverse("finance:report", args=[row.id]),
        "name": " ".join(part for part in (row.quarter, edition) if part),
        "state": row.state.value,
        "state_label": words(REPORT_STATE_NAMES[row.state]),
        "tone": TONES[row.state],
    }
