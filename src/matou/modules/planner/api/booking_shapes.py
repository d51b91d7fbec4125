"""Offers and bookings in the shapes that programmes read."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from matou.modules.planner.api.base import with_example
from matou.modules.planner.queries.bookings import BookingPage, LegCard, OfferCard, WorkCard
from matou.modules.planner.rules.pinning import PinnedLeg

_TIMES = {"planned_at": "2026-12-01T08:00:00+08:00", "estimated_at": None, "actual_at": None}
_LEG = {
    "number": 1, "mode": "water", "origin": "P_CHI", "destination": "P_NSA", "service": "S001",
    "carrier": "", "state": "planned", "mass_kg": 280000, "teu": 20, "km": 386.0,
    "price_fen": 1170000, "co2e_g": 2300000, "departs": _TIMES, "arrives": _TIMES, "parts": [],
}  # fmt: skip
_OFFER_LEG = {
    "number": 1, "mode": "water", "origin": "P_CHI", "destination": "P_NSA", "service": "S001",
    "departs_at": "2026-12-01T08:00:00+08:00", "arrives_at": "2026-12-02T19:50:00+08:00",
    "price_fen": 1170000, "co2e_g": 2300000,
}  # fmt: skip


class OfferedLegOut(Schema):
    """One leg of an offer."""

    model_config = with_example(_OFFER_LEG)

    number: int
    mode: str
    origin: str
    destination: str
    service: str
    departs_at: datetime
    arrives_at: datetime
    price_fen: int
    co2e_g: int


class ChainOfferOut(Schema):
    """An offer: what it pins, and until when it stands."""

    model_config = with_example(
        {
            "id": "01990000-0000-7000-8000-000000000001", "price_fen": 1300000, "co2e_g": 2400000,
            "network": "7-9f9f9f9f9f9f9f9f", "timetable": "9f" * 32,
            "starts_by": "2026-12-01T03:00:00+08:00", "arrives_at": "2026-12-02T19:50:00+08:00",
            "expires_at": "2026-12-01T00:30:00+08:00", "legs": [_OFFER_LEG],
        }
    )  # fmt: skip

    id: UUID
    price_fen: int
    co2e_g: int
    network: str = Field(description="Version of the network: number and hash")
    timetable: str = Field(description="SHA-256 over all services with their exceptions")
    starts_by: datetime = Field(description="The latest start that keeps every departure")
    arrives_at: datetime
    expires_at: datetime
    legs: list[OfferedLegOut]


class TimesOut(Schema):
    """An instant as planned (PLN), expected (EST) and in fact (ACT)."""

    model_config = with_example(_TIMES)

    planned_at: datetime
    estimated_at: datetime | None
    actual_at: datetime | None


class LegPartOut(Schema):
    """What one vessel or truck, or a group of them, carries of a leg."""

    model_config = with_example(
        {"number": 1, "vehicles": 1, "mass_kg": 2400000, "demand": "7K3M9QXP4", "lot": "",
         "carrier": "", "loaded_kg": None, "delivered_kg": None}
    )  # fmt: skip

    number: int
    vehicles: int
    mass_kg: int
    demand: str = Field(description="Code of the demand in freight")
    lot: str = Field(description="Code of the lot, once a carrier has it")
    carrier: str
    loaded_kg: int | None
    delivered_kg: int | None


class BookingLegOut(Schema):
    """One leg of a booking."""

    model_config = with_example(_LEG)

    number: int
    mode: str
    origin: str
    destination: str
    service: str
    carrier: str
    state: str
    mass_kg: int
    teu: int
    km: float
    price_fen: int
    co2e_g: int
    departs: TimesOut
    arrives: TimesOut
    parts: list[LegPartOut]


class WorkOrderOut(Schema):
    """Handling that a terminal is to do."""

    model_config = with_example(
        {"number": 1, "transfer": "T001", "origin": "P_CHI", "destination": "P_CHI",
         "origin_mode": "road", "destination_mode": "water", "mass_kg": 280000, "teu": 20,
         "price_fen": 60000, "state": "planned", "begins": _TIMES, "ends": _TIMES}
    )  # fmt: skip

    number: int
    transfer: str
    origin: str
    destination: str
    origin_mode: str
    destination_mode: str
    mass_kg: int
    teu: int
    price_fen: int
    state: str
    begins: TimesOut
    ends: TimesOut


class BookingOut(Schema):
    """A booking: where it stands, its legs, and what terminals are to do."""

    model_config = with_example(
        {
            "code": "7K3M9QXP4", "version": 1, "state": "held", "reason": "",
            "shipper": "2C8H5V7R9", "consignee": "6P2R8T4V1",
            "cargo": "ceramics", "cargo_name": "瓷砖",
            "mass_kg": 280000, "teu": 20, "origin": "P_CHI", "destination": "P_NSA",
            "price_fen": 1300000, "co2e_g": 2400000, "network": "7-9f9f9f9f9f9f9f9f",
            "starts_by": "2026-12-01T03:00:00+08:00", "arrives_at": "2026-12-02T19:50:00+08:00",
            "held_until": "2026-12-01T02:00:00+08:00", "confirmed_at": None, "ended_at": None,
            "legs": [_LEG], "work_orders": [], "url": "/planner/bookings/7K3M9QXP4/",
        }
    )  # fmt: skip

    code: str
    version: int = Field(description="Of the waybill: each re-plan counts it up")
    state: str = Field(
        description="held, confirmed, under_way, closed; or released, expired, failed"
    )
    reason: str
    shipper: str
    consignee: str
    cargo: str
    cargo_name: str
    mass_kg: int
    teu: int
    origin: str
    destination: str
    price_fen: int
    co2e_g: int
    network: str
    starts_by: datetime
    arrives_at: datetime
    held_until: datetime = Field(description="Confirm before this, or the room is given back")
    confirmed_at: datetime | None
    ended_at: datetime | None
    legs: list[BookingLegOut]
    work_orders: list[WorkOrderOut]
    url: str


class WaybillOut(Schema):
    """The waybill as a message of UN/CEFACT's multimodal transport reference data model."""

    model_config = with_example(
        {
            "exchangedDocument": {"id": {"content": "7K3M9QXP4"}, "typeCode": {"content": "760"}},
            "specifiedConsignment": [{"id": [{"content": "7K3M9QXP4"}]}],
        }
    )

    exchangedDocument: dict[str, Any]  # noqa: N815  # the model's own name
    specifiedConsignment: list[dict[str, Any]]  # noqa: N815


