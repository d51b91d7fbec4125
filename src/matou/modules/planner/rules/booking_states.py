"""The moves of a booking (订舱) and of its legs, and the refusals that a person can meet."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from matou.kit.actor import AUDITOR, OPERATOR, REGISTRAR
from matou.kit.errors import DomainError
from matou.modules.freight.contracts import SHIPPER_ROLE
from matou.modules.planner.contracts import EDITOR_ROLE

OFFER_HOLDS = timedelta(minutes=30)
"""How long an offer stands where nobody says otherwise."""
BOOKING_HOLDS = timedelta(hours=2)
"""How long booked room is kept before somebody must confirm."""


class BookingState(StrEnum):
    """Where a booking stands."""

    HELD = "held"
    CONFIRMED = "confirmed"
    UNDER_WAY = "under_way"
    CLOSED = "closed"
    RELEASED = "released"
    EXPIRED = "expired"
    FAILED = "failed"


class BookingAct(StrEnum):
    """What may happen to a booking."""

    CONFIRM = "confirm"
    RELEASE = "release"
    EXPIRE = "expire"
    DEPART = "depart"
    CLOSE = "close"
    FAIL = "fail"


class LegState(StrEnum):
    """Where one leg of a booking stands."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    RELEASED = "released"
    REPLACED = "replaced"
    FAILED = "failed"


class HoldState(StrEnum):
    """Whether a hold still uses room of its departure: kept for now, kept for good, given back."""

    HELD = "held"
    TAKEN = "taken"
    GONE = "gone"


class WorkState(StrEnum):
    """Where a work order for handling stands."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    RELEASED = "released"


BOOKING_STATES = (
    (BookingState.HELD, "已占舱", "held"),
    (BookingState.CONFIRMED, "已确认", "confirmed"),
    (BookingState.UNDER_WAY, "运输中", "under way"),
    (BookingState.CLOSED, "已完成", "closed"),
    (BookingState.RELEASED, "已退舱", "released"),
    (BookingState.EXPIRED, "已过期", "expired"),
    (BookingState.FAILED, "未成行", "failed"),
)
LEG_STATES = (
    (LegState.PLANNED, "待运", "planned"),
    (LegState.UNDER_WAY, "在途", "under way"),
    (LegState.DONE, "已到达", "arrived"),
    (LegState.RELEASED, "已退", "released"),
    (LegState.REPLACED, "已改配", "replaced"),
    (LegState.FAILED, "未成行", "failed"),
)
WORK_STATES = (
    (WorkState.PLANNED, "待作业", "planned"),
    (WorkState.UNDER_WAY, "作业中", "under way"),
    (WorkState.DONE, "已完成", "done"),
    (WorkState.RELEASED, "已取消", "released"),
)
SHIPPERS = frozenset({SHIPPER_ROLE})
"""Who may book: people who post cargo for their company."""
WATCHERS = frozenset({OPERATOR, AUDITOR, REGISTRAR, EDITOR_ROLE})
"""Who may read every booking."""
KEEPERS = frozenset({OPERATOR, EDITOR_ROLE})
"""Who may tell times of services and terminals, and that a leg has fallen through."""
NOT_CARRIED = (LegState.RELEASED, LegState.REPLACED, LegState.FAILED)
"""The states of a leg that will never be carried."""
LIVING = (BookingState.HELD, BookingState.CONFIRMED, BookingState.UNDER_WAY)
"""The states in which a booking still uses room or will be carried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMove:
    """One row of the state table."""

    source: BookingState
    act: BookingAct
    target: BookingState


