"""What a waybill's JSON holds, as JSON Schema (draft 2020-12): published, and held by tests.

A part of the UN/CEFACT Multi-Modal Transport Reference Data Model (MMT-RDM, JSON Schema library
D22A): what fits this fits ``UNECE-MMTMaster`` too, which was tried by the library's own files
outside the project. Here everything that is sent is named, nothing else may be, and what the model
leaves open is required where we always know it.
"""

from typing import Any

from matou.modules.planner.rules.waybill import MODE_CODES, MULTIMODAL_DOCUMENT

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def waybill_schema(*, address: str) -> Schema:
    """Return the schema of ``waybill_json``; ``address`` is where it is published."""
    return {
        "$schema": DRAFT,
        "$id": address,
        "title": "多式联运运单 Multimodal waybill",
        "description": "A message of the UN/CEFACT Multi-Modal Transport Reference Data Model.",
        **_object(
            exchangedDocument=_ref("document"),
            specifiedConsignment=_one(_ref("consignment")),
        ),
        "$defs": {**_parts(), "document": _document(), "consignment": _consignment()},
    }


def _document() -> Schema:
    note = _object(subject=_one(_text()), content=_one(_spoken("zh", "en")))
    return _object(
        id=_text(),
        typeCode=_text(const=MULTIMODAL_DOCUMENT, description="UNTDID 1001"),
        versionId=_text(pattern=r"^[1-9]\d*$", description="re-plans count it up"),
        name=_one(_text()),
        issueDateTime=_ref("instant"),
        includedNote=_list(note, least=4),
    )


def _consignment() -> Schema:
    movements = _list(_ref("movement"))
    charge = {"type": "string", "pattern": r"^\d+\.\d{2}$"}
    return _object(
        id=_one(_text()),
        grossWeight=_one(_ref("mass")),
        transportEquipmentQuantity=_one(_text(pattern=r"^\d+$")),
        totalChargeAmount=_object(content=charge, currencyId={"const": "CNY"}),
        consignor=_ref("party"),
        consignee=_ref("party"),
        carrierAcceptanceLogisticsLocation=_ref("place"),
        consigneeReceiptLogisticsLocation=_ref("place"),
        loadingBaseportLogisticsLocation=_ref("place"),
        unloadingBaseportLogisticsLocation=_ref("place"),
        transshipmentLogisticsLocation=_list(_ref("place")),
        includedConsignmentItem=_list(_ref("item"), least=1),
        preCarriageLogisticsTransportMovement=movements,
        mainCarriageLogisticsTransportMovement=_one(_ref("movement")),
        onCarriageLogisticsTransportMovement=movements,
    )


def _parts() -> Schema:
    """Return the parts that stand in several places."""
    hazard = _object(hazardClassificationId=_text(pattern=r"^[1-9](\.[1-6])?$"))
    instant = _ref("instant")
    return {
        "instant": _object(content={"type": "string", "format": "date-time"}),
        "mass": _measure("KGM", r"^[1-9]\d*$"),
        "place": _object(id=_one(_text()), name=_one(_spoken("zh"))),
        "party": _object(id=_one(_text()), name=_spoken("zh")),
        "event": _may_have(
            _object(scheduledOccurrenceDateTime=instant, occurrenceLogisticsLocation=_ref("place")),
            estimatedOccurrenceDateTime=instant,
            actualOccurrenceDateTime=instant,
        ),
        "item": _may_have(
            _object(
                sequenceNumeric=_text(pattern=r"^[1-9]\d*$"),
                grossWeight=_one(_ref("mass")),
                natureIdCargo=_one(_object(id=_one(_text()))),
            ),
            applicableDangerousGoods=_list(hazard, least=1),
        ),
        "movement": _movement(),
    }


def _movement() -> Schema:
    codes = {"enum": sorted(MODE_CODES.values()), "description": "UNECE Rec. 19"}
    return _may_have(
        _object(
            id=_text(),
            modeCode=_object(content=codes),
            mode=_object(content={"enum": sorted(MODE_CODES)}),
            departureEvent=_one(_ref("event")),
            arrivalEvent=_one(_ref("event")),
            specifiedCalculatedEmission=_one(
                _object(affectedDistance=_measure("MTR", r"^(0|[1-9]\d*)$"))
            ),
        ),
        serviceCode=_text(),
        carrier=_one(_ref("party")),
        usedLogisticsTransportMeans=_object(id=_list(_text(), least=1)),
    )


def _object(**parts: Schema) -> Schema:
    """Return an object that has each of these parts and no other."""
    return {
        "type": "object",
        "properties": parts,
        "required": list(parts),
        "additionalProperties": False,
    }


def _may_have(schema: Schema, **parts: Schema) -> Schema:
    """Return the object, which may have these parts besides."""
    return {**schema, "properties": {**schema["properties"], **parts}}


def _list(item: Schema, *, least: int = 0) -> Schema:
    return {"type": "array", "items": item, "minItems": least}


def _one(item: Schema) -> Schema:
    """Return a list of one: the model allows several nearly everywhere."""
    return {**_list(item, least=1), "maxItems": 1}


def _text(**more: Any) -> Schema:
    return _object(content={"type": "string", "minLength": 1, **more})


def _spoken(*languages: str) -> Schema:
    """Return a text in one of these languages."""
    return _object(content={"type": "string", "minLength": 1}, languageId={"enum": [*languages]})


def _measure(unit: str, pattern: str) -> Schema:
    """Return an amount in a unit of UNECE Recommendation 20; the model has figures as texts."""
    return _object(content={"type": "string", "pattern": pattern}, unitCode={"const": unit})


def _ref(part: str) -> Schema:
    return {"$ref": f"#/$defs/{part}"}
