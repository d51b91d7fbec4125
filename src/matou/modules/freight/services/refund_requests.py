"""What a second operator does with a refund that waits (退款复核): grant it, or drop it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import DomainError, NotFound
from matou.kit.money import Money
from matou.modules.freight.contracts import RefundDropped
from matou.modules.freight.models import Lot, RefundRequest
from matou.modules.freight.rules import requests as rules
from matou.modules.freight.rules.refunds import RefundGround
from matou.modules.freight.rules.requests import RequestState
from matou.modules.freight.services.refunds import (
    RefundAsked,
    carry_out,
    check_disinterested,
    check_refundable,
)
from matou.spine.journal import services as journal


@transaction.atomic
def confirm_refund(*, request_id: UUID, actor: Actor, now: datetime) -> None:
    """Grant a waiting refund as the second operator: nothing has moved before, all moves now.

    Raises RefundAskedByYou, RefunderHasInterest, RefundDecidedAlready, and as ``ask_refund``.
    """
    lot, row = _locked(request_id, actor, now)
    rules.check_second(asked_by=row.asked_by, actor=actor.code)
    amount = Money(row.amount_fen)
    # Asked again: another refund, or a dispute, may have come between.
    check_refundable(lot=lot, amount=amount)
    _decide(row, RequestState.GRANTED, actor=actor, now=now)
    asked = RefundAsked(
        amount=amount, ground=RefundGround(row.ground), reason=row.reason, key=row.key
    )
    carry_out(lot=lot, refund_id=row.pk, asked=asked, actor=actor, now=now)


@transaction.atomic
def drop_refund(*, request_id: UUID, actor: Actor, now: datetime) -> None:
    """Take a waiting refund back or refuse it; one operator is enough not to move money.

    Raises RefunderHasInterest, RefundDecidedAlready.
    """
    lot, row = _locked(request_id, actor, now)
    _decide(row, RequestState.DROPPED, actor=actor, now=now)
    journal.publish(
        RefundDropped(
            aggregate=lot.code,
            actor=actor.code,
            occurred_at=now,
            refund=str(row.pk),
            amount_fen=row.amount_fen,
        )
    )


def refund_obstacle(*, request_id: UUID, actor: Actor, now: datetime) -> DomainError | None:
    """Return why the actor cannot grant a waiting refund, None where nothing is in the way."""
    row = RefundRequest.objects.select_related("lot").get(pk=request_id)
    try:
        rules.check_second(asked_by=row.asked_by, actor=actor.code)
        check_disinterested(lot=row.lot, actor=actor, now=now)
    except DomainError as refusal:
        return refusal
    return None


def _locked(request_id: UUID, actor: Actor, now: datetime) -> tuple[Lot, RefundRequest]:
    """Lock lot, then request, for an operator without interest, while it still waits."""
    actor.require_any({OPERATOR})
    rows = RefundRequest.objects.filter(pk=request_id)
    lot_id = rows.values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise NotFound(what=request_id)
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=lot_id)
    row = rows.select_for_update(of=("self",)).get()
    check_disinterested(lot=lot, actor=actor, now=now)
    rules.check_waiting(RequestState(row.state))
    return lot, row


def _decide(row: RefundRequest, state: RequestState, *, actor: Actor, now: datetime) -> None:
    row.state, row.decided_by, row.decided_at = state, actor.code, now
    row.save(update_fields=["state", "decided_by", "decided_at"])
