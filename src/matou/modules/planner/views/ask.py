"""Ask for a plan (运输方案): the form, the alternatives beside each other, each one on its own."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.planner.contracts import RouteQuestion
from matou.modules.planner.forms.addresses import query_of, query_of_route
from matou.modules.planner.forms.asking import AskForm, first_question
from matou.modules.planner.queries import plans
from matou.modules.planner.queries.gazetteer import Gazetteer, gazetteer
from matou.modules.planner.queries.networks import NetworkMissing
from matou.modules.planner.queries.outlooks import Outlook, outlook_at
from matou.modules.planner.queries.plans import Plan, ShownPlan
from matou.modules.planner.rules.assuming import as_it_is, is_assumed
from matou.modules.planner.rules.booking_states import SHIPPERS
from matou.modules.planner.rules.relaxing import NOTHING_HELPS
from matou.modules.planner.views.ask_lines import (
    cargo_words,
    compare_line,
    compare_lines,
    left_out_words,
)
from matou.modules.planner.views.ask_scatter import scatter
from matou.modules.planner.views.ask_way import stretches, way_geojson
from matou.modules.planner.views.ask_wishes import wish_words
from matou.modules.planner.views.ask_words import carbon_exact, kilometres, span
from matou.modules.planner.views.home import GEOJSON_TYPE
from matou.web.access import GuestRequest
from matou.web.language import in_language, is_chinese
from matou.web.limits import count_guest

_MOST_DIGITS = 2
_DRAWN: dict[bool, tuple[Gazetteer, SafeString]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it was put, and its answer, None where it was refused."""

    form: AskForm
    names: Gazetteer
    plan: Plan | None = None

    @property
    def query(self) -> str:
        """The query that asks the same again."""
        assert self.plan is not None, "answered"  # noqa: S101
        live = self.plan.live
        return query_of(live.answer.question, starts_at=live.starts_at)


@require_safe
def ask(request: GuestRequest) -> HttpResponse:
    """Ask, and show the alternatives beside each other on the same page."""
    now = utc_now()
    try:
        outlook = outlook_at(now)
    except NetworkMissing:
        return render(request, "planner/ask/page.html", {"is_empty": True})
    if not {"origin", "destination"} <= request.GET.keys():
        names = _names(outlook)
        begun = first_question(asked=request.GET, names=names, now=now)
        facts = _form_facts(AskForm(initial=begun, names=names, now=now), names)
        return render(request, "planner/ask/page.html", facts)
    asked = _answered(request, now, outlook)
    facts = _form_facts(asked.form, asked.names) | _choices(request.GET, asked.form)
    if asked.plan is None:
        return render(request, "planner/ask/page.html", facts, status=422)
    facts |= _answer_facts(asked, asked.plan)
    facts["can_book"] = _may_book(request, asked.plan)
    return render(request, "planner/ask/page.html", facts)


@require_safe
def ask_chain(request: GuestRequest) -> HttpResponse:
    """Show one alternative: its way on the map, its course, its calculation."""
    now = utc_now()
    asked = _answered(request, now, outlook_at(now))
    index = _index(request.GET)
    if asked.plan is None or not 1 <= index <= len(asked.plan.chains):
        return HttpResponseRedirect(f"{reverse('planner:ask')}?{_without_chain(request.GET)}")
    plan, live = asked.plan.chains[index - 1], asked.plan.live
    seen = request.GET.get("network", "")
    facts = {
        **_question_facts(asked, asked.plan),
        "line": compare_line(live, plan, asked.names, index),
        "stretches": stretches(live, plan, asked.names),
        "total": _totals(plan),
        "version": live.network.version,
        "is_other_network": bool(seen) and seen != live.network.version,
        "chain_index": index,
        "can_book": _may_book(request, asked.plan),
        "map_url": f"{reverse('planner:ask_line')}?{asked.query}&chain={index}",
        "has_deadline": live.answer.question.wishes.arrive_by_min is not None,
    }
    return render(request, "planner/ask/chain.html", facts)


@require_safe
def ask_line(request: GuestRequest) -> HttpResponse:
    """Answer one alternative's way as GeoJSON, named for the map."""
    now = utc_now()
    asked = _answered(request, now, outlook_at(now))
    index = _index(request.GET)
    if asked.plan is None or not 1 <= index <= len(asked.plan.chains):
        return HttpResponseRedirect(f"{reverse('planner:ask')}?{_without_chain(request.GET)}")
    found = way_geojson(asked.plan.chains[index - 1], asked.names)
    return HttpResponse(json.dumps(found, ensure_ascii=False), content_type=GEOJSON_TYPE)


def ask_url(asked: RouteQuestion) -> str:
    """Return the address of the page that answers another room's question."""
    return f"{reverse('planner:ask')}?{query_of_route(asked)}"


def _answered(request: GuestRequest, now: datetime, outlook: Outlook) -> Asked:
    """Put the question of the address; a refusal stands in the form instead."""
    count_guest(request, what="planner-ask")
    names = _names(outlook)
    form = AskForm(request.GET, names=names, now=now)
    plan = None
    if form.is_valid():
        try:
            plan = plans.plan_at(instant=now, question=form.question(), outlook=outlook)
        except DomainError as refusal:
            form.refuse(refusal)
    return Asked(form=form, names=names, plan=plan)


