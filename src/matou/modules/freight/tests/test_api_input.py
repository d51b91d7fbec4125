"""Bad input of freight's API, evidence over HTTP, papers and the live picture."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from matou.modules.freight.models import CargoDemand, Lot
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.tests import people
from matou.modules.freight.tests.api_people import ROOT, caller, demand, read, token_of
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import awarded, build

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def river() -> None:
    build()
    people.settle()


@pytest.mark.parametrize(
    "change",
    [
        {"quantity_kg": -1},
        {"quantity_kg": 0},
        {"quantity_kg": "2400 t"},
        {"quantity_kg": 10**30},
        {"price_fen": -5},
        {"price_fen": None},
        {"origin": "P_NONE"},
        {"destination": "P_CHI"},
        {"cargo": "dynamite"},
        {"cargo_name": "\x00"},
        {"cargo_name": "字" * 81},
        {"loading_from_at": "2026-01-01T00:00:00"},
        {"loading_until_at": "2199-01-01T00:00:00Z"},
        {"loading_until_at": "9999-12-31T23:59:59-12:00"},
        {"mode": "auction"},
        {"consignee": ""},
        {"money": {"advance_percent": 99}},
        {"vessel": {"deadweight_min_kg": 2, "deadweight_max_kg": 1}},
    ],
)
def test_bad_terms_are_refused_in_both_languages(change: dict[str, Any]) -> None:
    refused = caller("SHIPPER")("post", "/demands", demand(**change), status=422)

    assert refused["detail"]
    assert refused["detail_zh"]
    assert CargoDemand.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"latitude": 95, "longitude": 1, "source": "phone"},
        {"latitude": "north", "longitude": 1, "source": "phone"},
        {"latitude": 23.4, "longitude": 111.1, "source": "x" * 501},
    ],
)
def test_bad_evidence_is_refused(values: dict[str, Any]) -> None:
    code = trip_to(LotState.FUNDED)
    piece = {"kind": "position", "values": values, "taken_at": "2026-03-02T09:00:00Z"}

    caller("CARRIER")("post", f"/lots/{code}/evidence", piece, status=422)


def test_an_instant_without_a_zone_is_refused_in_evidence() -> None:
    code = trip_to(LotState.TO_LOAD)
    piece = {
        "kind": "notice_of_readiness",
        "values": {"tendered_at": "2026-03-02T09:00:00"},
        "taken_at": "2026-03-02T09:00:00Z",
    }

    caller("CARRIER")("post", f"/lots/{code}/evidence", piece, status=422)


def test_good_evidence_lies_on_the_lot() -> None:
    code = trip_to(LotState.FUNDED)
    piece = {
        "kind": "position",
        "values": {"latitude": 23.25, "longitude": 111.53, "source": "phone"},
        "taken_at": "2026-03-02T12:00:00Z",
    }

    number = caller("CARRIER")("post", f"/lots/{code}/evidence", piece, status=201)["id"]

    assert number in {row["id"] for row in read("SHIPPER", f"/lots/{code}")["evidence"]}


def test_a_flag_is_raised_and_an_unknown_act_refused() -> None:
    code = awarded()
    operator = caller("OPERATOR")

    operator("post", f"/lots/{code}/flags/place_hold", {}, status=200)
    operator("post", f"/lots/{code}/flags/place_hold", {}, status=409)
    operator("post", f"/lots/{code}/acts/explode", {}, status=422)

    assert Lot.objects.get(code=code).on_hold


def test_live_vessels_are_public_geojson() -> None:
    answer = Client().get(f"{ROOT}/vessels/live?west=110&east=114")

    assert answer.json() == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize("paper", ["contract.pdf", "statement.pdf"])
def test_papers_are_pdf(paper: str) -> None:
    code = trip_to(LotState.STATED)
    secret = token_of("SHIPPER")

    answer = Client().get(
        f"{ROOT}/lots/{code}/{paper}", headers={"Authorization": f"Bearer {secret}"}
    )

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def picture() -> bytes:
    stream = BytesIO()
    Image.new("RGB", (64, 48), "#2f6f73").save(stream, "PNG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "status"), [(picture(), 201), (b"", 422), (b"<script>alert(1)</script>", 422)]
)
def test_only_a_photo_is_taken_for_a_photo(content: bytes, status: int) -> None:
    code = trip_to(LotState.AT_LOAD)

    answer = Client().post(
        f"{ROOT}/lots/{code}/photos",
        {"photo": SimpleUploadedFile("loading.png", content, "image/png"), "caption": "装货"},
        headers={"Authorization": f"Bearer {token_of('CARRIER')}"},
    )

    assert answer.status_code == status, answer.content.decode()
    kinds = [row["kind"] for row in read("SHIPPER", f"/lots/{code}")["evidence"]]
    assert ("photo" in kinds) == (status == 201)
