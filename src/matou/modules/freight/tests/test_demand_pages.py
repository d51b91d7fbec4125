"""Pages of demands: seen by the right person, hidden from the wrong, in two languages."""

import csv
import io
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from matou.modules.freight.rules.terms import DemandTerms
from matou.modules.freight.tests import world
from matou.modules.freight.tests.posted import (
    OWN_VESSEL,
    ClientOf,
    Handles,
    body,
    draft,
    in_english,
    offered,
    published,
)
from matou.web.tests.pages import no_inline, no_untranslated

pytestmark = pytest.mark.django_db


def test_a_guest_reads_the_open_demands(handles: Handles, terms: DemandTerms) -> None:
    published(handles, terms)

    page = body(Client().get("/freight/"))

    assert "机制砂 0–5 mm" in page
    assert "¥32.50" in page
    assert "演示梧州砂石有限公司" in page


def test_an_empty_list_says_what_comes_next(handles: Handles, as_: ClientOf) -> None:
    assert "货主发布后会显示在这里" in body(Client().get("/freight/"))
    assert 'href="/freight/demands/new/"' in body(as_("shipper").get("/freight/"))


def test_drafts_stand_in_no_list(handles: Handles, terms: DemandTerms) -> None:
    draft(handles, terms)

    assert "机制砂 0–5 mm" not in body(Client().get("/freight/"))


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("?q=机制砂", True),
        ("?q=赤水", True),
        ("?q=水泥", False),
        ("?cargo=sand", True),
        ("?cargo=coal", False),
        ("?tonnage_min=2400", True),
        ("?tonnage_max=2399", False),
        (f"?origin={world.ORIGIN}", True),
        (f"?origin={world.DESTINATION}", False),
    ],
)
def test_filters_narrow_the_list(
    handles: Handles,
    terms: DemandTerms,
    *,
    query: str,
    is_found: bool,
) -> None:
    code = published(handles, terms)

    page = body(Client().get(f"/freight/{query}"))

    assert (f"/freight/demands/{code}/" in page) is is_found


@pytest.mark.parametrize(
    "query",
    [
        "?q=%00", "?q=" + "x" * 5000, "?origin=NOWHERE", "?cargo=%00", "?tonnage_min=many",
        "?tonnage_min=-5", "?tonnage_max=1e99", "?sort=worst", "?after=%00", "?after=NONE",
        "?format=exe",
    ],
)  # fmt: skip
def test_senseless_filters_are_ignored(handles: Handles, terms: DemandTerms, query: str) -> None:
    published(handles, terms)

    assert Client().get(f"/freight/{query}").status_code == 200


def test_the_list_pages(handles: Handles, terms: DemandTerms) -> None:
    codes = [published(handles, terms) for _number in range(21)]

    page = body(Client().get("/freight/"))
    rest = body(Client().get(f"/freight/?after={codes[1]}"))

    assert f"after={codes[1]}" in page
    assert f"/freight/demands/{codes[0]}/" not in page
    assert f"/freight/demands/{codes[0]}/" in rest


def test_a_longer_list_asks_no_more_queries(handles: Handles, terms: DemandTerms) -> None:
    for _number in range(15):
        published(handles, terms)

    with CaptureQueriesContext(connection) as queries:
        Client().get("/freight/")

    assert len(queries) <= 5


def test_htmx_gets_the_rows_alone(handles: Handles, terms: DemandTerms) -> None:
    published(handles, terms)

    page = body(Client().get("/freight/", headers={"HX-Request": "true"}))

    assert page.lstrip().startswith('<div id="demand-rows">')


def test_the_list_is_a_csv_file(handles: Handles, terms: DemandTerms) -> None:
    code = published(handles, replace(terms, cargo_name="=cmd|calc"))

    response = Client().get("/freight/?format=csv")

    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][0] == code
    assert rows[1][3] == "'=cmd|calc"
    assert rows[1][4] == "2400.0"


def test_the_list_is_a_sheet(handles: Handles, terms: DemandTerms) -> None:
    code = published(handles, terms)

    response = Client().get("/freight/?format=xlsx")

    sheet = load_workbook(io.BytesIO(response.content)).active
    assert sheet is not None
    assert sheet["A2"].value == code


