"""One cargo by the pages alone: posted on a desk, carried and received on phones, in one language.

Both languages go the whole way. Only the house's clock is not waited for: statement and closing
are done at once, as the worker would do them within the minute.
"""

import io
import re
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from journeys.browser import DESK, LANGUAGES, PHONE, Site, Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

BEIJING = timezone(timedelta(hours=8))
ORIGIN, UNDER_WAY, DESTINATION = ("23.42", "111.08"), ("23.30", "111.60"), ("23.17", "112.85")
CLOSED = {"zh-hans": "已完结", "en": "closed"}
MARKS = (
    "fore_port",
    "fore_starboard",
    "middle_port",
    "middle_starboard",
    "aft_port",
    "aft_starboard",
)
SETUP = "import django; django.setup(); from matou.kit.clock import utc_now; "
CARRY_ON = (
    SETUP + "from matou.modules.freight.services import timers; "
    "timers.advance_due_lots(now=utc_now())"
)
TOLD_CODE = re.compile(r"(?:验证码|code) (\d{6})")


class Trip:
    """The sides of one trip, each at the own screen."""

    def __init__(self, visit: Visit, site: Site, language: str) -> None:
        self.site, self.language = site, language
        self.visitors: dict[str, Visitor] = {
            person: visit(person, width=width, language=language)
            for person, width in (("shipper", DESK), ("skipper", PHONE), ("consignee", PHONE))
        }
        self.demand = self.lot = ""

    def page(self, person: str) -> Page:
        return self.visitors[person].page

    def post_demand(self) -> None:
        page = self.page("shipper")
        page.goto("/freight/demands/new/")
        now = datetime.now(tz=UTC).astimezone(BEIJING)
        page.select_option("main [name=cargo]", "sand")
        page.select_option("main [name=origin]", "P_CHI")
        page.select_option("main [name=destination]", "P_SAN")
        for name, value in (
            ("cargo_name", f"机制砂 journey {self.language}"),
            ("quantity", "100"),
            ("loading_from", f"{now + timedelta(minutes=2):%Y-%m-%dT%H:%M}"),
            ("loading_until", f"{now + timedelta(days=2):%Y-%m-%dT%H:%M}"),
            ("consignee", "演示佛山建材有限公司"),
            ("price", "20"),
        ):
            page.fill(f"main [name={name}]", value)
        submit(page)
        self.demand = page.url.rstrip("/").split("/")[-1]
        page.click("main .btn-big")
        submit(page)
        expect(page.locator("main")).not_to_contain_text("draft")

    def pay_in(self, person: str, yuan: str) -> None:
        page = self.page(person)
        page.goto("/freight/money/in/")
        page.fill("main [name=amount]", yuan)
        submit(page)

    def await_money(self, person: str, yuan: str) -> None:
        """Look at the wallet until the worker has heard from the custodian."""
        page = self.page(person)
        for _ in range(60):
            page.goto("/freight/money/")
            free = page.locator(".stat-value").first.inner_text()
            if float(re.sub(r"[^0-9.]", "", free)) >= float(yuan):
                return
            time.sleep(1)
        pytest.fail("the custodian never confirmed")

    def take(self, vessel: int) -> None:
        page = self.page("skipper")
        page.goto(f"/freight/demands/{self.demand}/")
        page.click("main .btn-big")
        page.select_option("main [name=vessel]", index=vessel)
        page.check("main [name=agreed]")
        submit(page)
        self.lot = re.findall(r"/freight/lots/(\w+)/", page.url)[0]

    def sign(self, person: str) -> None:
        page = self.page(person)
        page.goto(f"/freight/lots/{self.lot}/")
        page.click("main .btn-big")
        page.check("main [name=agrees]")
        submit(page)

    def act(self, person: str, act: str, **filled: str) -> Page:
        """Press the one large next step and fill in what it asks for."""
        page = self.page(person)
        page.goto(f"/freight/lots/{self.lot}/")
        page.click("main .next-step .btn-big")
        assert f"/act/{act}/" in page.url, page.url
        fill(page, filled)
        submit(page)
        expect(page).to_have_url(re.compile(f"/freight/lots/{self.lot}/$"))
        return page

    def position(self, at: tuple[str, str]) -> dict[str, str]:
        return {"position-latitude": at[0], "position-longitude": at[1]}

    def photograph(self, person: str, act: str) -> None:
        page = self.page(person)
        page.goto(f"/freight/lots/{self.lot}/")
        page.click("main .next-step .btn-big")
        picture = {"name": f"{act}.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
        page.set_input_files("main [name=photo-photo]", picture)  # type: ignore[arg-type]  # typed dict
        submit(page)
        expect(page).to_have_url(re.compile(f"/freight/lots/{self.lot}/$"))

    def enter_code(self) -> None:
        page = self.page("skipper")
        page.goto(f"/freight/lots/{self.lot}/code/")
        page.click("main form[action$='/code/send/'] button")
        code = self.told_code()
        page.goto(f"/freight/lots/{self.lot}/code/")
        page.fill("main [name=code]", code)
        page.locator("main form:has([name=code]) button[type=submit]").click()
        page.wait_for_load_state()

    def told_code(self) -> str:
        """Read the code where the consignee does: in the own notices."""
        page = self.page("consignee")
        page.goto("/account/notices/")
        told = page.locator("main tbody tr", has_text=self.lot).filter(has_text=TOLD_CODE)
        code: str = TOLD_CODE.findall(told.first.inner_text())[0]
        return code

    def accept_statement(self, person: str) -> None:
        page = self.page(person)
        page.goto(f"/freight/lots/{self.lot}/statement/")
        page.click("main .btn-big")
        submit(page)

    def complaints(self) -> list[str]:
        """Return what the browsers complained of on the way, and pages wider than a phone."""
        found = [line for one in self.visitors.values() for line in one.complaints]
        page = self.visitors["skipper"]
        page.open(f"/freight/lots/{self.lot}/")
        return found + page.axe() + [f"{page.overflow_px()} px too wide"] * (page.overflow_px() > 0)


def fill(page: Page, filled: dict[str, str]) -> None:
    for name, value in filled.items():
        control = page.locator(f"main [name='{name}']:not([type=hidden])")
        if value == "on":
            control.check()
        elif value.startswith("="):
            page.check(f"main [name='{name}'][value='{value[1:]}']")
        else:
            control.fill(value)


def submit(page: Page) -> None:
    page.locator(
        "main form button[type=submit].btn-wide, main form .submit-line button"
    ).last.click()
    page.wait_for_load_state()
    problems = page.locator(".error-summary")
    assert problems.count() == 0, problems.first.inner_text()


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (320, 240), "#2f6f73").save(file, "JPEG")
    return file.getvalue()


