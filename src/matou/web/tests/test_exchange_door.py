"""The door for members: signed calls over HTTP, without session, cookie or token."""

import json

import pytest
from django.test import Client

from matou.kit.clock import utc_now
from matou.spine.exchange import queries
from matou.spine.exchange.rules.keys import Ed25519Verifier
from matou.spine.exchange.rules.limits import MAX_BYTES
from matou.spine.exchange.rules.messages import Request, Response
from matou.spine.exchange.rules.signing import verify_response
from matou.spine.exchange.tests.world import Neighbour, registered

pytestmark = pytest.mark.django_db
DOOR = "/exchange/v1/listClients"


def sent(client: Client, request: Request, body: bytes | None = None) -> Response:
    """Send a request as HTTP and return the answer as the caller sees it."""
    answer = client.post(
        DOOR,
        request.body if body is None else body,
        content_type="application/json",
        headers=dict(request.headers),
    )
    found = {name.lower(): value for name, value in answer.headers.items()}
    return Response(
        status_code=answer.status_code, headers=found, body=answer.content, request=request
    )


def a_request() -> Request:
    """Return a genuine request signed now."""
    return registered(Neighbour()).request("listClients", arguments={}, at=utc_now())


def test_a_signed_call_is_answered_signed(client: Client) -> None:
    answer = sent(client, a_request())

    own = queries.own_keys()[0]
    assert answer.status_code == 200
    assert verify_response(answer, verifier=Ed25519Verifier(own.public), key_id=own.key_id)
    assert "set-cookie" not in answer.headers


def test_an_altered_body_is_refused_with_a_reason(client: Client) -> None:
    answer = sent(client, a_request(), body=b'{"arguments": {"x": 1}}')

    assert answer.status_code == 403
    assert json.loads(answer.body)["code"] == "exchange-signature-wrong"


def test_a_call_without_signature_is_refused(client: Client) -> None:
    answer = client.post(DOOR, b"{}", content_type="application/json")

    assert answer.status_code == 403
    assert answer.json()["code"] == "exchange-signature-missing"
    assert queries.log_page(limit=1)[0].reason == "exchange-signature-missing"


def test_a_giant_body_is_refused_and_logged(client: Client) -> None:
    answer = sent(client, a_request(), body=bytes(MAX_BYTES + 2))

    assert answer.status_code == 413
    assert queries.log_page(limit=1)[0].reason == "exchange-too-large"


def test_only_post_is_answered(client: Client) -> None:
    answer = client.get(DOOR)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_headers_that_no_table_could_hold_are_refused_quietly(client: Client) -> None:
    request = a_request()
    request.headers["exchange-client"] = "x" * 9000
    request.headers["exchange-basis"] = "%00%FF"

    assert sent(client, request).status_code == 403
