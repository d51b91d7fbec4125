"""What programmes send: terms of a demand, an offer, evidence. The rules judge what it means."""

from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, JsonValue

from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.api.base import (
    Exact,
    Fen,
    Instant,
    Kilograms,
    PartyCode,
    with_example,
)
from matou.modules.freight.rules.demands import OfferTerms
from matou.modules.freight.rules.evidence import (
    HOUSE_ONLY_KINDS,
    PAYLOADS,
    EvidenceItem,
    EvidenceKind,
    read_payload,
)
from matou.modules.freight.rules.terms import (
    DemandTerms,
    MoneyTerms,
    OperatingMode,
    PriceBasis,
    PriceMode,
    SettlementBasis,
    VesselNeeds,
)
from matou.modules.freight.rules.vessels import Particulars

Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Centimetres = Annotated[int, Field(ge=0, le=40_000)]
Percent = Annotated[int, Field(ge=0, le=100)]
Permille = Annotated[int, Field(ge=0, le=1000)]
PlaceCode = Annotated[
    str,
    Field(pattern=r"^[0-9A-Za-z_]{1,24}$", description="Code of a port or terminal"),
]


class VesselNeedsIn(Schema):
    """What a vessel must have; what is left out is not asked for."""

    deadweight_min_kg: Kilograms | None = None
    deadweight_max_kg: Kilograms | None = None
    vessel_type: Text = Field(default="", max_length=24)
    hatch: Text = Field(default="", max_length=80)
    draught_max_cm: Centimetres | None = None
    length_max_cm: Centimetres | None = None
    beam_max_cm: Centimetres | None = None
    air_draught_max_cm: Centimetres | None = None
    sealed_hold: bool = False


class MoneyTermsIn(Exact):
    """The money clauses; what is left out follows the custom of the river."""

    advance_percent: Percent = 30
    deposit_percent: Percent = 10
    escrow_percent: Percent = 100
    demurrage_fen_per_tonne_day: int = Field(default=60, ge=0, le=10_000)
    laytime_hours: int = Field(default=120, ge=1, le=1440)
    notice_hours: int = Field(default=0, ge=0, le=48)
    shortage_permille: Permille = 3
    cargo_value_fen_per_tonne: int = Field(default=8_000, ge=0, le=100_000_000)
    payment_days: int = Field(default=3, ge=0, le=30)
    settlement_basis: SettlementBasis = SettlementBasis.LOADED
    agent: PartyCode = Field(default="", description="Code of the agent who has a share 货代")
    agent_permille: int = Field(default=0, ge=0, le=100)
    agent_fixed_fen: int = Field(default=0, ge=0, le=5_000_000)


class DemandIn(Exact):
    """A demand (货盘) as the shipper states it."""

    model_config = with_example(
        {
            "origin": "P_CHI",
            "destination": "P_SAN",
            "loading_from_at": "2026-03-03T08:00:00+08:00",
            "loading_until_at": "2026-03-06T08:00:00+08:00",
            "cargo": "sand",
            "cargo_name": "机制砂 0–5 mm",
            "quantity_kg": 2400000,
            "mode": "fixed",
            "price_fen": 3150,
            "consignee": "6P2R8T4V1",
        }
    )

    origin: PlaceCode
    destination: PlaceCode
    loading_from_at: Instant
    loading_until_at: Instant
    cargo: str = Field(pattern=r"^[a-z_]{1,40}$", description="Key of the cargo category")
    cargo_name: Text = Field(min_length=1, max_length=80)
    quantity_kg: Kilograms
    tolerance_permille: Permille = 50
    mode: PriceMode
    price_basis: PriceBasis = PriceBasis.PER_TONNE
    price_fen: Fen | None = Field(default=None, description="Left out for sealed offers")
    offers_until_at: Instant | None = Field(default=None, description="For sealed offers only")
    consignee: PartyCode = Field(min_length=1, description="Code of the receiving party")
    operating_mode: OperatingMode = OperatingMode.BROKER
    vessel: VesselNeedsIn = VesselNeedsIn()
    money: MoneyTermsIn = MoneyTermsIn()
    payment_terms: Text = Field(default="", max_length=200)
    notes: Text = Field(default="", max_length=1000)

    def terms(self) -> DemandTerms:
        """Return the terms; raises InvalidInput where the window ends before it begins."""
        if self.loading_until_at <= self.loading_from_at:
            raise InvalidInput(
                field="loading_until_at",
                reason_zh="装货期结束须晚于开始。",
                reason_en="The window must end after it begins.",
            )
        return DemandTerms(
            origin=self.origin,
            destination=self.destination,
            loading=Period(self.loading_from_at, self.loading_until_at),
            cargo=self.cargo,
            cargo_name=self.cargo_name,
            quantity=Tonnes(self.quantity_kg),
            tolerance_permille=self.tolerance_permille,
            mode=self.mode,
            price_basis=self.price_basis,
            price=None if self.price_fen is None else Money(self.price_fen),
            offers_until=self.offers_until_at,
            consignee=self.consignee,
            operating_mode=self.operating_mode,
            vessel=VesselNeeds(**self.vessel.model_dump()),
            money=MoneyTerms(**self.money.model_dump()),
            payment_terms=self.payment_terms,
            notes=self.notes,
        )


