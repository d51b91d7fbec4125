"""Money on a phone: two operators work a break off, an auditor checks, a skipper is paid."""

import pytest
from playwright.sync_api import Page, expect

from journeys.browser import PHONE, Site, Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def break_page(site: Site) -> str:
    """The page of a break that somebody has to correct."""
    number = site.run("tests/journeys/money_at_odds.py").split()[-1]
    return f"/console/custody/breaks/{number}/"


def test_money_passes_through_the_hands_of_operators_auditor_and_skipper(
    visit: Visit, break_page: str
) -> None:
    first, second = visit("operator", width=PHONE), visit("admin", width=PHONE)
    auditor, skipper = visit("auditor", width=PHONE), visit("skipper", width=PHONE)

    propose(first, break_page)
    approve(second.page, break_page)
    verify(auditor.page, break_page)
    confirm_a_line(skipper.page)
    draw(skipper.page)

    for visitor in (first, second, skipper):
        assert visitor.overflow_px() == 0
        assert visitor.complaints == []


def propose(visitor: Visitor, break_page: str) -> None:
    """Find the break by its kind, and propose that the platform bears the difference."""
    page = visitor.page
    visitor.open("/console/custody/")
    page.select_option("#break-kind", "amount_differs")
    page.get_by_role("button", name="筛选").click()
    expect(page.locator(".filtered")).to_contain_text("金额不符")
    page.locator(f"main a[href='{break_page}']").click()
    page.get_by_role("link", name="提出更正").click()
    page.locator("main input[name=bearer][value=house]").check()
    page.fill("main textarea[name=note]", "存管机构回单已核对，差额是手续费。")
    page.click("main form button[type=submit]")

    expect(page.locator("main")).to_contain_text("由您提出，须由另一位人员决定")
    expect(page.get_by_role("link", name="核准并入账")).to_have_count(0)


def approve(page: Page, break_page: str) -> None:
    """Post the correction as the second person."""
    page.goto(break_page)
    page.get_by_role("link", name="核准并入账").click()
    page.locator("dialog button[type=submit]").click()

    expect(page.locator("main")).to_contain_text("已处理")


def verify(page: Page, break_page: str) -> None:
    """Check seals and books; an auditor is offered no act, and refused where one asks for it."""
    page.goto("/console/journal/seals/")
    page.get_by_role("link", name="现在检查").click()
    expect(page.locator(".notice")).to_contain_text("完好")
    page.goto("/console/ledger/audit/")
    page.get_by_role("link", name="现在核对").click()
    expect(page.locator(".notice").first).to_contain_text("账本无误")

    page.goto(break_page)
    expect(page.locator("main .act-line")).to_have_count(0)
    answer = page.goto(f"{break_page}explain")
    assert answer is not None
    assert answer.status == 403  # HTTP's own number


def confirm_a_line(page: Page) -> None:
    """Read the statement and confirm its first line."""
    page.goto("/finance/")
    page.locator("main tbody a").first.click()
    line = page.locator("#line-1")
    line.get_by_role("button", name="确认").click()

    expect(line).to_contain_text("已核对")


def draw(page: Page) -> None:
    """Draw ¥100 to the bank, after the question."""
    page.goto("/freight/money/out/")
    page.fill("main input[name=amount]", "100")
    page.click("main form button[type=submit]")
    page.get_by_role("button", name="确认提现").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("我的资金")
    expect(page.locator("main tbody tr").first).to_contain_text("¥100.00")
