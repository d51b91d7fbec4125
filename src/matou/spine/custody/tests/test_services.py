"""Money in and out: what is ordered, confirmed, refused, and heard twice."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import (
    CallbackNotGenuine,
    OrderDiffers,
    OrderState,
    ProviderAnswer,
)
from matou.spine.custody.models import CallbackReceived, SimulatedCallback
from matou.spine.custody.rules.callbacks import signature, write_callback
from matou.spine.custody.rules.mischief import Plan
from matou.spine.custody.services.simulator import Simulator
from matou.spine.custody.tests.conftest import NOW, deposit, payout
from matou.spine.journal.queries import entries_of
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import LedgerRefused

pytestmark = pytest.mark.django_db

Misbehave = Callable[..., None]


def free(party: str = "SHIP") -> int:
    """Return what the party may spend, in fen."""
    return ledger.balance(f"wallet:{party}").available.fen


def signed(body: bytes) -> str:
    """Return the genuine signature."""
    return signature(body=body, key=services.callback_key())


def test_a_deposit_arrives_in_the_wallet_when_the_provider_says_so() -> None:
    order = deposit()
    assert free() == 0

    services.run_due(now=NOW)

    assert free() == 10_000
    assert queries.order(order.order_id).state is OrderState.CONFIRMED
    assert ledger.balance("custody:clearing").posted == Money(10_000)
    assert [entry.event for entry in entries_of("LOT1")] == ["custody.DepositArrived"]


def test_a_deposit_asked_for_twice_is_one_order() -> None:
    assert deposit().order_id == deposit().order_id


def test_a_reference_cannot_be_used_for_another_amount() -> None:
    deposit(10_000)

    with pytest.raises(OrderDiffers):
        deposit(10_001)


@pytest.mark.parametrize("fen", [0, -1])
def test_an_order_needs_an_amount(fen: int) -> None:
    with pytest.raises(InvalidInput):
        deposit(fen)


def test_a_payout_is_held_then_paid() -> None:
    deposit()
    services.run_due(now=NOW)
    payout()
    assert free() == 6_000

    services.run_due(now=NOW)

    assert ledger.balance("wallet:SHIP").posted == Money(6_000)
    assert ledger.balance("custody:clearing").posted == Money(6_000)
    assert [entry.event for entry in entries_of("PAY1")] == ["custody.PayoutConfirmed"]


def test_a_payout_beyond_the_wallet_is_refused_and_not_ordered() -> None:
    with pytest.raises(LedgerRefused):
        payout()

    assert queries.orders_page() == ()


def test_a_payout_that_the_bank_refuses_frees_the_hold(misbehave: Misbehave) -> None:
    deposit()
    services.run_due(now=NOW)
    misbehave(failed=1.0)
    order = payout()

    services.run_due(now=NOW)

    assert free() == 10_000
    assert queries.order(order.order_id).state is OrderState.FAILED
    assert [entry.event for entry in entries_of("PAY1")] == ["custody.PayoutFailed"]


def test_doubled_callbacks_change_nothing(misbehave: Misbehave) -> None:
    misbehave(doubled=1.0, longest_delay_s=30)
    deposit()

    services.run_due(now=NOW)
    services.run_due(now=NOW + timedelta(seconds=31))

    assert SimulatedCallback.objects.exclude(delivered_at=None).count() == 4
    assert free() == 10_000


def test_a_lost_callback_is_made_good_by_asking(misbehave: Misbehave) -> None:
    misbehave(lost=1.0)
    deposit()
    services.run_due(now=NOW)
    assert free() == 0

    services.run_due(now=NOW + timedelta(seconds=61))

    assert free() == 10_000


def test_an_order_whose_reply_was_lost_is_sent_again_and_done_once(misbehave: Misbehave) -> None:
    misbehave(lost_replies=1.0, lost=1.0)
    order = deposit()
    assert services.send_due(now=NOW) == 0

    misbehave(lost=1.0)
    services.run_due(now=NOW)
    services.run_due(now=NOW + timedelta(seconds=61))

    assert queries.order(order.order_id).state is OrderState.CONFIRMED
    assert free() == 10_000


def test_callbacks_in_the_wrong_order_end_in_the_same_state() -> None:
    order = deposit()
    services.send_due(now=NOW)
    bodies = [
        bytes(body)
        for body in SimulatedCallback.objects.order_by("-pk").values_list("body", flat=True)
    ]

    told = [services.receive_callback(body=b, signature=signed(b), now=NOW) for b in bodies]

    assert told == [True, False]
    assert queries.order(order.order_id).state is OrderState.CONFIRMED


def answer(**facts: object) -> bytes:
    """Write the callback body for a confirmed order."""
    order = deposit()
    known: dict[str, object] = {
        "order_id": order.order_id,
        "state": OrderState.CONFIRMED,
        "provider_reference": "X",
        "amount": order.amount,
        "settled_at": NOW,
    }
    return write_callback(
        answer=ProviderAnswer(**{**known, **facts}),  # type: ignore[arg-type]  # facts vary by test
        event_id=order.order_id,
    )


def test_a_forged_callback_is_refused_and_not_kept() -> None:
    with pytest.raises(CallbackNotGenuine):
        services.receive_callback(body=answer(), signature="0" * 64, now=NOW)

    assert not CallbackReceived.objects.exists()
    assert free() == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"event_id": 1}'])
def test_a_signed_body_of_another_form_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        services.receive_callback(body=body, signature=signed(body), now=NOW)


def test_a_huge_body_is_refused_unread() -> None:
    body = b" " * 20_000

    with pytest.raises(CallbackNotGenuine):
        services.receive_callback(body=body, signature=signed(body), now=NOW)


def test_another_amount_than_ordered_becomes_a_break() -> None:
    body = answer(amount=Money(1))

    assert not services.receive_callback(body=body, signature=signed(body), now=NOW)

    assert free() == 0
    (row,) = queries.open_breaks(today=NOW.date() + timedelta(days=3))
    assert (row.kind, row.age_days, row.owner) == ("amount_differs", 3, "platform.operator")


def test_a_denial_of_a_confirmed_order_becomes_a_break() -> None:
    deposit()
    services.run_due(now=NOW)
    body = answer(state=OrderState.FAILED)

    assert not services.receive_callback(body=body, signature=signed(body), now=NOW)

    assert free() == 10_000
    assert [row.kind for row in queries.open_breaks(today=NOW.date())] == ["state_differs"]


def test_callbacks_are_kept_as_they_came() -> None:
    deposit()
    services.run_due(now=NOW)

    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM custody_callbackreceived")


def test_the_simulator_says_that_it_is_one() -> None:
    assert Simulator(Plan()).name == "simulator"