def offer_out(card: OfferCard) -> dict[str, Any]:
    """Return an offer as the API shows it."""
    chain = card.chain
    return {
        "id": card.id,
        "price_fen": chain.fen,
        "co2e_g": chain.grams,
        "network": card.network_version,
        "timetable": card.timetable_sha256,
        "starts_by": chain.starts_by,
        "arrives_at": chain.arrives_at,
        "expires_at": card.expires_at,
        "legs": legs_out(chain.legs),
    }


def legs_out(legs: Iterable[PinnedLeg]) -> list[dict[str, Any]]:
    """Return the legs of a pinned chain as the API shows them."""
    return [
        {
            "number": leg.number,
            "mode": str(leg.mode),
            "origin": leg.origin,
            "destination": leg.destination,
            "service": leg.service,
            "departs_at": leg.departs_at,
            "arrives_at": leg.arrives_at,
            "price_fen": leg.fen,
            "co2e_g": leg.grams,
        }
        for leg in legs
    ]


def booking_out(page: BookingPage) -> dict[str, Any]:
    """Return a booking as the API shows it."""
    row = page.row
    same = BookingOut.model_fields.keys() & set(type(row).__slots__)
    return {
        **{name: getattr(row, name) for name in same},
        "state": str(row.state),
        "shipper": row.party,
        "network": page.network_version,
        "legs": [_leg(leg) for leg in page.legs],
        "work_orders": [_work(one) for one in page.work_orders],
        "url": f"/planner/bookings/{row.code}/",
    }


def _leg(leg: LegCard) -> dict[str, Any]:
    return {**asdict(leg), "state": str(leg.state), "km": leg.length_m / 1000}


def _work(one: WorkCard) -> dict[str, Any]:
    return {**asdict(one), "state": str(one.state)}
