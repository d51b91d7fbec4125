"""Offers (报价) and awards (成交): the carrier offers or takes, the shipper chooses."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Schema, Status

from matou.kit.clock import utc_now
from matou.modules.freight.api.asked import OfferIn
from matou.modules.freight.api.base import (
    READ,
    WRITE,
    DemandCode,
    OfferId,
    actor_of,
    router,
    with_example,
)
from matou.modules.freight.api.shapes import OfferListOut, offer_out
from matou.modules.freight.queries import demands as queries
from matou.modules.freight.services import awards, offers
from matou.web.api import answers, idempotent


class OfferMadeOut(Schema):
    """The offer stands."""

    model_config = with_example({"id": "01990000-0000-7000-8000-000000000001", "state": "open"})

    id: UUID
    state: str


class AwardOut(Schema):
    """The demand is awarded; from here the trip (lot, 货运单) is what moves."""

    model_config = with_example({"lot": "4T9W2K6M7", "url": "/freight/lots/4T9W2K6M7/"})

    lot: str
    url: str


@router.get(
    "/demands/{code}/offers",
    auth=READ,
    response=answers(OfferListOut),
    summary="Offers for a demand 货盘收到的报价",
)
def list_offers(request: HttpRequest, code: DemandCode) -> Any:
    """Read the offers: the shipper after the closing time, cheapest first; a carrier its own."""
    rows = queries.offers_of(demand_code=code, actor=actor_of(request), now=utc_now())
    return {"items": [offer_out(row) for row in rows]}


@router.get("/my-offers", auth=READ, response=answers(OfferListOut), summary="Own offers 我的报价")
def list_my_offers(request: HttpRequest) -> Any:
    """Read the latest 50 offers of the token's party."""
    return {"items": [offer_out(row) for row in queries.my_offers(actor=actor_of(request))]}


@router.post(
    "/demands/{code}/offers",
    auth=WRITE,
    response=answers(OfferMadeOut, status=201),
    summary="Make a sealed offer 提交密封报价",
)
@idempotent
def make_offer(request: HttpRequest, code: DemandCode, body: OfferIn) -> Any:
    """Offer a vessel at a price; nobody reads it before the closing time."""
    made = offers.make_offer(
        demand_code=code, offer=body.terms(), actor=actor_of(request), now=utc_now()
    )
    return Status(201, OfferMadeOut(id=made, state="open"))


@router.post(
    "/demands/{code}/accept",
    auth=WRITE,
    response=answers(AwardOut, status=201),
    summary="Take a fixed-price demand 抢单",
)
@idempotent
def accept_demand(request: HttpRequest, code: DemandCode, body: OfferIn) -> Any:
    """Take a fixed-price demand with a vessel; the first one gets it, others read 409."""
    lot = awards.accept_demand(
        demand_code=code, offer=body.terms(), actor=actor_of(request), now=utc_now()
    )
    return Status(201, _award(lot))


@router.post(
    "/offers/{offer}/award",
    auth=WRITE,
    response=answers(AwardOut, status=201),
    summary="Choose an offer 选定报价",
)
@idempotent
def award_offer(request: HttpRequest, offer: OfferId) -> Any:
    """Choose one of the opened sealed offers; the others become runners-up."""
    lot = awards.award_offer(offer_id=offer, actor=actor_of(request), now=utc_now())
    return Status(201, _award(lot))


@router.post(
    "/offers/{offer}/withdraw",
    auth=WRITE,
    response=answers(OfferMadeOut),
    summary="Take an offer back 撤回报价",
)
@idempotent
def withdraw_offer(request: HttpRequest, offer: OfferId) -> Any:
    """Take one's own open offer back."""
    offers.withdraw_offer(offer_id=offer, actor=actor_of(request), now=utc_now())
    return OfferMadeOut(id=offer, state="withdrawn")


def _award(lot: str) -> AwardOut:
    return AwardOut(lot=lot, url=f"/freight/lots/{lot}/")
