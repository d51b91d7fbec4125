"""Disputes (争议): when one may be opened, over how much, and who may rule."""

from datetime import timedelta
from enum import StrEnum

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.rules.statement import settlement
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.rules.view import LotView

REPLY_WITHIN = timedelta(hours=24)
RULE_WITHIN = timedelta(hours=72)
DISPUTABLE_STATES = (LotState.DELIVERED, LotState.STATED)
"""From delivery, when every amount can be reckoned, until the money has gone."""


class DisputeState(StrEnum):
    """Where a dispute stands."""

    OPEN = "open"
    RULED = "ruled"
    WITHDRAWN = "withdrawn"


DISPUTE_STATE_NAMES: dict[DisputeState, tuple[str, str]] = {
    DisputeState.OPEN: ("处理中", "open"),
    DisputeState.RULED: ("已裁决", "ruled"),
    DisputeState.WITHDRAWN: ("已撤回", "withdrawn"),
}


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
    """Who belongs to a side of the lot may not rule on it."""

    code = "freight.ruler-has-interest"
    status = 403
    zh = "您与该单有利害关系，须由其他运营人员裁决。"
    en = "You have an interest in this lot; another operator must rule."


class RulingOutOfRange(DomainError):
    """The ruling gives more than was frozen, or less than nothing."""

    code = "freight.ruling-out-of-range"
    status = 422
    zh = "裁决金额须在 0 与 {most} 之间。"
    en = "A ruling gives from 0 to {most}."


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


def check_ruler(*, actor: Actor, parties: frozenset[str]) -> None:
    """Refuse a ruler who is, or acts for, a party of the lot; raises RulerHasInterest."""
    if not parties.isdisjoint({actor.code, actor.acts_for}):
        raise RulerHasInterest


def check_ruling(*, amount: Money, to_claimant: Money) -> None:
    """Refuse a ruling outside the frozen amount; raises RulingOutOfRange."""
    if not Money(0) <= to_claimant <= amount:
        raise RulingOutOfRange(most=amount)
