"""Disputes (争议) for programmes: claim, reply, ruling, acceptance, appeal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema, Status
from pydantic import Field

from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.modules.freight.api.asked import Text
from matou.modules.freight.api.base import (
    READ,
    WRITE,
    DisputeId,
    Exact,
    LotCode,
    actor_of,
    router,
    with_example,
)
from matou.modules.freight.queries import accounts as queries
from matou.modules.freight.queries.disputes import DisputeRow
from matou.modules.freight.rules.disputes import DisputeState
from matou.modules.freight.rules.earned import RulingGround
from matou.modules.freight.rules.states import Relation
from matou.modules.freight.services import disputes, rulings
from matou.web.api import answers, idempotent

_DISPUTE_EXAMPLE = {
    "id": "01990000-0000-7000-8000-000000000002",
    "lot": "4T9W2K6M7",
    "claimant": "shipper",
    "amount_fen": 120000,
    "reason": "少货 2 吨",
    "state": "open",
    "opened_at": "2026-03-08T02:00:00Z",
    "reply": "",
    "reply_due_at": "2026-03-10T02:00:00Z",
    "ruling": "",
    "ruling_due_at": "2026-03-12T02:00:00Z",
    "ruled_at": None,
    "to_claimant_fen": None,
    "ground": None,
    "shares_fen": 0,
    "appeal_until_at": None,
    "accepted_by": [],
    "appellant": None,
    "appeal_reason": "",
    "appealed_at": None,
    "appeal_due_at": None,
    "appeal_ruling": "",
    "appeal_ruled_at": None,
    "appeal_to_claimant_fen": None,
    "ended_at": None,
    "is_late": False,
}


class DisputeOut(Schema):
    """A dispute (争议); only the contested amount is frozen, until the ruling is final."""

    model_config = with_example(_DISPUTE_EXAMPLE)

    id: UUID
    lot: str
    claimant: Relation
    amount_fen: int
    reason: str
    state: DisputeState
    opened_at: datetime
    reply: str
    reply_due_at: datetime
    ruling: str
    ruling_due_at: datetime
    ruled_at: datetime | None
    to_claimant_fen: int | None
    ground: RulingGround | None
    shares_fen: int = Field(description="How far fee, agent's share and tax moved with it")
    appeal_until_at: datetime | None
    accepted_by: list[Relation]
    appellant: Relation | None
    appeal_reason: str
    appealed_at: datetime | None
    appeal_due_at: datetime | None
    appeal_ruling: str
    appeal_ruled_at: datetime | None
    appeal_to_claimant_fen: int | None
    ended_at: datetime | None
    is_late: bool


class DisputeListOut(Schema):
    """Disputes of a lot."""

    model_config = with_example({"items": [_DISPUTE_EXAMPLE]})

    items: list[DisputeOut]


class DisputeDoneOut(Schema):
    """The act on the dispute was carried out."""

    model_config = with_example({"id": _DISPUTE_EXAMPLE["id"], "state": "open"})

    id: UUID
    state: DisputeState


class ClaimIn(Exact):
    """What is contested, and why."""

    model_config = with_example({"amount_fen": 120000, "reason": "少货 2 吨"})

    amount_fen: int = Field(ge=1, le=10**12)
    reason: Text = Field(min_length=2, max_length=1000)


class ReplyIn(Schema):
    """The other side's answer."""

    model_config = with_example({"reply": "装货时已双方签认，卸货磅误差在约定之内。"})

    reply: Text = Field(min_length=2, max_length=1000)


class RulingIn(Exact):
    """How the frozen amount is split, and why."""

    model_config = with_example(
        {"to_claimant_fen": 60000, "ruling": "双方各半，磅单误差。", "ground": "freight"}
    )

    to_claimant_fen: int = Field(ge=0, le=10**12)
    ground: RulingGround = Field(
        default=RulingGround.FREIGHT,
        description="Freight or demurrage: fee, agent's share and tax follow; else compensation",
    )
    ruling: Text = Field(min_length=2, max_length=1000)


class AppealIn(Schema):
    """Why the ruling is wrong."""

    model_config = with_example({"reason": "裁决未采信卸货港磅单。"})

    reason: Text = Field(min_length=2, max_length=1000)


@router.get(
    "/lots/{code}/disputes", auth=READ, response=answers(DisputeListOut), summary="Disputes 争议"
)
def list_disputes(request: HttpRequest, code: LotCode) -> Any:
    """Read the disputes of a lot, the first first."""
    rows = queries.disputes_of(code=code, actor=actor_of(request), now=utc_now())
    return {"items": [_dispute_out(row) for row in rows]}


