"""Reads of custody: orders, open breaks, and whether the clearing account is explained."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.spine.custody.contracts import (
    BreakKind,
    BreakRow,
    BreakSearch,
    OrderCard,
    OrderKind,
    OrderState,
)
from matou.spine.custody.models import CustodyOrder, ReconciliationBreak
from matou.spine.parties import queries as parties

_EVERY_BREAK = BreakSearch()


def order(order_id: UUID) -> OrderCard:
    """Return one order; raises NotFound."""
    row = CustodyOrder.objects.filter(pk=order_id).first()
    if row is None:
        raise NotFound(what=str(order_id))
    return card(row)


def order_for(*, kind: OrderKind, reference: str) -> OrderCard | None:
    """Return the order made for a reference, or None."""
    row = CustodyOrder.objects.filter(kind=kind.value, reference=reference).first()
    return None if row is None else card(row)


def orders_page(
    *,
    party: str | None = None,
    state: OrderState | None = None,
    kind: OrderKind | None = None,
    text: str = "",
    offset: int = 0,
    limit: int = 50,
) -> tuple[OrderCard, ...]:
    """Return orders, newest first; ``text`` is part of a reference, or a whole party's code."""
    rows = CustodyOrder.objects.all()
    if kind is not None:
        rows = rows.filter(kind=kind.value)
    if text:
        rows = rows.filter(told_by(text, reference="reference", party="party"))
    if party is not None:
        rows = rows.filter(party=party)
    if state is not None:
        rows = rows.filter(state=state.value)
    page = rows.order_by("-created_at", "pk")[offset : offset + limit]
    return tuple(card(row) for row in page)


def open_breaks(*, today: date, limit: int = 200) -> tuple[BreakRow, ...]:
    """Return the breaks that still stand without explanation, the oldest first."""
    rows = _open()
    return tuple(break_row(row, today=today) for row in rows.order_by("on", "pk")[:limit])


def open_breaks_page(
    *,
    today: date,
    wanted: BreakSearch = _EVERY_BREAK,
    after: int = 0,
    limit: int = 50,
) -> tuple[BreakRow, ...]:
    """Return the open breaks that are wanted, numbered above ``after``."""
    oldest = today - timedelta(days=wanted.older_than_days)
    rows = _open().filter(pk__gt=after, on__lte=oldest)
    if wanted.owner:
        rows = rows.filter(owner=wanted.owner)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind.value)
    if wanted.text:
        told = told_by(wanted.text, reference="told_reference", party="told_party")
        rows = rows.filter(told | Q(text__icontains=wanted.text))
    return tuple(break_row(row, today=today) for row in rows.order_by("pk")[:limit])


def open_break_count() -> int:
    """Return how many breaks wait for an explanation."""
    return _open().count()


def break_card(break_id: int, *, today: date) -> BreakRow:
    """Return one break, dealt with or not; raises NotFound."""
    row = ReconciliationBreak.objects.filter(pk=break_id).first()
    if row is None:
        raise NotFound(what=str(break_id))
    return break_row(row, today=today)


def breaks_of(*, on: date, today: date) -> tuple[BreakRow, ...]:
    """Return the breaks of one statement day that still stand, explained ones included."""
    rows = ReconciliationBreak.objects.filter(on=on, gone_at=None)
    return tuple(break_row(row, today=today) for row in rows.order_by("pk"))


def told_by(text: str, *, reference: str, party: str) -> Q:
    """Return the condition that an order's reference holds the text, or its party is so named."""
    said = {card.code for card in parties.search(text=text, limit=50)}
    whole = Q(**{f"{party}__in": said | {normal_code(text) or text}})
    return whole | Q(**{f"{reference}__icontains": text})


def card(row: CustodyOrder) -> OrderCard:
    """Return the order as other rooms see it."""
    return OrderCard(
        order_id=row.pk,
        kind=OrderKind(row.kind),
        state=OrderState(row.state),
        party=row.party,
        amount=row.money,
        reference=row.reference,
        provider=row.provider,
        provider_reference=row.provider_reference,
        reason=row.reason,
        created_at=row.created_at,
        sent_at=row.sent_at,
        finished_at=row.finished_at,
    )


def break_row(row: ReconciliationBreak, *, today: date) -> BreakRow:
    """Return the break as other rooms see it."""
    return BreakRow(
        break_id=row.pk,
        on=row.on,
        kind=BreakKind(row.kind),
        order_id=row.order_id,
        text=row.text,
        owner=row.owner,
        age_days=(today - row.on).days,
        explanation=row.explanation,
        is_open=row.gone_at is None and row.explained_at is None,
        is_from_callback=row.is_from_callback,
        line_number=row.line_number,
        told_kind=row.told_kind,
        told_party=row.told_party,
        told_amount=None if row.told_amount is None else Money(row.told_amount),
        told_reference=row.told_reference,
    )


def _open() -> "QuerySet[ReconciliationBreak]":
    return ReconciliationBreak.objects.filter(gone_at=None, explained_at=None)
