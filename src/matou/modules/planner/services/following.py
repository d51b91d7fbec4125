"""What happens under way: carriers, expected and actual times of legs and of terminal handling.

Every act here may come twice, as events do: what is known already is not written again.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from matou.kit.actor import SYSTEM, Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.kit.event import Classifier
from matou.modules.freight.contracts import (
    LOT_LOOKUP,
    ArrivalEstimated,
    DemandAwarded,
    DemandEvent,
    DemandReopened,
    LotDelivered,
    LotEvent,
    LotInTransit,
)
from matou.modules.planner.contracts import LegChanged
from matou.modules.planner.models import Booking, BookingLeg, LegPart, WorkOrder
from matou.modules.planner.rules.booking_states import (
    KEEPERS,
    LIVING,
    NOT_CARRIED,
    BookingAct,
    BookingState,
    LegState,
    WorkState,
    booking_move,
)
from matou.modules.planner.rules.replan_states import ReplanAct
from matou.modules.planner.services.closing_replans import close_open
from matou.modules.planner.services.releasing import compensate
from matou.spine.journal import services as journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When something began and ended, or is expected to; None leaves what is known."""

    begins_at: datetime | None = None
    ends_at: datetime | None = None
    classifier: Classifier = Classifier.ACTUAL


@transaction.atomic
def record_leg_times(*, code: str, leg: int, times: Times, actor: Actor, now: datetime) -> None:
    """Note when a leg departs and arrives, as expected (EST) or in fact (ACT).

    Raises NotAllowed, NotFound, BookingNotSo and InvalidInput.
    """
    actor.require_any(KEEPERS)
    booking = _carried(code)
    found = booking.legs.filter(number=leg).first()
    if found is None or found.state in NOT_CARRIED:
        raise NotFound(what=f"{code}-{leg}")
    names = ("departs_at", "arrives_at")
    if _note(found, times, names, now=now):
        _progress(booking, found, actor=actor, now=now, classifier=times.classifier)


@transaction.atomic
def record_work_times(*, code: str, order: int, times: Times, actor: Actor, now: datetime) -> None:
    """Note when a terminal handles the cargo, as expected (EST) or in fact (ACT).

    Raises NotAllowed, NotFound, BookingNotSo and InvalidInput.
    """
    actor.require_any(KEEPERS)
    booking = _carried(code)
    found: WorkOrder | None = booking.work_orders.filter(number=order).first()
    if found is None or found.state == WorkState.RELEASED:
        raise NotFound(what=f"{code}-W{order}")
    _note(found, times, ("begins_at", "ends_at"), now=now)
    if found.actual_ends_at is not None:
        found.state = WorkState.DONE
    elif found.actual_begins_at is not None:
        found.state = WorkState.UNDER_WAY
    found.save()


@transaction.atomic
def follow_award(event: DemandAwarded) -> None:
    """Note which carrier has a part of a leg, and under which lot."""
    part = _part_of(demand=event.aggregate)
    if part is None or part.lot == event.lot:
        return
    part.lot, part.carrier = event.lot, event.carrier
    part.save(update_fields=["lot", "carrier"])
    _tell(part.leg.booking, _name_carrier(part.leg), at=event.occurred_at)


@transaction.atomic
def follow_reopening(event: DemandReopened) -> None:
    """Forget the carrier whose trip fell through; freight looks for another."""
    part = _part_of(demand=event.aggregate)
    if part is None or part.lot != event.lot:
        return
    part.lot = part.carrier = ""
    part.save(update_fields=["lot", "carrier"])
    _tell(part.leg.booking, _name_carrier(part.leg), at=event.occurred_at)


