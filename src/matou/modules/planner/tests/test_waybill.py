"""The waybill: one paper for all legs, issued on confirmation, for those whom it concerns."""

import json
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from matou.kit.errors import NotFound
from matou.modules.planner.queries.waybills import waybill
from matou.modules.planner.rules.waybill import MODE_CODES, REGIMES, WaybillNotIssued, waybill_json
from matou.modules.planner.services.booking import confirm
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.services.releasing import release
from matou.modules.planner.services.waybill_paper import waybill_pdf
from matou.modules.planner.tests.booked import KEEPER, RIVAL, SHIPPER, booked
from matou.modules.planner.tests.world import NOW


@pytest.fixture
def confirmed(network: ImportReport) -> str:
    code = booked()
    confirm(code=code, actor=SHIPPER, now=NOW)
    return code


def shape(code: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(waybill_json(waybill(code=code, actor=SHIPPER))))
    return found


def test_legs_follow_each_other_from_door_to_door(confirmed: str) -> None:
    paper = waybill(code=confirmed, actor=SHIPPER)

    ends = [(leg.origin.code, leg.destination.code) for leg in paper.legs]
    assert (ends[0][0], ends[-1][1]) == ("P_CHI", "P_NSA")
    assert [leg.number for leg in paper.legs] == [
        f"{confirmed}-{place}" for place in range(1, len(ends) + 1)
    ]
    assert paper.origin.zh != paper.origin.code


def test_the_json_bears_the_names_of_the_reference_model(confirmed: str) -> None:
    found = shape(confirmed)

    consignment = found["SpecifiedSupplyChainConsignment"]
    (main,) = consignment["MainCarriageLogisticsTransportMovement"]
    assert found["ExchangedDocument"]["TypeCode"] == "760"
    assert (main["ModeCode"], main["ServiceCode"]) == ("8", "S001")
    assert consignment["LoadingBaseportLogisticsLocation"]["ID"] == "P_CHI"
    assert consignment["ConsignorTradeParty"]["ID"] == "SHIPPER"
    assert consignment["GrossWeightMeasure"] == {"value": 280_000, "unitCode": "KGM"}
    assert main["DepartureEvent"]["ActualOccurrenceDateTime"] is None


def test_every_leg_says_which_law_applies(confirmed: str) -> None:
    found = shape(confirmed)

    legs = waybill(code=confirmed, actor=SHIPPER).legs
    subjects = [note["Subject"] for note in found["ExchangedDocument"]["IncludedNote"]]
    assert subjects == ["liability", *(f"liability {leg.number}" for leg in legs)]
    assert REGIMES.keys() == MODE_CODES.keys()


def test_the_pdf_names_every_leg_and_the_code(confirmed: str) -> None:
    pdf = waybill_pdf(code=confirmed, actor=SHIPPER, base_url="https://matou.example")

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert f"{confirmed}-1" in text
    assert "S001" in text
    assert f"/c/{confirmed}" in text


def test_strangers_find_none_and_operators_do(confirmed: str) -> None:
    with pytest.raises(NotFound):
        waybill(code=confirmed, actor=RIVAL)
    assert waybill(code=confirmed, actor=KEEPER).number == confirmed


def test_there_is_none_before_confirmation_and_after_release(network: ImportReport) -> None:
    code = booked()

    with pytest.raises(WaybillNotIssued):
        waybill(code=code, actor=SHIPPER)
    release(code=code, actor=SHIPPER, now=NOW)
    with pytest.raises(WaybillNotIssued):
        waybill(code=code, actor=SHIPPER)
