from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from matou.kit.actor import ADMIN
from matou.spine.parties.tests.people import an_officer
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.tests.browser import DESK, PHONE, Visitor, launched

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PAGES = ("/", "/styleguide", "/help", "/map", "/find?q=nowhere", "/no-such-page")
CONSOLE = (
    "/console/",
    "/console/journal/",
    "/console/journal/seals/?run=1",
    "/console/dead-letters/",
    "/console/jobs/",
    "/console/ledger/",
    "/console/ledger/audit/?run=1",
    "/console/custody/",
    "/console/credentials/",
    "/console/users/",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


def _complaints(visitor: Visitor, path: str) -> list[str]:
    visitor.open(path)
    found = [f"{path}: {line}" for line in visitor.axe()]
    if visitor.overflow_px() > 0:
        found.append(f"{path}: {visitor.overflow_px()} px too wide")
    expected = "404" if path == "/no-such-page" else None
    found += [
        f"{path}: {line}" for line in visitor.complaints if not (expected and expected in line)
    ]
    visitor.complaints.clear()
    return found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_public_pages_are_usable_by_everyone(
    browser: Browser, live_server: LiveServer, width: int, language: str
) -> None:
    visitor = Visitor(browser, base_url=live_server.url, width=width, language=language)

    found = [line for path in PAGES for line in _complaints(visitor, path)]

    visitor.close()
    assert found == []


@pytest.mark.parametrize(("width", "language"), [(PHONE, "zh-hans"), (DESK, "en")])
def test_the_console_is_usable_by_everyone(
    browser: Browser, live_server: LiveServer, client: Client, width: int, language: str
) -> None:
    sign_in(client, an_officer(ADMIN))
    visitor = Visitor(
        browser,
        base_url=live_server.url,
        width=width,
        language=language,
        session=client.cookies["sessionid"].value,
    )

    found = [line for path in CONSOLE for line in _complaints(visitor, path)]

    visitor.close()
    assert found == []


def test_a_confirmation_opens_as_a_dialog_and_can_be_left(
    browser: Browser, live_server: LiveServer
) -> None:
    visitor = Visitor(browser, base_url=live_server.url, width=DESK, language="en")
    visitor.open("/styleguide")

    visitor.page.get_by_role("link", name="Withdraw the demand").click()
    visitor.page.get_by_role("link", name="Back, change nothing").click()

    assert visitor.page.locator("dialog[open]").count() == 0
    assert visitor.page.url.endswith("/styleguide")
    visitor.close()


def test_without_scripts_the_front_page_still_shows_river_and_look_up(
    browser: Browser, live_server: LiveServer
) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")

    assert page.locator(".map-still").is_visible()
    assert page.get_by_label("查一个码").is_visible()
    context.close()
