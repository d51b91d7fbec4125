"""The journal, its seals, and the deliveries that failed."""

from typing import Any

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.spine.journal import queries, services
from matou.spine.journal.contracts import DeadLetter
from matou.web.access import PageRequest
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question
from matou.web.console import asked, export, words
from matou.web.console.acts import NotedAct, ask_then_do, ask_why_then_do
from matou.web.console.frame import PAGE_ROWS, readers, show, writers
from matou.web.journal import journal_rows
from matou.web.vocabulary import event_words, known_events

_LETTERS = 20
"""A letter is a card of its own, and a page of them is meant to be worked off."""


@require_safe
@readers
def journal(request: PageRequest) -> HttpResponseBase:
    """List entries, newest first, filtered by thing, event and day; as CSV on request."""
    on = asked.day(request, "on")
    wanted: dict[str, Any] = {
        "aggregate": asked.text(request, "aggregate") or None,
        "event": asked.text(request, "event") or None,
        "recorded": asked.day_span(on),
    }
    if export.wants_csv(request):
        return _journal_csv(wanted)
    before = asked.number(request, "before")
    found = queries.entries_page(before=before, limit=PAGE_ROWS + 1, **wanted)
    rows = journal_rows(found[:PAGE_ROWS])
    more = str(rows[-1].seq) if len(found) > PAGE_ROWS else ""
    facts = {
        "rows": rows,
        "page": KeysetPage(rows=rows, next_key=more),
        "wanted": wanted,
        "chosen": [
            wanted["aggregate"],
            event_words(wanted["event"]) if wanted["event"] else "",
            on.isoformat() if on else "",
        ],
        "on": on,
        "events": known_events(),
        "export_url": export.export_url(request, page_parameter="before"),
    }
    return show(request, "web/console/journal.html", facts)


def _journal_csv(wanted: dict[str, Any]) -> HttpResponseBase:
    head = ("seq", "aggregate", "version", "event", "actor", "occurred_at", "recorded_at",
            "classifier", "payload")  # fmt: skip
    entries = export.all_rows(
        lambda before: queries.entries_page(before=before, limit=export.STEP, **wanted),
        key=lambda row: row.seq,
    )
    rows = (
        (row.seq, row.aggregate, row.version, row.event, row.actor, row.occurred_at.isoformat(),
         row.recorded_at.isoformat(), row.classifier, row.payload)
        for row in entries
    )  # fmt: skip
    return export.csv_response(name="journal", head=head, rows=rows)


@require_safe
@readers
def seals(request: PageRequest) -> HttpResponseBase:
    """Check every seal when asked to: it reads the whole journal."""
    report = queries.verify_seals() if request.GET.get("run") == "1" else None
    breaches = [
        {"row": breach, "kind": words.said(words.BREACH_KIND, breach.kind.value)}
        for breach in (report.breaches if report else ())
    ]
    facts: dict[str, Any] = {"report": report, "breaches": breaches, "ran_at": utc_now()}
    return show(request, "web/console/seals.html", facts)


@require_safe
@readers
def dead_letters(request: PageRequest) -> HttpResponseBase:
    """List deliveries that failed too often, and how far each subscriber is behind."""
    subscriber = asked.text(request, "subscriber")
    after = asked.number(request, "after") or 0
    found = queries.dead_letters(limit=_LETTERS + 1, subscriber=subscriber or None, after=after)
    rows = found[:_LETTERS]
    more = str(rows[-1].delivery_id) if len(found) > _LETTERS else ""
    lag = queries.delivery_lag()
    facts = {
        "letters": [{"row": letter, "title": event_words(letter.entry.event)} for letter in rows],
        "lag": lag,
        "subscriber": subscriber,
        "page": KeysetPage(rows=rows, next_key=more, parameter="after"),
    }
    return show(request, "web/console/dead_letters.html", facts)


@require_http_methods(["GET", "POST"])
@writers
def retry_dead_letter(request: PageRequest, delivery_id: int) -> HttpResponseBase:
    """Ask, then put a failed delivery back in line."""
    letter = _letter(delivery_id)
    question = Question(
        title=_("重试这次投递"),
        message=_("“%(event)s”（%(thing)s）将重新投递给 %(subscriber)s，它身后的记录随后继续。")
        % {
            "event": event_words(letter.entry.event),
            "thing": letter.entry.aggregate,
            "subscriber": letter.subscriber,
        },
        button=_("重试"),
        action_url=request.path,
        back_url=reverse("console:dead_letters"),
    )
    return ask_then_do(
        request,
        question=question,
        do=lambda: services.retry_dead_letter(
            delivery_id=delivery_id, actor=request.actor, now=utc_now()
        ),
        done=_("已重新排队，几秒后再看结果。"),
    )


@require_http_methods(["GET", "POST"])
@writers
def set_aside_dead_letter(request: PageRequest, delivery_id: int) -> HttpResponseBase:
    """Ask for the reason, then give a failed delivery up."""
    letter = _letter(delivery_id)
    home = reverse("console:dead_letters")
    act = NotedAct(
        title=_("放弃这次投递"),
        message=_("%(subscriber)s 将永远收不到“%(event)s”（%(thing)s）；身后的记录继续投递。")
        % {
            "event": event_words(letter.entry.event),
            "thing": letter.entry.aggregate,
            "subscriber": letter.subscriber,
        },
        button=_("放弃投递"),
        label=_("放弃的原因"),
        help_text=_("写入流水账，不能再改。"),
        back_url=home,
        crumbs=(_("死信"), home, letter.subscriber, home),
        tone="danger",
    )
    return ask_why_then_do(
        request,
        act=act,
        do=lambda reason: services.set_aside_dead_letter(
            delivery_id=delivery_id, actor=request.actor, reason=reason, now=utc_now()
        ),
        done=_("已放弃这次投递，同一事物后面的记录继续投递。"),
    )


def _letter(delivery_id: int) -> DeadLetter:
    """Return the dead letter; raises NotFound where it is none any more."""
    found = queries.dead_letter(delivery_id)
    if found is None:
        raise NotFound(what=str(delivery_id))
    return found
