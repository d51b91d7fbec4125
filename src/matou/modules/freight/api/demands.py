"""Demands (货盘): open ones for anyone, one's own with a token, and what a shipper does to them."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Schema, Status
from pydantic import Field

from matou.kit.clock import utc_now
from matou.kit.tonnes import Tonnes
from matou.modules.freight.api.asked import DemandIn
from matou.modules.freight.api.base import (
    READ,
    WRITE,
    DemandCode,
    Done,
    actor_of,
    router,
    row_key,
)
from matou.modules.freight.api.shapes import (
    DemandDetailOut,
    DemandOut,
    demand_detail_out,
    demand_out,
)
from matou.modules.freight.queries import demands as queries
from matou.modules.freight.queries.demands import DemandFilter, DemandSort
from matou.modules.freight.services import demands as services
from matou.web.api import CursorQuery, Page, answers, idempotent
from matou.web.limits import count_guest

Word = Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")]


class OpenDemandQuery(Schema):
    """What a carrier looks for."""

    q: Word = Field(default="", description="Cargo, code or place 搜索")
    origin: Word = Field(default="", description="Code of the place of loading")
    destination: Word = Field(default="", description="Code of the place of discharge")
    cargo: Word = Field(default="", description="Key of the cargo category")
    quantity_from_kg: int | None = Field(default=None, ge=0, le=100_000_000)
    quantity_until_kg: int | None = Field(default=None, ge=0, le=100_000_000)
    sort: DemandSort = DemandSort.NEWEST
    cursor: CursorQuery = ""
    limit: int = Field(default=20, ge=1, le=100, description="Rows a page 每页行数")


class OwnQuery(Schema):
    """Which page of one's own."""

    cursor: CursorQuery = ""
    limit: int = Field(default=50, ge=1, le=100, description="Rows a page 每页行数")


@router.get("/demands", response=answers(Page[DemandOut]), summary="Open demands 公开货盘")
def list_demands(request: HttpRequest, query: Query[OpenDemandQuery]) -> Any:
    """Page through the demands that carriers may answer now; no token is needed."""
    count_guest(request, what="freight-api")
    least, most = query.quantity_from_kg, query.quantity_until_kg
    page = queries.open_demands(
        wanted=DemandFilter(
            text=query.q,
            origin=query.origin,
            destination=query.destination,
            cargo=query.cargo,
            tonnage_min=None if least is None else Tonnes(least),
            tonnage_max=None if most is None else Tonnes(most),
            sort=query.sort,
        ),
        now=utc_now(),
        after=query.cursor,
        limit=query.limit,
    )
    return {"items": [demand_out(row) for row in page.rows], "next": page.after or ""}


@router.get("/demands/{code}", response=answers(DemandDetailOut), summary="One demand 一个货盘")
def get_demand(request: HttpRequest, code: DemandCode) -> Any:
    """Read an open demand with its terms; no token is needed."""
    count_guest(request, what="freight-api")
    return demand_detail_out(queries.demand_page(code=code, actor=None, now=utc_now()))


@router.get(
    "/my-demands", auth=READ, response=answers(Page[DemandOut]), summary="Own demands 我的货盘"
)
def list_my_demands(request: HttpRequest, query: Query[OwnQuery]) -> Any:
    """Page through the demands of the token's party, newest first, drafts included."""
    rows, more = queries.my_demands(
        actor=actor_of(request), before=row_key(query.cursor), limit=query.limit
    )
    return {"items": [demand_out(row) for row in rows], "next": str(more or "")}


@router.get(
    "/my-demands/{code}",
    auth=READ,
    response=answers(DemandDetailOut),
    summary="One demand with one's part in it 货盘与我方报价",
)
def get_my_demand(request: HttpRequest, code: DemandCode) -> Any:
    """Read a demand as shipper, offerer or operator: drafts, ended ones, own offers, the trip."""
    page = queries.demand_page(code=code, actor=actor_of(request), now=utc_now())
    return demand_detail_out(page)


@router.post(
    "/demands",
    auth=WRITE,
    response=answers(Done, status=201),
    summary="Draft a demand 新建货盘草稿",
)
@idempotent
def draft_demand(request: HttpRequest, body: DemandIn) -> Any:
    """Keep a new demand as a draft of the token's party; nobody else sees it yet."""
    code = services.draft_demand(terms=body.terms(), actor=actor_of(request), now=utc_now())
    return Status(201, Done(code=code, state="draft"))


@router.put(
    "/demands/{code}", auth=WRITE, response=answers(Done), summary="Change a draft 修改草稿"
)
@idempotent
def change_draft(request: HttpRequest, code: DemandCode, body: DemandIn) -> Any:
    """Replace the terms of a draft; what is published cannot change."""
    services.change_draft(
        demand_code=code, terms=body.terms(), actor=actor_of(request), now=utc_now()
    )
    return Done(code=code, state="draft")


@router.post(
    "/demands/{code}/publish", auth=WRITE, response=answers(Done), summary="Publish 发布货盘"
)
@idempotent
def publish_demand(request: HttpRequest, code: DemandCode) -> Any:
    """Show a draft to carriers."""
    services.publish_demand(demand_code=code, actor=actor_of(request), now=utc_now())
    return Done(code=code, state="published")


@router.post(
    "/demands/{code}/withdraw", auth=WRITE, response=answers(Done), summary="Withdraw 撤回货盘"
)
@idempotent
def withdraw_demand(request: HttpRequest, code: DemandCode) -> Any:
    """Take a demand back before any award; open offers end."""
    services.withdraw_demand(demand_code=code, actor=actor_of(request), now=utc_now())
    return Done(code=code, state="withdrawn")
