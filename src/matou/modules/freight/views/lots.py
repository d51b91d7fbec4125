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
from matou.kit.tonnes import Tonnes
from matou.modules.freight.contracts import CARRIER_ROLE, CONSIGNEE_ROLE, SHIPPER_ROLE
from matou.modules.freight.forms.lots import SignForm
from matou.modules.freight.forms.refusals import tried
from matou.modules.freight.queries import accounts, follow, lots
from matou.modules.freight.queries.lots import LotPage, LotRow
from matou.modules.freight.rules.papers import clauses
from matou.modules.freight.rules.states import FINAL_STATES, LOT_STATE_NAMES, LotState, Relation
from matou.modules.freight.services import lots as services
from matou.modules.freight.views import lot_lines as shown
from matou.modules.freight.views.files import FILE_FORMATS, list_file
from matou.modules.freight.views.next_step import ASIDE, kinds_beside, next_step
from matou.modules.freight.views.shown import asked_code, words
from matou.spine.parties import queries as parties
from matou.spine.places import queries as places
from matou.web.access import PageRequest, requires
from matou.web.components.records import KeysetPage
from matou.web.language import in_language

WATCHERS = ("platform.operator", "platform.auditor")
SIDES = (SHIPPER_ROLE, CARRIER_ROLE, CONSIGNEE_ROLE)
PAGE = 20
MOST_IN_FILE = 100

_WITH_TRACK = frozenset(LotState) - {LotState.OFFERED, LotState.CONTRACTED, LotState.FUNDED}


@requires(*SIDES)
@require_safe
def lot_list(request: PageRequest) -> HttpResponse:
    """List the lots of one's own party, newest first; ``?format=`` answers them as a file."""
    now = utc_now()
    before = request.GET.get("before", "")
    kind = request.GET.get("format", "")
    rows, more = lots.my_lots(
        actor=request.actor,
        now=now,
        before=int(before) if before.isdecimal() and len(before) < 19 else None,  # noqa: PLR2004
        limit=MOST_IN_FILE if kind in FILE_FORMATS else PAGE,
    )
    lines = shown.lot_lines(rows, actor_party=request.actor.acts_for)
    if kind in FILE_FORMATS:
        return _file(kind, lines)
    facts = {
        "living": [line for line in lines if not line["is_over"]],
        "over": [line for line in lines if line["is_over"]],
        "page": KeysetPage(rows=rows, next_key=str(more or "")),
        "is_carrier": CARRIER_ROLE in request.actor.roles,
        "is_shipper": SHIPPER_ROLE in request.actor.roles,
    }
    return render(request, "freight/lots.html", facts)


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
        "next": next_step(page, now=now),
        "way": shown.way(page),
        "asides": _asides(page),
        "beside": kinds_beside(page),
        "evidence": shown.evidence_lines(page.evidence),
        "timeline": shown.timeline_items(page.timeline),
        "statement": page.statement,
        "is_priced": is_priced,
        "has_track": row.state in _WITH_TRACK,
        "track_url": reverse("freight:lot_track", args=[row.code]),
        "is_late": row.is_late,
    }
    return render(request, "freight/lot.html", facts)


def _asides(page: LotPage) -> list[dict[str, str]]:
    """Return the ways out that are open now, the incident last."""
    open_acts = [one.act for one in page.next_acts if one.is_ready or one.wanted]
    links = [
        {
            "label": shown.act_words(act.value),
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
    known = places.places_by_code((card.origin, card.destination))
    ends = [
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
                "url": f"/registry/terminals/{place.code}/",
            },
        }
        for place in (known[end] for end in (card.origin, card.destination) if end in known)
    ]
    answer = {"type": "FeatureCollection", "features": [*_named(track["features"], card), *ends]}
    return JsonResponse(answer, content_type="application/geo+json")


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
