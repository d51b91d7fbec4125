"""Disputes (争议): when one may be opened, over how much, who may rule, and what falls due when.

A dispute is answered within 24 hours, ruled on within 72, and may be appealed against once within
48; an appeal is ruled on within 72. All hours run on the working-day clock
(``matou.kit.workdays``). The money stays frozen until the ruling can no longer change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from matou.kit.actor import ADMIN, OPERATOR, Actor
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.kit.workdays import add_work_hours
from matou.modules.freight.rules.statement import settlement
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.rules.view import LotView

REPLY_HOURS = 24
RULE_HOURS = 72
APPEAL_HOURS = 48
APPEAL_RULE_HOURS = 72
"""Hours of working days: to reply, to rule, to appeal, to rule on an appeal."""

REPLY_REMINDER_HOURS = 18
RULE_REMINDER_HOURS = 60
"""A reminder goes out a quarter or a sixth of the time before the end."""

DISPUTABLE_STATES = (LotState.DELIVERED, LotState.STATED)
"""From delivery, when every amount can be reckoned, until the money has gone."""


class DisputeState(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    RULED = "ruled"
    APPEALED = "appealed"
    FINAL = "final"
    WITHDRAWN = "withdrawn"


DISPUTE_STATE_NAMES: dict[DisputeState, tuple[str, str]] = {
    DisputeState.OPEN: ("处理中", "open"),
    DisputeState.RULED: ("已裁决，可申诉", "ruled, open to appeal"),
    DisputeState.APPEALED: ("申诉中", "under appeal"),
    DisputeState.FINAL: ("已终局", "final"),
    DisputeState.WITHDRAWN: ("已撤回", "withdrawn"),
}

LIVING_STATES = (DisputeState.OPEN, DisputeState.RULED, DisputeState.APPEALED)
"""While a dispute lives, its amount is frozen and its lot cannot close."""

AWAITING_RULING = (DisputeState.OPEN, DisputeState.APPEALED)
"""It is the platform's turn."""


class DisputeTurn(StrEnum):
    """What time alone does to a dispute; each happens once."""

    REPLY_NEAR = "reply_near"
    REPLY_OVERDUE = "reply_overdue"
    RULING_NEAR = "ruling_near"
    RULING_OVERDUE = "ruling_overdue"
    APPEAL_NEAR = "appeal_near"
    APPEAL_OVERDUE = "appeal_overdue"
    APPEAL_TIME_OVER = "appeal_time_over"


