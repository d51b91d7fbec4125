"""Booking by programme: an offer of one chain, its booking, and the booking's life."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Schema, Status
from pydantic import Field

from matou.kit.clock import utc_now
from matou.modules.planner.api.ask import QuestionIn
from matou.modules.planner.api.base import WRITE, actor_of, router, with_example
from matou.modules.planner.api.booking_shapes import (
    BookingOut,
    ChainOfferOut,
    WaybillOut,
    booking_out,
    offer_out,
)
from matou.modules.planner.queries import bookings as queries
from matou.modules.planner.queries import waybills
from matou.modules.planner.queries.outlooks import outlook_at
from matou.modules.planner.rules.waybill import waybill_json
from matou.modules.planner.services import booking, chain_offers, releasing
from matou.modules.planner.services import waybill_paper as papers
from matou.web.api import answers, bearer, idempotent

READ = bearer(scope="planner:read")
BookingCode = Annotated[
    str,
    Path(pattern=r"^[0-9A-Za-z]{1,20}$", description="Code of the booking 订舱编号",
         example="7K3M9QXP4"),
]  # fmt: skip
Number = Annotated[int, Path(ge=1, le=200, description="Number in its booking", example=1)]
_PDF: dict[str, Any] = {
    "responses": {
        200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}
    }
}


class ChainOfferIn(QuestionIn):
    """A question and which of its shown chains is wanted."""

    model_config = with_example(
        {"origin": "P_WUL", "destination": "P_NSA", "tonnes": 2000, "chain": 0}
    )

    chain: int = Field(default=0, ge=0, le=7, description="Place among the shown chains, from 0")
    cost_fen: int | None = Field(
        default=None, ge=0, le=10**15, description="Its price: finds it again if places changed"
    )


class BookingIn(Schema):
    """Which offer, and what the goods are."""

    model_config = with_example(
        {
            "offer": "01990000-0000-7000-8000-000000000001",
            "cargo": "gravel",
            "cargo_name": "碎石 5–10 mm",
            "consignee": "",
        }
    )

    offer: UUID
    cargo: Annotated[str, Field(max_length=16, pattern=r"^[a-z]*$")] = "general"
    cargo_name: Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
    consignee: Annotated[str, Field(max_length=64, pattern=r"^[0-9A-Za-z_\-]*$")] = ""


@router.post(
    "/offers",
    auth=WRITE,
    response=answers(ChainOfferOut, status=201),
    summary="Offer of a chain 方案报价",
)
@idempotent
def make_offer(request: HttpRequest, body: ChainOfferIn) -> Any:
    """Pin the price, network and timetable of one chain for 30 minutes."""
    now = utc_now()
    offer = chain_offers.make_offer(
        question=body.question(network=outlook_at(now).edition(0), now=now),
        pick=chain_offers.Pick(place=body.chain, fen=body.cost_fen),
        actor=actor_of(request),
        now=now,
    )
    card = queries.offer_card(offer_id=offer, actor=actor_of(request))
    return Status(201, ChainOfferOut(**offer_out(card)))


def _sweeping(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Sweep outside the transaction that an idempotency key opens around its operation."""

    @wraps(operation)
    def again_where_swept(*given: Any, **named: Any) -> Any:
        return booking.swept(lambda: operation(*given, **named), now=utc_now())

    return again_where_swept


@router.post("/bookings", auth=WRITE, response=answers(BookingOut, status=201), summary="Book 订舱")
@_sweeping
@idempotent
def book(request: HttpRequest, body: BookingIn) -> Any:
    """Hold all legs of an offer, or none; confirm within two hours."""
    terms = booking.BookingTerms(
        cargo=body.cargo, cargo_name=body.cargo_name, consignee=body.consignee
    )
    code = booking.hold_all(
        offer_id=body.offer, terms=terms, actor=actor_of(request), now=utc_now()
    )
    return Status(201, told(request, code))


@router.get("/bookings/{code}", auth=READ, response=answers(BookingOut), summary="A booking 订舱")
def get_booking(request: HttpRequest, code: BookingCode) -> Any:
    """Read a booking with its legs and work orders: its shipper, its consignee, operators."""
    return told(request, code)


@router.post(
    "/bookings/{code}/confirm",
    auth=WRITE,
    response=answers(BookingOut),
    summary="Confirm a booking 确认订舱",
)
@idempotent
def confirm_booking(request: HttpRequest, code: BookingCode) -> Any:
    """Take the held room for good, ask carriers for barges and trucks, issue the waybill."""
    booking.confirm(code=code, actor=actor_of(request), now=utc_now())
    return told(request, code)


@router.post(
    "/bookings/{code}/release",
    auth=WRITE,
    response=answers(BookingOut),
    summary="Give a booking back 退舱",
)
@idempotent
def release_booking(request: HttpRequest, code: BookingCode) -> Any:
    """Free its room and withdraw its open demands."""
    releasing.release(code=code, actor=actor_of(request), now=utc_now())
    return told(request, code)


@router.get(
    "/bookings/{code}/waybill",
    auth=READ,
    response=answers(WaybillOut),
    summary="Multimodal waybill 一单制运单",
)
def get_waybill(request: HttpRequest, code: BookingCode) -> Any:
    """Read the waybill in the names of the UN/CEFACT multimodal transport reference model."""
    return waybill_json(waybills.waybill(code=code, actor=actor_of(request)))


@router.get(
    "/bookings/{code}/waybill.pdf",
    auth=READ,
    response=answers(None),
    openapi_extra=_PDF,
    summary="Multimodal waybill as PDF 运单 PDF",
)
def get_waybill_pdf(request: HttpRequest, code: BookingCode) -> Any:
    """Read the waybill in both languages."""
    pdf = papers.waybill_pdf(code=code, actor=actor_of(request), base_url=settings.BASE_URL)
    return HttpResponse(pdf, content_type="application/pdf")


def told(request: HttpRequest, code: str) -> BookingOut:
    """Return a booking after an act, as its reader sees it."""
    page = queries.booking_page(code=code, actor=actor_of(request))
    return BookingOut(**booking_out(page))
