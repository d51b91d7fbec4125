"""Figures of ratings by page: public ones, one's own in whole groups, and the terms."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.ratings import TermsForm
from matou.modules.affairs.queries import rated, rating_figures
from matou.modules.affairs.rules import case_states, ratings
from matou.modules.affairs.rules.ratings import Counted
from matou.modules.affairs.services import rating_asking
from matou.modules.affairs.views.shown import file_answer
from matou.web.access import GuestRequest, PageRequest, may, requires
from matou.web.language import in_language
from matou.web.limits import count_guest

_REFUSED = 422


@require_safe
def public_figures(request: GuestRequest) -> HttpResponse:
    """Show how satisfied people are, by item, office and month; ``?format=csv`` as a file."""
    if request.GET.get("format"):
        count_guest(request, what="affairs-files")
    figures = rating_figures.public_figures(now=utc_now())
    if request.GET.get("format") == "csv":
        content = rating_figures.figures_csv(figures)
        return file_answer(content, "text/csv; charset=utf-8", "matou-ratings.csv")
    facts = {
        "total": _shown(figures.total) if figures.total else None,
        "rows": [
            {"item": row.item, "name": in_language(zh=row.name_zh, en=row.name_en),
             "office": row.office, **_shown(row.cell)}
            for row in figures.rows
        ],
        "offices": [{"office": row.office, **_shown(row.cell)} for row in figures.offices],
        "smallest": figures.smallest,
        "is_rated": may(request.actor, case_states.CLERKS | case_states.DECIDERS),
        "is_supervisor": bool(request.actor and request.actor.roles & case_states.SUPERVISORS),
    }  # fmt: skip
    return render(request, "affairs/ratings.html", facts)


@requires(*case_states.CLERKS, *case_states.DECIDERS)
@require_safe
def own_figures(request: PageRequest) -> HttpResponse:
    """Show those who handle cases what was said of their work, in whole groups."""
    groups = rating_figures.own_groups(actor=request.actor, now=utc_now())
    count = sum(one.count for one in groups)
    facts = {
        "groups": groups, "count": count, "size": ratings.SMALLEST_GROUP,
        "percent": round(100 * sum(one.satisfied for one in groups) / count) if count else 0,
        "texts": ratings.shuffled(text for one in groups for text in one.texts),
    }  # fmt: skip
    return render(request, "affairs/ratings_own.html", facts)


@requires(*case_states.SUPERVISORS)
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: PageRequest) -> HttpResponse:
    """Set how long ratings are open and how soon bad ones are followed up."""
    now_in_force = rated.terms_in_force()
    initial = {"ask_days": now_in_force.ask_days, "call_back_days": now_in_force.call_back_days,
               "rectify_days": now_in_force.rectify_days}  # fmt: skip
    form = TermsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            rating_asking.set_terms(terms=form.terms(), reason=form.cleaned_data["reason"],
                                    actor=request.actor, now=utc_now())  # fmt: skip
            messages.success(request, _("已设定，今后的差评按新时限整改。"))
            return HttpResponseRedirect(request.path)
        except DomainError as refusal:
            if refusal.status in {403, 404}:
                raise
            form.add_error(None, refusal.message(language()))
    status = _REFUSED if form.is_bound else 200
    return render(request, "affairs/rating_terms.html", {"form": form}, status=status)


def _shown(cell: Counted) -> dict[str, Any]:
    first, last = f"{cell.first:%Y-%m}", f"{cell.last:%Y-%m}"
    shows_bad = rating_figures.shows_bad(cell)
    return {
        "months": first if first == last else f"{first} – {last}",
        "count": cell.count,
        "percent": rating_figures.percent(cell),
        "called_back": round(100 * cell.called_back / cell.bad) if shows_bad else None,
        "in_time": round(100 * cell.in_time / cell.bad) if shows_bad else None,
    }
