"""What a waybill's JSON holds, as JSON Schema (draft 2020-12): published, and held by tests.

Names, codes and what belongs together follow the UN/CEFACT Multi-Modal Transport Reference Data
Model (MMT-RDM). It is our own schema of what we send, not UN/CEFACT's: everything that is sent is
named, nothing else may be, and what the model leaves open is required where we always know it.
``Mode`` and ``ServiceCode`` of a movement are ours.
"""

from typing import Any

from matou.modules.planner.rules.waybill import MODE_CODES, MULTIMODAL_DOCUMENT

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Schema = {"type": "string", "minLength": 1}
_INSTANT: Schema = {"type": "string", "format": "date-time"}


def waybill_schema(*, address: str) -> Schema:
    """Return the schema of ``waybill_json``; ``address`` is where it is published."""
    return {
        "$schema": DRAFT,
        "$id": address,
        "title": "多式联运运单 Multimodal waybill",
        "description": "In the names of the UN/CEFACT Multi-Modal Transport Reference Data Model.",
        **_object(
            ExchangedDocument=_ref("document"), SpecifiedSupplyChainConsignment=_ref("consignment")
        ),
        "$defs": {**_parts(), "document": _document(), "consignment": _consignment()},
    }


def _document() -> Schema:
    return _object(
        ID=_TEXT,
        VersionID={
            "type": "string",
            "pattern": r"^[1-9]\d*$",
            "description": "re-plans count it up",
        },
        TypeCode={"const": MULTIMODAL_DOCUMENT, "description": "UNTDID 1001"},
        Name=_ref("text"),
        IssueDateTime=_INSTANT,
        IncludedNote=_list(_object(Subject=_TEXT, Content=_ref("text")), least=2),
    )


def _consignment() -> Schema:
    movements = _list(_ref("movement"))
    return _object(
        ID=_TEXT,
        GrossWeightMeasure=_ref("mass"),
        TransportEquipmentQuantity=_measure("E20", {"type": "integer", "minimum": 0}),
        TotalChargeAmount=_object(
            value={"type": "string", "pattern": r"^\d+\.\d{2}$"}, currencyID={"const": "CNY"}
        ),
        ConsignorTradeParty=_ref("named"),
        ConsigneeTradeParty=_ref("named"),
        CarrierAcceptanceLogisticsLocation=_ref("named"),
        ConsigneeReceiptLogisticsLocation=_ref("named"),
        LoadingBaseportLogisticsLocation=_ref("named"),
        UnloadingBaseportLogisticsLocation=_ref("named"),
        TransshipmentLogisticsLocation=_list(_ref("named")),
        IncludedSupplyChainConsignmentItem=_list(_ref("item"), least=1),
        PreCarriageLogisticsTransportMovement=movements,
        MainCarriageLogisticsTransportMovement={**movements, "minItems": 1, "maxItems": 1},
        OnCarriageLogisticsTransportMovement=movements,
    )


def _parts() -> Schema:
    """Return the parts that stand in several places."""
    item = _object(
        SequenceNumeric={"type": "integer", "minimum": 1},
        GrossWeightMeasure=_ref("mass"),
        NatureIdentificationTransportCargo=_object(Identification=_TEXT),
    )
    dangers = _list(
        _object(HazardClassificationID={"type": "string", "pattern": r"^[1-9](\.[1-6])?$"}), least=1
    )
    item["properties"]["ApplicableTransportDangerousGoods"] = dangers
    return {
        "text": _list(_object(value=_TEXT, languageID={"enum": ["zh", "en"]}), least=2),
        "named": _object(ID=_TEXT, Name=_ref("text")),
        "mass": _measure("KGM", {"type": "integer", "minimum": 1}),
        "event": _object(
            ScheduledOccurrenceDateTime=_INSTANT,
            EstimatedOccurrenceDateTime=_or_none(_INSTANT),
            ActualOccurrenceDateTime=_or_none(_INSTANT),
            OccurrenceLogisticsLocation=_ref("named"),
        ),
        "item": item,
        "movement": _object(
            ID=_TEXT,
            ModeCode={"enum": sorted(MODE_CODES.values()), "description": "UNECE Rec. 19"},
            Mode={"enum": sorted(MODE_CODES)},
            ServiceCode=_or_none(_TEXT),
            CarrierTradeParty=_or_none(_ref("named")),
            DepartureEvent=_ref("event"),
            ArrivalEvent=_ref("event"),
            DistanceMeasure=_measure("KMT", {"type": "number", "minimum": 0}),
            UsedLogisticsTransportMeans=_list(_object(ID=_TEXT)),
        ),
    }


def _object(**parts: Schema) -> Schema:
    """Return an object that has each of these parts and no other."""
    return {
        "type": "object",
        "properties": parts,
        "required": list(parts),
        "additionalProperties": False,
    }


def _list(item: Schema, *, least: int = 0) -> Schema:
    return {"type": "array", "items": item, "minItems": least}


def _measure(unit: str, value: Schema) -> Schema:
    """Return an amount in a unit of UNECE Recommendation 20."""
    return _object(value=value, unitCode={"const": unit})


def _or_none(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _ref(part: str) -> Schema:
    return {"$ref": f"#/$defs/{part}"}
