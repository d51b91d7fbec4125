"""Lots (一船货): mine as a list, one on its page, the acts that move it, its contract."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.codes import normal_code
from matou.kit.tonnes import Tonnes
from matou.modules.freight.contracts import CARRIER_ROLE, CONSIGNEE_ROLE, SHIPPER_ROLE
from matou.modules.freight.forms.finding import ListFilterForm
from matou.modules.freight.forms.lots import SignForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import accounts, follow, lots
from matou.modules.freight.queries.lot_filter import LotFilter, LotStage
from matou.modules.freight.queries.lots import LotPage, LotRow
from matou.modules.freight.rules.papers import clauses
from matou.modules.freight.rules.states import FINAL_STATES, LOT_STATE_NAMES, LotState, Relation
from matou.modules.freight.services import lots as services
from matou.modules.freight.views import lot_lines as shown
from matou.modules.freight.views.desk_links import desk_links
from matou.modules.freight.views.files import FILE_FORMATS, list_file
from matou.modules.freight.views.next_step import ASIDE, kinds_beside, next_step
from matou.modules.freight.views.questions import aside_words
from matou.modules.freight.views.shown import (
    asked_code,
    asked_number,
    place_pages,
    with_query,
    words,
)
from matou.spine.parties import queries as parties
from matou.spine.places import queries as places
from matou.web.access import PageRequest, requires
from matou.web.components.records import KeysetPage
from matou.web.language import in_language

WATCHERS = ("platform.operator", "platform.auditor")
SIDES = (SHIPPER_ROLE, CARRIER_ROLE, CONSIGNEE_ROLE)
PAGE = 20
MOST_IN_FILE = 1000

_BEFORE_SAILING = frozenset({LotState.OFFERED, LotState.CONTRACTED, LotState.FUNDED})
_UNDER_WAY = frozenset({LotState.TO_LOAD, LotState.LOADED, LotState.IN_TRANSIT})
"""When somebody waits for the vessel at a berth."""


@requires(*SIDES)
@require_safe
def lot_list(request: PageRequest) -> HttpResponse:
    """List the lots of one's own party, newest first; ``?format=`` answers them as a file."""
    stages = [(LotStage.UNDER_WAY.value, _("进行中")), (LotStage.ENDED.value, _("已结束"))]
    form = ListFilterForm(request.GET, states=stages)
    wanted = LotFilter(text=form.asked("q"), stage=LotStage(form.asked("state")))
    kind = request.GET.get("format", "")
    if kind in FILE_FORMATS:
        return _file(kind, _all_lines(request, wanted))
    rows, more = lots.my_lots(
        actor=request.actor,
        now=utc_now(),
        wanted=wanted,
        before=asked_number(request, "before"),
        limit=PAGE,
    )
    lines = shown.lot_lines(rows, actor_party=request.actor.acts_for)
    facts = {
        "filter": form,
        "living": [line for line in lines if not line["is_over"]],
        "over": [line for line in lines if line["is_over"]],
        "page": KeysetPage(rows=rows, next_key=str(more or "")),
        "export_url": with_query(request),
        "is_carrier": CARRIER_ROLE in request.actor.roles,
        "is_shipper": SHIPPER_ROLE in request.actor.roles,
    }
    return render(request, "freight/lots.html", facts)


def _all_lines(request: PageRequest, wanted: LotFilter) -> list[dict[str, Any]]:
    """Return what a file holds: every page of the list, up to a thousand lots."""
    found: list[LotRow] = []
    before: int | None = None
    while len(found) < MOST_IN_FILE:
        rows, before = lots.my_lots(
            actor=request.actor, now=utc_now(), wanted=wanted, before=before, limit=lots.MAX_ROWS
        )
        found += rows
        if before is None:
            break
    return shown.lot_lines(found, actor_party=request.actor.acts_for)


