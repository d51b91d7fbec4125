"""Refunds (退款) after settlement and receivables (应收), for programmes."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Schema, Status
from pydantic import Field

from matou.kit.clock import utc_now
from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.modules.freight.api.asked import Text
from matou.modules.freight.api.base import (
    READ,
    WRITE,
    Exact,
    LotCode,
    actor_of,
    router,
    with_example,
)
from matou.modules.freight.queries import refund_requests
from matou.modules.freight.queries import refunds as queries
from matou.modules.freight.queries.refund_requests import RequestRow
from matou.modules.freight.queries.refunds import ReceivableRow
from matou.modules.freight.rules.refunds import ReceivableCause, RecoveryKind, RefundGround
from matou.modules.freight.rules.requests import RequestState
from matou.modules.freight.services import refund_requests as services
from matou.modules.freight.services.recovery import repay
from matou.modules.freight.services.refunds import RefundAsked, ask_refund
from matou.web.api import answers, idempotent

_REFUND = {
    "id": "01990000-0000-7000-8000-000000000003",
    "amount_fen": 120000,
    "ground": "operator",
    "reason": "磅单更正",
    "granted_at": "2026-03-10T02:00:00Z",
    "waiting_fen": 0,
}
_REQUEST = {
    "id": "01990000-0000-7000-8000-000000000005",
    "lot": "4T9W2K6M7",
    "amount_fen": 6000000,
    "ground": "operator",
    "reason": "磅单更正",
    "state": "waiting",
    "asked_by": "9M4T6W2K8",
    "asked_at": "2026-03-10T02:00:00Z",
    "decided_by": "",
    "decided_at": None,
}
_STEP = {
    "kind": "offset",
    "amount_fen": 60000,
    "paying_lot": "7K3M9QXP4",
    "done_at": "2026-03-18T02:00:00Z",
}
_RECEIVABLE = {
    "id": "01990000-0000-7000-8000-000000000004",
    "lot": "4T9W2K6M7",
    "debtor": "9M4T6W2K8",
    "cause": "refund",
    "reason": "磅单更正",
    "amount_fen": 118000,
    "recovered_fen": 60000,
    "written_off_fen": 0,
    "left_fen": 58000,
    "is_guaranteed": True,
    "opened_at": "2026-03-10T02:00:00Z",
    "closed_at": None,
    "steps": [_STEP],
}
RefundId = Annotated[
    UUID,
    Path(description="Id of the refund 退款", example="01990000-0000-7000-8000-000000000005"),
]
Key = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]


class RefundOut(Schema):
    """A refund; ``waiting_fen`` is paid as payees repay."""

    model_config = with_example(_REFUND)

    id: UUID
    amount_fen: int
    ground: RefundGround
    reason: str
    granted_at: datetime
    waiting_fen: int


class RefundListOut(Schema):
    """All refunds of a lot, the first first."""

    model_config = with_example({"items": [_REFUND]})

    items: list[RefundOut]


class RefundDoneOut(Schema):
    """What became of the refund, now or under the same key before; waiting, nothing has moved."""

    model_config = with_example({"id": _REFUND["id"], "state": "granted"})

    id: UUID
    state: RequestState


class RefundIn(Exact):
    """How much goes back, on what ground; the same key means the same refund."""

    model_config = with_example(
        {"amount_fen": 120000, "ground": "operator", "reason": "磅单更正", "key": "2026-03-10/1"}
    )

    amount_fen: int = Field(ge=1, le=10**12)
    ground: RefundGround
    reason: Text = Field(min_length=2, max_length=500)
    key: Key


class RequestOut(Schema):
    """A refund that waits, or waited, for a second operator."""

    model_config = with_example(_REQUEST)

    id: UUID
    lot: str
    amount_fen: int
    ground: RefundGround
    reason: str
    state: RequestState
    asked_by: str
    asked_at: datetime
    decided_by: str
    decided_at: datetime | None


class RequestPageOut(Schema):
    """One page of them; ``next`` leads to the following one."""

    model_config = with_example({"items": [_REQUEST], "next": ""})

    items: list[RequestOut]
    next: str


class StepOut(Schema):
    """One step by which a receivable was met."""

    model_config = with_example(_STEP)

    kind: RecoveryKind
    amount_fen: int
    paying_lot: str
    done_at: datetime


class ReceivableOut(Schema):
    """What a payee owes: for a refund, a ruling, or a claim; ``reason`` is a refund's."""

    model_config = with_example(_RECEIVABLE)

    id: UUID
    lot: str
    debtor: str
    cause: ReceivableCause
    reason: str
    amount_fen: int
    recovered_fen: int
    written_off_fen: int
    left_fen: int
    is_guaranteed: bool
    opened_at: datetime
    closed_at: datetime | None
    steps: list[StepOut]


class OwedOut(Schema):
    """What one's own party owes, oldest first."""

    model_config = with_example({"total_fen": 58000, "items": [_RECEIVABLE]})

    total_fen: int
    items: list[ReceivableOut]


class ReceivablePageOut(Schema):
    """One page of the desk; ``next`` leads to the following one."""

    model_config = with_example({"items": [_RECEIVABLE], "next": ""})

    items: list[ReceivableOut]
    next: str


class RepayIn(Exact):
    """How much is repaid from the wallet; the same key pays once."""

    model_config = with_example({"amount_fen": 58000, "key": "2026-03-20/1"})

    amount_fen: int = Field(ge=1, le=10**12)
    key: Key


class RepaidOut(Schema):
    """What was repaid under the key."""

    model_config = with_example({"amount_fen": 58000})

    amount_fen: int