def survey(weight: str) -> dict[str, str]:
    marks = {f"draft_survey-{mark}": "3.05" for mark in MARKS}
    return {"draft_survey-method": "=survey", **marks, "draft_survey-weight": weight}


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_cargo_goes_from_demand_to_closed_by_the_pages(
    visit: Visit, site: Site, language: str
) -> None:
    trip = Trip(visit, site, language)

    trip.post_demand()
    trip.pay_in("shipper", "2100")
    trip.pay_in("skipper", "210")
    trip.await_money("shipper", "2100")
    trip.await_money("skipper", "210")
    trip.take(vessel=LANGUAGES.index(language))
    trip.sign("shipper")
    trip.sign("skipper")
    trip.act("shipper", "fund")
    trip.act("skipper", "set_out", **trip.position(UNDER_WAY))
    trip.act("skipper", "arrive_loading", **trip.position(ORIGIN))
    trip.photograph("skipper", "start_loading")
    seal = {"seal-number": "J-1", "loading_signature-agrees": "on"}
    trip.act("skipper", "confirm_loaded", **survey("100"), **seal)
    trip.act("shipper", "confirm_loaded", **{"loading_signature-agrees": "on"})
    assert_on_the_board(visit, trip, language)
    trip.act("skipper", "depart", **trip.position(UNDER_WAY))
    trip.act("skipper", "arrive_discharge", **trip.position(DESTINATION))
    trip.photograph("consignee", "start_discharge")
    trip.enter_code()
    receipt = {"seal_check-state": "=intact", "receipt_signature-agrees": "on"}
    trip.act("consignee", "deliver", **survey("99.9"), **receipt)
    site.run("-c", CARRY_ON)
    trip.accept_statement("shipper")
    trip.accept_statement("skipper")
    site.run("-c", CARRY_ON)

    page = trip.page("skipper")
    page.goto(f"/freight/lots/{trip.lot}/")
    expect(page.locator(".next-step .notice")).to_be_visible()
    expect(page.locator(".badge-line .badge").first).to_have_text(CLOSED[language])
    assert trip.complaints() == []


def assert_on_the_board(visit: Visit, trip: Trip, language: str) -> None:
    operator = visit("operator", language=language)
    operator.open("/freight/console/")
    expect(operator.page.get_by_role("link", name=trip.lot)).to_be_visible()
    assert operator.complaints == []
