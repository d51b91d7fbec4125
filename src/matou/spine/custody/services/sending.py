"""Send orders to the provider and ask after those it stays silent about."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from matou.spine.custody.contracts import (
    OrderKind,
    OrderState,
    ProviderAnswer,
    ProviderOrder,
    ProviderRefused,
    ProviderUnavailable,
)
from matou.spine.custody.models import CustodyOrder
from matou.spine.custody.services.payees import account_number
from matou.spine.custody.services.providers import provider
from matou.spine.custody.services.settling import settle
from matou.spine.custody.services.simulator import Simulator

ASK_AFTER = timedelta(seconds=60)
"""A healthy provider answers within seconds; asking earlier would only add load."""


def send_order(*, order_id: UUID, now: datetime) -> bool:
    """Send one order unless the provider already answered; tell whether it was sent.

    Safe to repeat: the provider knows the order by our id. Raises ProviderUnavailable.
    """
    order = CustodyOrder.objects.get(pk=order_id)
    if order.state != OrderState.CREATED.value:
        return False
    # The call stands outside any transaction: what the provider did, no rollback undoes.
    try:
        answer = _call(order, now=now)
    except ProviderRefused as refusal:
        answer = ProviderAnswer(
            order_id=order.pk,
            state=OrderState.FAILED,
            provider_reference="",
            amount=order.money,
            settled_at=None,
            reason=str(refusal.facts["reason"])[:200],
        )
    return settle(answer, now=now)


def send_due(*, now: datetime, limit: int = 200) -> int:
    """Send what was ordered and not sent; return how many went out.

    An unavailable provider leaves the rest for the next time.
    """
    due = CustodyOrder.objects.filter(state=OrderState.CREATED.value).order_by("created_at", "pk")
    sent = 0
    for order_id in list(due.values_list("pk", flat=True)[:limit]):
        try:
            sent += send_order(order_id=order_id, now=now)
        except ProviderUnavailable:
            continue
    return sent


def query_overdue(*, now: datetime, limit: int = 200) -> int:
    """Ask after orders that were sent and stay silent; return how many are known better now.

    This is how lost callbacks are made good, without waiting for the statement.
    """
    silent = CustodyOrder.objects.filter(
        Q(queried_at=None) | Q(queried_at__lte=now - ASK_AFTER),
        state=OrderState.SENT.value,
        sent_at__lte=now - ASK_AFTER,
    ).order_by("sent_at", "pk")
    return sum(_ask(order_id, now=now) for order_id in silent.values_list("pk", flat=True)[:limit])


def run_due(*, now: datetime) -> int:
    """Do what the worker does: send, let a simulator call back, ask; return the steps made."""
    steps = send_due(now=now)
    institution = provider()
    if isinstance(institution, Simulator):
        steps += institution.deliver_due(now=now)
    return steps + query_overdue(now=now)


def _call(order: CustodyOrder, *, now: datetime) -> ProviderAnswer:
    asked = ProviderOrder(
        order_id=order.pk,
        kind=OrderKind(order.kind),
        party=order.party,
        amount=order.money,
        reference=order.reference,
        account_number=account_number(order.payee_id) if order.payee_id else "",
    )
    if asked.kind is OrderKind.DEPOSIT:
        return provider().deposit(order=asked, now=now)
    return provider().payout(order=asked, now=now)


def _ask(order_id: UUID, *, now: datetime) -> bool:
    try:
        answer = provider().query(order_id=order_id, now=now)
    except ProviderUnavailable:
        return False
    with transaction.atomic():
        CustodyOrder.objects.filter(pk=order_id).update(queried_at=now)
        return answer is not None and settle(answer, now=now)
