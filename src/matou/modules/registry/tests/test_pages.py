"""Pages of the registers: seen by the right person, hidden from the wrong, in two languages."""

import io
import json
from pathlib import Path

import pytest
from django.test import Client
from openpyxl import load_workbook

from matou.kit.actor import Actor
from matou.modules.registry import seeds
from matou.modules.registry.models import FieldRecord, Vessel
from matou.modules.registry.rules.values import PartyRef
from matou.modules.registry.tests.conftest import NOW, Enter

pytestmark = pytest.mark.django_db

COUNTS = json.loads((Path(__file__).parent / "query_counts.json").read_text())


SHOWN = {"413800013", "413800015", "413800017"}
"""One of the operator's own, a container vessel, and one that a private person owns."""


@pytest.fixture
def fleet(people: object) -> None:
    chosen = [vessel for vessel in seeds.demo_vessels() if vessel["mmsi"] in SHOWN]
    for vessel in chosen:
        seeds.ensure_vessel(vessel, now=NOW)


def english(client: Client) -> Client:
    client.cookies["matou_language"] = "en"
    return client


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # test client


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/registry/", "开放数据"),
        ("/registry/vessels/", "演示船01"),
        ("/registry/companies/", "演示西江航运有限公司"),
        ("/registry/terminals/?q=藤县", "藤县"),
        ("/registry/terminals/P_CHI/", "赤水圩"),
    ],
)
def test_guests_read_every_register(
    client: Client, fleet: None, basin: None, path: str, words: str
) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert words in body(response)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/registry/", "Open data"),
        ("/registry/vessels/", "MATOU DEMO 01"),
        ("/registry/companies/", "Demo Xijiang Shipping Ltd"),
        ("/registry/terminals/P_CHI/", "Wuzhou Chishuixu"),
    ],
)
def test_every_register_speaks_english(
    client: Client, fleet: None, basin: None, path: str, words: str
) -> None:
    response = english(client).get(path)

    assert words in body(response)


@pytest.mark.parametrize("path", sorted(path for path in COUNTS if path.startswith("/")))
def test_query_counts_stay_as_committed(
    client: Client, fleet: None, basin: None, path: str, django_assert_max_num_queries: object
) -> None:
    address = path.replace("{vessel}", Vessel.objects.get(mmsi="413800013").code)

    with django_assert_max_num_queries(COUNTS[path]):  # type: ignore[operator]  # pytest-django's
        response = client.get(address)

    assert response.status_code == 200


@pytest.mark.parametrize("text", ["演示", "船01", "413800013", "DEMO 01", "demo01"])
def test_two_characters_and_numbers_find_a_vessel(client: Client, fleet: None, text: str) -> None:
    response = client.get("/registry/vessels/", {"q": text})

    assert "演示船01" in body(response)


def test_an_empty_answer_says_what_to_do(client: Client, fleet: None) -> None:
    response = client.get("/registry/vessels/", {"q": "没有这条船"})

    assert "显示全部" in body(response)


def test_filters_narrow_the_list(client: Client, fleet: None) -> None:
    response = client.get("/registry/vessels/", {"type": "8030", "deadweight_from": "2000"})

    assert "演示船03" in body(response)
    assert "演示船01" not in body(response)


def test_a_short_list_has_no_next_page(client: Client, fleet: None) -> None:
    first = client.get("/registry/vessels/", {"sort": "deadweight"})

    assert first.context["page"].next_key == ""
    assert len(first.context["lines"]) == 3


def test_htmx_gets_the_rows_alone(client: Client, fleet: None) -> None:
    response = client.get("/registry/vessels/", headers={"HX-Request": "true"})

    assert body(response).startswith('<div id="vessel-rows">')


def test_a_vessel_page_shows_values_with_their_sources(client: Client, fleet: None) -> None:
    vessel = Vessel.objects.get(mmsi="413800013")

    page = body(client.get(f"/registry/vessels/{vessel.code}/"))

    assert "70.00 m" in page
    assert "演示数据 demo data" in page
    assert "船舶营业运输证" in page
    assert "<svg" in page


def test_guests_never_read_a_private_owners_name(client: Client, fleet: None) -> None:
    vessel = Vessel.objects.get(mmsi="413800017")

    pages = [
        body(client.get(path))
        for path in (
            f"/registry/vessels/{vessel.code}/",
            "/registry/vessels/?format=csv",
            "/registry/vessels/?format=geojson",
            f"/api/v1/registry/vessels/{vessel.code}",
            f"/api/v1/registry/vessels/{vessel.code}/history?limit=100",
        )
    ]

    assert vessel.owner_name == "演示个体船东05"
    assert not [page for page in pages if vessel.owner_name in page]
    assert "演**" in pages[0]


def test_an_unknown_vessel_is_a_clear_404(client: Client, fleet: None) -> None:
    response = client.get("/registry/vessels/NONE00000/")

    assert response.status_code == 404
    assert "船舶登记簿中没有" in body(response)


@pytest.mark.parametrize("path", ["/registry/companies/NONE/", "/registry/terminals/C_NOWHERE/"])
def test_other_unknown_things_are_404_too(
    client: Client, fleet: None, basin: None, path: str
) -> None:
    assert client.get(path).status_code == 404


def test_a_private_person_has_no_company_page(client: Client, fleet: None, skipper: Actor) -> None:
    assert client.get(f"/registry/companies/{skipper.code}/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "start"), [("csv", "\ufeffcode,name_zh"), ("geojson", '{"type": "FeatureCollection"')]
)
def test_the_vessel_list_downloads(client: Client, fleet: None, kind: str, start: str) -> None:
    response = client.get("/registry/vessels/", {"format": kind})

    assert body(response).startswith(start)
    assert "attachment" in response["Content-Disposition"]


def test_the_vessel_list_downloads_as_a_sheet(client: Client, fleet: None) -> None:
    response = client.get("/registry/vessels/", {"format": "xlsx"})

    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet
    assert sheet.max_row == 4


def test_downloads_run_no_formulas(client: Client, enter: Enter) -> None:
    enter(former_name="=HYPERLINK(1)")

    assert "'=HYPERLINK(1)" in body(client.get("/registry/vessels/", {"format": "csv"}))


def test_seeding_twice_changes_nothing(people: object) -> None:
    seeds.seed(now=NOW)
    before = (Vessel.objects.count(), FieldRecord.objects.count())

    seeds.seed(now=NOW)

    assert (Vessel.objects.count(), FieldRecord.objects.count()) == before
    assert before[0] == 24


def test_search_shows_vessels_companies_and_terminals(
    client: Client, fleet: None, basin: None
) -> None:
    assert "演示船01" in body(client.get("/find", {"q": "演示船01"}))
    assert "演示西江航运有限公司" in body(client.get("/find", {"q": "演示西江"}))
    assert "/registry/terminals/P_TEN/" in body(client.get("/find", {"q": "藤县"}))


def test_terminals_are_a_layer_of_the_river_map(client: Client, fleet: None, basin: None) -> None:
    layer = client.get("/map/registry.terminals.geojson").json()

    assert {"P_CHI", "P_SAN"} <= {feature["properties"]["code"] for feature in layer["features"]}


def test_owner_without_party_is_shown_by_company_name(client: Client, enter: Enter) -> None:
    card = enter(owner=PartyRef(name="演示外部船东公司"), operator=PartyRef())

    assert "演示外部船东公司" in body(client.get(f"/registry/vessels/{card.code}/"))
