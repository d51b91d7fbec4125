"""A lot's money (账目): its statement, its lines in the ledger."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.modules.freight.api.base import (
    READ,
    WRITE,
    Done,
    LotCode,
    actor_of,
    router,
    with_example,
)
from matou.modules.freight.queries import accounts as queries
from matou.modules.freight.queries.statements import StatementPage
from matou.modules.freight.services import statements
from matou.web.api import answers, idempotent


class StatementOut(Schema):
    """The statement (结算单) as issued, amounts in fen."""

    model_config = with_example(
        {
            "lot": "4T9W2K6M7",
            "issued_at": "2026-03-08T02:00:00Z",
            "freight_fen": 7560000,
            "dead_freight_fen": 0,
            "demurrage_fen": 0,
            "shortage_fen": 0,
            "fee_fen": 60480,
            "agent_fen": 0,
            "tax_fen": 0,
            "advance_fen": 2268000,
            "billed_kg": 2400000,
            "shortage_kg": 0,
            "laytime_used_s": 172800,
            "payable_fen": 5231520,
            "refund_fen": 378000,
            "deposit_back_fen": 756000,
            "due_from_shipper_fen": 0,
            "unpaid_claim_fen": 0,
            "shipper_accepted_at": None,
            "carrier_accepted_at": None,
        }
    )

    lot: str
    issued_at: datetime
    freight_fen: int
    dead_freight_fen: int
    demurrage_fen: int
    shortage_fen: int
    fee_fen: int
    agent_fen: int
    tax_fen: int
    advance_fen: int
    billed_kg: int
    shortage_kg: int
    laytime_used_s: int
    payable_fen: int
    refund_fen: int
    deposit_back_fen: int
    due_from_shipper_fen: int
    unpaid_claim_fen: int
    shipper_accepted_at: datetime | None
    carrier_accepted_at: datetime | None


class PaidInOut(Schema):
    """What was moved into escrow."""

    model_config = with_example({"lot": "4T9W2K6M7", "amount_fen": 25000})

    lot: str
    amount_fen: int


class TransferOut(Schema):
    """One line of the ledger."""

    id: UUID
    kind: str
    debit: str
    credit: str
    amount_fen: int
    purpose: str
    event_at: datetime
    recorded_at: datetime


class TransferListOut(Schema):
    """All lines of a lot, oldest first, and the proof that they add up."""

    model_config = with_example({"items": [], "debits_fen": 0, "credits_fen": 0})

    items: list[TransferOut]
    debits_fen: int
    credits_fen: int


@router.get(
    "/lots/{code}/statement", auth=READ, response=answers(StatementOut), summary="Statement 结算单"
)
def get_statement(request: HttpRequest, code: LotCode) -> Any:
    """Read the statement as issued; 404 before that, and for a consignee."""
    page = queries.statement_of(code=code, actor=actor_of(request))
    if page is None:
        raise NotFound(what=f"结算单 statement {code}")
    return _statement_out(page)


@router.post(
    "/lots/{code}/statement/accept",
    auth=WRITE,
    response=answers(Done),
    summary="Accept the statement 确认结算单",
)
@idempotent
def accept_statement(request: HttpRequest, code: LotCode) -> Any:
    """Accept for one's side; when both sides have, the time to object is over."""
    statements.accept_statement(lot_code=code, actor=actor_of(request), now=utc_now())
    return Done(code=code, state="accepted")


@router.post(
    "/lots/{code}/statement/top-up",
    auth=WRITE,
    response=answers(PaidInOut),
    summary="Cover what escrow lacks 补缴运费",
)
@idempotent
def top_up_escrow(request: HttpRequest, code: LotCode) -> Any:
    """Move what the statement asks beyond escrow from the shipper's wallet."""
    amount = statements.top_up_escrow(lot_code=code, actor=actor_of(request), now=utc_now())
    return PaidInOut(lot=code, amount_fen=amount.fen)


@router.get(
    "/lots/{code}/transfers",
    auth=READ,
    response=answers(TransferListOut),
    summary="Money lines of a lot 资金流水",
)
def list_transfers(request: HttpRequest, code: LotCode) -> Any:
    """Read the lot's lines in the ledger with the proof that debits equal credits."""
    actor = actor_of(request)
    proof = queries.proof_of(code=code, actor=actor)
    return {
        "items": [
            {
                "id": row.id,
                "kind": str(row.kind),
                "debit": row.debit,
                "credit": row.credit,
                "amount_fen": row.amount.fen,
                "purpose": row.purpose,
                "event_at": row.event_at,
                "recorded_at": row.recorded_at,
            }
            for row in queries.transfers_of(code=code, actor=actor)
        ],
        "debits_fen": proof.debits.fen,
        "credits_fen": proof.credits.fen,
    }


def _statement_out(page: StatementPage) -> dict[str, Any]:
    split, lines = page.settlement, page.settlement.charges
    return {
        "lot": page.lot,
        "issued_at": page.issued_at,
        "freight_fen": lines.freight.fen,
        "dead_freight_fen": lines.dead_freight.fen,
        "demurrage_fen": lines.demurrage.fen,
        "shortage_fen": lines.shortage.fen,
        "fee_fen": lines.fee.fen,
        "agent_fen": lines.agent.fen,
        "tax_fen": lines.tax.fen,
        "advance_fen": lines.advance.fen,
        "billed_kg": lines.billed_kg,
        "shortage_kg": lines.shortage_kg,
        "laytime_used_s": lines.laytime_used_s,
        "payable_fen": split.payable.fen,
        "refund_fen": split.refund.fen,
        "deposit_back_fen": split.deposit_back.fen,
        "due_from_shipper_fen": split.due_from_shipper.fen,
        "unpaid_claim_fen": split.unpaid_claim.fen,
        "shipper_accepted_at": page.shipper_accepted_at,
        "carrier_accepted_at": page.carrier_accepted_at,
    }
