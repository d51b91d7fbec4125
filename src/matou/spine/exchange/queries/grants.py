"""Reads of grants."""

from collections.abc import Iterable

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from matou.kit.errors import NotFound
from matou.spine.exchange.contracts.grants import GrantCard, GrantState, GrantStepCard
from matou.spine.exchange.models import Grant, GrantStep

MOST = 100
_STRONGEST = (GrantState.ENDED.value, GrantState.REFUSED.value, GrantState.APPROVED.value)


def grant(number: int) -> GrantCard:
    """Return a grant as it stands now; raises NotFound."""
    found = _cards(Grant.objects.filter(pk=number))
    if not found:
        raise NotFound(what=str(number))
    return found[0]


def grants_of(*, consumer: str, service: str = "") -> tuple[GrantCard, ...]:
    """Return all grants of a member, of one service where that is named."""
    rows = Grant.objects.filter(consumer=consumer)
    if service:
        rows = rows.filter(service=service)
    return _cards(rows.order_by("pk")[: MOST * 5])


def grants_page(
    *, is_open: bool = False, text: str = "", before: int | None = None, limit: int = 50
) -> tuple[GrantCard, ...]:
    """Return grants, the newest first; only those that wait for a decision where ``is_open``."""
    rows = Grant.objects.all()
    if is_open:
        rows = rows.filter(steps__isnull=True)
    if text:
        rows = rows.filter(consumer__icontains=text) | rows.filter(service__icontains=text)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return _cards(rows.order_by("-pk")[: min(limit, MOST + 1)])


def open_grants() -> int:
    """Return how many grants wait for a decision."""
    return Grant.objects.filter(steps__isnull=True).count()


def steps_of(number: int) -> tuple[GrantStepCard, ...]:
    """Return what happened to a grant, the request first."""
    asked = Grant.objects.filter(pk=number).first()
    if asked is None:
        raise NotFound(what=str(number))
    first = GrantStepCard(
        state=GrantState.REQUESTED, by=asked.requested_by, at=asked.requested_at, note=""
    )
    later = GrantStep.objects.filter(grant=number).order_by("pk")
    return (
        first,
        *(
            GrantStepCard(state=GrantState(one.state), by=one.by, at=one.at, note=one.note)
            for one in later
        ),
    )


def _cards(rows: QuerySet[Grant]) -> tuple[GrantCard, ...]:
    with_steps = rows.annotate(
        states=ArraySubquery(GrantStep.objects.filter(grant=OuterRef("pk")).values("state"))
    )
    return tuple(_card(row, row.states) for row in with_steps)


def _card(row: Grant, states: Iterable[str]) -> GrantCard:
    known = set(states)
    last = next((state for state in _STRONGEST if state in known), GrantState.REQUESTED.value)
    return GrantCard(
        number=row.pk,
        consumer=row.consumer,
        service=row.service,
        fields=tuple(row.fields),
        purpose=row.purpose,
        basis=row.basis,
        case=row.case,
        from_at=row.from_at,
        until_at=row.until_at,
        max_per_day=row.max_per_day,
        state=GrantState(last),
        requested_by=row.requested_by,
    )
