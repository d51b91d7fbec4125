"""Lots (货运单) to read: lists, one trip with its timeline, evidence and next acts, the board."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field, JsonValue

from matou.kit.clock import utc_now
from matou.modules.freight.api.base import (
    READ,
    LotCode,
    actor_of,
    router,
    row_key,
    with_example,
)
from matou.modules.freight.api.demands import OwnQuery
from matou.modules.freight.queries import lots as queries
from matou.modules.freight.queries.lots import LotPage, LotRow
from matou.modules.freight.rules.evidence import EvidenceKind
from matou.modules.freight.rules.states import LotAct, LotState, Relation
from matou.modules.freight.rules.terms import LotTerms
from matou.modules.freight.services import papers
from matou.web.api import Page, answers

_ROW_EXAMPLE = {
    "code": "4T9W2K6M7",
    "state": "loading",
    "state_since_at": "2026-03-04T02:00:00Z",
    "due_at": "2026-03-07T02:00:00Z",
    "is_late": False,
    "on_hold": False,
    "disputed": False,
    "incident": False,
    "is_return": False,
    "shipper": "2C8H5V7R9",
    "carrier": "9M4T6W2K8",
    "consignee": "6P2R8T4V1",
    "vessel": "5D7N3X8B6",
    "vessel_name": "桂平货 0001",
    "origin": "P_CHI",
    "destination": "P_SAN",
    "cargo": "sand",
    "cargo_name": "机制砂 0–5 mm",
    "agreed_kg": 2400000,
    "price_fen": 3150,
    "url": "/freight/lots/4T9W2K6M7/",
}


class LotOut(Schema):
    """A lot as lists show it; the price only to those whom it concerns."""

    model_config = with_example(_ROW_EXAMPLE)

    code: str
    state: LotState
    state_since_at: datetime
    due_at: datetime | None = Field(description="When the next step is due")
    is_late: bool
    on_hold: bool
    disputed: bool
    incident: bool
    is_return: bool
    shipper: str
    carrier: str
    consignee: str
    vessel: str
    vessel_name: str
    origin: str
    destination: str
    cargo: str
    cargo_name: str
    agreed_kg: int
    price_fen: int | None
    url: str


class TransitionOut(Schema):
    """One entry of a lot's timeline."""

    version: int
    act: str
    from_state: str
    to_state: LotState
    relation: Relation
    acts_for: str
    occurred_at: datetime
    evidence: list[int]
    transfers: list[str]


class EvidenceOut(Schema):
    """One piece of evidence."""

    id: int
    kind: EvidenceKind
    state: LotState
    relation: Relation
    values: dict[str, JsonValue]
    document: str
    taken_at: datetime
    recorded_at: datetime


class LackOut(Schema):
    """One thing that is missing before an act."""

    code: str
    zh: str
    en: str


class NextActOut(Schema):
    """An act the token's party may do in this state, and what is missing for it."""

    act: LotAct
    is_ready: bool
    lacks: list[LackOut]
    evidence_wanted: list[list[EvidenceKind]] = Field(
        description="Kinds that may be handed in with the act; those in one list are alternatives"
    )


class ParticularsOut(Schema):
    """What was said of the vessel when she was offered."""

    name: str
    mmsi: str
    vessel_type: str
    hatch: str
    deadweight_kg: int | None
    draught_cm: int | None
    length_cm: int | None
    beam_cm: int | None
    air_draught_cm: int | None
    sealed_hold: bool


class LotDetailOut(LotOut):
    """Everything one side sees of its lot; a consignee sees no terms and no money."""

    model_config = with_example(
        _ROW_EXAMPLE
        | {
            "demand": "7K3M9QXP4",
            "parent": "",
            "returns": [],
            "terms": None,
            "text_sha256": "9f2c…",
            "particulars": {"name": "桂平货 0001", "deadweight_kg": 3000000},
            "loaded_kg": None,
            "delivered_kg": None,
            "is_refused": False,
            "window_from_at": "2026-03-03T00:00:00Z",
            "window_until_at": "2026-03-06T00:00:00Z",
            "relations": ["carrier"],
            "balances_fen": {"escrow": 7938000, "deposit": 756000, "disputed": 0},
            "timeline": [],
            "evidence": [],
            "next_acts": [],
        }
    )

    demand: str
    parent: str = Field(description="The refused lot that this one brings back, or empty")
    returns: list[str]
    terms: LotTerms | None
    text_sha256: str = Field(description="Hash of the contract text: sign exactly this")
    particulars: ParticularsOut
    loaded_kg: int | None
    delivered_kg: int | None
    is_refused: bool
    window_from_at: datetime
    window_until_at: datetime
    relations: list[Relation]
    balances_fen: dict[str, int] | None
    timeline: list[TransitionOut]
    evidence: list[EvidenceOut]
    next_acts: list[NextActOut]


