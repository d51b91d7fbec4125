"""What the shipper does with a proposal: accept one chain (改配), or decline and keep the plan.

Accepting moves room, lots and legs in one transaction: there is never a time without a booking, and
none at which it holds both ways.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.kit.ids import uuid7
from matou.modules.planner.contracts import BookingReplanned
from matou.modules.planner.models import Booking, ChainOffer, LegPart, Replan
from matou.modules.planner.queries.outlooks import outlook_at
from matou.modules.planner.queries.replan_choices import still_holds
from matou.modules.planner.queries.touched import BEGUN, grounds_of
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.booking_states import (
    BOOKING_HOLDS,
    LIVING,
    SHIPPERS,
    BookingState,
    LegState,
    NoRoomLeft,
    WorkState,
)
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.pinning import (
    PinnedChain,
    chain_json,
    chain_of,
    footprint,
    question_json,
    question_of,
    timetable_digest,
)
from matou.modules.planner.rules.replan_states import (
    ReplanAct,
    ReplanCarrierEngaged,
    ReplanChoiceUnknown,
    ReplanOutdated,
    ReplanStartGone,
    ReplanState,
    replan_move,
)
from matou.modules.planner.services.booked_legs import (
    hold_legs,
    rooms_by_leg,
    rooms_of,
    write_legs,
)
from matou.modules.planner.services.booking import own_locked
from matou.modules.planner.services.closing_replans import close
from matou.modules.planner.services.departures import exchange, take
from matou.modules.planner.services.leg_lots import open_lots
from matou.modules.planner.services.releasing import expire_due, take_back_demands
from matou.modules.planner.services.writing import share_network
from matou.spine.journal import services as journal

_TICK = timedelta(microseconds=1)


def accept_replan(*, replan_id: UUID, choice: int, actor: Actor, now: datetime) -> str:
    """Carry the booking on by one of the proposed chains, all legs or none; returns its code.

    Raises NotAllowed, NotFound, ReplanNotSo, ReplanChoiceUnknown, ReplanStartGone, ReplanOutdated,
    ReplanCarrierEngaged, NoRoomLeft, and what freight refuses. Refused, the booking is untouched.
    """
    actor.require_any(SHIPPERS)
    try:
        return _accept(replan_id=replan_id, choice=choice, actor=actor, now=now)
    except NoRoomLeft:
        # Holds whose time is over count until somebody sweeps them: that may be us.
        if not expire_due(now=now):
            raise
        return _accept(replan_id=replan_id, choice=choice, actor=actor, now=now)


@transaction.atomic
def decline_replan(*, replan_id: UUID, actor: Actor, now: datetime) -> str:
    """Keep the plan as it is; the same cause is not proposed for again. Returns the booking's code.

    Raises NotAllowed, NotFound, ReplanNotSo.
    """
    actor.require_any(SHIPPERS)
    booking, replan = _own(replan_id, actor)
    close(replan, booking=booking, act=ReplanAct.DECLINE, actor=actor, now=now)
    return booking.code


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """What an acceptance puts in place of what."""

    booking: Booking
    replan: Replan
    question: Question
    chain: PinnedChain
    network: Network


@transaction.atomic
def _accept(*, replan_id: UUID, choice: int, actor: Actor, now: datetime) -> str:
    seen_at = share_network(now=now)
    booking, replan = _own(replan_id, actor)
    target = replan_move(state=ReplanState(replan.state), act=ReplanAct.ACCEPT)
    change = _checked(booking, replan, choice, seen_at=seen_at, now=now)
    old = booking.legs.filter(state=LegState.PLANNED)
    numbers = tuple(old.order_by("number").values_list("number", flat=True))
    _take_back_lots(booking, legs=numbers, now=now)
    rooms = rooms_of(change.chain, question=change.question, network=change.network)
    departures = exchange(booking, legs=numbers, rooms=rooms)
    _drop(booking, legs=numbers)
    replan.state, replan.chosen, replan.replaced_offer = target, choice, booking.offer
    replan.decided_at, replan.decided_by = now, actor.code
    _rewrite(change, now=now)
    replan.save()
    hold_legs(
        write_legs(booking, change.chain),
        rooms=rooms_by_leg(change.chain, rooms),
        departures=departures,
        expires_at=booking.held_until,
    )
    demands = () if booking.state == BookingState.HELD else _confirmed(booking, actor, now)
    _tell(change, numbers, demands, actor=actor, now=now)
    return booking.code


def _own(replan_id: UUID, actor: Actor) -> tuple[Booking, Replan]:
    """Lock a proposal's booking, then the proposal; raises NotFound where it is another's."""
    code = (
        Replan.objects.filter(pk=replan_id, booking__party=actor.acts_for)
        .values_list("booking__code", flat=True)
        .first()
    )
    if code is None:
        raise NotFound(what=f"改配方案 re-plan {replan_id}")
    booking = own_locked(code, actor)
    return booking, Replan.objects.select_for_update(of=("self",)).get(pk=replan_id)


def _checked(
    booking: Booking, replan: Replan, choice: int, *, seen_at: datetime, now: datetime
) -> _Change:
    """Refuse what cannot be begun or does not hold any more."""
    assert booking.state in LIVING, "whatever ends a booking ends its proposal"  # noqa: S101
    if not 0 <= choice < len(replan.choices):
        raise ReplanChoiceUnknown(choice=choice + 1)
    chain = chain_of(replan.choices[choice]["chain"])
    if chain.starts_by <= now:
        raise ReplanStartGone(starts_by=chain.starts_by)
    begun = booking.legs.filter(state__in=BEGUN).aggregate(last=Max("number"))["last"] or 0
    question, outlook = question_of(replan.question), outlook_at(seen_at)
    holds = still_holds(chain, question=question, outlook=outlook, grounds=grounds_of(outlook))
    if begun != replan.after_leg or not holds or _is_late(booking, replan):
        raise ReplanOutdated
    return _Change(
        booking=booking,
        replan=replan,
        question=question,
        chain=_numbered(chain, booking),
        network=outlook.edition(outlook.minute(chain.ready_at)),
    )


def _is_late(booking: Booking, replan: Replan) -> bool:
    """Tell whether the running leg is expected after the chain would begin."""
    running = booking.legs.filter(state=LegState.UNDER_WAY).order_by("-number").first()
    expected = running.estimated_arrives_at if running else None
    return expected is not None and expected > replan.ready_at


def _numbered(chain: PinnedChain, booking: Booking) -> PinnedChain:
    """Return the chain with legs and handling counted on from those that the booking has had."""
    legs = booking.legs.aggregate(last=Max("number"))["last"] or 0
    works = booking.work_orders.aggregate(last=Max("number"))["last"] or 0
    return replace(
        chain,
        legs=tuple(replace(leg, number=leg.number + legs) for leg in chain.legs),
        handlings=tuple(replace(one, number=one.number + works) for one in chain.handlings),
    )


def _take_back_lots(booking: Booking, *, legs: Sequence[int], now: datetime) -> None:
    """Withdraw what is asked of carriers for these legs; raises ReplanCarrierEngaged."""
    parts = LegPart.objects.filter(leg__booking=booking, leg__number__in=legs, delivered_at=None)
    engaged = take_back_demands(booking, parts=parts, now=now)
    if engaged:
        raise ReplanCarrierEngaged(leg=engaged[0].leg.number, demand=engaged[0].demand)


def _drop(booking: Booking, *, legs: Sequence[int]) -> None:
    """Leave the legs to come and the handling after the last one that has begun."""
    begun = booking.legs.filter(state__in=BEGUN).order_by("-number").first()
    booking.legs.filter(number__in=legs).update(state=LegState.REPLACED)
    works = booking.work_orders.filter(state=WorkState.PLANNED)
    if begun is not None:
        works = works.filter(planned_begins_at__gte=begun.planned_arrives_at)
    works.update(state=WorkState.RELEASED)


def _rewrite(change: _Change, *, now: datetime) -> None:
    """Let the booking say what the new chain says; what is done already keeps its figures."""
    booking, replan, chain = change.booking, change.replan, change.chain
    booking.offer = _pinned_offer(change, now=now)
    booking.version += 1
    booking.price_fen += chain.fen - replan.old_price_fen
    booking.co2e_g += chain.grams - replan.old_co2e_g
    booking.arrives_at = chain.arrives_at
    if not replan.after_leg:
        booking.departs_at, booking.starts_by = chain.departs_at, chain.starts_by
    if booking.state == BookingState.HELD:
        until = max(booking.held_until, now + BOOKING_HOLDS)
        booking.held_until = min(until, chain.starts_by)
    booking.save()


def _pinned_offer(change: _Change, *, now: datetime) -> ChainOffer:
    """Keep the chain as an offer that is taken at once: what it pins is never changed again."""
    chain, outlook = change.chain, outlook_at(now)
    network, starts_at = outlook.edition(outlook.minute(chain.ready_at)), outlook.starts_at
    return ChainOffer.objects.create(
        id=uuid7(now=now),
        party=change.booking.party,
        made_by=change.booking.booked_by,
        question=question_json(change.question),
        chain=chain_json(chain),
        price_fen=chain.fen,
        co2e_g=chain.grams,
        network_version=network.version,
        timetable_sha256=timetable_digest(network=network, starts_at=starts_at),
        footprint_sha256=footprint(network=network, starts_at=starts_at, chain=chain),
        departs_at=chain.departs_at,
        starts_by=chain.starts_by,
        arrives_at=chain.arrives_at,
        made_at=change.replan.proposed_at,
        expires_at=max(now, change.replan.proposed_at + _TICK),
    )


def _confirmed(booking: Booking, actor: Actor, now: datetime) -> tuple[str, ...]:
    """Take the new room for good and ask carriers, as the confirmation did for the old legs."""
    take(booking)
    return open_lots(booking, actor=actor, now=now)


def _tell(
    change: _Change,
    replaced: tuple[int, ...],
    demands: tuple[str, ...],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    booking = change.booking
    journal.publish(
        BookingReplanned(
            aggregate=booking.code,
            actor=actor.code,
            occurred_at=now,
            party=booking.party,
            state=booking.state,
            replan=str(change.replan.id),
            version=booking.version,
            replaced=replaced,
            services=change.chain.services,
            demands=demands,
            price_fen=booking.price_fen,
            arrives_at=booking.arrives_at,
        )
    )
