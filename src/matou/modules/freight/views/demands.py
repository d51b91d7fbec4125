"""Demands (货盘) for everyone: the open list with its downloads, and one demand's page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from matou.kit.actor import OPERATOR, Actor
from matou.kit.clock import CHINA, utc_now
from matou.kit.codes import normal_code
from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.modules.freight.forms.demand_filter import DemandFilterForm
from matou.modules.freight.queries import demands
from matou.modules.freight.queries.demands import DemandFilter, DemandPage, DemandRow
from matou.modules.freight.rules.shares import agent_basis
from matou.modules.freight.rules.terms import (
    OPERATING_MODE_NAMES,
    SETTLEMENT_BASIS_NAMES,
    VESSEL_TYPES,
    DemandTerms,
)
from matou.modules.freight.rules.vessels import particulars_of
from matou.modules.freight.views.files import FILE_FORMATS, Cell, list_file
from matou.modules.freight.views.shown import (
    asked_code,
    demand_line,
    demand_lines,
    lack_words,
    language,
    offer_lines,
    party_name,
    place_pages,
    words,
)
from matou.modules.registry.contracts import VESSELS_OF, VesselCard
from matou.spine.parties import queries as parties
from matou.spine.places import queries as places
from matou.web.access import GuestRequest, PageRequest, may, requires
from matou.web.components.records import KeysetPage
from matou.web.keeping import kept_for_guests
from matou.web.language import in_language

MOST_IN_A_FILE = 1000
GUESTS_SHARE_S = 5
"""How long guests share one copy of the open demands; whoever may take one sees them fresh."""


@require_safe
@kept_for_guests(seconds=GUESTS_SHARE_S)
def demand_list(request: GuestRequest) -> HttpResponse:
    """List open demands by search and filters, or those that one of the reader's vessels fits."""
    form = DemandFilterForm(request.GET)
    form.is_valid()
    wanted, now = form.wanted(), utc_now()
    if request.GET.get("format") in FILE_FORMATS:
        return list_file(
            kind=request.GET["format"],
            name="demands",
            heads=file_heads(),
            rows=file_rows(_all_open(wanted)),
        )
    after = normal_code(request.GET.get("after", "")) or ""
    page = demands.open_demands(wanted=wanted, now=now, after=after)
    facts = {
        "form": form,
        "lines": demand_lines(page.rows, now=now),
        "page": KeysetPage(rows=page.rows, next_key=page.after or "", parameter="after"),
        "is_filtered": wanted != DemandFilter(sort=wanted.sort),
        "may_post": may(request.actor, frozenset({SHIPPER_ROLE})),
        "may_carry": may(request.actor, frozenset({CARRIER_ROLE})),
        "export_url": f"{request.path}?{urlencode(form.asked())}",
    }
    is_fragment = getattr(request, "htmx", False)
    name = "freight/_demand_rows.html" if is_fragment else "freight/demands.html"
    return render(request, name, facts)


@require_safe
def demand_page(request: GuestRequest, code: str) -> HttpResponse:
    """Show one demand: cargo, price, conditions, and what this reader can do with it."""
    actor, now = request.actor, utc_now()
    page = demands.demand_page(code=asked_code(code), actor=actor, now=now)
    known = places.places_by_code({page.row.origin, page.row.destination})
    agents = {page.terms.money.agent} - {""}
    cards = parties.party_cards({page.row.shipper, page.terms.consignee, *agents})
    line = demand_line(page.row, known=known, cards=cards, now=now)
    pages = place_pages(known)
    is_insider = page.is_own or bool(page.lot) or (actor is not None and actor.has(OPERATOR))
    facts = {
        "page": page,
        "line": line,
        "origin_url": pages.get(page.row.origin, ""),
        "destination_url": pages.get(page.row.destination, ""),
        "terms": page.terms,
        "tolerance": f"{page.terms.tolerance_permille / 10:g}",
        "consignee": party_name(cards.get(page.terms.consignee), code=page.terms.consignee),
        "agent": party_name(cards.get(page.terms.money.agent), code=page.terms.money.agent),
        "agent_share": agent_basis(page.terms.money),
        "operating_mode": words(OPERATING_MODE_NAMES[page.terms.operating_mode]),
        "settlement_basis": words(SETTLEMENT_BASIS_NAMES[page.terms.money.settlement_basis]),
        "needs": vessel_needs(page.terms),
        "own_offers": offer_lines(page.own_offers),
        "lot_url": f"/freight/lots/{page.lot}/" if page.lot else "",
        "is_insider": is_insider,
        "act": _act(page, line, actor),
    }
    return render(request, "freight/demand.html", facts)