BOOKING_MOVES = tuple(
    BookingMove(source=source, act=act, target=target)
    for source, act, target in (
        (BookingState.HELD, BookingAct.CONFIRM, BookingState.CONFIRMED),
        (BookingState.HELD, BookingAct.RELEASE, BookingState.RELEASED),
        (BookingState.HELD, BookingAct.EXPIRE, BookingState.EXPIRED),
        (BookingState.HELD, BookingAct.FAIL, BookingState.FAILED),
        (BookingState.CONFIRMED, BookingAct.RELEASE, BookingState.RELEASED),
        (BookingState.CONFIRMED, BookingAct.DEPART, BookingState.UNDER_WAY),
        (BookingState.CONFIRMED, BookingAct.FAIL, BookingState.FAILED),
        (BookingState.UNDER_WAY, BookingAct.CLOSE, BookingState.CLOSED),
        (BookingState.UNDER_WAY, BookingAct.FAIL, BookingState.FAILED),
    )
)
_BY_STATE_AND_ACT = {(move.source, move.act): move.target for move in BOOKING_MOVES}


class BookingNotSo(DomainError):
    """The booking's state does not allow the act."""

    code = "planner.booking-not-so"
    zh = "订舱当前为“{state_zh}”，不能这样操作。请刷新后再看。"
    en = "The booking is {state_en}, so this cannot be done. Reload and look again."


class OfferExpired(DomainError):
    """The offer's time is over."""

    code = "planner.offer-expired"
    zh = "报价已于 {expires_at:%Y-%m-%d %H:%M} UTC 到期。请重新询价，再订新的报价。"
    en = "The offer ended at {expires_at:%Y-%m-%d %H:%M} UTC. Ask again and book the new offer."


class OfferOutdated(DomainError):
    """The network has changed in something that the offer's legs use."""

    code = "planner.offer-outdated"
    zh = "报价之后路网有变，涉及本方案的运段（{offered} → {present}）。请重新询价。"
    en = "The network changed under this plan's legs ({offered} → {present}). Ask again."


class OfferTaken(DomainError):
    """The offer has been booked already."""

    code = "planner.offer-taken"
    zh = "该报价已订舱，编号 {booking}。请打开该订舱，或重新询价。"
    en = "This offer is booked already as {booking}. Open that booking, or ask again."


class DepartureGone(DomainError):
    """The chain would have to have left already."""

    code = "planner.departure-gone"
    zh = "本方案须在 {starts_by:%Y-%m-%d %H:%M} UTC 前开始，已经过去。请从现在起重新询价。"
    en = "The plan had to begin by {starts_by:%Y-%m-%d %H:%M} UTC, which is past. Ask again."


class NoRoomLeft(DomainError):
    """A departure has less room than the cargo needs."""

    code = "planner.no-room"
    zh = "班次 {service}（{departs_at:%Y-%m-%d %H:%M} UTC）只剩 {free}，需要 {wanted}。"
    zh += "请改选其他方案，或不用该班次重新询价。"
    en = "Service {service} of {departs_at:%Y-%m-%d %H:%M} UTC has {free} left, {wanted} are "
    en += "needed. Choose another chain, or ask again without this service."


class ChainGone(DomainError):
    """The chain that was chosen is not among the answers any more."""

    code = "planner.chain-gone"
    zh = "所选方案已不在当前结果中。请重新询价后再选。"
    en = "The chosen chain is not among the answers any more. Ask again and choose anew."


class CarrierEngaged(DomainError):
    """A carrier has one of the legs, so that it cannot simply be given back."""

    code = "planner.carrier-engaged"
    zh = "第 {leg} 段已有承运人（货盘 {demand}）。请先在货运中取消该运单，再退舱。"
    en = "A carrier has leg {leg} (demand {demand}). Cancel its lot in freight, then release."


class HoldOver(DomainError):
    """The time in which the booking had to be confirmed is over."""

    code = "planner.hold-over"
    zh = "舱位只保留到 {held_until:%Y-%m-%d %H:%M} UTC，已经过期。请重新询价订舱。"
    en = "Room was held until {held_until:%Y-%m-%d %H:%M} UTC, which is past. Ask and book anew."


def booking_move(*, state: BookingState, act: BookingAct) -> BookingState:
    """Return the state to which an act leads; raises BookingNotSo."""
    target = _BY_STATE_AND_ACT.get((state, act))
    if target is None:
        _key, state_zh, state_en = next(row for row in BOOKING_STATES if row[0] is state)
        raise BookingNotSo(state_zh=state_zh, state_en=state_en)
    return target
