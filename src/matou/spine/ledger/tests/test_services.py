"""Postings: what happens, what is refused, and what a repeat answers."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection, transaction

from matou.kit.errors import InvalidInput
from matou.kit.money import MAX_FEN, Money
from matou.spine.ledger import queries, rules, services
from matou.spine.ledger.contracts import (
    AccountDiffers,
    AccountKind,
    AccountNotEmpty,
    LedgerRefused,
    Posting,
    Status,
)
from matou.spine.ledger.tests.conftest import NOW, hold, move, open_accounts, posting

pytestmark = pytest.mark.django_db

Submit = Callable[..., list[str]]


def fen(code: str) -> tuple[int, int, int]:
    """Return posted, held and available in fen."""
    held = queries.balance(code)
    return held.posted.fen, held.held.fen, held.available.fen


def funded(amount: int = 1000) -> Posting:
    """Build the posting that puts money into Ann's wallet."""
    return move("custody:clearing", "wallet:ann", amount)


def test_money_moves_from_debit_to_credit(statuses: Submit) -> None:
    assert statuses(funded(1000), move("wallet:ann", "escrow:LOT", 300)) == ["ok", "ok"]

    assert fen("wallet:ann") == (700, 0, 700)
    assert fen("escrow:LOT") == (300, 0, 300)
    assert fen("custody:clearing") == (1000, 0, 1000)


def test_a_hold_binds_money_until_it_is_posted(statuses: Submit) -> None:
    promise = hold("wallet:ann", "escrow:LOT", 600)
    statuses(funded(), promise)

    assert fen("wallet:ann") == (1000, 600, 400)
    assert statuses(posting("post", pending_id=promise.id)) == ["ok"]
    assert fen("wallet:ann") == (400, 0, 400)
    assert fen("escrow:LOT") == (600, 0, 600)


def test_a_part_of_a_hold_frees_the_rest(statuses: Submit) -> None:
    promise = hold("wallet:ann", "escrow:LOT", 600)
    statuses(funded(), promise)

    assert statuses(posting("post", pending_id=promise.id, fen=250)) == ["ok"]

    assert fen("wallet:ann") == (750, 0, 750)


def test_more_than_the_hold_is_refused(statuses: Submit) -> None:
    promise = hold("wallet:ann", "escrow:LOT", 600)
    statuses(funded(), promise)

    assert statuses(posting("post", pending_id=promise.id, fen=601)) == ["exceeds_pending_amount"]


def test_a_void_frees_the_hold(statuses: Submit) -> None:
    promise = hold("wallet:ann", "escrow:LOT", 600)
    statuses(funded(), promise, posting("void", pending_id=promise.id))

    assert fen("wallet:ann") == (1000, 0, 1000)


def test_a_due_hold_expires_and_cannot_be_posted(statuses: Submit) -> None:
    promise = hold("wallet:ann", "escrow:LOT", 600, timeout_s=3600)
    statuses(funded(), promise)
    recorded_at = queries.transfers_of_group("LOT")[-1].recorded_at
    due = recorded_at + timedelta(hours=1)

    assert services.expire_due(now=due - timedelta(seconds=1)) == 0
    assert services.expire_due(now=due) == 1
    assert services.expire_due(now=due) == 0
    assert statuses(posting("post", pending_id=promise.id)) == ["pending_already_resolved"]
    assert fen("wallet:ann") == (1000, 0, 1000)


def test_a_repeat_is_answered_and_not_done_again(statuses: Submit) -> None:
    paid = move("wallet:ann", "wallet:bob", 400)

    assert statuses(funded(), paid) == ["ok", "ok"]
    assert statuses(paid) == ["exists"]
    assert fen("wallet:bob") == (400, 0, 400)


def test_a_repeat_may_come_with_later_words_and_instant(statuses: Submit) -> None:
    paid = funded()
    statuses(paid)

    again = move(
        "custody:clearing",
        "wallet:ann",
        1000,
        id=paid.id,
        memo="again",
        event_at=NOW + timedelta(minutes=1),
    )

    assert statuses(again) == ["exists"]


