"""The page of signed-in devices: one's own, ended after a question."""

import re

import pytest
from django.test import Client

from matou.spine.parties.models import User
from matou.spine.parties.tests.people import PASSWORD, a_user
from matou.web.account.devices import browser_name, system_name
from matou.web.tests.pages import no_inline, no_untranslated

pytestmark = pytest.mark.django_db
LIST = "/account/sessions/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1"
DESK = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"


@pytest.fixture
def user() -> User:
    return a_user("lin")


def signed_in(user: User, *, browser: str) -> Client:
    client = Client(HTTP_USER_AGENT=browser)
    client.post("/account/login/", {"login": user.username, "password": PASSWORD})
    return client


def number_of_other(client: Client) -> str:
    """Return the number of the one session that may be ended."""
    found = re.search(r"/account/sessions/(\d+)/end/", client.get(LIST).content.decode())
    assert found
    return found[1]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_both_devices_are_listed_by_name(user: User, language: str) -> None:
    desk = signed_in(user, browser=DESK)
    signed_in(user, browser=PHONE)
    desk.cookies["matou_language"] = language
    desk.get("/account/")  # takes along the greeting of the sign-in

    page = desk.get(LIST).content

    no_inline(page)
    assert b"Edge \xc2\xb7 Windows" in page
    assert b"Safari \xc2\xb7 iPhone" in page
    if language == "en":
        no_untranslated(page, allowed=("林水",))


def test_one_device_is_ended_after_a_question(user: User) -> None:
    desk, phone = signed_in(user, browser=DESK), signed_in(user, browser=PHONE)
    path = f"/account/sessions/{number_of_other(desk)}/end/"

    asked = desk.get(path)
    still_in = phone.get("/account/").status_code
    desk.post(path)

    assert "iPhone" in asked.content.decode()
    assert still_in == 200
    assert phone.get("/account/").status_code == 302


def test_all_others_end_and_this_one_stays(user: User) -> None:
    desk, phone = signed_in(user, browser=DESK), signed_in(user, browser=PHONE)

    desk.post("/account/sessions/others/end/")

    assert desk.get(LIST).status_code == 200
    assert phone.get("/account/").status_code == 302


def test_a_stranger_ends_nobody(user: User) -> None:
    desk = signed_in(user, browser=DESK)
    signed_in(user, browser=PHONE)
    number = number_of_other(desk)
    stranger = signed_in(a_user("other"), browser=DESK)

    assert stranger.get(f"/account/sessions/{number}/end/").status_code == 404
    assert stranger.post(f"/account/sessions/{number}/end/").status_code == 404


def test_guests_are_asked_to_sign_in(client: Client) -> None:
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize(
    ("agent", "browser", "system"),
    [
        (PHONE, "Safari", "iPhone"),
        (DESK, "Edge", "Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126 MicroMessenger/8.0", "WeChat", "Android"),
        ("curl/8.1", "", ""),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent: str, browser: str, system: str) -> None:
    assert (browser_name(agent), system_name(agent)) == (browser, system)
