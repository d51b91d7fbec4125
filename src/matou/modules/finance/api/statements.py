"""Statements (对账单) for programmes: lists, lines, verification, answers, signatures."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import ConfigDict, Field

from matou.kit.clock import utc_now
from matou.kit.errors import InvalidInput, NotFound
from matou.kit.money import Money
from matou.modules.finance.api.base import (
    READ,
    WRITE,
    LineNumber,
    StatementCode,
    actor_of,
    router,
)
from matou.modules.finance.queries import seals
from matou.modules.finance.queries import statements as queries
from matou.modules.finance.queries.statements import LineRow, StatementRow
from matou.modules.finance.rules.states import StatementState
from matou.modules.finance.services import answering, confirming
from matou.modules.finance.services.answering import Answer
from matou.web.api import CursorQuery, Page, answers, idempotent

Text = Annotated[str, Field(min_length=4, max_length=1000, pattern=r"^[^\x00]*$")]
_MOST_CHECKED = 20_000


class PeriodStatementOut(Schema):
    """A statement's head, amounts in fen."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "code": "7K3M9QXP4",
                "party": "4T9W2K6M7",
                "from_at": "2026-09-30T16:00:00Z",
                "until_at": "2026-10-31T16:00:00Z",
                "version": 1,
                "state": "issued",
                "opening_fen": 0,
                "credits_fen": 7560000,
                "debits_fen": 2268000,
                "closing_fen": 5292000,
                "lines": 12,
                "issued_at": "2026-10-31T16:40:00Z",
                "sha256": "0" * 64,
                "previous_sha256": "0" * 64,
            }
        }
    )

    code: str
    party: str
    from_at: datetime
    until_at: datetime
    version: int
    state: StatementState
    opening_fen: int
    credits_fen: int
    debits_fen: int
    closing_fen: int
    lines: int
    issued_at: datetime
    sha256: str
    previous_sha256: str


class PeriodLineOut(Schema):
    """One line with what was said of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "number": 1,
                "account": "wallet:4T9W2K6M7",
                "transfer": "01990000-0000-7000-8000-000000000001",
                "group": "7K3M9QXP4",
                "purpose": "freight.freight",
                "change_fen": 553600,
                "balance_fen": 1213600,
                "recorded_at": "2026-10-08T02:00:00Z",
                "event_at": "2026-10-08T02:00:00Z",
                "verdict": "",
                "reason": "",
                "outcome": "",
                "answer": "",
            }
        }
    )

    number: int
    account: str
    transfer: UUID
    group: str
    purpose: str
    change_fen: int
    balance_fen: int
    recorded_at: datetime
    event_at: datetime
    verdict: str
    reason: str
    outcome: str
    answer: str


class SealCheckOut(Schema):
    """What verifying found; ``differing`` is the first line the ledger denies."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "code": "7K3M9QXP4",
                "holds": True,
                "is_intact": True,
                "is_chained": True,
                "is_signed_right": True,
                "differing": None,
                "lines": 12,
            }
        }
    )

    code: str
    holds: bool
    is_intact: bool
    is_chained: bool
    is_signed_right: bool
    differing: int | None
    lines: int


class PeriodStateOut(Schema):
    """Where the statement stands now."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"code": "7K3M9QXP4", "state": "confirmed"}}
    )

    code: str
    state: StatementState


class LineObjectionIn(Schema):
    """Why a line is contested."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"reason": "少付 100 元，见结算单第 2 行"}}
    )

    reason: Text


