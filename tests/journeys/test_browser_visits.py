"""People at the wharf's door: a guest looks around, people sign in, a registrar corrects."""

import re

import pytest
from playwright.sync_api import Page, expect

from journeys.browser import DESK, LANGUAGES, PHONE, Visit, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HAN = re.compile(r"[\u3400-\u9fff]")


def test_a_guest_finds_the_river_a_code_and_the_registers_on_a_phone(visit: Visit) -> None:
    visitor = visit(width=PHONE)
    page = visitor.page
    visitor.open("/")

    expect(page.locator(".river-map.is-live")).to_be_visible()
    expect(page.locator(".map-list button").first).to_be_attached()
    assert visitor.overflow_px() == 0
    page.goto("/registry/vessels/?q=演示船01")
    page.get_by_role("link", name="演示船01").click()
    code = page.locator("[data-copy], .code-chip, .code").first.inner_text()
    page.goto("/")
    page.get_by_label("查一个码").fill(code.lower())
    page.locator(".hero-code button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("演示船01")
    assert visitor.complaints == []


def test_a_guest_switches_the_language_and_stays_on_the_page(visit: Visit) -> None:
    visitor = visit(width=PHONE)
    visitor.open("/registry/vessels/")

    visitor.page.get_by_role("button", name="English").click()

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("Vessel register")
    assert "/registry/vessels/" in visitor.page.url
    assert visitor.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipper_signs_in_and_out(visit: Visit, language: str) -> None:
    visitor = visit(width=PHONE, language=language)
    page = visitor.page
    visitor.open("/account/")
    assert "/account/login/?next=" in page.url

    sign_in(page, "shipper")
    expect(page).to_have_url(re.compile(r"/account/$"))
    page.locator(".top .drop summary").click()
    page.locator("form[action='/account/logout/'] button").click()

    expect(page.locator(".top-sign-in")).to_be_visible()
    assert visitor.complaints == []


def test_a_wrong_password_is_refused_in_words(visit: Visit) -> None:
    page = visit().page
    page.goto("/account/login/")
    page.fill("main input[name=login]", "demo-shipper")
    page.fill("main input[name=password]", "not-the-password")

    page.click("main button[type=submit]")

    expect(page.locator("main")).to_contain_text("登录名或密码不正确")


def test_an_operator_needs_the_one_time_code_and_sees_the_console(visit: Visit) -> None:
    visitor = visit("operator", width=PHONE)
    visitor.open("/console/")

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("运营台")
    assert visitor.complaints == []


def test_an_expired_session_leads_back_to_its_page(visit: Visit) -> None:
    visitor = visit()
    page = visitor.page
    page.goto("/account/login/")
    sign_in(page, "consignee")
    visitor.context.clear_cookies(name="sessionid")

    page.goto("/account/companies/")
    sign_in(page, "consignee")

    expect(page).to_have_url(re.compile(r"/account/companies/$"))


def test_a_registrar_corrects_a_vessel_and_the_former_value_stays(visit: Visit) -> None:
    visitor = visit("registrar", width=DESK)
    page = visitor.page
    page.goto("/registry/vessels/?q=演示船02")
    page.get_by_role("link", name="演示船02").click()
    before = page.url

    page.get_by_role("link", name="更正").click()
    page.fill("main input[name=call_sign]", "BDM999")
    fill_provenance(page)
    page.click("main form button[type=submit]")

    expect(page).to_have_url(before)
    expect(page.locator("main")).to_contain_text("BDM999")
    expect(page.locator("details.former").first).to_be_attached()
    assert visitor.complaints == []


def fill_provenance(page: Page) -> None:
    page.fill("main input[name=source]", "船舶检验证书")
    page.fill("main input[name=valid_from]", "2026-05-01")
