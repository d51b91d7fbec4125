"""Ends of bookings: given back by the shipper, run out of time, or fallen through."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from matou.kit.actor import SYSTEM, Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.modules.freight.contracts import LOT_WITHDRAWER
from matou.modules.planner.contracts import BookingReleased
from matou.modules.planner.models import Booking, LegPart
from matou.modules.planner.rules.booking_states import (
    KEEPERS,
    SHIPPERS,
    BookingAct,
    BookingState,
    CarrierEngaged,
    LegState,
    WorkState,
    booking_move,
)
from matou.modules.planner.rules.replan_states import ReplanAct
from matou.modules.planner.services.closing_replans import close_open
from matou.modules.planner.services.departures import give_back
from matou.spine.journal import services as journal

_LONGEST_REASON = 500


@transaction.atomic
def release(*, code: str, actor: Actor, now: datetime) -> None:
    """Give a booking back (退舱): its room is free, its open demands are withdrawn.

    Raises NotAllowed, NotFound, BookingNotSo, and CarrierEngaged where a leg has its carrier.
    """
    actor.require_any(SHIPPERS)
    booking = _locked(code)
    if booking.party != actor.acts_for:
        raise NotFound(what=code)
    target = booking_move(state=BookingState(booking.state), act=BookingAct.RELEASE)
    engaged = _take_back_demands(booking, now=now)
    if engaged:
        raise CarrierEngaged(leg=engaged[0].leg.number, demand=engaged[0].demand)
    _end(booking, target, reason="", engaged=(), actor=actor, now=now)


def expire_due(*, now: datetime, limit: int = 200) -> int:
    """Let bookings go that nobody confirmed in time; returns how many."""
    due = Booking.objects.due(now).order_by("held_until", "id")
    return sum(_expire(code, now) for code in due.values_list("code", flat=True)[:limit])


def fail_leg(*, code: str, leg: int, reason: str, actor: Actor, now: datetime) -> None:
    """Say that a leg will not be carried, so that the others are not paid for in vain.

    Raises NotAllowed, NotFound, BookingNotSo and InvalidInput.
    """
    actor.require_any(KEEPERS)
    text = " ".join(reason.split())
    if not 0 < len(text) <= _LONGEST_REASON:
        raise InvalidInput(
            field="原因 reason", reason_zh="请用不超过 500 字写明原因。",
            reason_en="Say why in at most 500 signs.",
        )  # fmt: skip
    compensate(code=code, leg=leg, reason=text, actor=actor, now=now)


@transaction.atomic
def compensate(*, code: str, leg: int, reason: str, actor: Actor, now: datetime) -> None:
    """Undo what a fallen leg leaves useless: free the room of all legs that have not begun.

    Raises NotFound and BookingNotSo.
    """
    booking = _locked(code)
    target = booking_move(state=BookingState(booking.state), act=BookingAct.FAIL)
    fallen = (
        booking.legs.filter(number=leg)
        .exclude(state__in=(LegState.DONE, LegState.REPLACED))
        .update(state=LegState.FAILED)
    )
    if not fallen:
        raise NotFound(what=f"{code}-{leg}")
    engaged = [part.demand for part in _take_back_demands(booking, now=now)]
    give_back(booking, legs=[leg])
    _end(booking, target, reason=reason, engaged=engaged, actor=actor, now=now)


@transaction.atomic
def _expire(code: str, now: datetime) -> bool:
    booking = Booking.objects.due(now).select_for_update(of=("self",)).filter(code=code).first()
    if booking is None:
        return False
    target = booking_move(state=BookingState(booking.state), act=BookingAct.EXPIRE)
    _end(booking, target, reason="", engaged=(), actor=SYSTEM, now=now)
    return True


def _end(
    booking: Booking,
    target: BookingState,
    *,
    reason: str,
    engaged: Sequence[str],
    actor: Actor,
    now: datetime,
) -> None:
    """Write the end of a locked booking, free what has not begun, and tell it."""
    idle = booking.legs.filter(state=LegState.PLANNED)
    give_back(booking, legs=list(idle.values_list("number", flat=True)))
    idle.update(state=LegState.RELEASED)
    booking.work_orders.filter(state=WorkState.PLANNED).update(state=WorkState.RELEASED)
    booking.state, booking.ended_at, booking.reason = target, now, reason
    booking.save(update_fields=["state", "ended_at", "reason"])
    close_open(booking, act=ReplanAct.MOOT, actor=actor, now=now)
    journal.publish(
        BookingReleased(
            aggregate=booking.code,
            actor=actor.code,
            occurred_at=now,
            party=booking.party,
            state=target,
            why=target,
            reason=reason,
            engaged=tuple(engaged),
        )
    )


def _take_back_demands(booking: Booking, *, now: datetime) -> Sequence[LegPart]:
    """Withdraw the demands that no carrier has yet, in the shipper's name; returns the others.

    Freight is asked about each one: the news of an award may still be on its way to us.
    """
    parts = LegPart.objects.filter(leg__booking=booking, delivered_at=None)
    return take_back_demands(booking, parts=parts.exclude(leg__state=LegState.REPLACED), now=now)


def take_back_demands(
    booking: Booking, *, parts: QuerySet[LegPart], now: datetime
) -> Sequence[LegPart]:
    """Withdraw the demands of some parts of a booking; returns those that a carrier has."""
    found = list(parts.select_related("leg").order_by("leg__number", "number"))
    withdraw = LOT_WITHDRAWER.get()
    if withdraw is None:
        return [part for part in found if part.carrier]
    house = replace(SYSTEM, acts_for=booking.party, roles=SHIPPERS)
    return [part for part in found if not withdraw(part.demand, house, now)]


def _locked(code: str) -> Booking:
    booking = Booking.objects.select_for_update(of=("self",)).filter(code=code).first()
    if booking is None:
        raise NotFound(what=code)
    return booking
