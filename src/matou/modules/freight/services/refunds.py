"""Refunds (退款) of settled lots: once a key, two operators above an amount, never negative."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.ids import uuid7
from matou.kit.money import Money
from matou.modules.freight.contracts import RefundGranted, RefundRequested
from matou.modules.freight.models import Lot, Refund, RefundRequest
from matou.modules.freight.queries.refunds import means_of, paid_of, refunded
from matou.modules.freight.rules import refunds as rules
from matou.modules.freight.rules.refunds import ReceivableCause, RefundGround, RefundPlan
from matou.modules.freight.rules.requests import RequestState, needs_second
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.rules.terms import check_text
from matou.modules.freight.services.locked import lot_locked
from matou.modules.freight.services.purse import post_flows
from matou.modules.freight.services.receivables import (
    Cause,
    open_receivables,
    wait_for_guarantee,
)
from matou.spine.custody import queries as custody
from matou.spine.journal import services as journal
from matou.spine.parties import queries as parties


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAsked:
    """What an operator asks for; the same ``key`` means the same refund."""

    amount: Money
    ground: RefundGround
    reason: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAnswer:
    """What became of a refund that was asked for; waiting and granted it has the same ``id``."""

    id: UUID
    state: RequestState


@transaction.atomic
def ask_refund(*, lot_code: str, asked: RefundAsked, actor: Actor, now: datetime) -> RefundAnswer:
    """Give the shipper part of a settled lot back: at once, or after a second operator's consent.

    The same key gets the same answer. Raises NotRefundable, RefundTooHigh, RefundKeyReused,
    RefunderHasInterest, NotAllowed.
    """
    actor.require_any({OPERATOR})
    lot, _relations = lot_locked(lot_code, actor)
    check_disinterested(lot=lot, actor=actor, now=now)
    check_text(asked.reason, "理由 reason", most=rules.MOST_REASON, least=2)
    check_text(asked.key, "编号 key", most=64, least=1)
    known = _answer_known(lot, asked)
    if known is not None:
        return known
    check_refundable(lot=lot, amount=asked.amount)
    limit = Money(custody.limits().refund_four_eyes_fen)
    refund_id = uuid7(now=now)
    if needs_second(done=refunded(lot), amount=asked.amount, four_eyes=limit):
        _put_in_line(lot=lot, refund_id=refund_id, asked=asked, actor=actor, now=now)
        return RefundAnswer(id=refund_id, state=RequestState.WAITING)
    carry_out(lot=lot, refund_id=refund_id, asked=asked, actor=actor, now=now)
    return RefundAnswer(id=refund_id, state=RequestState.GRANTED)


def check_refundable(*, lot: Lot, amount: Money) -> None:
    """Refuse a refund at the wrong time or of too much; raises NotRefundable, RefundTooHigh."""
    rules.check_refund(
        state=LotState(lot.state),
        is_disputed=lot.disputed,
        paid=sum(paid_of(lot).values()),
        done=refunded(lot),
        amount=amount,
    )


def check_disinterested(*, lot: Lot, actor: Actor, now: datetime) -> None:
    """Refuse an operator who belongs to a side, whichever membership the person acts in.

    Raises RefunderHasInterest.
    """
    sides = {lot.shipper, lot.carrier, lot.consignee, str(lot.terms.get("agent", ""))} - {""}
    own = {card.code for card in parties.companies_of(person=actor.code, at=now)}
    rules.check_impartial(actor=actor, parties=frozenset(sides), ties=frozenset(own))


def carry_out(
    *, lot: Lot, refund_id: UUID, asked: RefundAsked, actor: Actor, now: datetime
) -> None:
    """Make a refund that was checked: write it, tell it, move the money; the lot is locked."""
    paid, done = paid_of(lot), refunded(lot)
    wait_for_guarantee()
    plan = rules.refund_plan(
        shipper=lot.shipper, paid=paid, done=done, amount=asked.amount, means=means_of(paid)
    )
    refund = Refund.objects.create(
        id=refund_id,
        lot=lot,
        key=asked.key,
        amount_fen=asked.amount.fen,
        ground=asked.ground,
        reason=asked.reason,
        paid=paid,
        parts={account: part.fen for account, part in plan.parts.items()},
        granted_by=actor.code,
        granted_at=now,
    )
    cause = Cause(kind=ReceivableCause.REFUND, lot=lot, refund=refund)
    owing = open_receivables(cause=cause, plan=plan, actor=actor, now=now)
    _tell(refund=refund, plan=plan, actor=actor, now=now)
    flows = (*plan.flows, *owing)
    post_flows(lot_code=lot.code, act=f"refund:{refund.pk}", flows=flows, now=now)


def _answer_known(lot: Lot, asked: RefundAsked) -> RefundAnswer | None:
    """Return what the key stands for already; raises RefundKeyReused for something else."""
    granted = lot.refunds.filter(key=asked.key).first()
    request = lot.refund_requests.filter(key=asked.key).first()
    known = granted or request
    if known is None:
        return None
    if (known.amount_fen, known.ground) != (asked.amount.fen, asked.ground):
        raise rules.RefundKeyReused
    state = RequestState(request.state) if request else RequestState.GRANTED
    return RefundAnswer(id=known.pk, state=state)


def _put_in_line(
    *, lot: Lot, refund_id: UUID, asked: RefundAsked, actor: Actor, now: datetime
) -> None:
    RefundRequest.objects.create(
        id=refund_id,
        lot=lot,
        key=asked.key,
        amount_fen=asked.amount.fen,
        ground=asked.ground,
        reason=asked.reason,
        state=RequestState.WAITING,
        asked_by=actor.code,
        asked_at=now,
    )
    journal.publish(
        RefundRequested(
            aggregate=lot.code,
            actor=actor.code,
            occurred_at=now,
            refund=str(refund_id),
            amount_fen=asked.amount.fen,
        )
    )


def _tell(*, refund: Refund, plan: RefundPlan, actor: Actor, now: datetime) -> None:
    journal.publish(
        RefundGranted(
            aggregate=refund.lot.code,
            actor=actor.code,
            occurred_at=now,
            refund=str(refund.pk),
            shipper=refund.lot.shipper,
            ground=refund.ground,
            amount_fen=refund.amount_fen,
            later_fen=plan.later.fen,
        )
    )
