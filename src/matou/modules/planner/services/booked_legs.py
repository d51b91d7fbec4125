"""A pinned chain as rows of a booking: legs, work orders, and the room that its rides hold."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from matou.modules.planner.models import Booking, BookingLeg, Departure, Hold, WorkOrder
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.booking_states import HoldState, LegState, WorkState
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.pinning import PinnedChain, room_wanted
from matou.modules.planner.services.departures import Room, capacity_in


def rooms_of(chain: PinnedChain, *, question: Question, network: Network) -> tuple[Room, ...]:
    """Return the room that each ride of a chain needs, in order."""
    capacity = {one.code: one.capacity for one in network.services}
    return tuple(
        Room(
            service=leg.service,
            departs_at=leg.departs_at,
            unit=leg.unit,
            amount=room_wanted(leg=leg, cargo=question.cargo),
            capacity=capacity_in(leg.unit, capacity[leg.service]),
        )
        for leg in chain.legs
        if leg.unit is not None
    )


def rooms_by_leg(chain: PinnedChain, rooms: Sequence[Room]) -> list[tuple[int, Room]]:
    """Return the room of each ride under the number of its leg."""
    riding = [leg.number for leg in chain.legs if leg.unit is not None]
    return list(zip(riding, rooms, strict=True))


def write_legs(booking: Booking, chain: PinnedChain) -> dict[int, BookingLeg]:
    """Write a chain's legs and work orders; returns the legs by number."""
    legs = [
        BookingLeg(
            booking=booking,
            number=leg.number,
            version=booking.version,
            mode=leg.mode,
            origin=leg.origin,
            destination=leg.destination,
            service=leg.service,
            state=LegState.PLANNED,
            mass_kg=booking.mass_kg,
            teu=booking.teu,
            length_m=leg.length_m,
            price_fen=leg.fen,
            co2e_g=leg.grams,
            planned_departs_at=leg.departs_at,
            planned_arrives_at=leg.arrives_at,
        )
        for leg in chain.legs
    ]
    BookingLeg.objects.bulk_create(legs)
    WorkOrder.objects.bulk_create(
        WorkOrder(
            booking=booking,
            number=one.number,
            transfer=one.transfer,
            origin=one.origin,
            destination=one.destination,
            origin_mode=one.origin_mode,
            destination_mode=one.destination_mode,
            mass_kg=booking.mass_kg,
            teu=booking.teu,
            price_fen=one.fen,
            state=WorkState.PLANNED,
            planned_begins_at=one.begins_at,
            planned_ends_at=one.ends_at,
        )
        for one in chain.handlings
    )
    return {leg.number: leg for leg in legs}


def hold_legs(
    legs: Mapping[int, BookingLeg],
    *,
    rooms: Sequence[tuple[int, Room]],
    departures: Mapping[tuple[str, datetime], Departure],
    expires_at: datetime,
) -> None:
    """Let legs hold their room of departures that are locked, in the order of the locks."""
    Hold.objects.bulk_create(
        Hold(
            leg=legs[number],
            departure=departures[room.key],
            amount=room.amount,
            state=HoldState.HELD,
            expires_at=expires_at,
        )
        for number, room in sorted(rooms, key=lambda pair: pair[1].key)
    )
