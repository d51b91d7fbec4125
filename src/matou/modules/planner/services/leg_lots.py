"""Legs as lots of freight: barges and trucks are asked for, and what befalls them is followed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from matou.kit.actor import Actor
from matou.kit.codes import new_code
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.contracts import LOT_OPENER, LotWanted
from matou.modules.planner.models import Booking, BookingLeg, LegPart
from matou.modules.planner.queries.networks import network_at
from matou.modules.planner.rules.booking_states import LegState
from matou.modules.planner.rules.network import Mode
from matou.modules.planner.rules.pinning import question_of
from matou.modules.planner.rules.splitting import split, vehicles_for

LOADING_BEFORE = timedelta(hours=24)
LOADING_AFTER = timedelta(hours=12)
"""Within which time around the planned departure a carrier may come to load."""


def open_lots(booking: Booking, *, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Ask carriers for every leg that no service and no railway carries; returns the demands.

    Where freight is off, and for dangerous goods, which it does not take, legs stay unassigned.
    Asked again for the same parts it opens nothing twice. Raises what freight refuses.
    """
    opener = LOT_OPENER.get()
    if opener is None or booking.dangerous_class:
        return ()
    draught_mm = question_of(booking.offer.question).cargo.draught_mm
    return tuple(
        opener(_wanted(booking, part, draught_mm=draught_mm, now=now), actor, now)
        for part in _ensure_parts(booking, now=now)
    )


def _ensure_parts(booking: Booking, *, now: datetime) -> Sequence[LegPart]:
    """Return the vessels and trucks of the legs to come, split now unless they were before."""
    legs = list(booking.legs.filter(state=LegState.PLANNED).order_by("number"))
    parts = LegPart.objects.filter(leg__in=legs).select_related("leg")
    found = list(parts.order_by("leg__number", "number"))
    return found or LegPart.objects.bulk_create(
        part for leg in legs for part in _parts(leg, booking=booking, now=now)
    )


def _parts(leg: BookingLeg, *, booking: Booking, now: datetime) -> list[LegPart]:
    vehicles = vehicles_for(
        mode=Mode(leg.mode),
        service=leg.service,
        cargo=question_of(booking.offer.question).cargo,
        params=network_at(now).params,
    )
    return [
        LegPart(
            leg=leg,
            number=part.number,
            vehicles=part.vehicles,
            mass_kg=part.mass_kg,
            price_fen=part.fen,
            demand=new_code(),
        )
        for part in split(vehicles=vehicles, mass_kg=leg.mass_kg, fen=leg.price_fen)
    ]


def _wanted(booking: Booking, part: LegPart, *, draught_mm: int, now: datetime) -> LotWanted:
    leg = part.leg
    is_barge = leg.mode == Mode.WATER
    return LotWanted(
        code=part.demand,
        origin=leg.origin,
        destination=leg.destination,
        loading=Period(
            max(now, leg.planned_departs_at - LOADING_BEFORE),
            leg.planned_departs_at + LOADING_AFTER,
        ),
        quantity=Tonnes(part.mass_kg),
        price=Money(max(1, part.price_fen)),
        cargo=booking.cargo,
        cargo_name=booking.cargo_name,
        consignee=booking.consignee,
        draught_max_cm=draught_mm // 10 if is_barge and draught_mm else None,
        notes=f"一单制 waybill {booking.code}-{leg.number}-{part.number} · "
        f"{part.vehicles} {'船 vessels' if is_barge else '车 trucks'}",
    )
