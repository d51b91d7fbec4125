"""The multimodal waybill (一单制): one paper for all legs, and its shape for programmes.

The JSON follows the UN/CEFACT Multi-Modal Transport Reference Data Model (MMT-RDM): one
``SpecifiedSupplyChainConsignment`` with pre-, main and on-carriage movements. Codes: document type
by UNTDID 1001, modes by UNECE Recommendation 19, units by Recommendation 20.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matou.kit.errors import DomainError
from matou.modules.planner.rules.booking_states import BookingState

MULTIMODAL_DOCUMENT = "760"
"""UNTDID 1001: multimodal/combined transport document (generic)."""
MODE_CODES = {"water": "8", "rail": "2", "road": "3", "air": "4"}
"""UNECE Recommendation 19: inland water, rail, road, air."""
ISSUED = frozenset({BookingState.CONFIRMED, BookingState.UNDER_WAY, BookingState.CLOSED})
GENERAL = (
    (
        "《民法典》第八百三十八条、第八百四十二条：多式联运经营人对全程负责；"
        "能确定毁损、灭失发生区段的，适用调整该区段运输方式的法律，不能确定的，按运输合同一章。"
    ),
    (
        "Civil Code of China, Articles 838 and 842: the multimodal operator answers for the whole "
        "way; where the leg of a loss is known the law of its mode applies, else the chapter on "
        "carriage."
    ),
)
REGIMES = {
    "road": (
        (
            "《民法典》第八百三十二条：承运人对毁损、灭失负责，"
            "不可抗力、货物本身性质或合理损耗、托运人或收货人过错除外。"
        ),
        (
            "Civil Code, Article 832: the carrier answers for loss and damage, save force majeure, "
            "the nature or fair wear of the goods, or fault of shipper or consignee."
        ),
    ),
    "water": (
        "内河：《民法典》第八百三十二条；海上区段：《海商法》海上货物运输合同的规定。",
        "Inland: Civil Code, Article 832; stretches at sea: the Maritime Code on carriage by sea.",
    ),
    "rail": (
        "《铁路法》第十七条：自接受承运时起至交付时止，对毁损、灭失负责；未保价的以规定限额为限。",
        (
            "Railway Law, Article 17: liable from acceptance to delivery; "
            "within the set limit where no value was declared."
        ),
    ),
    "air": (
        "《国内航空运输承运人赔偿责任限额规定》第三条：货物每公斤以 100 元为限。",
        "Limits of liability in domestic carriage by air, Article 3: CNY 100 a kilogram of cargo.",
    ),
}
"""Which text governs a leg, in short; a draft for a lawyer, like freight's contract clauses."""