def follow_end_of_demand(event: DemandEvent) -> None:
    """Let the booking fail where a demand ends before its cargo was delivered."""
    with transaction.atomic():
        part = _part_of(demand=event.aggregate)
        if part is None or part.delivered_at is not None or _weights(part.lot)[1] is not None:
            return
        booking = part.leg.booking
        if booking.state not in LIVING or part.leg.state in {LegState.DONE, *NOT_CARRIED}:
            return
        compensate(
            code=booking.code,
            leg=part.leg.number,
            reason=f"货盘未成行 demand {event.aggregate}: {event.state}",
            actor=SYSTEM,
            now=event.occurred_at,
        )


@transaction.atomic
def follow_departure(event: LotInTransit) -> None:
    """Note that a vessel or truck has left with its part; the first one is the leg's departure."""
    part = _part_carried(event)
    if part is None or (part.departed_at and part.departed_at <= event.occurred_at):
        return
    part.departed_at, part.loaded_kg = event.occurred_at, _weights(event.aggregate)[0]
    part.save(update_fields=["lot", "carrier", "departed_at", "loaded_kg"])
    _follow_parts(part.leg, at=event.occurred_at)


@transaction.atomic
def follow_delivery(event: LotDelivered) -> None:
    """Note that a part has arrived; with the last one the leg has."""
    part = _part_carried(event)
    if part is None or part.delivered_at is not None:
        return
    loaded_kg, part.delivered_kg = _weights(event.aggregate)
    part.loaded_kg = part.loaded_kg or loaded_kg
    part.delivered_at = event.occurred_at
    part.departed_at = part.departed_at or event.occurred_at
    part.save()
    _follow_parts(part.leg, at=event.occurred_at)


@transaction.atomic
def follow_estimate(event: ArrivalEstimated) -> None:
    """Note when a leg is expected at its end: with the last of its vessels."""
    part = _part_of(lot=event.aggregate)
    if part is None or event.place != part.leg.destination:
        return
    leg = part.leg
    if leg.actual_arrives_at or (leg.estimated_arrives_at or event.arrives_at) > event.arrives_at:
        return
    if leg.estimated_arrives_at != event.arrives_at:
        leg.estimated_arrives_at = event.arrives_at
        leg.save(update_fields=["estimated_arrives_at"])
        _tell(leg.booking, leg, at=event.occurred_at, classifier=Classifier.ESTIMATED)


def _part_of(**wanted: str) -> LegPart | None:
    """Return a part with its leg and booking, the booking locked first as everywhere."""
    known = LegPart.objects.filter(**wanted).values_list("leg__booking_id", flat=True).first()
    if known is None:
        return None
    Booking.objects.select_for_update(of=("self",)).get(pk=known)
    return LegPart.objects.select_related("leg__booking").filter(**wanted).first()


def _part_carried(event: LotEvent) -> LegPart | None:
    """Return the part that a lot carries, also where the news of its award is still on its way.

    Events of a demand and of its lot come in no common order. A lot that brings refused cargo back
    bears the same demand and is not meant.
    """
    part = _part_of(demand=event.demand)
    if part is None or part.lot not in {"", event.aggregate}:
        return None
    part.lot, part.carrier = event.aggregate, event.carrier
    return part


def _carried(code: str) -> Booking:
    booking = Booking.objects.select_for_update(of=("self",)).filter(code=code).first()
    if booking is None:
        raise NotFound(what=code)
    if booking.state != BookingState.UNDER_WAY:
        # Whatever may not depart and is not under way is refused in the words of its state.
        booking_move(state=BookingState(booking.state), act=BookingAct.DEPART)
    return booking


def _note(
    row: BookingLeg | WorkOrder, times: Times, names: tuple[str, str], *, now: datetime
) -> bool:
    """Write the times that are new; tells whether anything changed."""
    if times.classifier is Classifier.PLANNED:
        raise _bad("计划时间由方案确定。", "Planned times are those of the plan.")
    is_actual = times.classifier is Classifier.ACTUAL
    prefix = "actual" if is_actual else "estimated"
    given = dict(zip(names, (times.begins_at, times.ends_at), strict=True))
    changed = {
        f"{prefix}_{name}": at
        for name, at in given.items()
        if at is not None and getattr(row, f"{prefix}_{name}") != at
    }
    for name, at in changed.items():
        if is_actual and at > now:
            raise _bad("实际时间不能在将来。", "An actual time cannot lie ahead.")
        setattr(row, name, at)
    begins, ends = (getattr(row, f"{prefix}_{name}") for name in names)
    if not _runs_forward(begins, ends, is_actual=is_actual):
        raise _bad("结束须有开始，且不早于开始。", "The end needs a beginning and follows it.")
    return bool(changed)