@requires(CARRIER_ROLE)
@require_safe
def fitting_list(request: PageRequest) -> HttpResponse:
    """List the open demands for one of the reader's vessels, those she fits first."""
    own = own_vessels(request.actor)
    asked = normal_code(request.GET.get("vessel", "")) or ""
    vessel = next((card for card in own if card.code == asked), own[0] if own else None)
    now = utc_now()
    fitting = fitting_demands(vessel) if vessel else ()
    lines = demand_lines([one.row for one in fitting], now=now)
    facts = {
        "vessels": [(card.code, card.name(language())) for card in own],
        "vessel": vessel,
        "vessel_name": vessel.name(language()) if vessel else "",
        "lines": [
            line | {"lacks": lack_words(one.lacks)}
            for line, one in zip(lines, fitting, strict=True)
        ],
    }
    return render(request, "freight/fitting.html", facts)


def fitting_demands(vessel: VesselCard, *, limit: int = 30) -> tuple[demands.FittingDemand, ...]:
    """Return the open demands for a registered vessel.

    Whether her holds seal no register says, so that is left for the offer to state.
    """
    return demands.demands_for_vessel(
        vessel=particulars_of(vessel, sealed_hold=True), now=utc_now(), limit=limit
    )


def own_vessels(actor: Actor) -> tuple[VesselCard, ...]:
    """Return the registered vessels of the reader's party; none where the register is off."""
    lookup = VESSELS_OF.get()
    return lookup(actor.acts_for) if lookup else ()


def vessel_needs(terms: DemandTerms) -> list[tuple[str, str]]:
    """Return what the demand asks of a vessel, as label and value; empty where any will do."""
    needs = terms.vessel
    limits = (
        (_("载重不少于"), needs.deadweight_min_kg, 1000, "t"),
        (_("载重不超过"), needs.deadweight_max_kg, 1000, "t"),
        (_("吃水不超过"), needs.draught_max_cm, 100, "m"),
        (_("船长不超过"), needs.length_max_cm, 100, "m"),
        (_("船宽不超过"), needs.beam_max_cm, 100, "m"),
        (_("水面以上高度不超过"), needs.air_draught_max_cm, 100, "m"),
    )
    found = [
        (label, f"{value / factor:,.2f}".rstrip("0").rstrip(".") + f" {unit}")
        for label, value, factor, unit in limits
        if value
    ]
    if needs.vessel_type:
        found.insert(0, (_("船型"), words(VESSEL_TYPES[needs.vessel_type])))
    if needs.sealed_hold:
        found.append((_("货舱"), _("须可封舱")))
    return found


def file_heads() -> list[str]:
    """Return the headings of demand files, with units."""
    return [
        _("货盘编号"), _("状态"), _("货类"), _("货名"), _("货量 (t)"), _("装货港"), _("卸货港"),
        _("装货期开始"), _("装货期结束"), _("成交方式"), _("计价"), _("运价 (元)"), _("报价数"),
    ]  # fmt: skip


def file_rows(rows: list[DemandRow]) -> list[list[Cell]]:
    """Return demands as lines of a file; instants are in Beijing time."""
    return [
        [
            line["code"],
            line["state_label"],
            line["cargo"],
            line["cargo_name"],
            float(line["row"].quantity.decimal),
            line["origin"],
            line["destination"],
            f"{line['row'].loading.from_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            f"{line['row'].loading.until_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            line["mode"],
            line["basis"],
            None if line["price"] is None else line["price"].fen / 100,
            line["row"].offers,
        ]
        for line in demand_lines(rows, now=utc_now())
    ]


def _all_open(wanted: DemandFilter) -> list[DemandRow]:
    found: list[DemandRow] = []
    after: str | None = ""
    while after is not None and len(found) < MOST_IN_A_FILE:
        page = demands.open_demands(
            wanted=wanted, now=utc_now(), after=after, limit=demands.MAX_ROWS
        )
        found += page.rows
        after = page.after
    return found


def _act(page: DemandPage, line: dict[str, Any], actor: Actor | None) -> str:
    """Return the one thing this reader can do next: the template draws it."""
    if page.lot:
        return "follow"
    if page.is_own:
        return _shipper_act(page, line)
    if not line["is_open"]:
        return ""
    if line["is_sealed"] and line["is_closing_over"]:
        return "closed"
    if actor is None:
        return "sign_in"
    if not actor.has(CARRIER_ROLE):
        return "not_carrier"
    return "offer" if line["is_sealed"] else "take"


def _shipper_act(page: DemandPage, line: dict[str, Any]) -> str:
    if page.row.state == "draft":
        return "publish"
    if not line["is_open"]:
        return ""
    if not line["is_sealed"]:
        return "wait"
    return "wait_sealed" if page.are_offers_sealed else "compare"


def shown_title(line: dict[str, Any]) -> str:
    """Return a demand in one phrase, for titles and questions."""
    return in_language(
        zh=f"{line['cargo_name']} {line['row'].quantity}",
        en=f"{line['cargo']} {line['row'].quantity}",
    )
