"""A shipper on a phone, by the pages alone: from the empty form to a plan and its calculation.

With ``MATOU_SHOTS`` naming a folder, a picture of each station is kept there, to be looked at.
"""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from playwright.sync_api import expect

from journeys.browser import DESK, LANGUAGES, PHONE, Visit, Visitor
from journeys.stations import kept_picture, looked_at

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BEIJING = timezone(timedelta(hours=8))


def in_hours(hours: float) -> str:
    return f"{datetime.now(tz=UTC).astimezone(BEIJING) + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def ask_for_gravel(visitor: Visitor) -> None:
    """Fill the five fields: two places by what people call them, tonnes, draught, ready."""
    page = visitor.page
    page.goto("/planner/")
    page.locator("main a[href='/planner/ask/']").first.click()
    looked_at(visitor, "ask-1-form")
    page.fill("main [name=origin]", "平南")
    page.fill("main [name=destination]", "P_NSA")
    page.fill("main [name=amount]", "2000")
    page.fill("main [name=draught]", "3.2")
    page.fill("main [name=ready]", in_hours(2))
    page.click("main button[type=submit]")


@pytest.mark.parametrize("language", LANGUAGES)
def test_gravel_finds_its_way_from_pingnan_to_nansha(visit: Visit, language: str) -> None:
    visitor = visit(width=PHONE, language=language)
    page = visitor.page

    ask_for_gravel(visitor)
    expect(page.locator(".ask-choices")).to_be_visible()
    looked_at(visitor, "ask-2-choose")
    page.click(".ask-choices a[href*='origin=P_WUL']")

    rows = page.locator(".ask-compare tbody tr")
    expect(rows.first).to_be_visible()
    assert 3 <= rows.count() <= 8
    looked_at(visitor, "ask-3-compare")
    page.locator("a.ask-open").last.click()
    expect(page.locator(".ask-stretch").first).to_be_visible()
    looked_at(visitor, "ask-4-chain")


def test_a_chain_shows_its_way_its_course_and_its_sheet(visit: Visit) -> None:
    visitor = visit(width=PHONE, language="zh-hans")
    page = visitor.page
    page.goto("/planner/ask/?origin=P_WUL&destination=P_NSA&amount=2000&draught=3.2")
    cheapest = page.locator(".ask-compare tr", has_text="最省")
    fen = cheapest.locator("data.money").get_attribute("value")

    cheapest.locator("a.ask-open").click()

    expect(page.locator("#main")).to_contain_text("长洲船闸：候闸 6 h")
    page.locator(".ask-stretch > summary").nth(1).click()
    expect(page.locator(".ask-stretch").nth(1)).to_contain_text("motor vessel")
    sums = page.locator(".ask-sheet .ask-sum data.money")
    parts = [int(str(one.get_attribute("value"))) for one in sums.all()]
    assert sum(parts) == int(str(fen))
    expect(page.locator(".map-list button, .map-list .map-line").first).to_be_visible()
    looked_at(visitor, "ask-4-sheet")


def test_on_paper_every_sheet_is_open_and_no_form_is_left(visit: Visit) -> None:
    visitor = visit(width=DESK, language="zh-hans")
    page = visitor.page
    page.goto("/planner/ask/?origin=P_WUL&destination=P_NSA&amount=2000&draught=3.2")
    page.emulate_media(media="print")
    expect(page.locator(".ask-form")).to_be_hidden()
    expect(page.locator(".ask-compare tbody tr").first).to_be_visible()
    page.emulate_media(media="screen")

    page.locator("a.ask-open").last.click()
    page.emulate_media(media="print")

    expect(page.locator(".ask-factor").first).to_be_visible()
    kept_picture(visitor, "ask-7-paper")


def test_a_shipper_sees_the_plan_beside_the_price(visit: Visit) -> None:
    visitor = visit("shipper", width=PHONE, language="zh-hans")
    page = visitor.page
    page.goto("/freight/demands/new/")
    beside = page.locator("#plan-beside")
    expect(beside).to_contain_text("填好装卸港")
    page.select_option("main [name=origin]", "P_WUL")
    page.select_option("main [name=destination]", "P_NSA")
    page.locator("main [name=quantity]").press_sequentially("2000")

    expect(beside).to_contain_text("最省")
    expect(beside).to_contain_text("CO2e")
    expect(beside).to_contain_text("沿途水路最多可吃水")
    looked_at(visitor, "ask-8-demand")
    beside.get_by_role("link").click()

    expect(page.locator(".ask-compare tbody tr").first).to_be_visible()
    expect(page.locator("h1")).to_contain_text("平南武林港 → 广州南沙港")


def test_an_empty_answer_leads_to_the_least_loosening(visit: Visit) -> None:
    visitor = visit(width=PHONE, language="zh-hans")
    page = visitor.page
    page.goto("/planner/ask/?origin=P_WUL&destination=P_NSA&amount=2000&draught=3.2")
    page.click("summary:has-text('更改条件')")
    page.click("summary:has-text('更多要求')")
    page.check("main [name=must_modes][value=water]")
    page.fill("main [name=by]", in_hours(24))
    page.click("main button[type=submit]")

    expect(page.locator("#main")).to_contain_text("最晚到达时间太早")
    looked_at(visitor, "ask-5-empty")
    page.get_by_role("link", name="按放宽后的条件查").click()

    expect(page.locator(".ask-compare tbody tr").first).to_be_visible()
    expect(page.locator(".ask-compare tbody tr").first).to_contain_text("%")


def test_a_question_that_cannot_be_is_told_beside_its_field(visit: Visit) -> None:
    visitor = visit(width=PHONE, language="zh-hans")
    page = visitor.page
    page.goto("/planner/ask/")
    page.fill("main [name=origin]", "平南武林港")
    page.fill("main [name=destination]", "平南武林港")
    page.fill("main [name=amount]", "1000000000")
    page.click("main button[type=submit]")

    expect(page.locator("main .has-error").first).to_contain_text("不超过 100 万吨")
    looked_at(visitor, "ask-6-refused")