def _runs_forward(begins: datetime | None, ends: datetime | None, *, is_actual: bool) -> bool:
    if ends is None:
        return True
    # What is expected to end may have begun at a time that nobody has told.
    return not is_actual if begins is None else begins <= ends


def _bad(reason_zh: str, reason_en: str) -> InvalidInput:
    return InvalidInput(field="时间 times", reason_zh=reason_zh, reason_en=reason_en)


def _weights(lot: str) -> tuple[int | None, int | None]:
    look_up = LOT_LOOKUP.get()
    card = look_up(lot) if look_up and lot else None
    return (card.loaded_kg, card.delivered_kg) if card else (None, None)


def _name_carrier(leg: BookingLeg) -> BookingLeg:
    """Write the leg's carrier: the one that has all parts that anybody has."""
    carriers = set(leg.parts.exclude(carrier="").values_list("carrier", flat=True))
    leg.carrier = carriers.pop() if len(carriers) == 1 else ""
    leg.save(update_fields=["carrier"])
    return leg


def _follow_parts(leg: BookingLeg, *, at: datetime) -> None:
    if leg.state in NOT_CARRIED:
        return
    parts = list(leg.parts.all())
    departed = [part.departed_at for part in parts if part.departed_at]
    arrived = [part.delivered_at for part in parts if part.delivered_at]
    _name_carrier(leg)
    leg.actual_departs_at = min(departed)
    if len(arrived) == len(parts):
        leg.actual_arrives_at = max(*arrived, leg.actual_departs_at)
    _progress(leg.booking, leg, actor=SYSTEM, now=at, classifier=Classifier.ACTUAL)


def _progress(
    booking: Booking, leg: BookingLeg, *, actor: Actor, now: datetime, classifier: Classifier
) -> None:
    """Bring the states of a leg and its booking after their actual times."""
    if leg.actual_arrives_at is not None:
        leg.state = LegState.DONE
    elif leg.actual_departs_at is not None:
        leg.state = LegState.UNDER_WAY
    leg.save()
    if booking.state == BookingState.CONFIRMED and leg.state != LegState.PLANNED:
        booking.state = booking_move(state=BookingState.CONFIRMED, act=BookingAct.DEPART)
        booking.save(update_fields=["state"])
    ahead = booking.legs.exclude(state__in=(LegState.DONE, LegState.REPLACED))
    is_over = not ahead.exists()
    if booking.state == BookingState.UNDER_WAY and is_over:
        booking.state = booking_move(state=BookingState.UNDER_WAY, act=BookingAct.CLOSE)
        booking.ended_at = now
        booking.save(update_fields=["state", "ended_at"])
        close_open(booking, act=ReplanAct.MOOT, actor=actor, now=now)
    _tell(booking, leg, at=now, actor=actor, classifier=classifier)


def _tell(
    booking: Booking,
    leg: BookingLeg,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
    classifier: Classifier = Classifier.ACTUAL,
) -> None:
    is_actual = classifier is Classifier.ACTUAL
    journal.publish(
        LegChanged(
            aggregate=booking.code,
            actor=actor.code,
            occurred_at=at,
            classifier=classifier,
            party=booking.party,
            state=booking.state,
            leg=leg.number,
            leg_state=leg.state,
            carrier=leg.carrier,
            departs_at=leg.actual_departs_at if is_actual else leg.estimated_departs_at,
            arrives_at=leg.actual_arrives_at if is_actual else leg.estimated_arrives_at,
        )
    )
