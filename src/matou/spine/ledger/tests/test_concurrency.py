"""Many at once: no overdraft, no double, no deadlock, on real connections."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import TypeVar
from uuid import uuid4

import pytest
from django.db import connection, transaction

from matou.spine.ledger import queries, services
from matou.spine.ledger.contracts import Posting
from matou.spine.ledger.tests.conftest import hold, move, open_accounts, posting

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 8
T = TypeVar("T")


def together(work: Callable[[int], T]) -> list[T]:
    """Run the work in as many threads as there are clients, all starting at once."""
    start = Barrier(CLIENTS)

    def run(number: int) -> T:
        try:
            start.wait()
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        return list(pool.map(run, range(CLIENTS)))


def counted(answers: Iterable[Iterable[str]]) -> Counter[str]:
    """Count statuses over all clients."""
    return Counter(status for answer in answers for status in answer)


def submit(*postings: Posting) -> list[str]:
    """Submit and return the statuses."""
    return [outcome.status for outcome in services.submit(postings)]


def random_move(dice: Random, codes: list[str]) -> Posting:
    """Build a small movement between two of the accounts."""
    debit, credit = dice.sample(codes, 2)
    return move(debit, credit, dice.randint(1, 5))


def test_a_hot_wallet_pays_exactly_what_it_has() -> None:
    open_accounts()
    submit(move("custody:clearing", "wallet:ann", 60))

    answers = together(
        lambda _: [submit(move("wallet:ann", "wallet:bob", 1))[0] for _ in range(20)]
    )

    assert counted(answers) == {"ok": 60, "exceeds_credits": 100}
    assert queries.balance("wallet:bob").posted.fen == 60
    assert queries.violations() == ()


def test_a_hold_raced_by_many_is_resolved_once() -> None:
    open_accounts()
    promise = hold("custody:clearing", "wallet:ann", 60)
    submit(promise)

    answers = together(lambda _: submit(posting("post", pending_id=promise.id)))

    assert counted(answers) == {"ok": 1, "pending_already_resolved": CLIENTS - 1}
    assert queries.violations() == ()


def test_the_same_id_raced_by_many_happens_once() -> None:
    open_accounts()
    paid = move("custody:clearing", "wallet:ann", 60)

    answers = together(lambda _: submit(paid))

    assert counted(answers) == {"ok": 1, "exists": CLIENTS - 1}


def test_one_id_raced_over_different_accounts_happens_once() -> None:
    open_accounts()
    ident = uuid4()
    sides = [("custody:clearing", "wallet:ann"), ("bank:test", "wallet:bob")]

    answers = together(lambda number: submit(move(*sides[number % 2], 60, id=ident)))

    assert counted(answers)["ok"] == 1
    assert queries.violations() == ()


@pytest.mark.parametrize("earlier_is", ["ok", "exceeds_credits"])
@pytest.mark.parametrize("companions", [0, 1])
def test_an_id_is_refused_or_done_and_never_both(earlier_is: str, companions: int) -> None:
    open_accounts()
    ident = uuid4()
    good = [move("custody:clearing", "wallet:ann", 60, id=ident)]
    bad = [move("wallet:bob", "escrow:LOT", 60, id=ident)]
    # A companion sends the posting by the long way, alone it takes the short one.
    good += [move("custody:clearing", "wallet:ann", 1)] * companions
    first, second = (good, bad) if earlier_is == "ok" else (bad, good)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            earlier = submit(*first)[0]
            later = pool.submit(elsewhere, second)
            until_done_or_blocked(later)
        answers = (earlier, later.result()[0])

    assert answers == (earlier_is, "exists_with_different_payload")
    assert queries.violations() == ()


def until_done_or_blocked(call: "Future[list[str]]") -> None:
    """Return when the call has passed, or stands before a lock."""
    with connection.cursor() as cursor:
        while not call.done():
            cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
            if cursor.fetchone():
                return
            time.sleep(0.01)


def elsewhere(postings: Sequence[Posting]) -> list[str]:
    """Submit on a connection of this thread's own."""
    try:
        return submit(*postings)
    finally:
        connection.close()


def test_batches_over_the_same_accounts_in_any_order_never_deadlock() -> None:
    open_accounts()
    codes = ["custody:clearing", "wallet:ann", "wallet:bob", "escrow:LOT", "platform:fee"]
    submit(*[move("custody:clearing", code, 10_000) for code in codes[1:4]])

    def shuffle(number: int) -> list[str]:
        dice = Random(number)
        batches = [[random_move(dice, codes) for _ in range(10)] for _ in range(10)]
        return [status for batch in batches for status in submit(*batch)]

    answers = together(shuffle)
    services.fold_deferred()

    assert counted(answers).total() == CLIENTS * 100
    assert set(counted(answers)) == {"ok"}
    assert queries.violations() == ()


def test_fees_are_folded_while_they_come_in_and_none_is_lost() -> None:
    open_accounts()

    def charge(number: int) -> list[str]:
        if number == 0:
            return ["folded"] * sum(services.fold_deferred() for _ in range(40))
        return [submit(move("custody:clearing", "platform:fee", 1))[0] for _ in range(20)]

    answers = counted(together(charge))

    assert answers["ok"] == 20 * (CLIENTS - 1)
    assert queries.balance("platform:fee").posted.fen == 20 * (CLIENTS - 1)
    services.fold_deferred()
    assert queries.balance("platform:fee").posted.fen == 20 * (CLIENTS - 1)
    assert queries.violations() == ()