def test_an_id_used_for_something_else_is_an_error(statuses: Submit) -> None:
    paid = funded(1000)

    statuses(paid)

    assert statuses(move("custody:clearing", "wallet:ann", 1001, id=paid.id)) == [
        "exists_with_different_payload"
    ]


def test_a_refused_id_stays_refused_when_money_has_come(statuses: Submit) -> None:
    early = move("wallet:ann", "wallet:bob", 400)

    assert statuses(early) == ["exceeds_credits"]
    assert statuses(funded()) == ["ok"]
    assert statuses(early) == ["exceeds_credits"]
    assert statuses(move("wallet:ann", "wallet:bob", 1, id=early.id)) == [
        "exists_with_different_payload"
    ]
    assert fen("wallet:bob") == (0, 0, 0)


def test_a_chain_happens_as_a_whole(statuses: Submit) -> None:
    answered = statuses(
        funded(1000),
        move("wallet:ann", "escrow:LOT", 500, linked=True),
        move("escrow:LOT", "wallet:bob", 450, linked=True),
        move("escrow:LOT", "platform:fee", 50),
    )

    assert answered == ["ok"] * 4
    assert fen("escrow:LOT") == (0, 0, 0)


def test_a_broken_chain_leaves_no_trace(statuses: Submit) -> None:
    answered = statuses(
        funded(1000),
        move("wallet:ann", "escrow:LOT", 500, linked=True),
        move("escrow:LOT", "wallet:bob", 501, linked=True),
        move("wallet:ann", "platform:fee", 1),
        move("wallet:ann", "wallet:bob", 7),
    )

    assert answered == ["ok", "linked_item_failed", "exceeds_credits", "linked_item_failed", "ok"]
    assert fen("escrow:LOT") == (0, 0, 0)
    assert fen("wallet:ann") == (993, 0, 993)


def test_a_chain_must_have_an_end(statuses: Submit) -> None:
    answered = statuses(funded(1000), move("wallet:ann", "escrow:LOT", 5, linked=True))

    assert answered == ["ok", "chain_left_open"]


@pytest.mark.parametrize(
    ("item", "status"),
    [
        (move("wallet:ann", "wallet:ann", 1), "accounts_same"),
        (move("wallet:ann", "wallet:bob", 0), "amount_not_positive"),
        (move("wallet:ann", "wallet:bob", -1), "amount_not_positive"),
        (move("wallet:nobody", "wallet:bob", 1), "debit_account_not_found"),
        (move("wallet:ann", "wallet:nobody", 1), "credit_account_not_found"),
        (move("custody:clearing", "wallet:bob", MAX_FEN + 1), "overflow"),
        (posting(debit="wallet:ann", credit="wallet:bob"), "malformed"),
        (move("wallet:ann", "wallet:bob", 1, timeout_s=5), "malformed"),
        (posting("post"), "malformed"),
        (posting("void", pending_id=uuid4()), "pending_not_found"),
    ],
)
def test_what_cannot_be_is_refused(statuses: Submit, item: Posting, status: str) -> None:
    assert statuses(item) == [status]


def test_an_asset_account_gives_no_more_than_it_has(statuses: Submit) -> None:
    answered = statuses(
        move("bank:test", "custody:clearing", 100), move("custody:clearing", "bank:test", 101)
    )

    assert answered == ["ok", "exceeds_debits"]


def test_two_units_never_mix(statuses: Submit) -> None:
    services.ensure_account(
        code="points:ann", kind=AccountKind.WALLET, owner="ANN", now=NOW, unit="PT"
    )

    assert statuses(move("custody:clearing", "points:ann", 1)) == ["units_differ"]