@router.post(
    "/lots/{code}/disputes",
    auth=WRITE,
    response=answers(DisputeDoneOut, status=201),
    summary="Open a dispute 提出争议",
)
@idempotent
def open_dispute(request: HttpRequest, code: LotCode, body: ClaimIn) -> Any:
    """Contest an amount between delivery and settlement; only that amount is frozen."""
    opened = disputes.open_dispute(
        lot_code=code,
        amount=Money(body.amount_fen),
        reason=body.reason,
        actor=actor_of(request),
        now=utc_now(),
    )
    return Status(201, DisputeDoneOut(id=opened, state=DisputeState.OPEN))


@router.post(
    "/disputes/{dispute}/reply",
    auth=WRITE,
    response=answers(DisputeDoneOut),
    summary="Answer a dispute 答复争议",
)
@idempotent
def reply_to_dispute(request: HttpRequest, dispute: DisputeId, body: ReplyIn) -> Any:
    """Answer as the other side."""
    disputes.reply_to_dispute(
        dispute_id=dispute, reply=body.reply, actor=actor_of(request), now=utc_now()
    )
    return DisputeDoneOut(id=dispute, state=DisputeState.OPEN)


@router.post(
    "/disputes/{dispute}/withdraw",
    auth=WRITE,
    response=answers(DisputeDoneOut),
    summary="Give a claim up 撤回争议",
)
@idempotent
def withdraw_dispute(request: HttpRequest, dispute: DisputeId) -> Any:
    """Give one's own claim up; the frozen amount goes where the statement says."""
    disputes.withdraw_dispute(dispute_id=dispute, actor=actor_of(request), now=utc_now())
    return DisputeDoneOut(id=dispute, state=DisputeState.WITHDRAWN)


@router.post(
    "/disputes/{dispute}/rule",
    auth=WRITE,
    response=answers(DisputeDoneOut),
    summary="Rule on a dispute 裁决争议",
)
@idempotent
def rule_dispute(request: HttpRequest, dispute: DisputeId, body: RulingIn) -> Any:
    """Split the frozen amount as an operator without interest; either side may appeal once."""
    rulings.rule_dispute(
        dispute_id=dispute,
        to_claimant=Money(body.to_claimant_fen),
        ruling=body.ruling,
        ground=body.ground,
        actor=actor_of(request),
        now=utc_now(),
    )
    return DisputeDoneOut(id=dispute, state=DisputeState.RULED)


@router.post(
    "/disputes/{dispute}/accept",
    auth=WRITE,
    response=answers(DisputeDoneOut),
    summary="Accept the ruling 接受裁决",
)
@idempotent
def accept_ruling(request: HttpRequest, dispute: DisputeId) -> Any:
    """Accept for one's side; when both sides have, the ruling is final and paid."""
    state = disputes.accept_ruling(dispute_id=dispute, actor=actor_of(request), now=utc_now())
    return DisputeDoneOut(id=dispute, state=state)


@router.post(
    "/disputes/{dispute}/appeal",
    auth=WRITE,
    response=answers(DisputeDoneOut),
    summary="Appeal against the ruling 申诉",
)
@idempotent
def appeal_ruling(request: HttpRequest, dispute: DisputeId, body: AppealIn) -> Any:
    """Appeal once within 48 working hours; another operator rules, and that is final."""
    disputes.appeal_ruling(
        dispute_id=dispute, reason=body.reason, actor=actor_of(request), now=utc_now()
    )
    return DisputeDoneOut(id=dispute, state=DisputeState.APPEALED)


@router.post(
    "/disputes/{dispute}/appeal/rule",
    auth=WRITE,
    response=answers(DisputeDoneOut),
    summary="Rule on the appeal 终局裁决",
)
@idempotent
def rule_appeal(request: HttpRequest, dispute: DisputeId, body: RulingIn) -> Any:
    """Rule on the appeal as another operator than the first; final, paid at once."""
    rulings.rule_appeal(
        dispute_id=dispute,
        to_claimant=Money(body.to_claimant_fen),
        ruling=body.ruling,
        ground=body.ground,
        actor=actor_of(request),
        now=utc_now(),
    )
    return DisputeDoneOut(id=dispute, state=DisputeState.FINAL)


def _dispute_out(row: DisputeRow) -> dict[str, Any]:
    same = (name for name in DisputeOut.model_fields if not name.endswith("_fen"))
    return {name: getattr(row, name) for name in same} | {
        "accepted_by": sorted(row.accepted_by),
        "amount_fen": row.amount.fen,
        "shares_fen": row.shares.fen,
        "to_claimant_fen": _fen(row.to_claimant),
        "appeal_to_claimant_fen": _fen(row.appeal_to_claimant),
    }


def _fen(amount: Money | None) -> int | None:
    return None if amount is None else amount.fen