class ParticularsIn(Schema):
    """What the carrier says of a vessel that the register does not know."""

    name: Text = Field(min_length=1, max_length=80)
    mmsi: str = Field(default="", pattern=r"^([0-9]{9})?$")
    vessel_type: Text = Field(default="", max_length=24)
    hatch: Text = Field(default="", max_length=80)
    deadweight_kg: Kilograms | None = None
    draught_cm: Centimetres | None = None
    length_cm: Centimetres | None = None
    beam_cm: Centimetres | None = None
    air_draught_cm: Centimetres | None = None
    sealed_hold: bool = False


class OfferIn(Exact):
    """A vessel, and for sealed offers a price."""

    model_config = with_example(
        {"vessel": "5D7N3X8B6", "price_fen": 3080, "trip_days": 5, "note": "可提前一天靠泊"}
    )

    vessel: str = Field(pattern=r"^[0-9A-Za-z_\-]{1,32}$", description="Code of the vessel")
    price_fen: Fen | None = Field(default=None, description="Left out where the price is fixed")
    trip_days: int = Field(default=7, ge=1, le=60)
    particulars: ParticularsIn | None = Field(
        default=None, description="Only where the register does not know the vessel"
    )
    note: Text = Field(default="", max_length=500)

    def terms(self) -> OfferTerms:
        """Return the offer for the rules to judge."""
        given = self.particulars
        return OfferTerms(
            vessel=self.vessel,
            price=None if self.price_fen is None else Money(self.price_fen),
            trip_days=self.trip_days,
            particulars=None if given is None else Particulars(**given.model_dump()),
            note=self.note,
        )


def _fields_of(kind: EvidenceKind) -> str:
    names = ", ".join(f"`{name}`" for name in PAYLOADS[kind].__dataclass_fields__)
    return f"- `{kind.value}`: {names}"


_VALUES = "What the kind asks for:\n" + "\n".join(
    _fields_of(kind) for kind in PAYLOADS if kind not in HOUSE_ONLY_KINDS
)


class EvidenceIn(Schema):
    """A piece of evidence (凭证)."""

    model_config = with_example(
        {
            "kind": "position",
            "values": {"latitude": 23.42, "longitude": 111.08, "source": "phone"},
            "taken_at": "2026-03-04T10:00:00+08:00",
            "document": "",
        }
    )

    kind: EvidenceKind
    values: dict[str, JsonValue] = Field(default={}, description=_VALUES)
    taken_at: Instant
    document: str = Field(
        default="", pattern=r"^[0-9A-Za-z]{0,20}$", description="Code of the stored file"
    )

    def item(self) -> EvidenceItem:
        """Return the typed evidence; raises InvalidInput."""
        values: dict[str, Any] = dict(self.values)
        return EvidenceItem(
            payload=read_payload(self.kind, values), taken_at=self.taken_at, document=self.document
        )


class ActIn(Schema):
    """The evidence handed in together with an act; often empty, because it lies there already."""

    model_config = with_example({"evidence": []})

    evidence: list[EvidenceIn] = Field(default=[], max_length=20)

    def items(self) -> tuple[EvidenceItem, ...]:
        """Return the evidence typed; raises InvalidInput."""
        return tuple(piece.item() for piece in self.evidence)
