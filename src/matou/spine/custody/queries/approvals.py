"""Payouts that wait for people, and those that people decided."""

from uuid import UUID

from django.db.models import Q, QuerySet

from matou.kit.errors import NotFound
from matou.spine.custody.contracts.limits import ApprovalCard, ApprovalState, WaitReason
from matou.spine.custody.models import PayoutApproval
from matou.spine.custody.queries.orders import card, told_by

_OPEN = (ApprovalState.WAITING.value, ApprovalState.PROPOSED.value)


def approvals_page(
    *,
    is_open: bool = True,
    party: str | None = None,
    text: str = "",
    offset: int = 0,
    limit: int = 50,
) -> tuple[ApprovalCard, ...]:
    """Return waiting payouts, the oldest first, or decided ones, the newest first.

    ``text`` is part of a reference or of the payee's name, or a party's name or code.
    """
    rows = _whole()
    if text:
        told = told_by(text, reference="order__reference", party="order__party")
        rows = rows.filter(told | Q(order__payee__holder_name__icontains=text))
    if party is not None:
        rows = rows.filter(order__party=party)
    if is_open:
        rows = rows.filter(state__in=_OPEN).order_by("order__created_at", "pk")
    else:
        rows = rows.exclude(state__in=_OPEN).order_by("-decided_at", "pk")
    return tuple(_card(row) for row in rows[offset : offset + limit])


def open_approval_count() -> int:
    """Return how many payouts wait for people."""
    return PayoutApproval.objects.filter(state__in=_OPEN).count()


def approval(order_id: UUID) -> ApprovalCard:
    """Return one waiting or decided payout; raises NotFound."""
    row = _whole().filter(pk=order_id).first()
    if row is None:
        raise NotFound(what=str(order_id))
    return _card(row)


def _whole() -> "QuerySet[PayoutApproval]":
    return PayoutApproval.objects.select_related("order", "order__payee")


def _card(row: PayoutApproval) -> ApprovalCard:
    payee = row.order.payee
    assert payee is not None, row.pk  # noqa: S101  # only payouts wait, and each has a payee
    return ApprovalCard(
        order=card(row.order),
        payee_id=payee.pk,
        holder=payee.holder,
        holder_name=payee.holder_name,
        number_masked=payee.number_masked,
        bank=payee.bank,
        reasons=tuple(WaitReason(reason) for reason in row.reasons),
        needed=row.needed,
        state=ApprovalState(row.state),
        asked_by=row.asked_by,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        proposed_note=row.proposed_note,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decided_note=row.decided_note,
    )
