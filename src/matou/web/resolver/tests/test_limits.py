"""Nobody lists codes by trying them: guests are counted, members are known by name."""

import pytest
from django.test import Client

from matou.spine.codes.contracts import CodeCard
from matou.web import limits

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a guest ask twice a minute."""
    monkeypatch.setattr(limits, "REQUESTS_PER_MINUTE", 2)


def test_a_guest_who_tries_codes_is_stopped(client: Client, crate: CodeCard) -> None:
    answers = [client.get(f"/c/{crate.code}").status_code for _ in range(3)]

    assert answers == [200, 200, 429]


def test_the_drawings_of_a_code_use_the_same_allowance(client: Client, crate: CodeCard) -> None:
    answers = [
        client.get(f"/c/{crate.code}{drawing}").status_code
        for drawing in ("/qr.svg", "/qr.png", "/label.pdf")
    ]

    assert answers == [200, 200, 429]


def test_a_machine_reads_when_to_come_back(client: Client, crate: CodeCard) -> None:
    answer = [client.get(f"/c/{crate.code}", headers=JSON) for _ in range(3)][-1]

    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert int(answer["Retry-After"]) > 0


def test_the_search_box_uses_the_same_allowance(client: Client, crate: CodeCard) -> None:
    answers = [client.get("/find", {"q": crate.code}).status_code for _ in range(3)]

    assert answers == [302, 302, 429]


def test_the_empty_search_page_costs_nothing(client: Client) -> None:
    answers = [client.get("/find").status_code for _ in range(4)]

    assert answers == [200] * 4


def test_another_address_is_not_held_up(client: Client, crate: CodeCard) -> None:
    for _ in range(3):
        client.get(f"/c/{crate.code}")

    assert client.get(f"/c/{crate.code}", REMOTE_ADDR="192.0.2.7").status_code == 200


def test_a_forged_forwarding_header_is_no_new_address(client: Client, crate: CodeCard) -> None:
    for _ in range(3):
        client.get(f"/c/{crate.code}")

    forged = client.get(f"/c/{crate.code}", headers={"X-Forwarded-For": "192.0.2.7"})

    assert forged.status_code == 429


def test_a_made_up_token_opens_the_door_no_wider(client: Client, crate: CodeCard) -> None:
    token = {**JSON, "Authorization": "Bearer nonsense"}

    answers = [client.get(f"/c/{crate.code}", headers=token).status_code for _ in range(3)]

    assert answers == [401, 401, 429]


def test_members_are_not_counted(signed_in: Client, crate: CodeCard) -> None:
    answers = [signed_in.get(f"/c/{crate.code}").status_code for _ in range(4)]

    assert answers == [200] * 4
