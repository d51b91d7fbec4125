"""Offers (报价): a carrier takes or offers, a shipper compares and awards."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import CHINA, utc_now
from matou.kit.errors import NotFound
from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.modules.freight.forms.finding import StateFilterForm
from matou.modules.freight.forms.offers import FIELD_OF_RULE, OfferForm, TakeForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import demands
from matou.modules.freight.queries.demands import DemandPage, OfferRow, OwnOffer
from matou.modules.freight.rules.demands import OFFER_STATE_NAMES, OfferState
from matou.modules.freight.rules.terms import PriceBasis, PriceMode
from matou.modules.freight.services import awards
from matou.modules.freight.services import offers as services
from matou.modules.freight.views.demands import MOST_IN_A_FILE, own_vessels, vessel_needs
from matou.modules.freight.views.files import FILE_FORMATS, Cell, list_file
from matou.modules.freight.views.lot_lines import begun
from matou.modules.freight.views.shown import (
    asked_code,
    asked_uuid,
    demand_lines,
    offer_lines,
    own_offer_lines,
    with_query,
    words,
)
from matou.web.access import PageRequest, requires
from matou.web.components.records import KeysetPage
from matou.web.confirm import Question, confirm_page


@requires(CARRIER_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def demand_take(request: PageRequest, code: str) -> HttpResponse:
    """Accept a fixed-price demand: the form is the question, its tick the answer."""
    page = _open(request, code)
    if page.row.mode is not PriceMode.FIXED:
        return HttpResponseRedirect(reverse("freight:offer_new", args=[page.row.code]))
    if page.lot:
        messages.info(request, _("这单货已由您承运。"))
        return HttpResponseRedirect(f"/freight/lots/{page.lot}/")
    form = TakeForm(request.POST or None, demand=page.terms, vessels=own_vessels(request.actor))
    if request.method == "POST" and form.is_valid():
        lot = tried(
            form,
            lambda: awards.accept_demand(
                demand_code=page.row.code, offer=form.offer(), actor=request.actor, now=utc_now()
            ),
            fields=FIELD_OF_RULE,
        )
        if lot:
            messages.success(request, _("接单成功。请在 24 小时内签约，过时自动失效。"))
            return HttpResponseRedirect(f"/freight/lots/{lot}/")
    return _offer_page(request, page, form)


@requires(CARRIER_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def offer_new(request: PageRequest, code: str) -> HttpResponse:
    """Offer a vessel at a price for a sealed demand."""
    page = _open(request, code)
    if page.row.mode is not PriceMode.SEALED:
        return HttpResponseRedirect(reverse("freight:demand_take", args=[page.row.code]))
    form = OfferForm(request.POST or None, demand=page.terms, vessels=own_vessels(request.actor))
    if request.method == "POST" and form.is_valid():
        made = tried(
            form,
            lambda: services.make_offer(
                demand_code=page.row.code, offer=form.offer(), actor=request.actor, now=utc_now()
            ),
            fields=FIELD_OF_RULE,
        )
        if made:
            messages.success(request, _("报价已密封提交，截止前只有您自己能看到。"))
            return HttpResponseRedirect(reverse("freight:demand", args=[page.row.code]))
    return _offer_page(request, page, form)


@requires(CARRIER_ROLE)
@require_safe
def my_offers(request: PageRequest) -> HttpResponse:
    """List the offers of the carrier's party with what they are for, newest first."""
    states = [(state.value, begun(words(names))) for state, names in OFFER_STATE_NAMES.items()]
    form = StateFilterForm(request.GET, states=states)
    state = OfferState(form.asked("state")) if form.asked("state") else None
    kind = request.GET.get("format", "")
    if kind in FILE_FORMATS:
        return list_file(kind=kind, name="offers", heads=_heads(), rows=_all_cells(request, state))
    rows, more = demands.own_offers_page(
        actor=request.actor, state=state, after=asked_uuid(request, "after")
    )
    facts = {
        "filter": form,
        "lines": own_offer_lines(rows, now=utc_now()),
        "page": KeysetPage(rows=rows, next_key=str(more or ""), parameter="after"),
        "export_url": with_query(request),
    }
    return render(request, "freight/my_offers.html", facts)


def _heads() -> list[str]:
    return [
        _("货盘"), _("货名"), _("装货港"), _("卸货港"), _("货量 (t)"), _("船舶"), _("报价 (元)"),
        _("计价"), _("合计 (元)"), _("航次天数"), _("提交于"), _("状态"),
    ]  # fmt: skip


def _all_cells(request: PageRequest, state: OfferState | None) -> list[list[Cell]]:
    """Return what a file holds: every page of the list, up to a thousand offers."""
    found: list[OwnOffer] = []
    after: UUID | None = None
    while len(found) < MOST_IN_A_FILE:
        rows, after = demands.own_offers_page(
            actor=request.actor, state=state, after=after, limit=demands.MAX_ROWS
        )
        found += rows
        if after is None:
            break
    return [_cells(one) for one in own_offer_lines(found, now=utc_now())]


