"""Who read my data: every time the data of the party one acts for crossed to another member."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matou.spine.exchange import queries
from matou.spine.exchange.contracts import LogCard
from matou.spine.parties import queries as parties
from matou.web.access import PageRequest, requires
from matou.web.components.records import KeysetPage
from matou.web.console import asked
from matou.web.console import exchange_words as words
from matou.web.console.exchange_frame import member_names
from matou.web.language import in_language

_ROWS = 30


@require_safe
@requires()
def readings(request: PageRequest) -> HttpResponse:
    """List reads with who, when, why and which fields, and readings of full numbers below."""
    subject = request.actor.acts_for
    found = queries.reads_of(
        subject=subject,
        before=asked.number(request, "before"),
        limit=_ROWS + 1,
    )
    rows = found[:_ROWS]
    own = queries.own_card()
    names = member_names() | {own.code: in_language(zh=own.name_zh, en=own.name_en)}
    facts = {
        "lines": [_line(row, names) for row in rows],
        "page": KeysetPage(rows=rows, next_key=str(rows[-1].seq) if len(found) > _ROWS else ""),
        "whose": parties.party_card(subject),
        "accesses": parties.accesses_page(subject=subject, limit=20),
    }
    return render(request, "account/readings.html", facts)


def _line(row: LogCard, names: dict[str, str]) -> dict[str, Any]:
    is_in = row.direction.value == "in"
    member, own = names.get(row.member, row.member), names[queries.own_member()]
    return {
        "row": row,
        "reader": member if is_in else own,
        "source": own if is_in else member,
        "service": words.service_words(row.service),
        "purpose": words.purpose_words(row.purpose),
        "fields": words.field_words(row.service, row.fields),
    }
