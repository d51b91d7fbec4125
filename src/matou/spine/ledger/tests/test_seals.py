"""Seals over transfers: whoever is under way is waited for, and any altered byte is located."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction

from matou.spine.ledger import queries, services
from matou.spine.ledger.tests.conftest import NOW, move, open_accounts

pytestmark = pytest.mark.django_db(transaction=True)

TRIALS = 1_000
_WITHIN_S = 60
_NEW_VALUES = (
    "amount = amount + 1",
    "debit_account_id = debit_account_id + 1",
    "credit_account_id = credit_account_id + 1",
    "group_code = group_code || '.'",
    "purpose = overlay(purpose PLACING 'x' FROM 1)",
    "memo = memo || ' '",
    "event_at = event_at + interval '1 microsecond'",
    "created_at = created_at - interval '1 microsecond'",
    "payload_hash = set_byte(payload_hash, 3, (get_byte(payload_hash, 3) + 1) %% 256)",
    "debit_version = debit_version + 100000",
    "debit_posted_after = debit_posted_after + 1",
    "credit_held_after = coalesce(credit_held_after, 0) + 1",
    "kind = 'pending'",
    "chain_id = gen_random_uuid()",
    "id = gen_random_uuid()",
)


@pytest.fixture(autouse=True)
def _accounts() -> None:
    open_accounts()


def sealed() -> int:
    """Seal until everything is under a seal; transactions of other databases are waited for too."""
    deadline, count = time.monotonic() + _WITHIN_S, 0
    while time.monotonic() < deadline:
        count += services.seal_due(now=NOW)
        if not queries.check_seals().unsealed:
            return count
        time.sleep(0.01)
    raise AssertionError("an old transaction of the server holds the seals up")


def pay_in(times: int = 1) -> None:
    """Post some transfers."""
    services.submit([move("custody:clearing", "wallet:ann", 5) for _ in range(times)])


@contextmanager
def unguarded() -> Iterator[None]:
    """Take the triggers away; everything is undone at the end."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE ledger_transfer DISABLE TRIGGER USER; "
                "ALTER TABLE ledger_block DISABLE TRIGGER USER"
            )
        yield
        transaction.set_rollback(True)


def after(damage: str, seq: int) -> dict[int, str]:
    """Return the broken blocks after a damage, which is then undone."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(damage, [seq])
        broken = {seal.number: seal.fault for seal in queries.check_seals().broken}
        transaction.set_rollback(True)
    return broken


def test_each_transfer_comes_under_one_seal() -> None:
    pay_in(3)
    assert sealed() == 3
    pay_in(2)
    assert sealed() == 2

    found = queries.check_seals()

    assert (found.blocks, found.transfers, found.unsealed, found.broken) == (2, 5, 0, ())


def test_a_block_holds_a_thousand_at_most() -> None:
    pay_in(1_001)

    assert sealed() == 1_001
    assert queries.check_seals().blocks == 2


@pytest.mark.parametrize("is_newest", [True, False])
def test_a_transfer_under_way_is_waited_for(is_newest: bool) -> None:  # noqa: FBT001  # a case
    is_drawn, may_commit = Event(), Event()

    def pay_slowly() -> None:
        with transaction.atomic():
            pay_in()
            is_drawn.set()
            assert may_commit.wait(_WITHIN_S)
        connection.close()

    slow = Thread(target=pay_slowly)
    slow.start()
    assert is_drawn.wait(_WITHIN_S)
    if not is_newest:
        # Drawn later and committed earlier, over other accounts: no lock holds it back.
        assert services.submit([move("platform:fee", "escrow:LOT", 1)])[0].ok
    for _ in range(5):
        assert services.seal_due(now=NOW) == 0
    may_commit.set()
    slow.join()

    assert sealed() == (1 if is_newest else 2)
    assert queries.check_seals().broken == ()


def test_a_mark_that_came_with_a_dump_holds_nothing_up() -> None:
    pay_in()
    services.seal_due(now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_mark SET running = ARRAY[1::bigint << 60]")

    assert services.seal_due(now=NOW) == 1


def test_a_number_that_was_rolled_back_breaks_no_seal() -> None:
    pay_in()
    with transaction.atomic():
        pay_in(2)
        transaction.set_rollback(True)
    pay_in()

    assert sealed() == 2
    assert queries.check_seals().broken == ()


def test_any_altered_transfer_is_located_by_its_block() -> None:
    for _ in range(6):
        pay_in(5)
        sealed()
    dice, missed = random.Random(20260601), []
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_seq, last_seq, number FROM ledger_block ORDER BY number")
        places = {seq: number for first, last, number in cursor for seq in range(first, last + 1)}
        cursor.execute("SELECT seq FROM ledger_transfer")
        seqs = [seq for (seq,) in cursor.fetchall()]

    with unguarded():
        for trial in range(TRIALS):
            seq = dice.choice(seqs)
            value = _NEW_VALUES[trial % len(_NEW_VALUES)]
            broken = after(f"UPDATE ledger_transfer SET {value} WHERE seq = %s", seq)  # noqa: S608  # our own
            if broken != {places[seq]: "altered"}:
                missed.append((trial, seq, broken))

    assert missed == []


@pytest.mark.parametrize(
    ("damage", "faults"),
    [
        ("DELETE FROM ledger_transfer WHERE seq = %s", {2: "transfer-missing-or-added"}),
        ("DELETE FROM ledger_block WHERE number = 2 AND %s > 0", {3: "block-missing"}),
        (
            "UPDATE ledger_block SET hash = sha256(hash) WHERE number = 2 AND %s > 0",
            {2: "altered", 3: "altered"},
        ),
        (
            "UPDATE ledger_block SET first_seq = first_seq + 1 WHERE number = 2 AND %s > 0",
            {2: "block-altered"},
        ),
        (
            "UPDATE ledger_block SET sealed_at = now(), transfers = 9 WHERE number = 2 AND %s > 0",
            {2: "transfer-missing-or-added"},
        ),
    ],
)
def test_what_is_missing_or_added_is_named(damage: str, faults: dict[int, str]) -> None:
    for _ in range(3):
        pay_in(2)
        sealed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_seq FROM ledger_block WHERE number = 2")
        (seq,) = cursor.fetchone()

    with unguarded():
        assert after(damage, seq) == faults


def test_an_id_of_nobody_is_not_sealed_twice() -> None:
    same = move("custody:clearing", "wallet:ann", 5, id=uuid4())
    services.submit([same])
    services.submit([same])

    assert sealed() == 1
