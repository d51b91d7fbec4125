"""A shipper's own demands: post, change, publish, take back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.modules.freight.contracts import SHIPPER_ROLE
from matou.modules.freight.forms.demands import (
    FIELD_OF_RULE,
    DemandForm,
    dates_left_open,
    ticket,
    typed_terms,
)
from matou.modules.freight.forms.finding import ListFilterForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import demands
from matou.modules.freight.queries.demands import DemandPage
from matou.modules.freight.queries.route_estimates import has_planner
from matou.modules.freight.rules.states import DEMAND_STATE_NAMES, DemandState
from matou.modules.freight.services import demands as services
from matou.modules.freight.views.demands import MOST_IN_A_FILE, file_heads, file_rows, shown_title
from matou.modules.freight.views.files import FILE_FORMATS, list_file
from matou.modules.freight.views.lot_lines import begun
from matou.modules.freight.views.shown import (
    asked_code,
    asked_number,
    demand_lines,
    with_query,
    words,
)
from matou.spine.codes.contracts import CodeAlreadyIssued
from matou.spine.parties import queries as parties
from matou.web.access import PageRequest, requires
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question, confirm_page


@requires(SHIPPER_ROLE)
@require_safe
def my_demands(request: PageRequest) -> HttpResponse:
    """List the demands of the shipper's party, newest first."""
    form = ListFilterForm(request.GET, states=_states())
    if request.GET.get("format") in FILE_FORMATS:
        rows = _all_own(request, form)
        return list_file(
            kind=request.GET["format"], name="my-demands", heads=file_heads(), rows=file_rows(rows)
        )
    found, more = demands.my_demands(
        actor=request.actor,
        text=form.asked("q"),
        state=_asked_state(form),
        before=asked_number(request, "before"),
        limit=20,
    )
    facts = {
        "filter": form,
        "lines": demand_lines(found, now=utc_now()),
        "page": KeysetPage(rows=found, next_key=str(more or ""), parameter="before"),
        "export_url": with_query(request),
    }
    return render(request, "freight/my_demands.html", facts)


def _states() -> list[tuple[str, str]]:
    return [(state.value, begun(words(names))) for state, names in DEMAND_STATE_NAMES.items()]


def _asked_state(form: ListFilterForm) -> DemandState | None:
    return DemandState(form.asked("state")) if form.asked("state") else None


