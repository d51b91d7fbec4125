"""What the API tells of demands and offers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from matou.modules.freight.api.base import with_example
from matou.modules.freight.queries.demands import DemandPage, DemandRow, OfferRow
from matou.modules.freight.rules.demands import OfferState
from matou.modules.freight.rules.plain import plain
from matou.modules.freight.rules.states import DemandState
from matou.modules.freight.rules.terms import (
    MoneyTerms,
    OperatingMode,
    PriceBasis,
    PriceMode,
    VesselNeeds,
)

_DEMAND_EXAMPLE = {
    "code": "7K3M9QXP4",
    "state": "published",
    "shipper": "2C8H5V7R9",
    "origin": "P_CHI",
    "destination": "P_SAN",
    "loading_from_at": "2026-03-03T00:00:00Z",
    "loading_until_at": "2026-03-06T00:00:00Z",
    "cargo": "sand",
    "cargo_name": "机制砂 0–5 mm",
    "quantity_kg": 2600000,
    "mode": "fixed",
    "price_basis": "per_tonne",
    "price_fen": 3150,
    "offers_until_at": None,
    "offers": 0,
    "published_at": "2026-03-01T00:00:00Z",
    "url": "/freight/demands/7K3M9QXP4/",
}
_OFFER_EXAMPLE = {
    "id": "01990000-0000-7000-8000-000000000001",
    "demand": "7K3M9QXP4",
    "carrier": "9M4T6W2K8",
    "vessel": "5D7N3X8B6",
    "vessel_name": "桂平货 0001",
    "price_fen": 3080,
    "total_fen": 8008000,
    "trip_days": 5,
    "note": "",
    "state": "open",
    "made_at": "2026-03-01T06:00:00Z",
}


class DemandOut(Schema):
    """A demand (货盘) as lists show it; the number of offers tells no price."""

    model_config = with_example(_DEMAND_EXAMPLE)

    code: str
    state: DemandState
    shipper: str = Field(description="Code of the shipping party")
    origin: str = Field(description="Code of the place of loading")
    destination: str = Field(description="Code of the place of discharge")
    loading_from_at: datetime
    loading_until_at: datetime
    cargo: str = Field(description="Key of the cargo category")
    cargo_name: str
    quantity_kg: int
    mode: PriceMode
    price_basis: PriceBasis
    price_fen: int | None = Field(description="None for sealed offers")
    offers_until_at: datetime | None
    offers: int
    published_at: datetime | None
    url: str = Field(description="The demand's page")


class OfferOut(Schema):
    """An offer (报价) as its carrier, or the shipper after the closing time, sees it."""

    model_config = with_example(_OFFER_EXAMPLE)

    id: UUID
    demand: str
    carrier: str
    vessel: str
    vessel_name: str
    price_fen: int
    total_fen: int = Field(description="What the whole cargo would cost at this price")
    trip_days: int
    note: str
    state: OfferState
    made_at: datetime


class DemandDetailOut(DemandOut):
    """A demand with all its terms."""

    model_config = with_example(
        _DEMAND_EXAMPLE
        | {
            "tolerance_permille": 50,
            "consignee": "",
            "operating_mode": "broker",
            "vessel": plain(VesselNeeds()),
            "money": plain(MoneyTerms()),
            "payment_terms": "签收后 3 日内结清",
            "notes": "",
            "is_own": False,
            "are_offers_sealed": False,
            "lot": "",
            "own_offers": [],
        }
    )

    tolerance_permille: int
    consignee: str = Field(description="Code of the receiving party; empty for other readers")
    operating_mode: OperatingMode
    vessel: VesselNeeds
    money: MoneyTerms
    payment_terms: str
    notes: str
    is_own: bool
    are_offers_sealed: bool
    lot: str = Field(description="Code of the trip, for those who may know it")
    own_offers: list[OfferOut]


class OfferListOut(Schema):
    """Offers in the order of their price, or one's own, newest first."""

    model_config = with_example({"items": [_OFFER_EXAMPLE]})

    items: list[OfferOut]


def demand_out(row: DemandRow) -> dict[str, Any]:
    """Return a demand as the API shows it."""
    return {
        "code": row.code,
        "state": row.state,
        "shipper": row.shipper,
        "origin": row.origin,
        "destination": row.destination,
        "loading_from_at": row.loading.from_at,
        "loading_until_at": row.loading.until_at,
        "cargo": row.cargo,
        "cargo_name": row.cargo_name,
        "quantity_kg": row.quantity.kg,
        "mode": row.mode,
        "price_basis": row.price_basis,
        "price_fen": None if row.price is None else row.price.fen,
        "offers_until_at": row.offers_until,
        "offers": row.offers,
        "published_at": row.published_at,
        "url": f"/freight/demands/{row.code}/",
    }


def demand_detail_out(page: DemandPage) -> dict[str, Any]:
    """Return a demand with its terms as the API shows it; the receiver only to who has a part."""
    terms = page.terms
    has_part = page.is_own or bool(page.own_offers) or bool(page.lot)
    return demand_out(page.row) | {
        "tolerance_permille": terms.tolerance_permille,
        "consignee": terms.consignee if has_part else "",
        "operating_mode": terms.operating_mode,
        "vessel": terms.vessel,
        "money": terms.money,
        "payment_terms": terms.payment_terms,
        "notes": terms.notes,
        "is_own": page.is_own,
        "are_offers_sealed": page.are_offers_sealed,
        "lot": page.lot,
        "own_offers": [offer_out(offer) for offer in page.own_offers],
    }


def offer_out(row: OfferRow) -> dict[str, Any]:
    """Return an offer as the API shows it."""
    return {
        "id": row.id,
        "demand": row.demand,
        "carrier": row.carrier,
        "vessel": row.vessel,
        "vessel_name": row.particulars.name,
        "price_fen": row.price.fen,
        "total_fen": row.total.fen,
        "trip_days": row.trip_days,
        "note": row.note,
        "state": row.state,
        "made_at": row.made_at,
    }
