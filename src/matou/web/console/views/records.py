"""The journal, its seals, and the deliveries that failed."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matou.kit.clock import utc_now
from matou.spine.journal import queries, services
from matou.spine.journal.contracts import EntryRow
from matou.web.access import PageRequest
from matou.web.components.records import KeysetPage
from matou.web.console import asked, words
from matou.web.console.export import csv_response
from matou.web.console.frame import PAGE_ROWS, readers, show, writers
from matou.web.journal import journal_rows

EXPORT_ROWS = 20_000
EXPORT_STEP = 500


@require_safe
@readers
def journal(request: PageRequest) -> HttpResponseBase:
    """List entries, newest first, filtered by thing and event; as CSV on request."""
    wanted = {
        "aggregate": asked.text(request, "aggregate") or None,
        "event": asked.text(request, "event") or None,
    }
    if request.GET.get("format") == "csv":
        return _journal_csv(wanted)
    before = asked.number(request, "before")
    found = queries.entries_page(before=before, limit=PAGE_ROWS + 1, **wanted)
    rows = journal_rows(found[:PAGE_ROWS])
    more = str(rows[-1].seq) if len(found) > PAGE_ROWS else ""
    query = request.GET.copy()
    query.pop("before", None)
    facts = {
        "rows": rows,
        "page": KeysetPage(rows=rows, next_key=more),
        "wanted": wanted,
        "export_url": f"{request.path}?{query.urlencode()}" if query else request.path,
    }
    return show(request, "web/console/journal.html", facts)


def _journal_csv(wanted: dict[str, str | None]) -> HttpResponseBase:
    head = ("seq", "aggregate", "version", "event", "actor", "occurred_at", "recorded_at",
            "classifier", "payload")  # fmt: skip
    rows = (
        (row.seq, row.aggregate, row.version, row.event, row.actor, row.occurred_at.isoformat(),
         row.recorded_at.isoformat(), row.classifier, row.payload)
        for row in _entries(wanted)
    )  # fmt: skip
    return csv_response(name="journal", head=head, rows=rows)


def _entries(wanted: dict[str, str | None]) -> Iterator[EntryRow]:
    before: int | None = None
    for _step in range(EXPORT_ROWS // EXPORT_STEP):
        page = queries.entries_page(before=before, limit=EXPORT_STEP, **wanted)
        yield from page
        if len(page) < EXPORT_STEP:
            return
        before = page[-1].seq


@require_safe
@readers
def seals(request: PageRequest) -> HttpResponseBase:
    """Check every seal when asked to: it reads the whole journal."""
    report = queries.verify_seals() if request.GET.get("run") == "1" else None
    breaches = [
        {"row": breach, "kind": words.said(words.BREACH_KIND, breach.kind.value)}
        for breach in (report.breaches if report else ())
    ]
    facts: dict[str, Any] = {"report": report, "breaches": breaches}
    return show(request, "web/console/seals.html", facts)


@require_safe
@readers
def dead_letters(request: PageRequest) -> HttpResponseBase:
    """List deliveries that failed too often, and how far each subscriber is behind."""
    facts = {"letters": queries.dead_letters(), "lag": queries.delivery_lag()}
    return show(request, "web/console/dead_letters.html", facts)


@require_POST
@writers
def retry_dead_letter(request: PageRequest, delivery_id: int) -> HttpResponseBase:
    """Put a failed delivery back in line."""
    services.retry_dead_letter(delivery_id=delivery_id, actor=request.actor, now=utc_now())
    messages.success(request, _("已重新排队，几秒后再看结果。"))
    return HttpResponseRedirect(reverse("console:dead_letters"))


@require_POST
@writers
def set_aside_dead_letter(request: PageRequest, delivery_id: int) -> HttpResponseBase:
    """Give a failed delivery up, with the reason."""
    reason = request.POST.get("reason", "").replace("\x00", "").strip()[:500]
    if not reason:
        messages.error(request, _("请写明放弃的原因。"))
        return HttpResponseRedirect(reverse("console:dead_letters"))
    services.set_aside_dead_letter(
        delivery_id=delivery_id, actor=request.actor, reason=reason, now=utc_now()
    )
    messages.success(request, _("已放弃这次投递，同一事物后面的记录继续投递。"))
    return HttpResponseRedirect(reverse("console:dead_letters"))
