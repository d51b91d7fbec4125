"""The custodian's statement files, day by day: what came, what agreed, what was refused."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.spine.custody import queries
from matou.web.access import PageRequest
from matou.web.components.records import KeysetPage
from matou.web.console import asked, words
from matou.web.console.frame import PAGE_ROWS, readers, show
from matou.web.console.views.bank import FURTHEST, tabs


@require_safe
@readers
def statements(request: PageRequest) -> HttpResponse:
    """List the readings of statement files, the newest first."""
    offset = min(asked.number(request, "from") or 0, FURTHEST)
    found = queries.statements_page(offset=offset, limit=PAGE_ROWS + 1)
    more = str(offset + PAGE_ROWS) if len(found) > PAGE_ROWS else ""
    facts = {
        "tabs": tabs(queries.open_break_count()),
        "rows": found[:PAGE_ROWS],
        "page": KeysetPage(rows=(), next_key=more, parameter="from"),
        "caption": _("每日对账"),
        "refused": [
            {"card": card, "reason": words.said(words.CALLBACK_REFUSAL, card.reason.value)}
            for card in queries.refused_callbacks()
        ],
    }
    return show(request, "web/console/statements.html", facts)