def test_a_credit_line_widens_the_limit(statuses: Submit) -> None:
    services.set_credit_line(code="wallet:ann", line=Money(100))

    assert statuses(move("wallet:ann", "wallet:bob", 101)) == ["exceeds_credits"]
    assert statuses(move("wallet:ann", "wallet:bob", 100)) == ["ok"]
    assert fen("wallet:ann") == (-100, 0, 0)


def test_a_closed_account_takes_nothing(statuses: Submit) -> None:
    services.close_account(code="escrow:LOT")

    assert statuses(move("custody:clearing", "escrow:LOT", 1)) == ["account_closed"]


def test_an_account_with_money_cannot_be_closed(statuses: Submit) -> None:
    statuses(funded())

    with pytest.raises(AccountNotEmpty):
        services.close_account(code="wallet:ann")


def test_an_account_code_keeps_its_kind(accounts: None) -> None:
    with pytest.raises(AccountDiffers):
        services.ensure_account(code="wallet:ann", kind=AccountKind.BANK, owner="ANN", now=NOW)


def test_fees_are_seen_before_and_after_folding(statuses: Submit) -> None:
    statuses(
        funded(), move("wallet:ann", "platform:fee", 30), move("wallet:ann", "platform:fee", 4)
    )

    assert fen("platform:fee") == (34, 0, 34)
    assert services.fold_deferred() == 1
    assert fen("platform:fee") == (34, 0, 34)
    assert queries.violations() == ()


def test_a_refusal_tells_the_culprit_and_undoes_the_batch(statuses: Submit) -> None:
    with pytest.raises(LedgerRefused) as refused:
        services.submit_or_refuse(
            [
                funded(10),
                move("wallet:ann", "escrow:LOT", 5, linked=True),
                move("wallet:ann", "escrow:LOT", 6),
            ]
        )

    assert refused.value.facts["status"] == "exceeds_credits"
    assert fen("wallet:ann") == (0, 0, 0)


def test_a_refused_act_may_be_tried_again_after_paying_in(statuses: Submit) -> None:
    paid = move("wallet:ann", "escrow:LOT", 5)
    with pytest.raises(LedgerRefused):
        services.submit_or_refuse([paid])
    statuses(funded())

    assert services.submit_or_refuse([paid])[0].ok


@pytest.mark.parametrize(
    "facts", [{"memo": "x" * 201}, {"memo": "a\x00b"}, {"group": "g" * 65}, {"purpose": "p" * 49}]
)
def test_values_that_would_not_fit_are_refused_before_sending(
    statuses: Submit, facts: dict[str, str]
) -> None:
    with pytest.raises(InvalidInput):
        statuses(move("custody:clearing", "wallet:ann", 1, **facts))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_inside", [True, False])
def test_a_call_that_the_server_has_forgotten_is_prepared_anew(
    *, is_inside: bool, transactional_db: None
) -> None:
    open_accounts()
    services.submit([funded()])
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")  # as psycopg says after a rollback

    with transaction.atomic() if is_inside else contextlib.nullcontext():
        (outcome,) = services.submit([move("wallet:ann", "escrow:LOT", 200)])

    assert outcome.ok
    assert fen("wallet:ann")[0] == 800


@pytest.mark.django_db(transaction=True)
def test_a_posting_inside_a_transaction_goes_with_it(transactional_db: None) -> None:
    open_accounts()

    with contextlib.suppress(LedgerRefused), transaction.atomic():
        services.submit([funded()])
        raise rules.refusal(Status.MALFORMED)

    assert fen("wallet:ann")[0] == 0


@pytest.mark.django_db(transaction=True)
def test_a_lost_server_is_an_operational_error_and_the_next_call_connects_anew(
    transactional_db: None,
) -> None:
    open_accounts()
    services.submit([funded(1)])
    with connection.cursor() as cursor, contextlib.suppress(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(OperationalError):
        services.submit([funded(2)])
    connection.close_if_unusable_or_obsolete()

    assert services.submit([funded(3)])[0].ok
    assert fen("wallet:ann")[0] == 4


def test_an_empty_batch_is_nothing(statuses: Submit) -> None:
    assert statuses() == []