def test_a_draft_is_its_shippers_alone(handles: Handles, terms: DemandTerms, as_: ClientOf) -> None:
    address = f"/freight/demands/{draft(handles, terms)}/"

    assert "发布货盘" in body(as_("shipper").get(address))
    assert as_("skipper").get(address).status_code == 404
    assert as_("consignee").get(address).status_code == 404
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("code", ["NOSUCHONE", "%00", "..", "7K3M9QXP4", "x" * 300])
def test_a_foreign_code_is_not_found(handles: Handles, code: str) -> None:
    assert Client().get(f"/freight/demands/{code}/").status_code == 404


def test_a_code_as_people_write_it_leads_to_the_page(handles: Handles, terms: DemandTerms) -> None:
    code = published(handles, terms)

    written = f"{code[:4]}-{code[4:8]}-{code[8:]}".lower()

    assert Client().get(f"/freight/demands/{written}/").status_code == 200


def test_each_reader_is_told_their_next_step(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    address = f"/freight/demands/{published(handles, terms)}/"

    assert "登录后接单或报价" in body(Client().get(address))
    assert "接这单货" in body(as_("skipper").get(address))
    assert "需要承运人身份" in body(as_("consignee").get(address))
    assert "等待船家接单" in body(as_("shipper").get(address))


def test_the_consignee_is_named_to_members_only(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    address = f"/freight/demands/{published(handles, terms)}/"

    assert "演示佛山建材有限公司" not in body(Client().get(address))
    assert "演示佛山建材有限公司" in body(as_("skipper").get(address))


def test_the_journal_foot_is_the_shippers_and_the_operators(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    address = f"/freight/demands/{published(handles, terms)}/"

    assert "journal-foot" in body(as_("shipper").get(address))
    assert "journal-foot" in body(as_("operator").get(address))
    assert "journal-foot" not in body(as_("skipper").get(address))
    assert "journal-foot" not in body(Client().get(address))


def test_what_people_typed_is_shown_as_text(handles: Handles, terms: DemandTerms) -> None:
    code = published(handles, replace(terms, notes="<script>alert(1)</script>"))

    assert "<script>alert(1)" not in body(Client().get(f"/freight/demands/{code}/"))


@pytest.mark.parametrize(
    ("reader", "address"),
    [
        ("guest", "/freight/"),
        ("guest", "/freight/demands/{code}/"),
        ("skipper", "/freight/demands/{code}/"),
        ("skipper", "/freight/demands/{code}/offer/"),
        ("skipper", "/freight/offers/"),
        ("skipper", "/freight/fitting/"),
        ("shipper", "/freight/demands/{code}/"),
        ("shipper", "/freight/demands/{code}/offers/"),
        ("shipper", "/freight/demands/{code}/withdraw/"),
        ("shipper", "/freight/demands/mine/"),
        ("shipper", "/freight/demands/new/?like={code}"),
    ],
)
def test_english_pages_have_no_chinese_label(
    handles: Handles, sealed: DemandTerms, as_: ClientOf, reader: str, address: str
) -> None:
    code = published(handles, sealed)
    offered(handles, code, "28")
    client = in_english(Client() if reader == "guest" else as_(reader))

    page = client.get(address.format(code=code))

    no_inline(page.content)
    no_untranslated(page.content, allowed=("演示佛山建材有限公司",))


def test_an_english_refusal_has_no_chinese_label(as_: ClientOf) -> None:
    page = in_english(as_("shipper")).post("/freight/demands/new/", {"quantity": "many"})

    no_untranslated(page.content)


def test_the_front_page_shows_what_waits(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    published(handles, terms)

    assert "机制砂 0–5 mm" in body(Client().get("/"))
    assert "我的货运" in body(as_("skipper").get("/"))
    assert "/freight/demands/" in body(Client().get("/find", {"q": "机制砂"}, follow=True))


def test_the_map_shows_vessels_to_everyone(handles: Handles) -> None:
    response = Client().get("/map/freight.vessels.geojson")

    assert response.status_code == 200
    assert response.json()["type"] == "FeatureCollection"


def test_the_console_counts_trips_for_watchers(
    handles: Handles, terms: DemandTerms, as_: ClientOf
) -> None:
    address = f"/freight/demands/{published(handles, terms)}/take/"
    as_("skipper").post(address, OWN_VESSEL | {"agreed": "on"})

    assert "在途货运单" in body(as_("operator").get("/console/"))
    assert as_("skipper").get("/console/").status_code == 403