class BoardColumnOut(Schema):
    """One state with the lots that have waited longest."""

    state: LotState
    count: int
    lots: list[LotOut]


class BoardOut(Schema):
    """Living lots by state."""

    model_config = with_example({"columns": [{"state": "offered", "count": 0, "lots": []}]})

    columns: list[BoardColumnOut]


class BoardQuery(Schema):
    """What an operator looks for."""

    late_only: bool = Field(default=False, description="Only lots whose next step is overdue")


@router.get("/lots", auth=READ, response=answers(Page[LotOut]), summary="Own lots 我的货运单")
def list_lots(request: HttpRequest, query: Query[OwnQuery]) -> Any:
    """Page through the lots of the token's party, newest first."""
    rows, more = queries.my_lots(
        actor=actor_of(request), now=utc_now(), before=row_key(query.cursor), limit=query.limit
    )
    return {"items": [lot_out(row) for row in rows], "next": str(more or "")}


@router.get("/board", auth=READ, response=answers(BoardOut), summary="Board of lots 运营看板")
def read_board(request: HttpRequest, query: Query[BoardQuery]) -> Any:
    """Read the living lots by state, those that wait longest first; operators and auditors."""
    columns = queries.lot_board(
        actor=actor_of(request), now=utc_now(), is_late_only=query.late_only
    )
    return {
        "columns": [
            {
                "state": column.state,
                "count": column.count,
                "lots": [lot_out(row) for row in column.rows],
            }
            for column in columns
        ]
    }


@router.get("/lots/{code}", auth=READ, response=answers(LotDetailOut), summary="One lot 一张货运单")
def get_lot(request: HttpRequest, code: LotCode) -> Any:
    """Read a lot with its timeline, its evidence, and what the token's party may do next."""
    return _detail_out(queries.lot_page(code=code, actor=actor_of(request), now=utc_now()))


_PDF: dict[str, Any] = {
    "responses": {
        200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
    }
}


@router.get(
    "/lots/{code}/contract.pdf",
    auth=READ,
    response=answers(None),
    openapi_extra=_PDF,
    summary="Contract as PDF 合同 PDF",
)
def get_contract(request: HttpRequest, code: LotCode) -> Any:
    """Read the contract of carriage in both languages."""
    return _pdf(
        papers.lot_contract(lot_code=code, actor=actor_of(request), base_url=settings.BASE_URL)
    )


@router.get(
    "/lots/{code}/statement.pdf",
    auth=READ,
    response=answers(None),
    openapi_extra=_PDF,
    summary="Statement as PDF 结算单 PDF",
)
def get_statement_paper(request: HttpRequest, code: LotCode) -> Any:
    """Read the statement in both languages; 404 before it is issued."""
    return _pdf(
        papers.lot_statement(lot_code=code, actor=actor_of(request), base_url=settings.BASE_URL)
    )


def _pdf(content: bytes) -> HttpResponse:
    return HttpResponse(content, content_type="application/pdf")


def lot_out(row: LotRow) -> dict[str, Any]:
    """Return a lot as the API shows it."""
    price_fen = None if row.price is None else row.price.fen
    return _filled(LotOut, row, price_fen=price_fen, url=f"/freight/lots/{row.code}/")


def _detail_out(page: LotPage) -> dict[str, Any]:
    balances = page.balances
    held = None
    if balances is not None:
        held = {
            "escrow": balances.escrow.fen,
            "deposit": balances.deposit.fen,
            "disputed": balances.disputed.fen,
        }
    return _filled(
        LotDetailOut,
        page,
        **lot_out(page.row),
        relations=sorted(page.relations),
        balances_fen=held,
        evidence=[
            _filled(EvidenceOut, row, values=dict(row.payload), document=row.document_code)
            for row in page.evidence
        ],
        next_acts=[
            _filled(NextActOut, following, evidence_wanted=following.wanted)
            for following in page.next_acts
        ],
    )


def _filled(shape: type[Schema], source: object, **given: object) -> dict[str, Any]:
    """Return the fields of a shape: those given, the rest by their own names from the source."""
    same = (name for name in shape.model_fields if name not in given)
    return {name: getattr(source, name) for name in same} | given