@requires(*SIDES, *WATCHERS)
@require_safe
def lot(request: PageRequest, code: str) -> HttpResponse:
    """Show a lot: the one next step large, then where it is, its money, proofs and story."""
    now = utc_now()
    page = lots.lot_page(code=asked_code(code), actor=request.actor, now=now)
    row = page.row
    cards = parties.party_cards((row.shipper, row.carrier, row.consignee))
    is_priced = page.balances is not None
    facts = {
        "lot": page,
        "line": shown.lot_line(
            row, known=page.ends, cards=cards, actor_party=request.actor.acts_for
        ),
        "sides": shown.sides_of(row, cards),
        "next": next_step(page, actor=request.actor, now=now),
        "way": shown.way(page),
        "asides": _asides(page),
        "beside": kinds_beside(page),
        "evidence": shown.evidence_lines(page.evidence),
        "timeline": shown.timeline_items(page.timeline),
        "statement": page.statement,
        "is_priced": is_priced,
        "desk": desk_links(row, relations=page.relations, next_acts=page.next_acts),
        "has_track": _has_sailed(page),
        "has_eta": row.state in _UNDER_WAY,
        "has_vessel_page": normal_code(row.vessel) == row.vessel,
        "track_url": reverse("freight:lot_track", args=[row.code]),
        "is_late": row.is_late,
    }
    return render(request, "freight/lot.html", facts)


def _has_sailed(page: LotPage) -> bool:
    """Tell whether the vessel has set out: a trip that was called off before has no track."""
    reached = {step.to_state for step in page.timeline} - {LotState.CANCELLED}
    return not reached <= _BEFORE_SAILING


def _asides(page: LotPage) -> list[dict[str, str]]:
    """Return the ways out that are open now, the incident last."""
    open_acts = [one.act for one in page.next_acts if one.is_ready or one.wanted]
    links = [
        {
            "label": aside_words(act),
            "url": reverse("freight:lot_act", args=[page.row.code, act.value]),
        }
        for act in ASIDE
        if act in open_acts
    ]
    is_alive = page.row.state not in FINAL_STATES
    if is_alive and page.relations and not page.row.incident:
        url = reverse("freight:lot_act", args=[page.row.code, "report_incident"])
        links.append({"label": shown.act_words("report_incident"), "url": url})
    return links


@requires(*SIDES, *WATCHERS)
@require_safe
def lot_eta(request: PageRequest, code: str) -> HttpResponse:
    """Answer when the vessel comes to her next berth, as a piece of the lot's page.

    It stands apart from the page because the way along the river takes as many queries as all
    the rest of it.
    """
    now = utc_now()
    card = lots.lot_head(code=asked_code(code), actor=request.actor, now=now)
    arrival = follow.arrival_of(lot_code=card.code, now=now)
    told = ("", "") if arrival is None else (arrival.assumptions_zh, arrival.assumptions_en)
    said = in_language(zh=told[0], en=told[1])
    facts = {"arrival": arrival, "assumptions": said, "code": card.code}
    template = "freight/_eta.html" if getattr(request, "htmx", False) else "freight/eta.html"
    return render(request, template, facts)


@requires(*SIDES, *WATCHERS)
@require_safe
def lot_track(request: PageRequest, code: str) -> JsonResponse:
    """Answer the way the vessel went for this lot, with both berths, as GeoJSON."""
    now = utc_now()
    card = lots.lot_head(code=asked_code(code), actor=request.actor, now=now)
    track = follow.track_geojson(lot_code=card.code, now=now)
    features = [*_named(track["features"], card), *_berths(card)]
    answer = {"type": "FeatureCollection", "features": features}
    return JsonResponse(answer, content_type="application/geo+json")


