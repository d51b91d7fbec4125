"""Precedents (先例) as a page and a file: how disputes like this one were ruled on."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.clock import CHINA
from matou.kit.money import Money
from matou.modules.freight.forms.disputes import PrecedentForm
from matou.modules.freight.queries import precedents as queries
from matou.modules.freight.queries.precedents import READERS, PrecedentRow
from matou.modules.freight.rules.precedents import OUTCOME_NAMES, Outcome
from matou.modules.freight.rules.terms import CARGO_CATEGORIES
from matou.modules.freight.views.files import FILE_FORMATS, list_file
from matou.modules.freight.views.lot_lines import begun, side_words
from matou.modules.freight.views.shown import asked_uuid, with_query, words
from matou.web import texts
from matou.web.access import PageRequest, requires
from matou.web.components.records import KeysetPage

PAGE = 20
MOST_IN_FILE = 1000
_TONES = {Outcome.FULL: texts.GOOD, Outcome.PART: texts.WARN, Outcome.NONE: texts.NEUTRAL}


@requires(*sorted(READERS))
@require_safe
def precedent_list(request: PageRequest) -> HttpResponse:
    """List ruled disputes by cargo, words, amount and outcome; names only for the house."""
    form = PrecedentForm(
        request.GET,
        cargoes=[(kind, begun(words(names))) for kind, names in CARGO_CATEGORIES.items()],
        outcomes=[(one.value, begun(words(names))) for one, names in OUTCOME_NAMES.items()],
    )
    kind = request.GET.get("format", "")
    if kind in FILE_FORMATS:
        rows, _more = queries.precedents_page(
            actor=request.actor, asked=form.asked(), limit=MOST_IN_FILE
        )
        return list_file(kind=kind, name="precedents", heads=_heads(), rows=map(_cells, rows))
    after: UUID | None = asked_uuid(request, "after")
    rows, more = queries.precedents_page(
        actor=request.actor, asked=form.asked(), after=after, limit=PAGE
    )
    facts = {
        "filter": form,
        "lines": [_line(row) for row in rows],
        "page": KeysetPage(rows=rows, next_key=str(more or ""), parameter="after"),
        "export_url": with_query(request),
    }
    return render(request, "freight/precedents.html", facts)


def _line(row: PrecedentRow) -> dict[str, Any]:
    return {
        "row": row,
        "claimant": begun(side_words(row.claimant)),
        "cargo": begun(words(CARGO_CATEGORIES.get(row.cargo, (row.cargo, row.cargo)))),
        "outcome": begun(words(OUTCOME_NAMES[row.outcome])),
        "tone": _TONES[row.outcome],
        "last_ruling": row.appeal_ruling or row.ruling,
    }


def _heads() -> list[str]:
    return [
        _("了结于"),
        _("货类"),
        _("提出方"),
        _("争议金额（元）"),
        _("判给提出方（元）"),
        _("结果"),
        _("理由"),
        _("答复"),
        _("裁决意见"),
        _("申诉理由"),
        _("终局裁决"),
        _("货运单"),
    ]


def _cells(row: PrecedentRow) -> list[str]:
    line = _line(row)
    return [
        row.ended_at.astimezone(CHINA).strftime("%Y-%m-%d"),
        line["cargo"],
        line["claimant"],
        _yuan(row.amount),
        _yuan(row.awarded),
        line["outcome"],
        row.reason,
        row.reply,
        row.ruling,
        row.appeal_reason,
        row.appeal_ruling,
        row.lot,
    ]


def _yuan(amount: Money) -> str:
    return f"{Decimal(amount.fen) / 100:.2f}"
