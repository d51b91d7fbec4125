"""The multimodal waybill (一单制): one paper for all legs, and its shape for programmes.

The JSON is a message of the UN/CEFACT Multi-Modal Transport Reference Data Model (MMT-RDM) as its
JSON Schema library D22A has it (``UNECE-MMTMaster``): one ``specifiedConsignment`` with pre-, main
and on-carriage movements, figures as texts, what is not known left out. Codes: document type by
UNTDID 1001, modes by UNECE Recommendation 19, units by Recommendation 20.
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
    """Return the waybill in the shape of the reference data model."""
    legs = waybill.legs
    main = _main_leg(legs)
    consignment = {
        "id": [_content(waybill.number)],
        "grossWeight": [_mass(waybill.mass_kg)],
        "transportEquipmentQuantity": [_content(str(waybill.teu))],
        "totalChargeAmount": {
            "content": f"{waybill.price_fen // 100}.{waybill.price_fen % 100:02d}",
            "currencyId": "CNY",
        },
        "consignor": _party(waybill.consignor),
        "consignee": _party(waybill.consignee),
        "carrierAcceptanceLogisticsLocation": _place(waybill.origin),
        "consigneeReceiptLogisticsLocation": _place(waybill.destination),
        "loadingBaseportLogisticsLocation": _place(legs[main].origin),
        "unloadingBaseportLogisticsLocation": _place(legs[main].destination),
        "transshipmentLogisticsLocation": [_place(one) for one in waybill.transhipments],
        "includedConsignmentItem": [_item(waybill)],
        "preCarriageLogisticsTransportMovement": [_movement(leg) for leg in legs[:main]],
        "mainCarriageLogisticsTransportMovement": [_movement(legs[main])],
        "onCarriageLogisticsTransportMovement": [_movement(leg) for leg in legs[main + 1 :]],
    }
    return {"exchangedDocument": _document(waybill), "specifiedConsignment": [consignment]}


def _document(waybill: Waybill) -> dict[str, Any]:
    return {
        "id": _content(waybill.number),
        "typeCode": _content(MULTIMODAL_DOCUMENT),
        "versionId": _content(str(waybill.version)),
        "name": [_content("多式联运运单 Multimodal waybill")],
        "issueDateTime": _content(_instant(waybill.issued_at)),
        "includedNote": [
            *_notes("liability", GENERAL),
            *(
                note
                for leg in waybill.legs
                for note in _notes(f"liability {leg.number}", REGIMES[leg.mode])
            ),
        ],
    }


def _main_leg(legs: Sequence[WaybillLeg]) -> int:
    """Return the place of the longest leg, the first of equals: it is the main carriage."""
    return max(range(len(legs)), key=lambda place: (legs[place].length_m, -place))


def _item(waybill: Waybill) -> dict[str, Any]:
    item: dict[str, Any] = {
        "sequenceNumeric": _content("1"),
        "grossWeight": [_mass(waybill.mass_kg)],
        "natureIdCargo": [{"id": [_content(waybill.cargo_name)]}],
    }
    if waybill.dangerous_class:
        hazard = {"hazardClassificationId": _content(waybill.dangerous_class)}
        item["applicableDangerousGoods"] = [hazard]
    return item


def _movement(leg: WaybillLeg) -> dict[str, Any]:
    """Return a leg; vessels and trucks are named by their lots, the way's length in metres."""
    told: dict[str, Any] = {
        "id": _content(leg.number),
        "modeCode": _content(MODE_CODES[leg.mode]),
        "mode": _content(leg.mode),
        "departureEvent": [_event(leg.departs, leg.origin)],
        "arrivalEvent": [_event(leg.arrives, leg.destination)],
        "specifiedCalculatedEmission": [
            {"affectedDistance": {"content": str(leg.length_m), "unitCode": "MTR"}}
        ],
    }
    if leg.service:
        told["serviceCode"] = _content(leg.service)
    if leg.carrier:
        told["carrier"] = [_party(leg.carrier)]
    if leg.lots:
        told["usedLogisticsTransportMeans"] = {"id": [_content(lot) for lot in leg.lots]}
    return told


def _event(moment: Moment, place: Named) -> dict[str, Any]:
    instants = {
        "scheduledOccurrenceDateTime": moment.planned_at,
        "estimatedOccurrenceDateTime": moment.estimated_at,
        "actualOccurrenceDateTime": moment.actual_at,
    }
    known = {name: _content(_instant(at)) for name, at in instants.items() if at is not None}
    return {**known, "occurrenceLogisticsLocation": _place(place)}


def _place(named: Named) -> dict[str, Any]:
    """Return a place; the model takes one name, and Chinese is the source language."""
    return {"id": [_content(named.code)], "name": [_content(named.zh, "zh")]}


def _party(named: Named) -> dict[str, Any]:
    return {"id": [_content(named.code)], "name": _content(named.zh, "zh")}


def _notes(subject: str, text: tuple[str, str]) -> list[dict[str, Any]]:
    """Return a note in each language: the model takes one text a note."""
    return [
        {"subject": [_content(subject)], "content": [_content(one, language)]}
        for one, language in zip(text, ("zh", "en"), strict=True)
    ]


def _content(text: str, language: str = "") -> dict[str, str]:
    return {"content": text, "languageId": language} if language else {"content": text}


def _mass(mass_kg: int) -> dict[str, str]:
    return {"content": str(mass_kg), "unitCode": "KGM"}


def _instant(at: datetime) -> str:
    """Return an instant by RFC 3339, which wants the seconds."""
    return at.isoformat(timespec="seconds")
