"""Asking on the pages: names in, alternatives out, each with its course and calculation."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from matou.kit.clock import CHINA, utc_now
from matou.kit.tonnes import Tonnes
from matou.modules.planner.contracts import ROUTE_PAGE, RouteQuestion
from matou.modules.planner.queries import answers
from matou.modules.planner.services.importing import ImportReport
from matou.web.tests.pages import no_inline, no_untranslated

GRAVEL = {"origin": "P_WUL", "destination": "P_NSA", "amount": "2000", "draught": "3.2"}
LINKED = re.compile(r'href="(/planner/ask/chain/\?[^"]+)"')


def in_days(days: float) -> str:
    return (utc_now() + timedelta(days=days)).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M")


def asked(client: Client, **changes: Any) -> Any:
    query = {key: value for key, value in {**GRAVEL, **changes}.items() if value is not None}
    return client.get(f"/planner/ask/?{urlencode(query, doseq=True)}")


def chain_links(answer: Any) -> list[str]:
    return [found.replace("&amp;", "&") for found in LINKED.findall(answer.content.decode())]


def test_a_guest_finds_an_empty_form(client: Client, present: ImportReport) -> None:
    answer = client.get("/planner/ask/")

    assert answer.status_code == 200
    no_inline(answer.content)
    assert "平南武林港" in answer.content.decode()


@pytest.mark.parametrize(
    ("origin", "shown"), [("P_WUL", "平南武林港"), ("nowhere", "nowhere"), ("%00", "\ufffd")]
)
def test_one_end_may_be_given(
    client: Client, present: ImportReport, origin: str, shown: str
) -> None:
    answer = client.get(f"/planner/ask/?origin={origin}")

    assert answer.status_code == 200
    assert answer.context["form"]["origin"].value() == shown
    no_inline(answer.content)


def test_gravel_is_compared_with_its_marks(client: Client, present: ImportReport) -> None:
    answer = asked(client)

    page = answer.content.decode()
    assert answer.status_code == 200, answer.context["form"].errors
    no_inline(answer.content)
    marks = [mark for line in answer.context["lines"] for mark in line.marks]
    assert sorted(marks) == sorted(["最快", "最省", "最低碳", "最可靠"])
    assert 3 <= len(answer.context["lines"]) <= 8
    assert "个方案没有列出" in page
    assert page.count('class="dot-number') == len(answer.context["lines"])


def test_a_name_that_means_several_places_offers_them(
    client: Client, present: ImportReport
) -> None:
    answer = asked(client, origin="平南")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "origin=P_WUL&amp;destination=P_NSA" in page
    assert "amount=2000" in page


@pytest.mark.parametrize("typed", ["平南武林港", "pingnan wulin", "p_wul", " P_WUL "])
def test_a_place_is_known_by_name_pinyin_and_code(
    client: Client, present: ImportReport, typed: str
) -> None:
    answer = asked(client, origin=typed)

    assert answer.status_code == 200
    assert answer.context["origin"] == "平南武林港"


def test_a_chain_adds_up_to_the_fen_and_gram(client: Client, present: ImportReport) -> None:
    links = chain_links(asked(client))
    pages = [client.get(link) for link in links]

    sums = [
        (
            sum(step.fen for one in page.context["stretches"] for step in one.steps),
            page.context["total"]["fen"],
        )
        for page in pages
    ]
    assert len(links) == len(pages) >= 3
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [mine for mine, _ in sums] == [total for _, total in sums]


def test_a_chain_tells_waits_locks_risks_and_sources(client: Client, present: ImportReport) -> None:
    answer = client.get(chain_links(asked(client))[-1])

    page = answer.content.decode()
    no_inline(answer.content)
    assert "长洲船闸：候闸 6 h" in page
    assert "驳船下水运价 ¥0.045/吨公里" in page
    assert "motor vessel 87-110 m" in page
    assert "运输环节" in page
    assert "WTW" in page
    assert "p90" in page


def test_english_pages_have_no_chinese(client: Client, present: ImportReport) -> None:
    client.cookies["matou_language"] = "en"
    compared = asked(client, by=in_days(9), must="L_CHZ", lower="10")

    told = client.get(chain_links(compared)[0])

    no_untranslated(compared.content)
    no_untranslated(told.content)
    assert "must use Changzhou lock" in compared.content.decode()


def test_a_chain_is_drawn_with_names(client: Client, present: ImportReport) -> None:
    address = chain_links(asked(client))[-1].replace("/chain/", "/chain.geojson")

    found = client.get(address).json()

    lines = [one for one in found["features"] if one["geometry"]["type"] == "LineString"]
    stops = {one["properties"]["code"] for one in found["features"]} - {"1"}
    assert lines[0]["properties"]["name_zh"].startswith("1. 水路 平南武林港")
    assert stops == {"P_WUL", "P_NSA"}


def test_a_linked_chain_of_another_network_says_so(client: Client, present: ImportReport) -> None:
    link = re.sub("network=[^&]+", "network=1-other", chain_links(asked(client))[0])

    assert "路网有了变化" in client.get(link).content.decode()


@pytest.mark.parametrize("chain", ["0", "99", "x", "", "-1", "１"])
def test_a_chain_that_is_not_there_leads_back(
    client: Client, present: ImportReport, chain: str
) -> None:
    answer = client.get(f"/planner/ask/chain/?{urlencode(GRAVEL)}&chain={chain}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/planner/ask/?origin=P_WUL")


def test_the_likelier_in_time_is_marked_with_a_deadline(
    client: Client, present: ImportReport
) -> None:
    answer = asked(client, by=in_days(5))

    page = answer.content.decode()
    assert "按时到达的可能" in page
    assert all(line.in_time.endswith("%") for line in answer.context["lines"])


def test_an_empty_answer_asks_again_with_the_least_loosening(
    client: Client, present: ImportReport
) -> None:
    answer = asked(client, must_modes=["water"], by=in_days(1))

    loosened = client.get(answer.context["loosened_url"])
    assert "最晚到达时间太早" in answer.content.decode()
    assert answer.context["loosened_url"].count("by=") == 1
    assert loosened.context["lines"]


def test_an_empty_answer_names_a_lock_and_not_its_code(
    client: Client, present: ImportReport
) -> None:
    answer = asked(client, must="长洲船闸", closed="L_CHZ", closed_days="300", by=in_days(30))

    assert answer.status_code == 200
    assert "L_CHZ" not in answer.context["why"]


def test_a_search_cut_short_is_told(
    client: Client, present: ImportReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST_SECONDS", 0)

    assert "搜索提前结束" in asked(client).content.decode()


def test_what_other_rooms_link_to_is_the_same_question(
    client: Client, present: ImportReport
) -> None:
    ready = utc_now().replace(second=0, microsecond=0) + timedelta(days=1)
    asked_for = RouteQuestion(origin="P_WUL", destination="P_NSA", ready_at=ready,
                              mass=Tonnes(1_500_500), draught_cm=305)  # fmt: skip
    page = ROUTE_PAGE.get()

    assert page is not None
    answer = client.get(page(asked_for))
    assert answer.context["cargo"] == "1,500.5 t · 吃水 3.05 m"
    assert answer.context["ready_at"] == ready
