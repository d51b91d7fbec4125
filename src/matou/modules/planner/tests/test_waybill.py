"""The waybill: one paper for all legs, issued on confirmation, for those whom it concerns."""

import json
from dataclasses import replace
from functools import reduce
from io import BytesIO
from operator import getitem
from typing import Any

import pytest
from django.test import Client
from jsonschema_rs import Draft202012Validator
from pypdf import PdfReader

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.modules.planner import seeds
from matou.modules.planner.models import Booking
from matou.modules.planner.queries.waybills import waybill
from matou.modules.planner.rules.waybill import (
    ISSUED,
    MODE_CODES,
    REGIMES,
    Moment,
    Named,
    WaybillNotIssued,
    waybill_json,
)
from matou.modules.planner.rules.waybill_schema import waybill_schema
from matou.modules.planner.services.booking import confirm
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.services.releasing import release
from matou.modules.planner.services.waybill_paper import waybill_pdf
from matou.modules.planner.tests.booked import KEEPER, RIVAL, SHIPPER, booked
from matou.modules.planner.tests.world import NOW

SCHEMA = Draft202012Validator(
    waybill_schema(address="https://matou.example/waybill.schema.json"), validate_formats=True
)


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

    (consignment,) = found["specifiedConsignment"]
    (main,) = consignment["mainCarriageLogisticsTransportMovement"]
    assert found["exchangedDocument"]["typeCode"] == {"content": "760"}
    assert (main["modeCode"]["content"], main["serviceCode"]["content"]) == ("8", "S001")
    assert consignment["loadingBaseportLogisticsLocation"]["id"] == [{"content": "P_CHI"}]
    assert consignment["consignor"]["id"] == [{"content": "SHIPPER"}]
    assert consignment["grossWeight"] == [{"content": "280000", "unitCode": "KGM"}]
    assert "actualOccurrenceDateTime" not in main["departureEvent"][0]


def test_the_json_is_what_the_published_schema_says(confirmed: str) -> None:
    SCHEMA.validate(shape(confirmed))


def test_a_waybill_under_way_with_dangerous_goods_fits_the_schema_too(confirmed: str) -> None:
    paper = waybill(code=confirmed, actor=SHIPPER)
    carrier = Named(code="C1", zh="承运某", en="Carrier")
    gone = Moment(planned_at=NOW, estimated_at=NOW, actual_at=NOW)
    legs = tuple(replace(leg, carrier=carrier, departs=gone, lots=("L1",)) for leg in paper.legs)

    SCHEMA.validate(waybill_json(replace(paper, legs=legs, dangerous_class="3")))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("exchangedDocument", "typeCode", "content"), "761"),
        (("exchangedDocument", "issueDateTime", "content"), "2026-12-01"),
        (("exchangedDocument", "owner"), "someone"),
        (("specifiedConsignment", 0, "consignor"), None),
        (("specifiedConsignment", 0, "mainCarriageLogisticsTransportMovement"), []),
        (("specifiedConsignment", 0, "totalChargeAmount", "content"), "1.5"),
        (("specifiedConsignment", 0, "grossWeight", 0, "unitCode"), "TNE"),
        (("specifiedConsignment", 0, "grossWeight", 0, "content"), 280_000),
    ],
)
def test_the_schema_refuses_what_we_never_send(
    confirmed: str, path: tuple[Any, ...], value: object
) -> None:
    found = shape(confirmed)
    *parents, last = path
    reduce(getitem, parents, found)[last] = value

    assert not SCHEMA.is_valid(found)


def test_every_waybill_of_the_demo_fits_the_schema(present: ImportReport) -> None:
    seeds.seed(now=utc_now())
    issued = Booking.objects.filter(state__in=ISSUED).values_list("code", flat=True)

    papers = [waybill_json(waybill(code=code, actor=KEEPER)) for code in issued]

    assert papers
    assert [paper for paper in papers if not SCHEMA.is_valid(paper)] == []


def test_the_schema_is_published_where_the_json_says(confirmed: str, client: Client) -> None:
    found = client.get("/planner/waybill.schema.json")

    assert found["Content-Type"] == "application/schema+json"
    assert found.json()["$id"].endswith("/planner/waybill.schema.json")
    Draft202012Validator(found.json()).validate(shape(confirmed))


def test_every_leg_says_which_law_applies(confirmed: str) -> None:
    found = shape(confirmed)

    legs = waybill(code=confirmed, actor=SHIPPER).legs
    notes = found["exchangedDocument"]["includedNote"]
    subjects = [note["subject"][0]["content"] for note in notes[::2]]
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
