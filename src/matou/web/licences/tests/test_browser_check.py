"""The check page in a real browser: with network, and without it after the first visit."""

import io
from collections.abc import Iterator

import pytest
import segno
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from matou.kit.clock import utc_now
from matou.kit.period import Period
from matou.spine.credentials import queries, services
from matou.spine.credentials.contracts import LicenceCard
from matou.spine.credentials.rules import sd_jwt
from matou.spine.credentials.tests import licences as world
from matou.spine.parties import seeds as people
from matou.web.licences import papers
from matou.web.tests.browser import DESK, PHONE, Visitor, launched

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
URL = "/credentials/check/"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


def issued(case: str) -> LicenceCard:
    """Issue a licence that is valid on the browser's own day."""
    now = utc_now()
    valid = Period(now - world.DAY, now + 900 * world.DAY)
    return services.issue_licence(order=world.order(case, valid=valid), now=now)


def compact_of(card: LicenceCard) -> str:
    return queries.compact_of(code=card.code, version=1)


def answer_to(visitor: Visitor, text: str) -> tuple[str, str]:
    """Check a text on the open page; returns the verdict and what the page says."""
    page = visitor.page
    page.evaluate("document.getElementById('answer').replaceChildren()")
    page.locator("#id_text").fill(text)
    page.locator("#check-form button[type=submit]").click()
    found = page.locator("#answer .check-answer")
    found.wait_for()
    return str(found.get_attribute("data-verdict")), found.inner_text()


def test_after_one_visit_the_page_checks_without_network(
    browser: Browser, live_server: LiveServer
) -> None:
    people.seed(now=utc_now())
    good, stopped = issued("CASE00001"), issued("CASE00002")
    services.revoke_licence(
        code=stopped.code, reason=world.WHY, actor=world.officer(), now=utc_now()
    )
    code, token = compact_of(good), queries.token_of(code=good.code)
    payload, signature = code.split(".")
    other = compact_of(stopped).split(".")[1]
    visitor = Visitor(browser, base_url=live_server.url, width=PHONE, language="zh-hans")
    visitor.page.goto(URL)
    expect(visitor.page.locator("[data-offline]")).to_be_visible()

    visitor.context.set_offline(True)
    visitor.page.reload()
    expect(visitor.page.locator("[data-offline]")).to_contain_text("断网也能核验")
    verdicts = {
        "good": answer_to(visitor, code),
        "altered": answer_to(visitor, f"{payload}.{other}"),
        "damaged": answer_to(visitor, f"{payload[:-1]}.{signature}"),
        "revoked": answer_to(visitor, compact_of(stopped)),
        "token": answer_to(visitor, sd_jwt.shown_only(token, {"scope"})),
        "token altered": answer_to(visitor, token.replace("~", "~e30~", 1)),
        "short code": answer_to(visitor, good.code),
    }

    assert {name: one[0] for name, one in verdicts.items()} == {
        "good": "valid", "altered": "forged", "damaged": "forged", "revoked": "revoked",
        "token": "valid", "token altered": "forged", "short code": "unknown",
    }  # fmt: skip
    assert "演示梧州砂石有限公司" in verdicts["good"][1]
    assert "状态截至" in verdicts["good"][1]
    assert "散货装卸" in verdicts["token"][1]
    assert "演示梧州砂石有限公司" not in verdicts["token"][1]
    visitor.close()


def test_a_photo_of_the_signed_code_is_read_without_network(
    browser: Browser, live_server: LiveServer
) -> None:
    people.seed(now=utc_now())
    card = issued("CASE00001")
    photo = io.BytesIO()
    symbol = segno.make(papers.compact_url(compact_of(card)), error="l", boost_error=False)
    symbol.save(photo, kind="png", scale=4, border=4)
    visitor = Visitor(browser, base_url=live_server.url, width=DESK, language="en")
    visitor.page.goto(URL)
    expect(visitor.page.locator("[data-offline]")).to_contain_text("Works without network")

    visitor.context.set_offline(True)
    visitor.page.locator("[data-photo]").set_input_files(
        {"name": "code.png", "mimeType": "image/png", "buffer": photo.getvalue()}
    )

    expect(visitor.page.locator(".check-answer")).to_have_attribute("data-verdict", "valid")
    expect(visitor.page.locator(".check-answer")).to_contain_text("Port operation licence")
    visitor.close()


@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh-hans"), (DESK, "en")])
def test_a_scanned_address_is_checked_on_arrival_and_the_page_is_sound(
    browser: Browser, live_server: LiveServer, width: int, language: str
) -> None:
    people.seed(now=utc_now())
    card = issued("CASE00001")
    visitor = Visitor(browser, base_url=live_server.url, width=width, language=language)

    visitor.page.goto(f"{URL}#{compact_of(card)}")
    expect(visitor.page.locator(".check-answer")).to_have_attribute("data-verdict", "valid")
    expect(visitor.page.locator("[data-offline]")).to_be_visible()

    assert visitor.axe() == []
    assert visitor.overflow_px() <= 0
    assert visitor.complaints == []
    visitor.close()
