"""Every place that has a code has a page: in words for people, as facts for machines."""

import json

import pytest
from django.test import Client

from matou.modules.registry.rules import place_words as words
from matou.modules.registry.tests.conftest import NOW
from matou.spine.codes import queries as codes
from matou.spine.codes import services as code_services
from matou.spine.parties.seeds import demo_code_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(basin: None) -> None:
    code_services.ensure_place_codes(now=NOW)


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]  # test client


@pytest.mark.parametrize("place", ["P_CHI", "L_CHZ", "C_WUZ"])
def test_a_places_code_leads_people_to_its_page(client: Client, coded: None, place: str) -> None:
    code = codes.code_of(kind="place", subject=place)

    page = client.get(f"/c/{code}")

    assert f'href="/registry/terminals/{place}/"' in body(page)
    assert client.get(f"/registry/terminals/{place}/").status_code == 200


def test_a_places_code_tells_machines_what_it_is(client: Client, coded: None) -> None:
    code = codes.code_of(kind="place", subject="P_CHI")

    told = json.loads(client.get(f"/c/{code}", headers={"Accept": "application/json"}).content)

    assert told["url"] == "/registry/terminals/P_CHI/"
    assert told["facts"]["name_zh"].startswith("梧州港赤水圩")


def test_codes_are_issued_once_however_often_the_basin_is_loaded(coded: None) -> None:
    before = codes.code_of(kind="place", subject="P_CHI")

    code_services.ensure_place_codes(now=NOW)

    assert codes.code_of(kind="place", subject="P_CHI") == before


def test_a_company_has_a_page_behind_its_code_and_a_person_has_none(
    client: Client, people: object
) -> None:
    company, person = demo_code_of("skipper-company"), demo_code_of("skipper")
    for party in (company, person):
        code_services.ensure_code(
            kind="party", subject=party, title_zh="演示", title_en="Demo", now=NOW
        )

    assert f'href="/registry/companies/{company}/"' in body(client.get(f"/c/{company}"))
    assert "/registry/companies/" not in body(client.get(f"/c/{person}"))


def test_a_locks_page_shows_its_chambers(client: Client, basin: None) -> None:
    page = body(client.get("/registry/terminals/L_CHZ/"))

    assert "340 × 34 m" in page
    assert "5.8 m" in page


def test_locks_are_a_list_of_their_own_and_their_export_keeps_the_filter(
    client: Client, basin: None
) -> None:
    page = body(client.get("/registry/terminals/", {"kind": "lock", "q": "长洲"}))
    file = client.get("/registry/terminals/", {"kind": "lock", "q": "长洲", "format": "csv"})

    assert "共 1 处" in page
    assert "kind=lock" in page
    assert "L_CHZ" in file.content.decode()
    assert "P_CHI" not in file.content.decode()


def test_locks_are_called_so_in_english(client: Client, basin: None) -> None:
    client.cookies["matou_language"] = "en"

    page = body(client.get("/registry/terminals/", {"kind": "lock"}))

    assert "<h1>Locks</h1>" in page


def test_a_chinese_page_shows_no_raw_field_names(client: Client, basin: None) -> None:
    page = body(client.get("/registry/terminals/P_CHI/"))

    assert "takes_containers" not in page
    assert "00:00-24:00/7" not in page
    assert "每天全天" in page


@pytest.mark.parametrize(
    ("hours", "zh", "en"),
    [
        ("00:00-24:00/7", "每天全天", "Daily, all day"),
        ("07:00-21:00/7", "每天 07:00–21:00", "Daily, 07:00–21:00"),
        ("08:00-18:00/5", "周一至周五 08:00–18:00", "Mon to Fri, 08:00–18:00"),
        ("by agreement", "by agreement", "by agreement"),
    ],
)
def test_opening_hours_read_as_words(hours: str, zh: str, en: str) -> None:
    assert words.hours_text(hours, "zh") == zh
    assert words.hours_text(hours, "en") == en


@pytest.mark.parametrize(
    ("field", "value", "zh", "en"),
    [
        ("takes_containers", True, "可以", "Yes"),
        ("takes_dangerous_goods", False, "不可以", "No"),
        ("cargo", ["bulk", "sand"], "散货、砂石", "dry bulk, sand"),
        ("modes", ["W", "T"], "水路、铁路", "water, rail"),
        ("berth_dwt_max", 70000, "70,000 t", "70,000 t"),
        ("kind", "lock", "船闸", "Lock"),
        ("iata", "", "", ""),
    ],
)
def test_values_read_as_words(field: str, value: object, zh: str, en: str) -> None:
    assert words.value_text(field, value, "zh") == zh
    assert words.value_text(field, value, "en") == en
