"""Lots as their vessels' tracks see them: fences to watch, the voyage on the map, the way left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from matou.kit.errors import NotFound
from matou.modules.freight.models import Lot, LotTransition
from matou.modules.freight.queries import tracking
from matou.modules.freight.queries.tracking import Json
from matou.modules.freight.rules import eta, geofence
from matou.modules.freight.rules.states import LotState
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceKind

WATCHED_STATES = (LotState.TO_LOAD, LotState.LOADED, LotState.IN_TRANSIT)
_ENDED = (LotState.DELIVERED, LotState.CANCELLED)
_BEGUN = (LotState.TO_LOAD, LotState.IN_TRANSIT)
"""A returning lot starts in transit."""
_OUTWARD = (LotState.FUNDED, LotState.TO_LOAD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voyage:
    """A lot's vessel and the span in which her track belongs to the lot."""

    lot_code: str
    mmsi: str
    state: LotState
    origin: str
    destination: str
    from_at: datetime
    until_at: datetime


def watches(*, mmsis: Collection[str]) -> Mapping[str, tuple[geofence.LotWatch, ...]]:
    """Return what is to be watched for, by vessel: lots whose next step a position can show."""
    lots = list(
        Lot.objects.filter(_carried_by(mmsis), state__in=WATCHED_STATES)
        .order_by("id")
        .only("code", "particulars", "state", "state_since_at", "origin", "destination")
    )
    if not lots:
        return {}
    cards = places.places_by_code({code for lot in lots for code in (lot.origin, lot.destination)})
    found: dict[str, tuple[geofence.LotWatch, ...]] = {}
    for lot in lots:
        watch = geofence.LotWatch(
            lot_code=lot.code,
            state=LotState(lot.state),
            since=lot.state_since_at,
            load=geofence.Fence(place=lot.origin, position=cards[lot.origin].position),
            discharge=geofence.Fence(
                place=lot.destination, position=cards[lot.destination].position
            ),
        )
        mmsi = lot.particulars["mmsi"]
        found[mmsi] = (*found.get(mmsi, ()), watch)
    return found


def _carried_by(mmsis: Collection[str]) -> RawSQL:
    # One array: a queryset would quote each of a batch's MMSIs by itself.
    return RawSQL("particulars ->> 'mmsi' = ANY(%s)", [list(mmsis)], BooleanField())


def proposal_for(*, lot_code: str) -> tracking.ProposalRow | None:
    """Return what the track suggests as the lot's next step, None when it suggests nothing now.

    Raises NotFound for an unknown lot.
    """
    lot = Lot.objects.filter(code=lot_code).first()
    if lot is None:
        raise NotFound(what=lot_code)
    step = geofence.STEPS.get(LotState(lot.state))
    rows = tracking.proposals_of(lot_codes=(lot_code,))
    return next((row for row in rows if row.act == step), None)


def voyage_of(*, lot_code: str, now: datetime) -> Voyage | None:
    """Return whose track to draw for a lot, None while no vessel sails for it.

    Raises NotFound for an unknown lot.
    """
    lot = Lot.objects.filter(code=lot_code).first()
    if lot is None:
        raise NotFound(what=lot_code)
    mmsi = lot.particulars.get("mmsi")
    reached = dict(
        LotTransition.objects.filter(lot=lot)
        .order_by("-version")
        .values_list("to_state", "occurred_at")
    )
    from_at = _first(reached, _BEGUN)
    if not mmsi or from_at is None:
        return None
    until_at = _first(reached, _ENDED) or now
    return Voyage(
        lot_code=lot.code,
        mmsi=mmsi,
        state=LotState(lot.state),
        origin=lot.origin,
        destination=lot.destination,
        from_at=from_at,
        until_at=max(until_at, from_at) + timedelta(microseconds=1),
    )


def track_geojson(*, lot_code: str, now: datetime, max_points: int = 300) -> Json:
    """Return a lot's voyage as one thinned line, nothing before it began; raises NotFound."""
    voyage = voyage_of(lot_code=lot_code, now=now)
    if voyage is None:
        return {"type": "FeatureCollection", "features": []}
    return tracking.track_geojson(
        mmsi=voyage.mmsi, from_at=voyage.from_at, until_at=voyage.until_at, max_points=max_points
    )


def arrival_of(*, lot_code: str, now: datetime) -> eta.Arrival | None:
    """Estimate when a lot's vessel comes to her next berth.

    None before she sails, after she came, when she was never heard or no waterway joins the two.
    Raises NotFound for an unknown lot.
    """
    voyage = voyage_of(lot_code=lot_code, now=now)
    if voyage is None or voyage.state not in {*_OUTWARD, LotState.LOADED, LotState.IN_TRANSIT}:
        return None
    vessel = tracking.vessel_now(mmsi=voyage.mmsi, now=now)
    if vessel is None:
        return None
    target = voyage.origin if voyage.state in _OUTWARD else voyage.destination
    return arrival_at(vessel=vessel, destination=target)


def arrival_at(*, vessel: tracking.VesselNow, destination: str) -> eta.Arrival | None:
    """Estimate when a vessel comes to a place, None when no waterway leads there."""
    links = _links()
    ends = {link.one for link in links} | {link.other for link in links}
    if destination not in ends:
        return None
    positions = {code: card.position for code, card in places.places_by_code(ends).items()}
    left = eta.way_left(
        links=links, places=positions, here=vessel.position, destination=destination
    )
    if left is None:
        return None
    return eta.arrival(
        left=left,
        speed_kmh=tracking.recent_speed_kmh(mmsi=vessel.mmsi, at=vessel.at),
        locks=_lock_delays(codes=left.places, vessel=vessel),
        at=vessel.at,
    )


def _first(reached: Mapping[str, datetime], states: Collection[LotState]) -> datetime | None:
    return min((reached[state] for state in states if state in reached), default=None)


def _links() -> tuple[eta.RiverLink, ...]:
    features = places.waterway_geojson()["features"]
    return tuple(
        eta.RiverLink(
            one=stretch["origin"], other=stretch["destination"], km=stretch["length_m"] / 1000
        )
        for stretch in (feature["properties"] for feature in features)
        if stretch["status"] == "open"
    )


def _lock_delays(*, codes: Collection[str], vessel: tracking.VesselNow) -> dict[str, eta.LockDelay]:
    """Return the usual delays of the locks on the way, less what the vessel has waited already."""
    delays: dict[str, eta.LockDelay] = {}
    for card in places.places_by_code(codes).values():
        if card.kind is not PlaceKind.LOCK:
            continue
        chambers = places.chambers_of(card.code)
        wait = timedelta(minutes=min((one.wait_median_min for one in chambers), default=0))
        passage = timedelta(minutes=min((one.passage_min for one in chambers), default=0))
        if vessel.waiting_at == card.code and vessel.waiting_since is not None:
            wait = max(wait - (vessel.at - vessel.waiting_since), timedelta(0))
        delays[card.code] = eta.LockDelay(lock=card.code, wait=wait, passage=passage)
    return delays