def _berths(row: LotRow) -> list[dict[str, Any]]:
    """Return both berths as features, each pointing at its page by its code."""
    known = places.places_by_code((row.origin, row.destination))
    pages = place_pages(known)
    return [
        {
            "type": "Feature",
            "geometry": {
                "type": "Point",
                "coordinates": [place.position.longitude, place.position.latitude],
            },
            "properties": {
                "code": place.code,
                "name_zh": place.name_zh,
                "name_en": place.name_en or place.name_zh,
                "kind": "terminal",
                **({"url": pages[place.code]} if place.code in pages else {}),
            },
        }
        for place in (known[end] for end in (row.origin, row.destination) if end in known)
    ]


def _named(features: list[dict[str, Any]], row: LotRow) -> list[dict[str, Any]]:
    """Give the track the vessel's name, by which the map's list shows it."""
    for feature in features:
        feature["properties"] |= {
            "code": row.code,
            "name_zh": row.vessel_name,
            "name_en": row.vessel_name,
        }
    return features


@requires(*SIDES)
@require_http_methods(["GET", "HEAD", "POST"])
def lot_sign(request: PageRequest, code: str) -> HttpResponse:
    """Show the contract's clauses and take a side's signature under exactly this text."""
    now = utc_now()
    page = lots.lot_page(code=asked_code(code), actor=request.actor, now=now)
    accounts.lot_with_money(page.row.code, request.actor)
    back = reverse("freight:lot", args=[page.row.code])
    form = SignForm(
        request.POST if request.method == "POST" else None,
        initial={"text_sha256": page.text_sha256},
    )
    if request.method == "POST" and form.is_valid():
        state = tried(
            form,
            lambda: services.sign_contract(
                lot_code=page.row.code,
                text_sha256=form.cleaned_data["text_sha256"],
                actor=request.actor,
                now=utc_now(),
            ),
        )
        if state is not None:
            messages.success(request, _signed(state))
            return HttpResponseRedirect(back)
    facts = _contract(page, request) | {"form": form, "back_url": back}
    return render(request, "freight/sign.html", facts, status=422 if form.errors else 200)


def _signed(state: LotState) -> str:
    if state is LotState.CONTRACTED:
        return _("合同已成立。下一步：货主托管运费。")
    return _("您的签名已记录，等待对方签署。")


def _contract(page: LotPage, request: PageRequest) -> dict[str, Any]:
    row = page.row
    cards = parties.party_cards((row.shipper, row.carrier, row.consignee))
    assert page.terms is not None, "strangers to the money were refused above"  # noqa: S101
    signed = {item.relation for item in page.evidence if item.kind == "contract_signature"}
    own = {Relation.SHIPPER, Relation.CARRIER} & page.relations
    return {
        "lot": page,
        "line": shown.lot_line(
            row, known=page.ends, cards=cards, actor_party=request.actor.acts_for
        ),
        "sides": shown.sides_of(row, cards),
        "clauses": [words((clause.zh, clause.en)) for clause in clauses(page.terms)],
        "signed": [shown.side_words(side) for side in sorted(signed)],
        "may_sign": row.state is LotState.OFFERED and bool(own - signed),
    }


def _file(kind: str, lines: list[dict[str, Any]]) -> HttpResponse:
    heads = [
        _("编号"),
        _("状态"),
        _("货物"),
        _("装货港"),
        _("卸货港"),
        _("船舶"),
        _("合同量（吨）"),
        _("运价（元）"),
        _("应于何时前完成"),
    ]
    return list_file(kind=kind, name="lots", heads=heads, rows=[_cells(line) for line in lines])


def _cells(line: dict[str, Any]) -> list[str]:
    row: LotRow = line["row"]
    return [
        row.code,
        words(LOT_STATE_NAMES[row.state]),
        row.cargo_name,
        line["origin"],
        line["destination"],
        row.vessel_name,
        f"{Tonnes(row.agreed_kg).decimal}",
        "" if row.price is None else f"{row.price.fen / 100:.2f}",
        _minute(row.due_at),
    ]


def _minute(at: datetime | None) -> str:
    return "" if at is None else at.isoformat(timespec="minutes")