ESCALATED = frozenset({DisputeTurn.RULING_OVERDUE, DisputeTurn.APPEAL_OVERDUE})
"""After these an administrator may rule in the operators' place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputePicture:
    """A dispute as its clock and its rules read it."""

    state: DisputeState
    opened_at: datetime
    is_replied: bool
    reply_due_at: datetime
    ruling_due_at: datetime
    ruled_by: str
    appeal_until_at: datetime | None
    appealed_at: datetime | None
    appeal_due_at: datetime | None
    turns: frozenset[str]


class NotDisputable(DomainError):
    """The lot is not at a point where an amount can be contested."""

    code = "freight.not-disputable"
    zh = "只有签收之后、付款之前可以提出争议。其他问题请联系平台运营。"
    en = "A dispute can be opened between delivery and settlement only. Else ask the operator."


class ClaimTooHigh(DomainError):
    """More is claimed than the other side stands to get."""

    code = "freight.claim-too-high"
    status = 422
    zh = "争议金额最多为 {most}。请调整金额。"
    en = "At most {most} can be contested. Adjust the amount."


class RulerHasInterest(DomainError):
    """Who belongs to a side of the lot, or acted on it, may not rule on it."""

    code = "freight.ruler-has-interest"
    status = 403
    zh = "您与该单有利害关系（属于其中一方，或曾经办该单），须由其他运营人员裁决。"
    en = "You belong to a side of this lot or have acted on it; another operator must rule."


class SameRulerTwice(DomainError):
    """The first ruler may not rule on the appeal against the own ruling."""

    code = "freight.same-ruler-twice"
    status = 403
    zh = "一审由您裁决，申诉须由另一位运营人员裁决。"
    en = "You gave the first ruling; another operator must rule on the appeal."


class NotEscalated(DomainError):
    """An administrator rules only where the operators let the time pass."""

    code = "freight.dispute-not-escalated"
    status = 403
    zh = "裁决期限未过，应由运营人员裁决；逾期后才由管理员裁决。"
    en = "The operators still have time to rule. An administrator rules once it is over."


class ReplyStillDue(DomainError):
    """The other side has not answered and still has time to."""

    code = "freight.reply-still-due"
    zh = "对方尚未答复，答复期限为 {until}。请等待答复或期限届满后再裁决。"
    en = "The other side may answer until {until}. Rule after the reply or after that."


class RulingOutOfRange(DomainError):
    """The ruling gives more than was frozen, or less than nothing."""

    code = "freight.ruling-out-of-range"
    status = 422
    zh = "裁决金额须在 0 与 {most} 之间。"
    en = "A ruling gives from 0 to {most}."


class AppealTooLate(DomainError):
    """The time to appeal is over."""

    code = "freight.appeal-too-late"
    zh = "申诉期已于 {until} 届满，裁决已终局。"
    en = "The time to appeal ended at {until}; the ruling is final."


def other_side(side: Relation) -> Relation:
    """Return the side across the table."""
    return Relation.CARRIER if side is Relation.SHIPPER else Relation.SHIPPER


def check_claim(*, view: LotView, claimant: Relation, amount: Money) -> None:
    """Refuse a claim at the wrong time or over the amount the other side would get.

    A shipper contests what the carrier is to be paid, a carrier what the shipper is to get back;
    so the rest can always be settled at once. Raises NotDisputable or ClaimTooHigh.
    """
    if view.state not in DISPUTABLE_STATES:
        raise NotDisputable
    split = settlement(view)
    pot = split.payable if claimant is Relation.SHIPPER else split.refund
    claimed = Money.total(claim.amount for claim in view.claims if claim.claimant is claimant)
    most = min(pot - claimed, view.balances.escrow)
    if not Money(0) < amount <= most:
        raise ClaimTooHigh(most=max(most, Money(0)))


def check_ruler(
    *, picture: DisputePicture, actor: Actor, parties: frozenset[str], ties: frozenset[str]
) -> None:
    """Refuse a ruler without the office, with an interest, or a second time.

    ``parties`` are the lot and its sides, ``ties`` the companies of the actor, and the lot where
    the actor has acted on it. Raises NotAllowed, NotEscalated, RulerHasInterest or
    SameRulerTwice.
    """
    actor.require_any({OPERATOR, ADMIN})
    if not actor.has(OPERATOR) and ESCALATED.isdisjoint(picture.turns):
        raise NotEscalated
    if not parties.isdisjoint({actor.code, actor.acts_for} | ties):
        raise RulerHasInterest
    if picture.state is DisputeState.APPEALED and actor.code == picture.ruled_by:
        raise SameRulerTwice


def check_heard(*, picture: DisputePicture, now: datetime, until: str) -> None:
    """Refuse a first ruling before the other side was heard or let its time pass."""
    if not picture.is_replied and now < picture.reply_due_at:
        raise ReplyStillDue(until=until)


def check_ruling(*, amount: Money, to_claimant: Money) -> None:
    """Refuse a ruling outside the frozen amount; raises RulingOutOfRange."""
    if not Money(0) <= to_claimant <= amount:
        raise RulingOutOfRange(most=amount)


def due_turn(*, picture: DisputePicture, now: datetime) -> DisputeTurn | None:
    """Return what time alone does to the dispute now; None where nothing is due.

    A reminder whose deadline has passed is no longer due.
    """
    for turn, from_at, until_at in _schedule(picture):
        is_due = from_at <= now and (until_at is None or now < until_at)
        if is_due and turn not in picture.turns:
            return turn
    return None


_Scheduled = tuple[DisputeTurn, datetime, datetime | None]


def _schedule(picture: DisputePicture) -> Iterator[_Scheduled]:
    """Yield the turns that lie before the dispute in its present state, with their times."""
    if picture.state is DisputeState.OPEN:
        opened, reply, ruling = picture.opened_at, picture.reply_due_at, picture.ruling_due_at
        if not picture.is_replied:
            near = add_work_hours(opened, REPLY_REMINDER_HOURS)
            yield DisputeTurn.REPLY_NEAR, near, reply
            yield DisputeTurn.REPLY_OVERDUE, reply, None
        yield DisputeTurn.RULING_NEAR, add_work_hours(opened, RULE_REMINDER_HOURS), ruling
        yield DisputeTurn.RULING_OVERDUE, ruling, None
    if picture.state is DisputeState.RULED and picture.appeal_until_at:
        yield DisputeTurn.APPEAL_TIME_OVER, picture.appeal_until_at, None
    if picture.state is DisputeState.APPEALED and picture.appealed_at and picture.appeal_due_at:
        near = add_work_hours(picture.appealed_at, RULE_REMINDER_HOURS)
        yield DisputeTurn.APPEAL_NEAR, near, picture.appeal_due_at
        yield DisputeTurn.APPEAL_OVERDUE, picture.appeal_due_at, None
