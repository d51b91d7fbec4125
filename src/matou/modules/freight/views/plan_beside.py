"""The plan beside the price: what the ways of a cargo cost, while its demand is being typed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.modules.freight.contracts import SHIPPER_ROLE
from matou.modules.freight.forms.plan_beside import PlanBesideForm
from matou.modules.freight.queries.route_estimates import RouteBeside, route_beside
from matou.modules.planner.contracts import RouteEstimate, RouteOption
from matou.web.access import PageRequest, requires
from matou.web.language import is_chinese
from matou.web.texts import joined

_MINUTES_PER_HOUR = 60
_G_PER_KG = 1000


@requires(SHIPPER_ROLE)
@require_safe
def demand_plan(request: PageRequest) -> HttpResponse:
    """Answer the fastest, cheapest and greenest way of what is typed so far, as a piece."""
    question = PlanBesideForm(request.GET).question(now=utc_now())
    beside = route_beside(question) if question else None
    facts = _facts(beside, question.mass) if question and beside else {}
    is_piece = getattr(request, "htmx", False)
    template = "freight/_plan_beside.html" if is_piece else "freight/plan_beside.html"
    return render(request, template, facts)


def _facts(beside: RouteBeside, mass: Tonnes) -> dict[str, object]:
    if beside.refusal is not None:
        return {"refusal": beside.refusal.message("zh" if is_chinese() else "en")}
    if beside.estimate is None:
        return {"is_without_way": True, "page_url": beside.page_url}
    draught_cm = beside.estimate.limiting_draught_cm
    return {
        "lines": _lines(beside.estimate, mass),
        "draught": "" if draught_cm is None else f"{draught_cm / 100:g} m",
        "page_url": beside.page_url,
    }


def _lines(estimate: RouteEstimate, mass: Tonnes) -> list[dict[str, object]]:
    """Return one line an option; one that is best in several respects bears all its names."""
    best: dict[RouteOption, list[str]] = {}
    for option, words in (
        (estimate.fastest, _("最快")),
        (estimate.cheapest, _("最省")),
        (estimate.greenest, _("最低碳")),
    ):
        best.setdefault(option, []).append(words)
    return [
        {
            "name": joined(names),
            "cost": option.cost,
            "per_tonne": Money(round(option.cost.fen * 1000 / mass.kg)),
            "lasts": _span(option.duration_min),
            "carbon": f"{round(option.co2e_g / _G_PER_KG):,} kg",
            "modes": [_mode(mode) for mode in option.modes],
        }
        for option, names in best.items()
    ]


def _span(minutes: int) -> str:
    hours, rest = divmod(minutes, _MINUTES_PER_HOUR)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def _mode(mode: str) -> str:
    words = {"road": _("公路"), "water": _("水路"), "rail": _("铁路"), "air": _("航空")}
    return words.get(mode, mode)