@requires(SHIPPER_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def demand_new(request: PageRequest) -> HttpResponse:
    """Post a cargo: kept as a draft first, so that it can be looked at before carriers see it."""
    form = DemandForm(request.POST or None, initial=_first_values(request))
    if request.method == "POST" and form.is_valid():
        code = form.demand_code()
        kept = tried(form, lambda: _keep_once(form, code, request), fields=FIELD_OF_RULE)
        if kept:
            messages.success(request, _("已存为草稿。核对无误后发布，船家才能看到。"))
            return HttpResponseRedirect(reverse("freight:demand", args=[kept]))
    facts = {
        "form": form,
        "mode": "new",
        "back_url": reverse("freight:my_demands"),
        "has_planner": has_planner(),
    }
    return render(request, "freight/demand_form.html", facts, status=_status(form))


@requires(SHIPPER_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def demand_edit(request: PageRequest, code: str) -> HttpResponse:
    """Change a draft; what is published stands."""
    page = _own(request, code)
    back_url = reverse("freight:demand", args=[page.row.code])
    if page.row.state is not DemandState.DRAFT:
        messages.warning(request, _("已发布的货盘不能修改。可以撤回后再发一单。"))
        return HttpResponseRedirect(back_url)
    form = DemandForm(request.POST or None, initial=_values_of(page))
    if request.method == "POST" and form.is_valid():
        done = tried(
            form,
            lambda: (
                services.change_draft(
                    demand_code=page.row.code,
                    terms=form.terms(),
                    actor=request.actor,
                    now=utc_now(),
                )
                or page.row.code
            ),
            fields=FIELD_OF_RULE,
        )
        if done:
            messages.success(request, _("草稿已更新。"))
            return HttpResponseRedirect(back_url)
    facts = {"form": form, "mode": "edit", "back_url": back_url, "has_planner": has_planner()}
    return render(request, "freight/demand_form.html", facts, status=_status(form))


@requires(SHIPPER_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def demand_publish(request: PageRequest, code: str) -> HttpResponse:
    """Ask, then show a draft to every carrier."""
    page = _own(request, code)
    if request.method == "POST":
        return _done(request, page, services.publish_demand, _("已发布，船家现在可以看到。"))
    question = Question(
        title=_("发布“%s”？") % _name(request, page),
        message=_("发布后所有人可见，条款不能再改；成交前可以撤回。一口价货盘有船家接单即成交。"),
        button=_("发布货盘"),
        action_url=request.path,
        back_url=reverse("freight:demand", args=[page.row.code]),
    )
    return confirm_page(request, question)


@requires(SHIPPER_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def demand_withdraw(request: PageRequest, code: str) -> HttpResponse:
    """Ask, then take a demand back."""
    page = _own(request, code)
    if request.method == "POST":
        return _done(request, page, services.withdraw_demand, _("货盘已撤回。"))
    question = Question(
        title=_("撤回“%s”？") % _name(request, page),
        message=_("撤回后船家不能再接单，已收到的报价作废。此操作不能恢复；需要时可照此再发一单。"),
        button=_("撤回货盘"),
        action_url=request.path,
        back_url=reverse("freight:demand", args=[page.row.code]),
        tone="bad",
    )
    return confirm_page(request, question)


def _done(
    request: PageRequest, page: DemandPage, act: Callable[..., None], told: str
) -> HttpResponse:
    act(demand_code=page.row.code, actor=request.actor, now=utc_now())
    messages.success(request, told)
    return HttpResponseRedirect(reverse("freight:demand", args=[page.row.code]))


def _own(request: PageRequest, code: str) -> DemandPage:
    """Return one's own demand; a stranger learns no more than that there is none for them."""
    page = demands.demand_page(code=asked_code(code), actor=request.actor, now=utc_now())
    if not page.is_own:
        raise NotFound(what=page.row.code)
    return page


def _name(_request: PageRequest, page: DemandPage) -> str:
    line = demand_lines([page.row], now=utc_now())[0]
    return shown_title(line)


def _keep_once(form: DemandForm, code: str, request: PageRequest) -> str:
    """Keep the draft; the same form sent again finds the first one."""
    try:
        return services.keep_draft(
            code=code, terms=form.terms(), actor=request.actor, now=utc_now()
        )
    except CodeAlreadyIssued as known:
        # Only the own one: a stranger's demand under this code is not found here.
        page = demands.demand_page(
            code=str(known.facts["issued"]), actor=request.actor, now=utc_now()
        )
        return page.row.code


def _first_values(request: PageRequest) -> dict[str, Any]:
    """Start a form afresh, or with an own demand that is to be posted again (``?like=``)."""
    like = normal_code(request.GET.get("like", ""))
    values = _values_of(_own(request, like)) if like else {}
    return {**dates_left_open(values, now=utc_now()), "ticket": ticket()}


def _values_of(page: DemandPage) -> dict[str, Any]:
    cards = parties.party_cards({page.terms.consignee})
    card = cards.get(page.terms.consignee)
    is_named = card is not None and card.kind == "company"
    return typed_terms(
        page.terms, consignee=card.name if card and is_named else page.terms.consignee
    )


def _all_own(request: PageRequest, form: ListFilterForm) -> list[demands.DemandRow]:
    found: list[demands.DemandRow] = []
    before: int | None = None
    while len(found) < MOST_IN_A_FILE:
        rows, before = demands.my_demands(
            actor=request.actor,
            text=form.asked("q"),
            state=_asked_state(form),
            before=before,
            limit=demands.MAX_ROWS,
        )
        found += rows
        if before is None:
            break
    return found


def _status(form: DemandForm) -> int:
    return 422 if form.errors else 200
