"""Room of departures (舱位): held for all legs or none, taken, given back.

Departures are locked in the order of service and time, whatever order a chain rides them in, so
that two bookings never wait for each other. The database counts; see migration 0003.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q

from matou.modules.planner.models import Booking, Departure, Hold
from matou.modules.planner.rules.booking_states import HoldState, NoRoomLeft
from matou.modules.planner.rules.network import Unit

KG_PER_T = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a leg needs of a departure, and how much the network says that departure has."""

    service: str
    departs_at: datetime
    unit: Unit
    amount: int
    capacity: int

    @property
    def key(self) -> tuple[str, datetime]:
        """Which departure; also the order in which departures are locked."""
        return self.service, self.departs_at


def lock_room(rooms: Sequence[Room]) -> dict[tuple[str, datetime], Departure]:
    """Lock the departures and return them; raises NoRoomLeft where one has too little left."""
    if not rooms:
        return {}
    ordered = sorted(rooms, key=lambda room: room.key)
    _ensure_rows(ordered)
    found = _locked(Q(service=room.service, departs_at=room.departs_at) for room in ordered)
    for room in ordered:
        _check_room(found[room.key], room)
    return found


def _ensure_rows(rooms: Sequence[Room]) -> None:
    Departure.objects.bulk_create(
        (
            Departure(
                service=room.service,
                departs_at=room.departs_at,
                unit=room.unit,
                capacity=room.capacity,
            )
            for room in sorted(rooms, key=lambda room: room.key)
        ),
        ignore_conflicts=True,
    )


def exchange(
    booking: Booking, *, legs: Collection[int], rooms: Sequence[Room]
) -> dict[tuple[str, datetime], Departure]:
    """Give the room of some legs back and lock other room instead; raises NoRoomLeft.

    All departures of both are locked in the one order before any room moves, and what is given back
    may be had again.
    """
    _ensure_rows(rooms)
    old = Hold.objects.filter(leg__booking=booking, leg__number__in=legs)
    wanted = [Q(service=room.service, departs_at=room.departs_at) for room in rooms]
    ids = list(old.values_list("departure_id", flat=True))
    _locked([Q(pk__in=ids), *wanted])
    old.exclude(state=HoldState.GONE).update(state=HoldState.GONE)
    found = _locked([Q(pk__in=ids), *wanted])
    for room in sorted(rooms, key=lambda room: room.key):
        _check_room(found[room.key], room)
    return found


def capacity_in(unit: Unit, capacity: int) -> int:
    """Return a service's capacity in the unit that holds count: TEU, or kilograms."""
    return capacity if unit is Unit.TEU else capacity * KG_PER_T


def take(booking: Booking) -> None:
    """Turn what a booking holds into room that is taken for good."""
    _lock_holds(booking)
    Hold.objects.filter(leg__booking=booking, state=HoldState.HELD).update(state=HoldState.TAKEN)


def give_back(booking: Booking, *, legs: Collection[int]) -> None:
    """Give the room of these legs back."""
    _lock_holds(booking)
    held = Hold.objects.filter(leg__booking=booking, leg__number__in=legs)
    held.exclude(state=HoldState.GONE).update(state=HoldState.GONE)


def _check_room(departure: Departure, room: Room) -> None:
    """Follow the network's capacity, and refuse what does not fit."""
    used = departure.held + departure.taken
    if departure.capacity != room.capacity and room.capacity >= used:
        departure.capacity = room.capacity
        departure.save(update_fields=["capacity"])
    free = max(0, min(departure.capacity, room.capacity) - used)
    if room.amount > free:
        raise NoRoomLeft(
            service=room.service,
            departs_at=room.departs_at,
            free=_amount(free, room.unit),
            wanted=_amount(room.amount, room.unit),
        )


def _amount(amount: int, unit: Unit) -> str:
    return f"{amount} TEU" if unit is Unit.TEU else f"{amount / KG_PER_T:,g} t"


def _lock_holds(booking: Booking) -> None:
    departures = Hold.objects.filter(leg__booking=booking).values_list("departure_id", flat=True)
    _locked([Q(pk__in=list(departures))])


def _locked(wanted: Iterable[Q]) -> dict[tuple[str, datetime], Departure]:
    condition = reduce(or_, wanted)
    rows = Departure.objects.select_for_update(of=("self",)).filter(condition)
    return {(row.service, row.departs_at): row for row in rows.order_by("service", "departs_at")}
