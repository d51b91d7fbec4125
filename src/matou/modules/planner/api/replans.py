"""Re-plans by programme: what is proposed for bookings, and the shipper's decision."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.planner.api.base import WRITE, actor_of, router, with_example
from matou.modules.planner.api.booking_shapes import BookingOut, OfferedLegOut, legs_out
from matou.modules.planner.api.bookings import READ, told
from matou.modules.planner.queries import replans
from matou.modules.planner.queries.replans import ChoiceCard, ReplanFilter, ReplanPage, ReplanRow
from matou.modules.planner.services import replanning
from matou.web.api import Page, answers, idempotent

ReplanId = Annotated[
    UUID,
    Path(description="Id of the re-plan 改配方案", example="01990000-0000-7000-8000-000000000002"),
]
State = Literal["", "open", "accepted", "declined", "superseded", "obsolete", "expired"]
Snag = Literal["", "lock", "water", "sailing", "storm", "row", "missed", "slower"]
_REASON = {
    "snag": "lock", "leg": 2, "code": "W068", "place": "L_CHZ", "at": "2026-12-01T08:00:00+08:00",
    "until": "2026-12-09T08:00:00+08:00", "notice": "0ZWJBBZ55",
}  # fmt: skip
_ROW = {
    "id": "01990000-0000-7000-8000-000000000002", "booking": "7K3M9QXP4", "state": "open",
    "reason": "lock", "reasons": [_REASON], "arrives_at": "2026-12-02T19:50:00+08:00",
    "price_fen": 1300000, "co2e_g": 2400000, "binding_zh": "", "binding_en": "",
    "proposed_at": "2026-12-01T08:00:00+08:00", "expires_at": "2026-12-03T08:00:00+08:00",
    "decided_at": None, "chosen": None,
}  # fmt: skip


class ReasonOut(Schema):
    """One thing that is not as planned."""

    model_config = with_example(_REASON)

    snag: str = Field(description="lock, water, sailing, storm, row, missed or slower")
    leg: int = Field(description="Number of the leg; 0 for handling")
    code: str = Field(description="Link, service or transfer")
    place: str
    at: str
    until: str = Field(description="Until when one would wait; empty where that does not help")
    notice: str = Field(description="Code of the notice behind it, if one is")


class ReplanOut(Schema):
    """A proposal; price and CO2e are those of the rest of the plan so far."""

    model_config = with_example(_ROW)

    id: UUID
    booking: str
    state: str
    reason: str
    reasons: list[ReasonOut]
    arrives_at: datetime
    price_fen: int
    co2e_g: int
    binding_zh: str = Field(description="What stands in the way of the wishes as they were")
    binding_en: str
    proposed_at: datetime
    expires_at: datetime | None
    decided_at: datetime | None
    chosen: int | None


class ReplanChoiceOut(Schema):
    """One way to go on, and by how much it differs from the plan so far."""

    model_config = with_example(
        {"choice": 0, "best_in": ["time"], "starts_by": "2026-12-01T09:00:00+08:00",
         "arrives_at": "2026-12-02T22:50:00+08:00", "price_fen": 1450000, "co2e_g": 3400000,
         "later_min": 180, "dearer_fen": 150000, "more_co2e_g": 1000000, "legs": []}
    )  # fmt: skip

    choice: int
    best_in: list[str] = Field(description="time, cost, co2e, reliability; wait: the way stays")
    starts_by: datetime
    arrives_at: datetime
    price_fen: int
    co2e_g: int
    later_min: int
    dearer_fen: int
    more_co2e_g: int
    legs: list[OfferedLegOut]


class ReplanDetailOut(ReplanOut):
    """A proposal with the chains to choose from."""

    model_config = with_example(
        _ROW | {"place": "P_CHI", "ready_at": "2026-12-01T08:00:00+08:00", "choices": []}
    )

    place: str = Field(description="Where the cargo is, or will be")
    ready_at: datetime
    choices: list[ReplanChoiceOut]


class ReplanQuery(Schema):
    """Filters of the list."""

    q: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = Field(
        default="", description="Booking, goods, place or shipper"
    )
    state: State = ""
    reason: Snag = ""
    cursor: Annotated[str, Field(max_length=6, pattern=r"^[0-9]*$")] = Field(
        default="", description="`next` of the page before"
    )
    limit: int = Field(default=20, ge=1, le=100, examples=[20])


class AcceptanceIn(Schema):
    """Which of the proposed chains."""

    model_config = with_example({"choice": 0})

    choice: int = Field(ge=0, le=99)


@router.get("/replans", auth=READ, response=answers(Page[ReplanOut]), summary="Re-plans 改配")
def list_replans(request: HttpRequest, query: Query[ReplanQuery]) -> Any:
    """Page through proposals, the newest first: a shipper's own, all of them for operators."""
    page = max(1, int(query.cursor or 1))
    found, total = replans.replans_page(
        actor=actor_of(request),
        wanted=ReplanFilter(text=query.q.strip(), state=query.state, reason=query.reason),
        page=page,
        size=query.limit,
    )
    return {
        "items": [_row(one) for one in found],
        "next": str(page + 1) if page * query.limit < total else "",
    }