@router.get(
    "/lots/{code}/refunds", auth=READ, response=answers(RefundListOut), summary="Refunds 退款"
)
def list_refunds(request: HttpRequest, code: LotCode) -> Any:
    """Read the refunds of a lot after its settlement."""
    rows = queries.refunds_of(code=code, actor=actor_of(request))
    return {
        "items": [
            {
                "id": row.id,
                "amount_fen": row.amount.fen,
                "ground": row.ground,
                "reason": row.reason,
                "granted_at": row.granted_at,
                "waiting_fen": row.waiting.fen,
            }
            for row in rows
        ]
    }


@router.post(
    "/lots/{code}/refunds",
    auth=WRITE,
    response=answers(RefundDoneOut, status=201),
    summary="Grant a refund 结算后退款",
)
@idempotent
def create_refund(request: HttpRequest, code: LotCode, body: RefundIn) -> Any:
    """Give the shipper part of a settled lot back, as an operator without interest.

    Above an amount it waits (``state`` ``waiting``) until a second operator confirms it.
    """
    asked = RefundAsked(
        amount=Money(body.amount_fen), ground=body.ground, reason=body.reason, key=body.key
    )
    answer = ask_refund(lot_code=code, asked=asked, actor=actor_of(request), now=utc_now())
    return Status(201, RefundDoneOut(id=answer.id, state=answer.state))


@router.get(
    "/refunds",
    auth=READ,
    response=answers(RequestPageOut),
    summary="Refunds that wait for a second operator 退款复核",
)
def list_refund_requests(
    request: HttpRequest,
    state: Annotated[
        Literal["waiting", "decided"], Query(description="Still to decide, or decided")
    ] = "waiting",
    cursor: Annotated[str, Query(max_length=40, description="`next` of the page before")] = "",
) -> Any:
    """Read refunds above the amount page by page, as an operator or auditor."""
    rows, more = refund_requests.requests_page(
        actor=actor_of(request), is_open=state == "waiting", after=_key(cursor)
    )
    return {"items": [_request_out(row) for row in rows], "next": str(more or "")}


@router.post(
    "/refunds/{refund}/confirm",
    auth=WRITE,
    response=answers(RefundDoneOut),
    summary="Grant a waiting refund 复核退款",
)
@idempotent
def confirm_refund(request: HttpRequest, refund: RefundId) -> Any:
    """Grant it as the second operator, without interest and other than the one who asked."""
    services.confirm_refund(request_id=refund, actor=actor_of(request), now=utc_now())
    return RefundDoneOut(id=refund, state=RequestState.GRANTED)


@router.post(
    "/refunds/{refund}/drop",
    auth=WRITE,
    response=answers(RefundDoneOut),
    summary="Drop a waiting refund 撤销退款申请",
)
@idempotent
def drop_refund(request: HttpRequest, refund: RefundId) -> Any:
    """Take it back or refuse it as an operator without interest; nothing has moved."""
    services.drop_refund(request_id=refund, actor=actor_of(request), now=utc_now())
    return RefundDoneOut(id=refund, state=RequestState.DROPPED)


@router.get("/money/owed", auth=READ, response=answers(OwedOut), summary="What I owe 应还款项")
def get_owed(request: HttpRequest) -> Any:
    """Read what one's own party owes for refunds, and how it has been recovered."""
    owed = queries.owed_by(actor=actor_of(request))
    return {"total_fen": owed.total.fen, "items": [_out(row) for row in owed.rows]}


@router.post("/money/owed/repay", auth=WRITE, response=answers(RepaidOut), summary="Repay 归还应收")
@idempotent
def repay_owed(request: HttpRequest, body: RepayIn) -> Any:
    """Repay from the wallet, the oldest debt first."""
    paid = repay(
        amount=Money(body.amount_fen), key=body.key, actor=actor_of(request), now=utc_now()
    )
    return RepaidOut(amount_fen=paid.fen)


@router.get(
    "/receivables",
    auth=READ,
    response=answers(ReceivablePageOut),
    summary="Receivables of all parties 应收款",
)
def list_receivables(
    request: HttpRequest,
    state: Annotated[
        Literal["open", "closed"], Query(description="Still owed, or settled")
    ] = "open",
    cursor: Annotated[str, Query(max_length=40, description="`next` of the page before")] = "",
) -> Any:
    """Read the desk's receivables page by page, as an operator or auditor."""
    rows, more = queries.receivables_page(
        actor=actor_of(request), is_open=state == "open", after=_key(cursor)
    )
    return {"items": [_out(row) for row in rows], "next": str(more or "")}


def _key(cursor: str) -> UUID | None:
    if not cursor:
        return None
    try:
        return UUID(cursor)
    except ValueError as error:
        raise InvalidInput(
            field="cursor",
            reason_zh="请使用上一页返回的 next。",
            reason_en="Use `next` of the page before.",
        ) from error


def _request_out(row: RequestRow) -> dict[str, Any]:
    same = (name for name in RequestOut.model_fields if name != "amount_fen")
    return {name: getattr(row, name) for name in same} | {"amount_fen": row.amount.fen}


def _out(row: ReceivableRow) -> dict[str, Any]:
    sums = ("amount", "recovered", "written_off", "left")
    same = ("id", "lot", "debtor", "cause", "reason", "is_guaranteed", "opened_at", "closed_at")
    return {
        **{name: getattr(row, name) for name in same},
        **{f"{name}_fen": getattr(row, name).fen for name in sums},
        "steps": [
            {
                "kind": step.kind,
                "amount_fen": step.amount.fen,
                "paying_lot": step.paying_lot,
                "done_at": step.done_at,
            }
            for step in row.steps
        ],
    }