class ObjectionAnswerIn(Schema):
    """An operator's answer; a correction above zero goes to the party, below zero comes back."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"answer": "补付运费差额", "correction_fen": 10000}}
    )

    answer: Text
    correction_fen: int | None = Field(default=None, ge=-(10**12), le=10**12)


class SealSignatureIn(Schema):
    """The seal that was read and is signed."""

    model_config = ConfigDict(json_schema_extra={"example": {"sha256": "0" * 64}})

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


@router.get(
    "/statements",
    auth=READ,
    response=answers(Page[PeriodStatementOut]),
    summary="List statements 对账单列表",
)
def list_statements(
    request: HttpRequest,
    cursor: CursorQuery = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Any:
    """List the statements of the party the token acts for, the newest first."""
    try:
        before = UUID(cursor) if cursor else None
    except ValueError as error:
        raise InvalidInput(
            field="cursor",
            reason_zh="请使用上一页返回的 next。",
            reason_en="Use `next` of the page before.",
        ) from error
    rows, more = queries.statements_page(actor=actor_of(request), before=before, limit=limit)
    return {"items": [_statement(row) for row in rows], "next": str(more or "")}


@router.get(
    "/statements/{code}",
    auth=READ,
    response=answers(PeriodStatementOut),
    summary="Read a statement 对账单",
)
def read_statement(request: HttpRequest, code: StatementCode) -> Any:
    """Return the head of one statement, its sums and its seal."""
    return _statement(queries.statement_row(code=code, actor=actor_of(request)))


@router.get(
    "/statements/{code}/lines",
    auth=READ,
    response=answers(Page[PeriodLineOut]),
    summary="Read a statement's lines 对账明细",
)
def read_lines(
    request: HttpRequest,
    code: StatementCode,
    after: Annotated[int, Query(ge=0, le=2_000_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """Return lines after a number; ``next`` is the number to go on from."""
    page = queries.statement_page(code=code, actor=actor_of(request), after=after, limit=limit)
    return {"items": [_line(row) for row in page.lines], "next": str(page.next_number or "")}


@router.get(
    "/statements/{code}/seal",
    auth=READ,
    response=answers(SealCheckOut),
    summary="Verify a seal 校验封存值",
)
def verify_seal(request: HttpRequest, code: StatementCode) -> Any:
    """Compute the seal again and compare every line with the ledger; up to 20,000 lines."""
    row = queries.statement_row(code=code, actor=actor_of(request))
    if row.lines > _MOST_CHECKED:
        raise InvalidInput(
            field="code",
            reason_zh="行数较多，请用命令 matou finance verify 校验。",
            reason_en="Too many lines for a request; use the command matou finance verify.",
        )
    check = seals.verify(row.code)
    if check is None:
        raise NotFound(what=code)
    return {name: getattr(check, name) for name in SealCheckOut.model_fields}


@router.post(
    "/statements/{code}/lines/{number}/confirm",
    auth=WRITE,
    response=answers(PeriodStateOut),
    summary="Confirm a line 确认一行",
)
@idempotent
def confirm_line(request: HttpRequest, code: StatementCode, number: LineNumber) -> Any:
    """Confirm one line; takes an objection back that was not handed in."""
    confirming.confirm_line(code=code, number=number, actor=actor_of(request), now=utc_now())
    return _state(request, code)


@router.post(
    "/statements/{code}/lines/{number}/object",
    auth=WRITE,
    response=answers(PeriodStateOut),
    summary="Object to a line 提出异议",
)
@idempotent
def object_line(
    request: HttpRequest, code: StatementCode, number: LineNumber, body: LineObjectionIn
) -> Any:
    """Contest one line with a reason; it goes out when the statement is answered."""
    confirming.object_line(
        code=code, number=number, reason=body.reason, actor=actor_of(request), now=utc_now()
    )
    return _state(request, code)


@router.post(
    "/statements/{code}/answer",
    auth=WRITE,
    response=answers(PeriodStateOut),
    summary="Answer a statement 确认或提交异议",
)
@idempotent
def answer_statement(request: HttpRequest, code: StatementCode) -> Any:
    """Hand the objections in, or confirm all lines where there are none."""
    state = confirming.answer_statement(code=code, actor=actor_of(request), now=utc_now())
    return PeriodStateOut(code=code, state=state)


@router.post(
    "/statements/{code}/lines/{number}/answer",
    auth=WRITE,
    response=answers(PeriodStateOut),
    summary="Answer an objection 答复异议",
)
@idempotent
def answer_objection(
    request: HttpRequest, code: StatementCode, number: LineNumber, body: ObjectionAnswerIn
) -> Any:
    """Answer as an operator, with a reason or with a counter-line of the next period."""
    correction = None if body.correction_fen is None else Money(body.correction_fen)
    state = answering.answer_objection(
        code=code,
        number=number,
        answer=Answer(text=body.answer, correction=correction),
        actor=actor_of(request),
        now=utc_now(),
    )
    return PeriodStateOut(code=code, state=state)


@router.post(
    "/statements/{code}/sign",
    auth=WRITE,
    response=answers(PeriodStateOut),
    summary="Sign a statement 签章",
)
@idempotent
def sign_statement(request: HttpRequest, code: StatementCode, body: SealSignatureIn) -> Any:
    """Sign the seal that was read, as the party, then as the platform."""
    state = confirming.sign_statement(
        code=code, sha256=body.sha256, actor=actor_of(request), now=utc_now()
    )
    return PeriodStateOut(code=code, state=state)


def _state(request: HttpRequest, code: str) -> PeriodStateOut:
    row = queries.statement_row(code=code, actor=actor_of(request))
    return PeriodStateOut(code=row.code, state=row.state)


def _statement(row: StatementRow) -> dict[str, Any]:
    same = ("code", "party", "version", "state", "lines", "issued_at", "sha256", "previous_sha256")
    return {name: getattr(row, name) for name in same} | {
        "from_at": row.period.from_at,
        "until_at": row.period.until_at,
        "opening_fen": row.opening.fen,
        "credits_fen": row.credits.fen,
        "debits_fen": row.debits.fen,
        "closing_fen": row.closing.fen,
    }


def _line(row: LineRow) -> dict[str, Any]:
    said = row.verdict
    return {
        "number": row.number,
        "account": row.account,
        "transfer": row.transfer_id,
        "group": row.group,
        "purpose": row.purpose,
        "change_fen": row.change.fen,
        "balance_fen": row.balance.fen,
        "recorded_at": row.recorded_at,
        "event_at": row.event_at,
        "verdict": said.verdict if said else "",
        "reason": said.reason if said else "",
        "outcome": (said.outcome or "") if said else "",
        "answer": said.answer if said else "",
    }