@router.get(
    "/replans/{replan_id}",
    auth=READ,
    response=answers(ReplanDetailOut),
    summary="A re-plan 改配方案",
)
def get_replan(request: HttpRequest, replan_id: ReplanId) -> Any:
    """Read why a plan no longer holds, and the chains to choose from."""
    return _detail(replans.replan_page(replan_id=replan_id, actor=actor_of(request)))


@router.post(
    "/replans/{replan_id}/accept",
    auth=WRITE,
    response=answers(BookingOut),
    summary="Accept a re-plan 接受改配",
)
@idempotent
def accept_replan(request: HttpRequest, replan_id: ReplanId, body: AcceptanceIn) -> Any:
    """Carry the booking on by one of the chains: all legs or none; its waybill keeps its number."""
    code = replanning.accept_replan(
        replan_id=replan_id, choice=body.choice, actor=actor_of(request), now=utc_now()
    )
    return told(request, code)


@router.post(
    "/replans/{replan_id}/decline",
    auth=WRITE,
    response=answers(BookingOut),
    summary="Decline a re-plan 谢绝改配",
)
@idempotent
def decline_replan(request: HttpRequest, replan_id: ReplanId) -> Any:
    """Keep the plan as it is; the same cause is not proposed for again."""
    code = replanning.decline_replan(replan_id=replan_id, actor=actor_of(request), now=utc_now())
    return told(request, code)


def _row(one: ReplanRow) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in ("id", "booking", "reason", "binding_zh",
           "binding_en", "proposed_at", "expires_at", "decided_at", "chosen")},
        "state": str(one.state),
        "reasons": [reason.as_json() for reason in one.reasons],
        "arrives_at": one.old_arrives_at,
        "price_fen": one.old_price_fen,
        "co2e_g": one.old_co2e_g,
    }  # fmt: skip


def _detail(page: ReplanPage) -> dict[str, Any]:
    return {
        **_row(page.row),
        "place": page.place,
        "ready_at": page.ready_at,
        "choices": [_choice(one) for one in page.choices],
    }


def _choice(one: ChoiceCard) -> dict[str, Any]:
    return {
        "choice": one.number,
        "best_in": list(one.best_in),
        "starts_by": one.chain.starts_by,
        "arrives_at": one.chain.arrives_at,
        "price_fen": one.chain.fen,
        "co2e_g": one.chain.grams,
        "later_min": one.later_min,
        "dearer_fen": one.dearer_fen,
        "more_co2e_g": one.more_co2e_g,
        "legs": legs_out(one.chain.legs),
    }
