"""What went wrong with money in the field, each mishap as a test that it cannot happen here.

Each name says what must hold; each first line what happened elsewhere, in our own words. Most were
found in open trackers of ledgers, shops and payment services (facts-ledger, section 2).
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from matou.kit.money import Money
from matou.spine.ledger import queries, services
from matou.spine.ledger.contracts import AccountKind, LedgerRefused, Posting
from matou.spine.ledger.tests.conftest import NOW, hold, move, open_accounts, posting
from matou.spine.ledger.tests.test_concurrency import counted, submit, together

Submit = Callable[..., list[str]]

one_client = pytest.mark.django_db
many_clients = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paid_in(statuses: Submit) -> Submit:
    """Put 1,000 fen into Ann's wallet."""
    statuses(move("custody:clearing", "wallet:ann", 1000))
    return statuses


@one_client
def test_holds_count_in_the_balance_check(paid_in: Submit) -> None:
    """Money that was held could be spent a second time: only the posted balance was checked."""
    answered = paid_in(hold("wallet:ann", "escrow:LOT", 800), move("wallet:ann", "wallet:bob", 300))

    assert answered == ["ok", "exceeds_credits"]


@one_client
def test_a_second_refund_never_applies_the_payment_again(paid_in: Submit) -> None:
    """Refunding twice turned round: the second refund paid the original sum once more."""
    payment = move("wallet:ann", "escrow:LOT", 1000)

    assert paid_in(payment, move("escrow:LOT", "wallet:ann", 1000)) == ["ok", "ok"]
    assert paid_in(move("escrow:LOT", "wallet:ann", 1000)) == ["exceeds_credits"]
    assert queries.balance("wallet:ann").posted.fen == 1000


@one_client
def test_a_refund_sent_again_is_done_once(paid_in: Submit) -> None:
    """A refund repeated after a lost answer gave the money back twice."""
    paid_in(move("wallet:ann", "escrow:LOT", 1000))
    refund = move("escrow:LOT", "wallet:ann", 400)

    assert paid_in(refund, refund) == ["ok", "exists"]
    assert paid_in(refund) == ["exists"]
    assert queries.balance("escrow:LOT").posted.fen == 600


@one_client
def test_a_refund_of_many_parts_is_never_half_applied(paid_in: Submit) -> None:
    """A refund of a split payment took from the payees who had money and left the others out."""
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


@one_client
def test_an_atomic_bulk_is_atomic(paid_in: Submit) -> None:
    """A bulk that was called atomic kept its first items when a later one failed."""
    parts = [move("wallet:ann", "wallet:bob", 300, linked=True) for _ in range(3)]

    answered = paid_in(*parts, move("wallet:ann", "wallet:bob", 300))

    assert answered == ["linked_item_failed"] * 3 + ["exceeds_credits"]
    assert queries.balance("wallet:bob").posted.fen == 0


@one_client
def test_a_rejected_hold_cannot_be_committed(paid_in: Submit) -> None:
    """A hold was rejected for want of money, yet committing it afterwards moved the money."""
    too_much = hold("wallet:ann", "escrow:LOT", 1001)
    paid_in(too_much, move("custody:clearing", "wallet:ann", 5000))

    assert paid_in(posting("post", pending_id=too_much.id)) == ["pending_not_found"]
    assert paid_in(too_much) == ["exceeds_credits"]
    assert queries.balance("escrow:LOT").posted.fen == 0


@one_client
def test_a_payment_that_comes_after_the_void_is_refused(paid_in: Submit) -> None:
    """A hold was voided when time ran out; the payment that came late was booked all the same."""
    promise = hold("wallet:ann", "escrow:LOT", 500)

    answered = paid_in(
        promise,
        posting("void", pending_id=promise.id),
        posting("post", pending_id=promise.id),
    )

    assert answered == ["ok", "ok", "pending_already_resolved"]
    assert queries.balance("wallet:ann").available.fen == 1000


