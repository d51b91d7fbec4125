import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from matou.kit.errors import DomainError, InvalidInput, NotAllowed
from matou.web import errors
from matou.web.middleware import RefusalMiddleware
from matou.web.tests.pages import no_untranslated, valid_html

pytestmark = pytest.mark.django_db


class BerthOccupied(DomainError):
    code = "berth-occupied"
    status = 409
    zh = "泊位 {berth} 已被占用，请另选。"
    en = "Berth {berth} is taken, choose another."


def _answer(request: HttpRequest) -> HttpResponse:
    raise AssertionError("not called")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_refusal_becomes_a_page_that_says_what_to_do(rf: RequestFactory, language: str) -> None:
    with translation.override(language):
        response = RefusalMiddleware(_answer).process_exception(
            rf.get("/"), BerthOccupied(berth="3")
        )

    assert response is not None
    assert response.status_code == 409
    assert ("请另选" in response.content.decode()) == (language == "zh-hans")
    valid_html(response.content)


def test_a_refusal_of_an_htmx_request_is_a_message_in_the_corner(rf: RequestFactory) -> None:
    request = rf.get("/", headers={"HX-Request": "true"})
    request.htmx = True  # type: ignore[attr-defined]

    response = errors.refused(request, BerthOccupied(berth="3"))

    assert response["HX-Retarget"] == "#toasts"
    assert "<html" not in response.content.decode()


def test_a_programmers_error_is_not_swallowed(rf: RequestFactory) -> None:
    assert RefusalMiddleware(_answer).process_exception(rf.get("/"), KeyError("x")) is None


@pytest.mark.parametrize(
    ("error", "status"),
    [(NotAllowed(), 403), (InvalidInput(field="x", reason_zh="x", reason_en="x"), 422)],
)
def test_each_refusal_keeps_its_status(rf: RequestFactory, error: DomainError, status: int) -> None:
    assert errors.refused(rf.get("/"), error).status_code == status


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize(
    ("page", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.page_not_found, 404),
        (errors.csrf_failure, 403),
        (errors.too_many, 429),
        (errors.server_error, 500),
        (errors.unavailable, 503),
    ],
)
def test_every_error_page_is_valid_and_complete_in_both_languages(
    rf: RequestFactory, page: object, status: int, language: str
) -> None:
    with translation.override(language):
        response = page(rf.get("/"))  # type: ignore[operator]

    assert response.status_code == status
    valid_html(response.content)
    if language == "en":
        no_untranslated(response.content)


def test_the_address_of_a_form_opened_by_hand_is_a_page(client: Client) -> None:
    response = client.get("/language/")

    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "这个地址不能直接打开" in response.content.decode()


@pytest.mark.parametrize(("language", "word"), [("zh", "太大"), ("en", "too large")])
def test_a_form_that_is_too_large_is_told_so(client: Client, language: str, word: str) -> None:
    client.cookies["matou_language"] = language
    response = client.post("/account/login/", {"login": "x" * 6_000_000})

    assert response.status_code == 413
    assert word in response.content.decode()


@pytest.mark.parametrize(
    ("referer", "ways_back"),
    [
        ("http://testserver/styleguide/", ["http://testserver/styleguide/"]),
        ("http://testserver/no-such-page", []),
        ("https://elsewhere.example/", []),
        ("javascript:alert(1)", []),
    ],
)
def test_an_error_page_leads_back_within_the_house(
    client: Client, referer: str, ways_back: list[str]
) -> None:
    page = client.get("/no-such-page", headers={"Referer": referer}).content.decode()

    buttons = re.findall(r'class="btn[^"]*" href="(\w+:[^"]+)"', page)
    assert buttons == ways_back


def test_an_address_that_leads_nowhere_is_a_page(client: Client) -> None:
    response = client.get("/no-such-page")

    assert response.status_code == 404
    assert "没有找到" in response.content.decode()


def test_a_form_without_its_token_says_that_the_page_expired() -> None:
    response = Client(enforce_csrf_checks=True).post("/account/login/", {"language": "en"})

    assert response.status_code == 403
    assert "页面已过期" in response.content.decode()
