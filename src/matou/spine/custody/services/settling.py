"""Apply what the provider reports, from a callback, a query or a statement alike."""

from datetime import datetime
from typing import Any

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.kit.event import Event
from matou.spine.custody import rules
from matou.spine.custody.contracts import (
    BreakKind,
    DepositArrived,
    DepositFailed,
    OrderKind,
    OrderState,
    PayoutConfirmed,
    PayoutFailed,
    ProviderAnswer,
)
from matou.spine.custody.models import CustodyOrder
from matou.spine.custody.services.breaks import note_break
from matou.spine.journal import services as journal
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import Posting, PostingKind


@transaction.atomic
def settle(answer: ProviderAnswer, *, now: datetime) -> bool:
    """Move the order and its money as the provider reports; tell whether that was news.

    Reports may come doubled, late and in any order. One that cannot be applied (an unknown order,
    another amount, an instant that cannot be, a denial of a final state) becomes a break that
    somebody must explain.
    """
    order = CustodyOrder.objects.select_for_update(of=("self",)).filter(pk=answer.order_id).first()
    if order is None:
        note_break(
            kind=BreakKind.UNKNOWN_AT_HOME, answer=answer, now=now, text="无此指令 no such order"
        )
        return False
    if answer.amount != order.money:
        text = f"报告 reported {answer.amount} · 指令 order {order.money}"
        note_break(kind=BreakKind.AMOUNT_DIFFERS, answer=answer, now=now, text=text)
        return False
    if rules.is_out_of_time(told=answer.settled_at, ordered_at=order.created_at, now=now):
        # Booked on such a day it would stand in clearing for ever: no statement is fetched for it.
        text = f"报告 reported {answer.settled_at} · 指令 order {order.created_at}"
        note_break(kind=BreakKind.WRONG_DAY, answer=answer, text=text, now=now)
        return False
    was = OrderState(order.state)
    if rules.contradicts(was=was, tells=answer.state):
        text = f"报告 reported {answer.state.value} · 已记 kept {was.value}"
        note_break(kind=BreakKind.STATE_DIFFERS, answer=answer, now=now, text=text)
        return False
    if not rules.is_news(was=was, tells=answer.state):
        return False
    _move(order, answer, now=now)
    return True


def _move(order: CustodyOrder, answer: ProviderAnswer, *, now: datetime) -> None:
    order.state = answer.state.value
    order.provider_reference = answer.provider_reference
    order.sent_at = order.sent_at or now
    if answer.state in rules.FINAL:
        order.reason = answer.reason
        order.finished_at = now
        is_good = answer.state is OrderState.CONFIRMED
        # The day of the statement that must list it; a report without an instant tells of now.
        order.settled_at = answer.settled_at or (now if is_good else None)
    order.save()
    if answer.state in rules.FINAL:
        journal.publish(_event(order, now=now))
        ledger.submit_or_refuse(_postings(order, now=now))


def _event(order: CustodyOrder, *, now: datetime) -> Event:
    is_good = order.state == OrderState.CONFIRMED.value
    facts: dict[str, Any] = {
        "aggregate": order.reference,
        "actor": SYSTEM.code,
        "occurred_at": order.settled_at or now,
        "order_id": order.pk,
        "reference": order.reference,
        "party": order.party,
        "amount_fen": order.amount,
    }
    match OrderKind(order.kind), is_good:
        case OrderKind.DEPOSIT, True:
            return DepositArrived(**facts)
        case OrderKind.DEPOSIT, False:
            return DepositFailed(**facts, reason=order.reason)
        case _, True:
            return PayoutConfirmed(**facts)
        case _:
            return PayoutFailed(**facts, reason=order.reason)


def _postings(order: CustodyOrder, *, now: datetime) -> tuple[Posting, ...]:
    is_good = order.state == OrderState.CONFIRMED.value
    if order.kind == OrderKind.DEPOSIT.value:
        return (_arrival(order, now=now),) if is_good else ()
    resolution = Posting(
        id=rules.transfer_id(order.pk, "paid" if is_good else "freed"),
        kind=PostingKind.POST if is_good else PostingKind.VOID,
        pending_id=rules.transfer_id(order.pk, "hold"),
        group=order.reference,
        purpose="payout",
        event_at=order.settled_at or now,
    )
    return (resolution,)


def _arrival(order: CustodyOrder, *, now: datetime) -> Posting:
    return Posting(
        id=rules.transfer_id(order.pk, "arrived"),
        kind=PostingKind.POSTED,
        debit=rules.CLEARING,
        credit=rules.wallet(order.party),
        amount=order.money,
        group=order.reference,
        purpose="deposit",
        event_at=order.settled_at or now,
    )
