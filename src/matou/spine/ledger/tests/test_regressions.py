"""Mistakes that other ledgers made, each as a test that they cannot happen here."""

from collections.abc import Callable

import pytest

from matou.spine.ledger import queries
from matou.spine.ledger.tests.conftest import hold, move, posting

pytestmark = pytest.mark.django_db

Submit = Callable[..., list[str]]


@pytest.fixture
def paid_in(statuses: Submit) -> Submit:
    """Put 1,000 fen into Ann's wallet."""
    statuses(move("custody:clearing", "wallet:ann", 1000))
    return statuses


def test_blnk_181_holds_count_in_the_balance_check(paid_in: Submit) -> None:
    answered = paid_in(hold("wallet:ann", "escrow:LOT", 800), move("wallet:ann", "wallet:bob", 300))

    assert answered == ["ok", "exceeds_credits"]


def test_blnk_374_a_second_refund_does_not_pay_again(paid_in: Submit) -> None:
    payment = move("wallet:ann", "escrow:LOT", 1000)
    refund = move("escrow:LOT", "wallet:ann", 1000)

    assert paid_in(payment, refund) == ["ok", "ok"]
    assert paid_in(move("escrow:LOT", "wallet:ann", 1000)) == ["exceeds_credits"]


def test_blnk_152_the_same_refund_is_done_once(paid_in: Submit) -> None:
    paid_in(move("wallet:ann", "escrow:LOT", 1000))
    refund = move("escrow:LOT", "wallet:ann", 400)

    assert paid_in(refund, refund) == ["ok", "exists"]
    assert paid_in(refund) == ["exists"]
    assert queries.balance("escrow:LOT").posted.fen == 600


def test_blnk_379_a_refund_of_many_parts_is_never_half_done(paid_in: Submit) -> None:
    paid_in(
        move("wallet:ann", "escrow:LOT", 1000, linked=True),
        move("escrow:LOT", "wallet:bob", 900, linked=True),
        move("escrow:LOT", "platform:fee", 100),
        move("wallet:bob", "custody:clearing", 500),
    )

    answered = paid_in(
        move("platform:fee", "wallet:ann", 100, linked=True),
        move("wallet:bob", "wallet:ann", 900),
    )

    assert answered == ["linked_item_failed", "exceeds_credits"]
    assert queries.balance("wallet:ann").posted.fen == 0


def test_blnk_183_an_atomic_batch_is_atomic(paid_in: Submit) -> None:
    parts = [move("wallet:ann", "wallet:bob", 300, linked=True) for _ in range(3)]

    answered = paid_in(*parts, move("wallet:ann", "wallet:bob", 300))

    assert answered == ["linked_item_failed"] * 3 + ["exceeds_credits"]
    assert queries.balance("wallet:bob").posted.fen == 0


def test_blnk_182_a_refused_hold_cannot_be_posted(paid_in: Submit) -> None:
    too_much = hold("wallet:ann", "escrow:LOT", 1001)

    answered = paid_in(too_much, posting("post", pending_id=too_much.id))

    assert answered == ["exceeds_credits", "pending_not_found"]


def test_blnk_42_a_payment_after_the_void_is_refused(paid_in: Submit) -> None:
    promise = hold("wallet:ann", "escrow:LOT", 500)

    answered = paid_in(
        promise,
        posting("void", pending_id=promise.id),
        posting("post", pending_id=promise.id),
    )

    assert answered == ["ok", "ok", "pending_already_resolved"]


def test_dokan_905_a_refund_lowers_what_the_seller_has(paid_in: Submit) -> None:
    paid_in(move("wallet:ann", "wallet:bob", 1000))

    assert paid_in(move("wallet:bob", "wallet:ann", 250)) == ["ok"]
    assert queries.balance("wallet:bob").posted.fen == 750


def test_balanced_742_a_paid_out_seller_never_goes_below_zero(paid_in: Submit) -> None:
    paid_in(move("wallet:ann", "wallet:bob", 1000), move("wallet:bob", "custody:clearing", 1000))

    assert paid_in(move("wallet:bob", "wallet:ann", 250)) == ["exceeds_credits"]
    assert queries.balance("wallet:bob").posted.fen == 0
