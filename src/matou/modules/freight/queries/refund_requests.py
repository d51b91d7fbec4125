"""Reads of refunds that wait for a second operator, or waited (退款复核)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.modules.freight.models import RefundRequest
from matou.modules.freight.queries.lots import AUDIT_ROLES
from matou.modules.freight.rules.refunds import RefundGround
from matou.modules.freight.rules.requests import RequestState
from matou.spine.custody import queries as custody
from matou.spine.parties import queries as parties

MOST_ROWS = 200
MOST_NAMES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A refund that waits, or waited, for a second operator."""

    id: UUID
    lot: str
    shipper: str
    amount: Money
    ground: RefundGround
    reason: str
    state: RequestState
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None


def four_eyes_amount() -> Money:
    """Return the sum of a lot's refunds above which two operators must agree."""
    return Money(custody.limits().refund_four_eyes_fen)


def requests_page(
    *, actor: Actor, is_open: bool, after: UUID | None = None, limit: int = 20
) -> tuple[tuple[RequestRow, ...], UUID | None]:
    """Return the refunds that wait, oldest first, or those decided, the latest asked first.

    ``after`` is the last row of the page before; the second answer is the key of the next page.
    """
    actor.require_any(AUDIT_ROLES)
    waits = Q(state=RequestState.WAITING)
    rows = RefundRequest.objects.select_related("lot").filter(waits if is_open else ~waits)
    last = rows.filter(pk=after).first() if after else None
    way, sign = ("gt", "") if is_open else ("lt", "-")
    if last is not None:
        edge = last.asked_at
        rows = rows.filter(
            Q(**{f"asked_at__{way}": edge}) | Q(asked_at=edge, **{f"id__{way}": last.pk})
        )
    most = min(limit, MOST_ROWS)
    found = list(rows.order_by(f"{sign}asked_at", f"{sign}id")[: most + 1])
    page = tuple(_row(row) for row in found[:most])
    return page, page[-1].id if len(found) > most else None


def request_row(*, request_id: UUID, actor: Actor) -> RequestRow:
    """Return one such refund for the desk; raises NotFound."""
    actor.require_any(AUDIT_ROLES)
    row = RefundRequest.objects.select_related("lot").filter(pk=request_id).first()
    if row is None:
        raise NotFound(what=request_id)
    return _row(row)


def waiting_in(code: str) -> tuple[RequestRow, ...]:
    """Return a lot's refunds that wait, for one who has been let in to its money already."""
    rows = RefundRequest.objects.select_related("lot").filter(
        lot__code=code, state=RequestState.WAITING
    )
    return tuple(_row(row) for row in rows.order_by("asked_at", "id"))


def second_operators(*, row: RequestRow, at: datetime) -> tuple[str, ...]:
    """Return the codes of operators other than the one who asked; interests are asked later."""
    return tuple(code for code in parties.holders_of(role=OPERATOR, at=at) if code != row.asked_by)[
        :MOST_NAMES
    ]


def _row(row: RefundRequest) -> RequestRow:
    return RequestRow(
        id=row.pk,
        lot=row.lot.code,
        shipper=row.lot.shipper,
        amount=Money(row.amount_fen),
        ground=RefundGround(row.ground),
        reason=row.reason,
        state=RequestState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
