"""Pieces of freight on shared pages: cards, search hits, the vessels on the river map."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.modules.freight.queries import demands, lots, tracking
from matou.modules.freight.queries.demands import DemandFilter
from matou.modules.freight.rules.states import FINAL_STATES, LOT_STATE_NAMES
from matou.modules.freight.views.demands import shown_title
from matou.modules.freight.views.shown import demand_lines, words
from matou.modules.registry.contracts import VESSELS_BY_MMSI, VesselCard
from matou.web import texts
from matou.web.slots import GeoJson, SearchHit

ON_FRONT = 5
HEARD_WITHIN = timedelta(hours=48)
"""Vessels not heard for two days have left the river or switched off."""

FRESH = timedelta(minutes=30)
"""A moored vessel with class B reports every three minutes (ITU-R M.1371); half an hour is lost."""


def front_card(_request: HttpRequest) -> Mapping[str, Any]:
    """Show the newest open demands to everyone."""
    now = utc_now()
    page = demands.open_demands(wanted=DemandFilter(), now=now, limit=ON_FRONT)
    return {"lines": demand_lines(page.rows, now=now)}


def home_card(request: HttpRequest) -> Mapping[str, Any] | None:
    """Show someone their trips under way and where to go next."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # the slot's page asks members only
    rows, _more = lots.my_lots(actor=actor, now=utc_now(), limit=20)
    living = [row for row in rows if row.state not in FINAL_STATES][:ON_FRONT]
    return {
        "lots": [
            {
                "row": row,
                "url": f"/freight/lots/{row.code}/",
                "state": row.state.value,
                "state_label": words(LOT_STATE_NAMES[row.state]),
            }
            for row in living
        ],
        "may_post": actor.has(SHIPPER_ROLE),
        "may_carry": actor.has(CARRIER_ROLE),
    }


def console_card(request: HttpRequest) -> Mapping[str, Any]:
    """Show watchers how many trips are under way and how many are late."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # the console asks members only
    columns = lots.lot_board(actor=actor, now=utc_now(), per_state=lots.MOST_ON_BOARD)
    rows = [row for column in columns for row in column.rows]
    return {
        "under_way": sum(column.count for column in columns),
        "late": sum(row.is_late for row in rows),
        "disputed": sum(row.disputed for row in rows),
    }


def found_demands(text: str, _actor: Actor | None) -> Sequence[SearchHit]:
    """Find open demands by cargo, code or port."""
    now = utc_now()
    page = demands.open_demands(wanted=DemandFilter(text=text), now=now, limit=8)
    return [
        SearchHit(
            title=shown_title(line),
            url=f"/freight/demands/{line['code']}/",
            note=f"{line['origin']} → {line['destination']}",
            code=line["code"],
        )
        for line in demand_lines(page.rows, now=now)
    ]


def vessel_layer(_request: HttpRequest) -> GeoJson:
    """Return the vessels heard lately as a layer of the river map."""
    now = utc_now()
    heard = tracking.vessels_geojson(bbox=None, since=now - HEARD_WITHIN, now=now)
    registered = VESSELS_BY_MMSI.get()
    mmsis = {feature["properties"]["mmsi"] for feature in heard["features"]}
    cards = registered(mmsis) if registered else {}
    features = [
        _vessel(feature, cards.get(feature["properties"]["mmsi"])) for feature in heard["features"]
    ]
    return {**heard, "features": features}


def _vessel(feature: Mapping[str, Any], card: VesselCard | None) -> dict[str, Any]:
    told = feature["properties"]
    name = told["name"] or f"MMSI {told['mmsi']}"
    speed = "" if told["speed_kn"] is None else f"{told['speed_kn'] * 1.852:.1f} km/h"
    is_waiting, is_fresh = bool(told["waiting_at"]), told["age_s"] <= FRESH.total_seconds()
    properties = {
        "code": card.code if card else told["mmsi"],
        "name_zh": card.name("zh") if card else name,
        "name_en": card.name("en") if card else name,
        # The register's own page is one step behind the code, wherever that room keeps it.
        **({"url": f"/c/{card.code}"} if card else {}),
        "heading": told["course_deg"] or 0,
        "at": told["at"],
        "state": "waiting" if is_waiting else "under_way",
        "tone": texts.WARN if is_waiting else texts.INFO if is_fresh else texts.NEUTRAL,
        "note_zh": "候闸" if is_waiting else speed,
        "note_en": "waiting at a lock" if is_waiting else speed,
        "speed_kn": told["speed_kn"],
    }
    # The age changes every second and would make every answer a new one to the browser.
    return {**feature, "properties": properties}
