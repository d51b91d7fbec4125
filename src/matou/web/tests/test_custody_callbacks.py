"""The custodian's door: genuine reports move money once, strangers move nothing."""

from uuid import UUID, uuid4

import pytest
from django.test import Client

from matou.kit.money import Money
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import OrderState, ProviderAnswer
from matou.spine.custody.models import CallbackReceived
from matou.spine.custody.rules.callbacks import signature, write_callback
from matou.spine.custody.tests.conftest import NOW, deposit
from matou.spine.ledger import queries as ledger
from matou.web.api import custody

pytestmark = pytest.mark.django_db

DOOR = "/api/v1/custody/callbacks"
JSON = "application/json"


def report(order_id: UUID, fen: int = 10_000) -> bytes:
    """Return the body by which the custodian says that a deposit arrived."""
    answer = ProviderAnswer(
        order_id=order_id,
        state=OrderState.CONFIRMED,
        provider_reference="B1",
        amount=Money(fen),
        settled_at=NOW,
    )
    return write_callback(answer=answer, event_id=uuid4())


def signed(body: bytes) -> dict[str, str]:
    """Return the header of a genuine report."""
    return {"Custody-Signature": signature(body=body, key=services.callback_key())}


def wallet() -> int:
    """Return what the shipper may spend, in fen."""
    return ledger.balance("wallet:SHIP").available.fen


def test_a_genuine_report_moves_the_money(client: Client) -> None:
    order = deposit()
    body = report(order.order_id)

    response = client.post(DOOR, body, content_type=JSON, headers=signed(body))

    assert (response.status_code, response.json()) == (200, {"is_news": True})
    assert wallet() == 10_000
    assert queries.order(order.order_id).state is OrderState.CONFIRMED


def test_a_doubled_report_moves_nothing(client: Client) -> None:
    body = report(deposit().order_id)
    client.post(DOOR, body, content_type=JSON, headers=signed(body))

    again = client.post(DOOR, body, content_type=JSON, headers=signed(body))

    assert again.json() == {"is_news": False}
    assert wallet() == 10_000


@pytest.mark.parametrize("given", ["", "0" * 64, "签名"])
def test_a_report_without_the_right_signature_is_refused_unread(client: Client, given: str) -> None:
    body = report(deposit().order_id)

    response = client.post(DOOR, body, content_type=JSON, headers={"Custody-Signature": given})

    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "custody-callback-not-genuine"
    assert wallet() == 0
    assert not CallbackReceived.objects.exists()


def test_a_changed_amount_breaks_the_signature(client: Client) -> None:
    body = report(deposit().order_id)
    changed = body.replace(b"10000", b"90000")

    response = client.post(DOOR, changed, content_type=JSON, headers=signed(body))

    assert response.status_code == 403
    assert wallet() == 0


def test_a_signed_report_of_another_form_is_named_as_such(client: Client) -> None:
    body = b'{"event_id": 1}'

    response = client.post(DOOR, body, content_type=JSON, headers=signed(body))

    assert response.status_code == 422


def test_a_giant_report_is_not_read(client: Client) -> None:
    body = b" " * 20_000

    response = client.post(DOOR, body, content_type=JSON, headers=signed(body))

    assert response.status_code == 413


def test_an_address_that_sends_too_many_is_told_when_to_come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(custody, "REPORTS_PER_MINUTE", 1)
    client.post(DOOR, b"{}", content_type=JSON)

    response = client.post(DOOR, b"{}", content_type=JSON)

    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_the_document_tells_body_header_and_answers(client: Client) -> None:
    operation = client.get("/api/v1/openapi.json").json()["paths"][DOOR]["post"]

    assert "event_id" in str(operation["requestBody"])
    assert [found["name"].lower() for found in operation["parameters"]] == ["custody-signature"]
    assert {"200", "403", "413", "422", "429"} <= set(operation["responses"])