def _names(outlook: Outlook) -> Gazetteer:
    return gazetteer(network=outlook.edition(0), is_zh=is_chinese())


def _form_facts(form: AskForm, names: Gazetteer) -> dict[str, Any]:
    return {
        "form": form,
        "datalists": _datalists(names),
        "has_more": form.has_more(),
    }


def _datalists(names: Gazetteer) -> SafeString:
    """Return the names that the fields offer while one types, drawn once for each gazetteer.

    Six hundred options by templates were a fifth of a plan page's time.
    """
    kept, drawn = _DRAWN.get(names.is_zh, (None, SafeString("")))
    if kept is not names:
        doors = [(names.name(node.code), node.city) for node in names.doors()]
        every = [(names.name(node.code), "") for node in names.network.nodes]
        drawn = format_html_join(
            "\n",
            '<datalist id="{}">{}</datalist>',
            (
                (key, format_html_join("", '<option value="{}" data-name>{}</option>', lines))
                for key, lines in (("doors", doors), ("places", every))
            ),
        )
        _DRAWN[names.is_zh] = names, drawn
    return drawn


def _choices(asked: QueryDict, form: AskForm) -> dict[str, Any]:
    """Offer what may be meant, each as the question with that one chosen."""
    found = []
    for field, nodes in form.choices.items():
        lines = [
            (_with(asked, field, node.code), form.names.name(node.code), node.city)
            for node in nodes
        ]
        found.append((form[field].label, lines))
    if form.errors.get("ready") and asked.get("ready"):
        found.append((form["ready"].label, [(_with(asked, "ready", ""), _("下一个整点"), "")]))
    return {"choices": found}


def _with(asked: QueryDict, field: str, value: str) -> str:
    changed = asked.copy()
    changed[field] = value
    return f"?{changed.urlencode()}"


def _may_book(request: GuestRequest, plan: Plan) -> bool:
    """Guests are asked to sign in on the way; what rests on an assumption nobody may book."""
    if is_assumed(plan.live.answer.question):
        return False
    return request.actor is None or any(request.actor.has(role) for role in SHIPPERS)


def _question_facts(asked: Asked, plan: Plan) -> dict[str, Any]:
    question = plan.live.answer.question
    latest = question.wishes.arrive_by_min
    return {
        "query": asked.query,
        "origin": asked.names.name(question.origin),
        "destination": asked.names.name(question.destination),
        "cargo": cargo_words(question),
        "wishes": wish_words(plan.live, asked.names),
        "as_it_is_url": _as_it_is_url(plan),
        "ready_at": plan.live.instant(question.ready_min),
        "arrive_by": None if latest is None else plan.live.instant(latest),
    }


def _as_it_is_url(plan: Plan) -> str:
    """Return where the same is asked without its assumptions, "" where it has none."""
    question = plan.live.answer.question
    if not is_assumed(question):
        return ""
    return f"{reverse('planner:ask')}?{query_of(as_it_is(question), starts_at=plan.live.starts_at)}"


def _answer_facts(asked: Asked, plan: Plan) -> dict[str, Any]:
    answer = plan.live.answer
    facts: dict[str, Any] = {
        **_question_facts(asked, plan),
        "is_answered": True,
        "is_truncated": answer.is_truncated,
        "version": plan.live.network.version,
    }
    if not plan.chains:
        return facts | _empty_facts(asked, plan)
    return facts | {
        "lines": compare_lines(plan, asked.names),
        "left_out": left_out_words(plan),
        "scatter": scatter(plan),
        "has_deadline": answer.question.wishes.arrive_by_min is not None,
    }


def _empty_facts(asked: Asked, plan: Plan) -> dict[str, Any]:
    """Say why there is none, and ask again with the least loosening that helps."""
    found = plan.live.answer.binding
    if found is None:
        return {"why": in_language(zh=NOTHING_HELPS[0], en=NOTHING_HELPS[1])}
    query = query_of(found.question, starts_at=plan.live.starts_at)
    return {
        "why": asked.names.told(in_language(zh=found.zh, en=found.en)),
        "loosened_url": f"{reverse('planner:ask')}?{query}",
    }


def _totals(plan: ShownPlan) -> dict[str, Any]:
    return {
        "kilometres": kilometres(plan.sheet.length_m),
        "lasts": span(plan.sheet.minutes),
        "fen": plan.sheet.fen,
        "carbon": carbon_exact(plan.sheet.grams),
    }


def _index(asked: QueryDict) -> int:
    text = asked.get("chain", "")
    is_number = text.isdecimal() and text.isascii() and len(text) <= _MOST_DIGITS
    return int(text) if is_number else 0


def _without_chain(asked: QueryDict) -> str:
    kept = [(name, value) for name, values in asked.lists() for value in values]
    return urlencode([pair for pair in kept if pair[0] not in {"chain", "network"}])
