"""The log of all calls: who asked what, why, what became of it; and one row with its proof."""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.spine.exchange import queries
from matou.spine.exchange.contracts import LogCard, Outcome, all_shared
from matou.spine.exchange.queries.log import LogFilter
from matou.web.access import PageRequest
from matou.web.components.records import KeysetPage
from matou.web.console import asked, export
from matou.web.console import exchange_words as words
from matou.web.console.exchange_frame import exchange_page, exchange_readers, member_names
from matou.web.console.frame import PAGE_ROWS
from matou.web.console.names import names_of
from matou.web.console.words import said


@require_safe
@exchange_readers
def log(request: PageRequest) -> HttpResponseBase:
    """List rows, newest first, by member, service, outcome and day; as CSV on request."""
    on = asked.day(request, "on")
    wanted = LogFilter(
        member=asked.text(request, "member"),
        service=asked.text(request, "service"),
        outcome=asked.text(request, "outcome"),
        day=asked.day_span(on),
    )
    if export.wants_csv(request):
        return _csv(wanted)
    found = queries.log_page(
        wanted=wanted, before=asked.number(request, "before"), limit=PAGE_ROWS + 1
    )
    rows = found[:PAGE_ROWS]
    names = member_names()
    facts = {
        "lines": [log_line(row, names) for row in rows],
        "page": KeysetPage(rows=rows, next_key=str(rows[-1].seq) if len(found) > PAGE_ROWS else ""),
        "health": queries.stamp_health(now=utc_now()),
        "export_url": export.export_url(request, page_parameter="before"),
        **_choices(wanted, names, on),
    }
    return exchange_page(request, "exchange_log", facts)


@require_safe
@exchange_readers
def log_row(request: PageRequest, seq: int) -> HttpResponse:
    """Show one row with everything that both sides signed."""
    row = queries.log_row(seq)
    people = names_of({*row.subjects, row.actor})
    facts = {
        "line": log_line(row, member_names()),
        "subjects": [people[code] for code in row.subjects],
        "actor": people.get(row.actor, ""),
    }
    return exchange_page(request, "exchange_row", facts)


def log_line(row: LogCard, names: dict[str, str]) -> dict[str, Any]:
    """Return a row with its words."""
    return {
        "row": row,
        "member": names.get(row.member) or row.member or "—",
        "service": words.service_words(row.service) or "—",
        "direction": said(words.DIRECTION, row.direction.value),
        "purpose": words.purpose_words(row.purpose),
        "fields": words.field_words(row.service, row.fields),
        "outcome": said(words.OUTCOME, row.outcome.value),
        "tone": words.OUTCOME_TONE[row.outcome.value],
        "reason": words.reason_words(row.reason) if row.reason else "",
    }


def _choices(wanted: LogFilter, names: dict[str, str], on: date | None) -> dict[str, Any]:
    outcomes = [(one.value, said(words.OUTCOME, one.value)) for one in Outcome]
    return {
        "wanted": wanted,
        "on": on,
        "members": sorted(names.items()),
        "services": [(one.name, words.service_words(one.name)) for one in all_shared()],
        "outcomes": outcomes,
        "chosen": [
            names.get(wanted.member, wanted.member),
            words.service_words(wanted.service) if wanted.service else "",
            dict(outcomes).get(wanted.outcome, wanted.outcome),
            on.isoformat() if on else "",
        ],
    }


def _csv(wanted: LogFilter) -> HttpResponseBase:
    head = ("seq", "at", "direction", "member", "genuine", "service", "request_id", "purpose",
            "basis", "case", "outcome", "reason", "subjects", "fields", "grant", "actor",
            "request_digest", "response_digest", "hash")  # fmt: skip
    found = export.all_rows(
        lambda before: queries.log_page(wanted=wanted, before=before, limit=export.STEP),
        key=lambda row: row.seq,
    )
    rows = (
        (row.seq, row.at.isoformat(), row.direction.value, row.member, row.is_genuine,
         row.service, row.request_id, row.purpose, row.basis, row.case, row.outcome.value,
         row.reason, " ".join(row.subjects), " ".join(row.fields), row.grant or "", row.actor,
         row.request_digest, row.response_digest, row.hash)
        for row in found
    )  # fmt: skip
    return export.csv_response(name="exchange-log", head=head, rows=rows)