class WaybillNotIssued(DomainError):
    """There is no waybill before the booking is confirmed, and none of one that ended unused."""

    code = "planner.waybill-not-issued"
    zh = "订舱 {booking} 没有运单：确认后才签发，退舱、过期或未成行的不签发。请先确认订舱。"
    en = (
        "Booking {booking} has no waybill: it is issued on confirmation. Confirm the booking first."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A place or party: its code and its names."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One instant as planned, expected and in fact."""

    planned_at: datetime
    estimated_at: datetime | None
    actual_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaybillLeg:
    """One leg on the paper; ``carrier`` is None while nobody has it."""

    number: str
    mode: str
    service: str
    carrier: Named | None
    origin: Named
    destination: Named
    departs: Moment
    arrives: Moment
    length_m: int
    vehicles: int
    lots: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waybill:
    """The paper: number, parties, goods, legs, and where the cargo changes carriage."""

    number: str
    version: int
    issued_at: datetime
    state: BookingState
    consignor: Named
    consignee: Named
    cargo_name: str
    mass_kg: int
    teu: int
    dangerous_class: str
    origin: Named
    destination: Named
    price_fen: int
    co2e_g: int
    network_version: str
    legs: tuple[WaybillLeg, ...]
    transhipments: tuple[Named, ...]


def waybill_json(waybill: Waybill) -> dict[str, Any]:
    """Return the waybill in the names of the reference data model."""
    legs = waybill.legs
    main = _main_leg(legs)
    return {
        "ExchangedDocument": {
            "ID": waybill.number,
            "TypeCode": MULTIMODAL_DOCUMENT,
            "VersionID": str(waybill.version),
            "Name": _text("多式联运运单", "Multimodal waybill"),
            "IssueDateTime": _instant(waybill.issued_at),
            "IncludedNote": [
                _note("liability", GENERAL),
                *(_note(f"liability {leg.number}", REGIMES[leg.mode]) for leg in legs),
            ],
        },
        "SpecifiedSupplyChainConsignment": {
            "ID": waybill.number,
            "GrossWeightMeasure": _mass(waybill.mass_kg),
            "TransportEquipmentQuantity": {"value": waybill.teu, "unitCode": "E20"},
            "TotalChargeAmount": {
                "value": f"{waybill.price_fen // 100}.{waybill.price_fen % 100:02d}",
                "currencyID": "CNY",
            },
            "ConsignorTradeParty": _named(waybill.consignor),
            "ConsigneeTradeParty": _named(waybill.consignee),
            "CarrierAcceptanceLogisticsLocation": _named(waybill.origin),
            "ConsigneeReceiptLogisticsLocation": _named(waybill.destination),
            "LoadingBaseportLogisticsLocation": _named(legs[main].origin),
            "UnloadingBaseportLogisticsLocation": _named(legs[main].destination),
            "TransshipmentLogisticsLocation": [_named(one) for one in waybill.transhipments],
            "IncludedSupplyChainConsignmentItem": [_item(waybill)],
            "PreCarriageLogisticsTransportMovement": [_movement(leg) for leg in legs[:main]],
            "MainCarriageLogisticsTransportMovement": [_movement(legs[main])],
            "OnCarriageLogisticsTransportMovement": [_movement(leg) for leg in legs[main + 1 :]],
        },
    }


def _main_leg(legs: Sequence[WaybillLeg]) -> int:
    """Return the place of the longest leg, the first of equals: it is the main carriage."""
    return max(range(len(legs)), key=lambda place: (legs[place].length_m, -place))


def _item(waybill: Waybill) -> dict[str, Any]:
    item: dict[str, Any] = {
        "SequenceNumeric": 1,
        "GrossWeightMeasure": _mass(waybill.mass_kg),
        "NatureIdentificationTransportCargo": {"Identification": waybill.cargo_name},
    }
    if waybill.dangerous_class:
        item["ApplicableTransportDangerousGoods"] = [
            {"HazardClassificationID": waybill.dangerous_class}
        ]
    return item


def _movement(leg: WaybillLeg) -> dict[str, Any]:
    return {
        "ID": leg.number,
        "ModeCode": MODE_CODES[leg.mode],
        "Mode": leg.mode,
        "ServiceCode": leg.service or None,
        "CarrierTradeParty": _named(leg.carrier) if leg.carrier else None,
        "DepartureEvent": _event(leg.departs, leg.origin),
        "ArrivalEvent": _event(leg.arrives, leg.destination),
        "DistanceMeasure": {"value": leg.length_m / 1000, "unitCode": "KMT"},
        "UsedLogisticsTransportMeans": [{"ID": lot} for lot in leg.lots],
    }


def _event(moment: Moment, place: Named) -> dict[str, Any]:
    return {
        "ScheduledOccurrenceDateTime": _instant(moment.planned_at),
        "EstimatedOccurrenceDateTime": _instant(moment.estimated_at),
        "ActualOccurrenceDateTime": _instant(moment.actual_at),
        "OccurrenceLogisticsLocation": _named(place),
    }


def _named(named: Named) -> dict[str, Any]:
    return {"ID": named.code, "Name": _text(named.zh, named.en)}


def _text(zh: str, en: str) -> list[dict[str, str]]:
    return [{"value": zh, "languageID": "zh"}, {"value": en, "languageID": "en"}]


def _note(subject: str, text: tuple[str, str]) -> dict[str, Any]:
    return {"Subject": subject, "Content": _text(*text)}


def _mass(mass_kg: int) -> dict[str, Any]:
    return {"value": mass_kg, "unitCode": "KGM"}


def _instant(at: datetime | None) -> str | None:
    """Return an instant by RFC 3339, which wants the seconds."""
    return None if at is None else at.isoformat(timespec="seconds")