@one_client
def test_a_payment_that_comes_after_the_expiry_is_refused(statuses: Submit) -> None:
    """The same with a hold that nobody voided: its time simply ended."""
    promise = hold("custody:clearing", "wallet:ann", 500, timeout_s=1)
    statuses(promise)
    services.expire_due(now=NOW + timedelta(days=3650))

    late = statuses(posting("post", pending_id=promise.id))

    assert late == ["pending_already_resolved"]
    assert queries.balance("wallet:ann").posted.fen == 0


@many_clients
def test_a_balance_and_its_holds_are_read_in_one_snapshot() -> None:
    """Balance and holds were read one after the other, and together said what never was.

    One client holds 1 fen and posts it, then 2, then 3: each pair that the others read must be one
    that stood. A hold of 7 beside the balance that is left after posting 7 never did.
    """
    open_accounts()
    submit(move("custody:clearing", "wallet:ann", 100_000))

    seen = together(lambda number: _read(120) if number else _hold_and_post())

    assert set().union(*seen) <= _STOOD


_STEPS = 40
_STOOD = {
    (100_000 - step * (step - 1) // 2, held) for step in range(1, _STEPS + 2) for held in (0, step)
}


def _hold_and_post() -> set[tuple[int, int]]:
    for fen in range(1, _STEPS + 1):
        promise = hold("wallet:ann", "wallet:bob", fen)
        submit(promise)
        submit(posting("post", pending_id=promise.id))
    return set()


def _read(times: int) -> set[tuple[int, int]]:
    found = (queries.balance("wallet:ann") for _ in range(times))
    return {(one.posted.fen, one.held.fen) for one in found}


@many_clients
def test_one_id_sent_by_all_at_once_moves_money_once() -> None:
    """Two requests with the same id at one instant both found it unused, and both were booked."""
    open_accounts()
    submit(move("custody:clearing", "wallet:ann", 1000))
    same = move("wallet:ann", "wallet:bob", 100)

    answers = together(lambda _: submit(same))

    assert counted(answers) == {"ok": 1, "exists": 7}
    assert queries.balance("wallet:bob").posted.fen == 100


@many_clients
def test_a_balance_never_goes_below_zero_under_concurrency() -> None:
    """Every client read enough money, every client spent it: the balance ended below zero."""
    open_accounts()
    submit(move("custody:clearing", "wallet:ann", 7))

    answers = together(lambda _: submit(move("wallet:ann", "wallet:bob", 2)))

    assert counted(answers) == {"ok": 3, "exceeds_credits": 5}
    assert queries.balance("wallet:ann").posted.fen == 1


@many_clients
def test_kept_balances_never_drift_from_the_journal() -> None:
    """Cached balances lost updates under load and were wrong until somebody rebuilt them."""
    open_accounts()
    submit(move("custody:clearing", "wallet:ann", 10_000))

    together(lambda number: [submit(*_mixed(number)) for _ in range(10)])

    whole = {code: queries.balance(code).posted.fen for code in ("wallet:ann", "wallet:bob")}
    assert queries.violations() == ()
    assert whole == {code: _summed(code) for code in whole}


def _mixed(number: int) -> tuple[Posting, ...]:
    there = move("wallet:ann", "wallet:bob", 3 + number)
    back = move("wallet:bob", "wallet:ann", 1 + number, linked=True)
    return there, back, move("wallet:ann", "platform:fee", 1)


def _summed(code: str) -> int:
    """Add an account's legs up from the journal, as nobody should have to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(CASE WHEN g.is_debit THEN -g.posted ELSE g.posted END), 0)::bigint"
            " FROM ledger_leg g JOIN ledger_account a ON a.id = g.account_id WHERE a.code = %s",
            [code],
        )
        return int(cursor.fetchone()[0])


@one_client
def test_a_refund_lowers_what_the_seller_has(paid_in: Submit) -> None:
    """The buyer was refunded, and the seller kept the whole sum in its balance."""
    paid_in(move("wallet:ann", "wallet:bob", 1000))

    assert paid_in(move("wallet:bob", "wallet:ann", 250)) == ["ok"]
    assert queries.balance("wallet:bob").posted.fen == 750


@one_client
def test_a_paid_out_seller_owes_and_never_goes_below_zero(paid_in: Submit) -> None:
    """A refund after the payout left the seller with a silent negative balance."""
    for code, kind in (
        ("receivable:bob", AccountKind.RECEIVABLE),
        ("platform:claims", AccountKind.CLAIMS),
    ):
        services.ensure_account(code=code, kind=kind, owner="bob", now=NOW)
    paid_in(move("wallet:ann", "wallet:bob", 1000), move("wallet:bob", "custody:clearing", 1000))

    assert paid_in(move("wallet:bob", "wallet:ann", 250)) == ["exceeds_credits"]
    assert paid_in(move("receivable:bob", "platform:claims", 250)) == ["ok"]
    assert paid_in(move("platform:claims", "receivable:bob", 251)) == ["exceeds_debits"]
    assert queries.balance("wallet:bob").posted.fen == 0
    assert queries.balance("receivable:bob").posted.fen == 250


@one_client
@pytest.mark.parametrize("account", ["wallet:ann", "escrow:LOT", "deposit:LOT", "disputed:LOT"])
def test_an_overdraft_is_refused_without_anybody_asking(statuses: Submit, account: str) -> None:
    """Balanced entries were thought enough: nothing kept an empty account from paying."""
    assert statuses(move(account, "wallet:bob", 1)) == ["exceeds_credits"]
    assert statuses(hold(account, "wallet:bob", 1)) == ["exceeds_credits"]


@one_client
def test_every_movement_carries_the_key_under_which_it_happens_once(paid_in: Submit) -> None:
    """Entries had no key of their own, so a retry could not be told from a new wish."""
    first = move("wallet:ann", "wallet:bob", 100)
    other = move("wallet:ann", "wallet:bob", 101, id=first.id)

    assert paid_in(first, first, other) == ["ok", "exists", "exists_with_different_payload"]
    assert queries.balance("wallet:bob").posted.fen == 100


@one_client
def test_a_refused_retry_is_told_to_people_in_words(paid_in: Submit) -> None:
    """A wallet without the money answered with an internal error that nobody could act on."""
    with pytest.raises(LedgerRefused) as refused:
        services.submit_or_refuse([move("wallet:ann", "wallet:bob", 1001)])

    assert refused.value.facts["status"] == "exceeds_credits"
    assert queries.balance("wallet:ann").posted == Money(1000)


@one_client
@pytest.mark.parametrize("legs", [50, 500])
def test_a_balance_reads_no_legs_however_many_there_are(paid_in: Submit, legs: int) -> None:
    """Reading a balance added all legs up: hundreds of milliseconds at a million of them.

    Not timed but proved: the plan of the very statement names no table of legs for an account
    without deferral, so its cost cannot depend on how many lie there.
    """
    paid_in(*(move("wallet:ann", "wallet:bob", 1) for _ in range(legs)))

    plan = _plan_of(lambda: queries.balance("wallet:ann"))

    assert queries.balance("wallet:bob").posted.fen == legs
    assert "ledger_transfer" not in plan
    assert "ledger_account" in plan


@one_client
def test_a_statement_page_walks_an_index_and_not_the_journal(paid_in: Submit) -> None:
    """Running totals were reckoned from the first leg on for every page."""
    paid_in(*(move("wallet:ann", "wallet:bob", 1) for _ in range(500)))

    plan = _plan_of(lambda: queries.statement_page("wallet:bob", before=400, limit=50))
    page = queries.statement_page("wallet:bob", limit=50)

    assert plan.count("version_is_used_once") == 2
    assert "Seq Scan on ledger_transfer" not in plan
    assert [line.balance for line in page] == [Money(500 - step) for step in range(50)]


def _plan_of(read: Callable[[], object]) -> str:
    """Return how PostgreSQL carries out the statement by which money is read."""
    with CaptureQueriesContext(connection) as sent:
        read()
    marks = ("ledger_counters", "UNION ALL")
    asked = next(one["sql"] for one in sent if any(mark in one["sql"] for mark in marks))
    with connection.cursor() as cursor:
        # So few rows would be read whole; at millions the planner has no such choice.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {asked}")
        return "\n".join(row[0] for row in cursor.fetchall())
