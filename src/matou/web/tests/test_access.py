import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from matou.kit.actor import AUDITOR, OPERATOR, Actor
from matou.kit.errors import NotAllowed
from matou.spine.parties.tests.people import a_user
from matou.spine.parties.tests.signed_in import sign_in
from matou.web.access import PageRequest, may, requires

SHIPPER = Actor(code="A", name="A", acts_for="A", roles=frozenset({"freight.shipper"}))


@requires("freight.shipper", "freight.carrier")
def _page(request: PageRequest) -> HttpResponse:
    return HttpResponse(request.actor.code)


def _request(actor: Actor | None, *, htmx: bool = False) -> PageRequest:
    request = RequestFactory().get("/freight/demands/?state=open")
    request.actor = actor  # type: ignore[attr-defined]
    request.htmx = htmx  # type: ignore[attr-defined]
    return request  # type: ignore[return-value]


def test_a_guest_is_asked_to_sign_in_and_comes_back() -> None:
    response = _page(_request(None))

    assert response.status_code == 302
    assert response.headers["Location"].endswith("?next=%2Ffreight%2Fdemands%2F%3Fstate%3Dopen")


def test_an_expired_session_in_a_fragment_sends_the_whole_page_to_sign_in() -> None:
    response = _page(_request(None, htmx=True))

    assert response.status_code == 401
    assert "expired=1" in response["HX-Redirect"]


def test_one_of_the_roles_is_enough() -> None:
    response = _page(_request(SHIPPER))

    assert response.content == b"A"
    assert "no-store" in response["Cache-Control"]


def test_another_role_is_refused() -> None:
    other = Actor(code="B", name="B", acts_for="B", roles=frozenset({AUDITOR}))

    with pytest.raises(NotAllowed):
        _page(_request(other))


def test_without_roles_anyone_signed_in_may() -> None:
    @requires()
    def page(request: PageRequest) -> HttpResponse:
        return HttpResponse(request.actor.code)

    assert page(_request(SHIPPER)).status_code == 200


def test_what_has_no_roles_is_shown_to_guests_too() -> None:
    assert may(None, frozenset())
    assert not may(None, frozenset({OPERATOR}))
    assert may(SHIPPER, frozenset({"freight.shipper"}))


@pytest.mark.django_db
def test_a_signed_in_person_is_at_work_on_every_page(client: Client) -> None:
    sign_in(client, a_user(name="林水"))

    assert "林水" in client.get("/help").content.decode()


@pytest.mark.django_db
def test_the_console_refuses_a_person_without_platform_role_and_says_what_to_do(
    client: Client,
) -> None:
    sign_in(client, a_user())

    response = client.get("/console/")

    assert response.status_code == 403
    assert "管理员" in response.content.decode()