def _cells(one: dict[str, Any]) -> list[Cell]:
    line, offer = one["line"], one["offer"]
    return [
        line["code"],
        line["cargo_name"],
        line["origin"],
        line["destination"],
        float(line["row"].quantity.decimal),
        offer["vessel_name"],
        offer["row"].price.fen / 100,
        line["basis"],
        offer["row"].total.fen / 100,
        offer["row"].trip_days,
        f"{offer['row'].made_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
        offer["state_label"],
    ]


@requires(CARRIER_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def offer_withdraw(request: PageRequest, code: str, offer: str) -> HttpResponse:
    """Ask, then take an open offer back."""
    now = utc_now()
    page = demands.demand_page(code=asked_code(code), actor=request.actor, now=now)
    row = _offer(page.own_offers, offer)
    back_url = reverse("freight:demand", args=[page.row.code])
    if request.method == "POST":
        services.withdraw_offer(offer_id=row.id, actor=request.actor, now=now)
        messages.success(request, _("报价已撤回。"))
        return HttpResponseRedirect(back_url)
    question = Question(
        title=_("撤回这份报价？"),
        message=_("撤回 %(price)s 的报价。截止前可以重新报价。") % {"price": row.price},
        button=_("撤回报价"),
        action_url=request.path,
        back_url=back_url,
        tone="bad",
    )
    return confirm_page(request, question)


@requires(SHIPPER_ROLE)
@require_safe
def demand_offers(request: PageRequest, code: str) -> HttpResponse:
    """Compare the offers for one's own demand, once they are open."""
    now = utc_now()
    page = _own(request, code)
    rows = demands.offers_of(demand_code=page.row.code, actor=request.actor, now=now)
    open_prices = [row.price.fen for row in rows if row.state == "open"]
    facts = {
        "page": page,
        "line": demand_lines([page.row], now=now)[0],
        "offers": offer_lines(rows),
        "lowest": min(open_prices, default=None),
        "is_lump_sum": page.row.price_basis is PriceBasis.LUMP_SUM,
    }
    return render(request, "freight/offers.html", facts)


@requires(SHIPPER_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def offer_award(request: PageRequest, code: str, offer: str) -> HttpResponse:
    """Ask, then give the demand to one of the opened offers."""
    now = utc_now()
    page = _own(request, code)
    rows = demands.offers_of(demand_code=page.row.code, actor=request.actor, now=now)
    row = _offer(rows, offer)
    if request.method == "POST":
        lot = awards.award_offer(offer_id=row.id, actor=request.actor, now=now)
        messages.success(request, _("已定标。请双方在 24 小时内签约。"))
        return HttpResponseRedirect(f"/freight/lots/{lot}/")
    question = Question(
        title=_("选定这份报价？"),
        message=_("%(vessel)s，运费合计 %(total)s。定标后其他报价落选，双方须在 24 小时内签约。")
        % {"vessel": row.particulars.name, "total": row.total},
        button=_("确认定标"),
        action_url=request.path,
        back_url=reverse("freight:demand_offers", args=[page.row.code]),
    )
    return confirm_page(request, question)


def _offer_page(request: PageRequest, page: DemandPage, form: TakeForm) -> HttpResponse:
    facts = {
        "page": page,
        "line": demand_lines([page.row], now=utc_now())[0],
        "terms": page.terms,
        "needs": vessel_needs(page.terms),
        "form": form,
        "total": _total(page),
        "back_url": reverse("freight:demand", args=[page.row.code]),
    }
    return render(request, "freight/offer_form.html", facts, status=422 if form.errors else 200)


def _total(page: DemandPage) -> object:
    """Return what the whole cargo pays at the fixed price, None for sealed offers."""
    price = page.row.price
    if price is None or page.row.price_basis is PriceBasis.LUMP_SUM:
        return price
    return price.times(page.row.quantity.decimal)


def _open(request: PageRequest, code: str) -> DemandPage:
    """Return a demand that somebody else posted."""
    return demands.demand_page(code=asked_code(code), actor=request.actor, now=utc_now())


def _own(request: PageRequest, code: str) -> DemandPage:
    page = demands.demand_page(code=asked_code(code), actor=request.actor, now=utc_now())
    if not page.is_own:
        raise NotFound(what=page.row.code)
    return page


def _offer(rows: tuple[OfferRow, ...], wanted: str) -> OfferRow:
    """Return the offer among those that the reader may see; raises NotFound."""
    found = next((row for row in rows if str(row.id) == str(wanted)), None)
    if found is None:
        raise NotFound(what=wanted)
    return found
