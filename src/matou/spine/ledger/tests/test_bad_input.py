"""Bad input at the ledger's own door, the database function: refused, remembered, not half done.

The table over all doors stands in ``tests/house/test_bad_money.py``.
"""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from matou.kit.errors import InvalidInput
from matou.kit.money import MAX_FEN, Money
from matou.spine.ledger import queries, services
from matou.spine.ledger.contracts import AccountDiffers, AccountKind
from matou.spine.ledger.tests.conftest import NOW, hold, move

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _funded(accounts: None) -> None:
    services.submit([move("custody:clearing", "wallet:ann", 1_000)])
    services.ensure_account(
        code="points:ann", kind=AccountKind.WALLET, owner="ANN", now=NOW, unit="PT"
    )


def item(**facts: Any) -> dict[str, Any]:
    """Return a sound posting as the function reads it, changed as given."""
    sound = {
        "id": str(uuid4()),
        "kind": "posted",
        "debit": "wallet:ann",
        "credit": "wallet:bob",
        "amount": 5,
        "group": "LOT",
        "purpose": "test",
        "event_at": NOW.isoformat(),
    }
    return sound | facts


def call(*items: dict[str, Any], at: Any = None) -> list[str]:
    """Call the function with items as they are."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM ledger_submit(%s::jsonb, %s)", [json.dumps(items), at])
        return [row[0] for row in cursor.fetchall()]


def remembered(ident: str) -> str | None:
    """Return under which status the ledger remembers a refused id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM ledger_rejection WHERE id = %s", [UUID(ident)])
        found = cursor.fetchone()
        return str(found[0]) if found else None


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({"amount": 0}, "amount_not_positive", id="zero"),
        pytest.param({"amount": -1}, "amount_not_positive", id="negative"),
        pytest.param({"amount": MAX_FEN + 1}, "overflow", id="overflow"),
        pytest.param({"amount": None}, "malformed", id="no amount"),
        pytest.param({"credit": "points:ann"}, "units_differ", id="currency"),
        pytest.param({"credit": "wallet:nobody"}, "credit_account_not_found", id="party"),
        pytest.param({"kind": "gift"}, "malformed", id="kind"),
    ],
)
def test_a_bad_item_is_refused_and_remembered_and_the_good_ones_happen(
    change: dict[str, Any], status: str
) -> None:
    bad, good = item(**change), item()

    assert call(bad, good) == [status, "ok"]
    assert remembered(bad["id"]) == status
    assert queries.balance("wallet:bob").posted == Money(5)
    assert queries.violations() == ()


@pytest.mark.parametrize(
    "change",
    [{"amount": 10**30}, {"amount": 1.5}, {"amount": "1e3"}, {"id": "x"}, {"event_at": "soon"}],
    ids=["overflow", "part of a fen", "words", "id", "time"],
)
def test_what_is_no_posting_at_all_refuses_the_whole_batch(change: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        call(item(), item(**change))

    assert queries.balance("wallet:bob").posted == Money(0)


def test_a_hold_is_not_posted_between_other_parties() -> None:
    promise = hold("wallet:ann", "wallet:bob", 5)
    services.submit([promise])
    other = item(kind="post", pending_id=str(promise.id), credit="escrow:LOT")

    assert call(other) == ["pending_has_other_accounts"]
    assert queries.balance("wallet:ann").held == Money(5)


def test_a_replay_with_another_payload_is_refused_and_changes_nothing() -> None:
    first = item()

    assert call(first, first | {"amount": 6}) == ["ok", "exists_with_different_payload"]
    assert call(first | {"credit": "escrow:LOT"}) == ["exists_with_different_payload"]
    assert queries.balance("wallet:bob").posted == Money(5)


def test_what_is_said_to_have_happened_earlier_changes_no_past_balance() -> None:
    recorded = queries.transfers_of_group("LOT")[-1].recorded_at
    before = queries.balance_at("wallet:ann", recorded).posted

    assert call(item(event_at=(NOW - timedelta(days=400)).isoformat())) == ["ok"]

    assert queries.balance_at("wallet:ann", recorded).posted == before
    assert queries.transfers_of_group("LOT")[-1].recorded_at >= recorded
    assert queries.violations() == ()


def test_the_house_cannot_write_into_the_past_either() -> None:
    assert call(item(), at=NOW - timedelta(days=400)) == ["ok"]

    assert queries.violations() == ()


def test_an_instant_without_a_zone_is_refused_before_sending() -> None:
    with pytest.raises(InvalidInput):
        services.submit([move("wallet:ann", "wallet:bob", 5, event_at=NOW.replace(tzinfo=None))])


def test_an_account_keeps_its_currency() -> None:
    with pytest.raises(AccountDiffers):
        services.ensure_account(
            code="wallet:ann", kind=AccountKind.WALLET, owner="ANN", now=NOW, unit="USD"
        )
