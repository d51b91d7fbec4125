"""People of the small river who call the API with tokens, and what they send."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.test import Client

from matou.kit.clock import utc_now
from matou.spine.parties import queries as party_queries
from matou.spine.parties import services as parties
from matou.spine.parties.models import User

ROOT = "/api/v1/freight"
BOTH = ("freight:read", "freight:write")

Caller = Callable[..., Any]


def token_of(party: str, *scopes: str) -> str:
    """Return the secret of a fresh token of the person of a party."""
    person = "OPERATOR" if party == "OPERATOR" else f"{party[:7]}-P"
    user = User.objects.get(party__code=person)
    actor = party_queries.actor_of(user=user, acts_for=party)
    return parties.issue_token(
        user=user, name="test", scopes=scopes or BOTH, days=1, actor=actor, now=utc_now()
    )


def caller(party: str) -> Caller:
    """Return a function that calls the API with a token of the person of a party."""
    secret = token_of(party)

    def call(
        method: str, path: str, body: Any = None, *, key: str = "", status: int | None = None
    ) -> Any:
        headers = {"Authorization": f"Bearer {secret}"}
        headers |= {"Idempotency-Key": key} if key else {}
        response = getattr(Client(), method)(
            f"{ROOT}{path}", body, content_type="application/json", headers=headers
        )
        assert status in {None, response.status_code}, response.content.decode()
        return response.json()

    return call


def read(party: str, path: str, *, status: int = 200) -> Any:
    """Return what the person of a party reads with a token that may only read."""
    headers = {"Authorization": f"Bearer {token_of(party, 'freight:read')}"}
    response = Client().get(f"{ROOT}{path}", headers=headers)
    assert response.status_code == status, response.content.decode()
    return response.json()


def demand(**changes: Any) -> dict[str, Any]:
    """Return the body of a demand that begins tomorrow."""
    start = datetime.now(UTC) + timedelta(days=1)
    return {
        "origin": "P_CHI",
        "destination": "P_SAN",
        "loading_from_at": start.isoformat(),
        "loading_until_at": (start + timedelta(days=3)).isoformat(),
        "cargo": "sand",
        "cargo_name": "机制砂",
        "quantity_kg": 2_400_000,
        "mode": "fixed",
        "price_fen": 3250,
        "consignee": "CONSIGNEE",
    } | changes


OFFER = {
    "vessel": "VESSEL-CARRIER",
    "trip_days": 5,
    "particulars": {"name": "桂平货 0001", "deadweight_kg": 3_000_000, "sealed_hold": True},
}
