"""An application on a phone: from the guide to a receipt, and the clerk who reads it."""

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from journeys.browser import DESK, PHONE, Visit, Visitor
from matou.modules.affairs.seeds.filling import demo_pdf

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAPER = FilePayload(name="申领表.pdf", mimeType="application/pdf", buffer=demo_pdf("journey"))
PROGRAM = FilePayload(name="申领表.pdf", mimeType="application/pdf", buffer=b"MZ" + bytes(99))
FIRST_TITLE = re.compile("光船租赁")


def test_a_citizen_applies_on_a_phone_and_a_clerk_reads_it(visit: Visit) -> None:
    citizen = visit("shipper", width=PHONE)
    page = citizen.page
    citizen.open("/affairs/?q=000118911000")
    page.locator(".items h2 a").first.click()

    begin_in_three_taps(page)
    answer_one_by_one(citizen)
    hand_in(citizen)
    code = check_preview_submit(citizen)

    clerk = visit("case-clerk", width=DESK)
    clerk.open(f"/affairs/cases/{code}/")
    expect(clerk.page.get_by_role("link", name="申领表.pdf")).to_be_visible()
    expect(clerk.page.locator("main")).to_contain_text("注销：不再营运")
    assert (citizen.complaints, clerk.complaints) == ([], [])


def begin_in_three_taps(page: Page) -> None:
    page.get_by_role("link", name="在这里申请").click()
    page.get_by_role("button", name="确认身份，开始").click()
    expect(page).to_have_url(re.compile(r"/form/"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(FIRST_TITLE)


def answer_one_by_one(citizen: Visitor) -> None:
    page = citizen.page
    assert citizen.overflow_px() == 0
    page.get_by_label("否").check()
    expect(page.locator("#saved")).to_contain_text("已保存")
    page.reload()
    expect(page.get_by_label("否")).to_be_checked()
    go_on(page)
    page.get_by_label("注销：不再营运").check()
    go_on(page)
    page.locator("main input[type=date]").fill("2099-12-31")
    go_on(page)


def hand_in(citizen: Visitor) -> None:
    page = citizen.page
    assert citizen.overflow_px() == 0
    page.locator("main input[type=file]").set_input_files(PROGRAM)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator(".error-summary")).to_contain_text("请上传未改名的原文件")
    citizen.complaints.clear()  # the browser notes that the answer was 422
    page.goto(page.url.partition("/form/")[0] + "/form/check")
    expect(page.locator("#missing")).to_contain_text("申领表")
    page.locator("#missing a").first.click()
    page.locator("main input[type=file]").set_input_files([PAPER])
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.locator(".form-files")).to_contain_text("申领表.pdf")
    go_on(page)


def check_preview_submit(citizen: Visitor) -> str:
    page = citizen.page
    expect(page).to_have_url(re.compile(r"/form/check$"))
    expect(page.locator("#missing")).to_have_count(0)
    assert (citizen.overflow_px(), citizen.axe()) == (0, [])
    page.get_by_role("link", name="预览", exact=True).click()
    expect(page.locator(".watermark")).to_be_attached()
    page.get_by_role("link", name="回到核对").click()
    page.get_by_role("button", name="确认无误，提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("提交回执")
    assert citizen.overflow_px() == 0
    return page.url.split("/")[-2]


def go_on(page: Page) -> None:
    page.get_by_role("button", name="保存并继续").click()
