"""The public API of the registers: shapes, formats, pages, refusals, allowance."""

import json

import pytest
from django.test import Client

from matou.modules.registry.models import Vessel
from matou.modules.registry.rules.values import PartyRef
from matou.modules.registry.tests.conftest import Enter

pytestmark = pytest.mark.django_db

ROOT = "/api/v1/registry"


@pytest.fixture
def trio(enter: Enter) -> list[str]:
    numbers = {"identification_number": ""}
    return [
        enter(name_zh="桂丙", mmsi="413802003", deadweight_kg=3_000_000, **numbers).code,
        enter(name_zh="桂甲", mmsi="413802001", deadweight_kg=1_000_000, **numbers).code,
        enter(name_zh="桂乙", mmsi="413802002", deadweight_kg=None, **numbers).code,
    ]


def pages(client: Client, path: str) -> list[dict[str, object]]:
    first = client.get(path).json()
    second = client.get(f"{path}&cursor={first['next']}").json()
    assert second["next"] == ""
    return [*first["items"], *second["items"]]


def test_a_vessel_is_read_with_all_its_fields(client: Client, enter: Enter) -> None:
    card = enter()

    vessel = client.get(f"{ROOT}/vessels/{card.code}").json()

    assert vessel["particulars"]["length_overall_cm"] == 6800
    assert vessel["particulars"]["imo_number"] == ""
    assert vessel["particulars"]["owner"]["kind"] == "company"


@pytest.mark.parametrize("sort", ["name", "deadweight", "length", "updated"])
def test_every_order_pages_without_gap_or_repeat(
    client: Client, trio: list[str], sort: str
) -> None:
    found = pages(client, f"{ROOT}/vessels?limit=2&sort={sort}")

    assert sorted(str(vessel["code"]) for vessel in found) == sorted(trio)


def test_deadweight_orders_the_largest_first_and_the_unknown_last(
    client: Client, trio: list[str]
) -> None:
    found = pages(client, f"{ROOT}/vessels?limit=2&sort=deadweight")

    assert [vessel["code"] for vessel in found] == trio


def test_filters_narrow_the_answer(client: Client, trio: list[str]) -> None:
    found = client.get(f"{ROOT}/vessels?deadweight_from_kg=2000000&q=桂").json()["items"]

    assert [vessel["code"] for vessel in found] == [trio[0]]


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/geo+json", "application/geo+json"),
        ("*/*", "application/json; charset=utf-8"),
    ],
)
def test_the_accept_header_chooses_the_format(
    client: Client, trio: list[str], accept: str, content_type: str
) -> None:
    response = client.get(f"{ROOT}/vessels", headers={"Accept": accept})

    assert response["Content-Type"] == content_type


def test_files_link_to_their_next_page(client: Client, trio: list[str]) -> None:
    response = client.get(f"{ROOT}/vessels?format=geojson&limit=2")

    assert len(json.loads(response.content)["features"]) == 2
    assert 'rel="next"' in response["Link"]


def test_history_tells_value_source_and_day(client: Client, enter: Enter) -> None:
    card = enter()

    (line,) = client.get(f"{ROOT}/vessels/{card.code}/history?field=home_port").json()["items"]

    assert (line["value"], line["source"]) == ("梧州", "船舶国籍证书")
    assert (line["valid_from"], line["confidence"]) == ("2026-01-01", "A")
    assert line["is_present"] is True
    assert "actor" not in line


def test_history_pages_to_its_end(client: Client, enter: Enter) -> None:
    path = f"{ROOT}/vessels/{enter().code}/history"

    first = client.get(f"{path}?limit=10").json()
    second = client.get(f"{path}?limit=100&cursor={first['next']}").json()

    ids = [line["id"] for line in (*first["items"], *second["items"])]
    assert ids == sorted(set(ids), reverse=True)
    assert second["next"] == ""


def test_private_owners_are_masked(client: Client, enter: Enter) -> None:
    card = enter(owner=PartyRef(name="张三丰", kind="person"))

    answers = [
        client.get(f"{ROOT}/{path}").content.decode()
        for path in (
            f"vessels/{card.code}",
            f"vessels/{card.code}/history?limit=100",
            "vessels",
            "vessels?format=csv",
            "vessels?format=geojson",
        )
    ]

    assert not [answer for answer in answers if "张三丰" in answer]


def test_companies_are_read_and_people_are_not(client: Client, enter: Enter) -> None:
    card = enter()

    companies = client.get(f"{ROOT}/companies?limit=100").json()["items"]

    owner = next(company for company in companies if company["code"] == card.owner)
    assert owner["vessels"] == 1
    assert all(company["uscc"] for company in companies)
    assert client.get(f"{ROOT}/companies/{card.owner}").json() == owner


@pytest.mark.parametrize("suffix", ["?limit=5", "?format=csv", "?format=geojson", "/P_CHI"])
def test_terminals_are_read_in_every_format(client: Client, basin: None, suffix: str) -> None:
    response = client.get(f"{ROOT}/terminals{suffix}")

    assert response.status_code == 200
    assert response.content


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("vessels/NONE00000", 404),
        ("vessels/NONE00000/history", 404),
        ("vessels/%00", 422),
        ("vessels/" + "A" * 40, 422),
        ("companies/NONE", 404),
        ("terminals/NONE", 404),
        ("vessels?limit=0", 422),
        ("vessels?limit=101", 422),
        ("vessels?cursor=nonsense", 422),
        ("vessels?cursor=00000000-0000-0000-0000-000000000000", 422),
        ("vessels?q=%00", 422),
        ("vessels?q=" + "x" * 61, 422),
        ("vessels?sort=colour", 422),
        ("vessels?format=xml", 422),
        ("vessels?deadweight_from_kg=99999999999999", 422),
        ("vessels?deadweight_from_kg=-1", 422),
        ("companies?cursor=nonsense", 404),
        ("terminals?cursor=nonsense", 404),
    ],
)
def test_bad_requests_are_problem_documents(client: Client, path: str, status: int) -> None:
    response = client.get(f"{ROOT}/{path}")

    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail_zh"]


def test_an_address_that_asks_too_often_is_told_to_wait(
    client: Client, people: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So few that none comes back while a slow machine asks.
    monkeypatch.setattr("matou.web.limits.REQUESTS_PER_MINUTE", 2)

    answers = [client.get(f"{ROOT}/companies/NONE").status_code for _ in range(3)]

    assert answers == [404, 404, 429]


def test_the_document_names_every_operation_and_refusal(client: Client) -> None:
    document = client.get("/api/v1/openapi.json").json()

    operation = document["paths"]["/api/v1/registry/vessels"]["get"]
    assert {"200", "404", "422", "429"} <= set(operation["responses"])
    assert "text/csv" in operation["responses"]["200"]["content"]


def test_machines_read_the_facts_behind_a_vessels_code(client: Client, enter: Enter) -> None:
    card = enter()

    answer = client.get(f"/c/{card.code}", headers={"Accept": "application/json"})

    assert card.mmsi in answer.content.decode()
    assert Vessel.objects.get(code=card.code).name_zh in json.dumps(
        answer.json(), ensure_ascii=False
    )
