"""E-licences by API: one's own, the check for anyone, the office's acts."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from matou.kit.clock import utc_now
from matou.spine.credentials import queries
from matou.spine.credentials.contracts import LicenceCard
from matou.spine.credentials.tests import licences as world
from matou.spine.parties import queries as parties
from matou.spine.parties import seeds as people
from matou.spine.parties import services

BASE = "/api/v1/credentials"
SCOPES = ("credentials:read", "credentials:write")


@pytest.fixture
def card(django_db_setup: None, django_db_blocker: Any) -> Iterator[LicenceCard]:
    with django_db_blocker.unblock(), transaction.atomic():
        people.seed(now=world.NOW)
        yield world.issued()
        transaction.set_rollback(True)


def headers(key: str) -> dict[str, str]:
    user, actor = parties.user_by_name(username=f"demo-{key}"), world.someone(key)
    secret = services.issue_token(
        user=user, name="t", scopes=SCOPES, days=1, actor=actor, now=utc_now()
    )
    return {"Authorization": f"Bearer {secret}"}


def test_a_holder_reads_their_licences_and_token(card: LicenceCard, client: Client) -> None:
    own = headers("shipper")

    listed = client.get(f"{BASE}/licences", headers=own).json()["items"]
    one = client.get(f"{BASE}/licences/{card.code.lower()}", headers=own).json()
    token = client.get(f"{BASE}/licences/{card.code}/token", headers=own).json()["token"]

    assert (listed, one["identifier"]) == ([one], card.identifier)
    assert queries.check_text(token, at=world.NOW).counts


def test_others_find_nothing(card: LicenceCard, client: Client) -> None:
    other, officer = headers("skipper"), headers("case-signer")

    assert client.get(f"{BASE}/licences/{card.code}", headers=other).status_code == 404
    assert client.get(f"{BASE}/licences/{card.code}/token", headers=officer).status_code == 404
    assert client.get(f"{BASE}/licences", headers=other).json() == {"items": []}


def test_anyone_checks_without_learning_more(card: LicenceCard, client: Client) -> None:
    by_code = client.post(f"{BASE}/check", {"text": card.code}, "application/json").json()
    by_name = client.post(f"{BASE}/check", {"text": card.identifier}, "application/json").json()
    forged = client.post(f"{BASE}/check", {"text": "a.b.c~x~"}, "application/json").json()

    assert (by_code["verdict"], by_code["claims"]["holder"]) == ("valid", card.holder_name)
    assert card.holder_name not in str(by_name)
    assert (forged["verdict"], forged["counts"]) == ("forged", False)
    assert "not complete" in forged["reason"] or "damaged" in forged["reason"]


def test_the_office_acts_once_for_a_key_and_others_never(card: LicenceCard, client: Client) -> None:
    path, body = f"{BASE}/licences/{card.code}/acts/suspend", {"reason": "现场检查"}
    officer = {**headers("case-signer"), "Idempotency-Key": "k1"}

    first = client.post(path, body, "application/json", headers=officer)
    again = client.post(path, body, "application/json", headers=officer)
    other = client.post(path, body, "application/json", headers=headers("shipper"))

    assert (first.status_code, first.json()["state"]) == (200, "suspended")
    assert again.json() == first.json()
    assert other.status_code == 403


def test_the_office_replaces_a_licence(card: LicenceCard, client: Client) -> None:
    path, officer = f"{BASE}/licences/{card.code}/replace", headers("case-signer")

    bad = client.post(path, {"reason": "x", "fields": {"no": "x"}}, "application/json",
                      headers=officer)  # fmt: skip
    done = client.post(path, {"reason": "扩大", "fields": {"scope": "件杂"}}, "application/json",
                       headers=officer)  # fmt: skip

    assert bad.status_code == 422
    assert (done.json()["version"], done.json()["fields"]["scope"]) == (2, "件杂")


def test_a_checker_learns_where_keys_and_lists_are(card: LicenceCard, client: Client) -> None:
    told = client.get(f"{BASE}/status-lists").json()

    assert told["keys_url"].endswith("/.well-known/jwks.json")
    assert len(told["lists"]) == 1
