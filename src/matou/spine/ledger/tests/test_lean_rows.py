"""Moving a transfer's texts behind its numbers loses none of them, and no seal breaks."""

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection

from matou.spine.ledger import queries, services
from matou.spine.ledger.models import Block, Transfer
from matou.spine.ledger.tests.conftest import NOW, hold, move, open_accounts, posting
from matou.spine.ledger.tests.test_seals import sealed

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = "0006"
ONE_HASH = "0008"
"""The migration before the one that seals anew."""


def rows() -> list[str]:
    """Return every transfer as text, whatever the order of its columns."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(t)::text FROM ledger_transfer t ORDER BY seq")
        return [row for (row,) in cursor.fetchall()]


def test_rows_written_before_read_the_same_after() -> None:
    open_accounts()
    promise = hold("custody:clearing", "wallet:ann", 10)
    services.submit([promise, posting("post", pending_id=promise.id), move("wallet:ann", "x", 1)])
    sealed()
    kept = rows()

    try:
        call_command("migrate", "ledger", BEFORE, verbosity=0)
    finally:
        # To the newest: the tests after this one share the database.
        call_command("migrate", "ledger", verbosity=0)

    assert rows() == kept
    assert queries.check_seals().broken == ()
    assert queries.violations() == ()
    assert services.submit([posting("post", pending_id=promise.id)])[0].status != "ok"


def test_nothing_held_is_written_as_nothing_and_read_as_zero() -> None:
    open_accounts()
    services.submit([move("custody:clearing", "wallet:ann", 5)])

    line = queries.statement_page("wallet:ann")[0]

    assert Transfer.objects.get().credit_held_after is None
    assert line.held == queries.balance_at("wallet:ann", NOW.replace(year=2100)).held
    assert line.held is not None
    assert not line.held


OLD_DIGEST = """
CREATE OR REPLACE FUNCTION ledger_digest(p_first bigint, p_last bigint, p_most integer)
RETURNS TABLE (transfers integer, last_seq bigint, digest bytea)
LANGUAGE sql STABLE
AS $function$
    SELECT count(*)::integer, max(r.seq), sha256(coalesce(string_agg(
        sha256(convert_to(r.canonical, 'UTF8')), ''::bytea ORDER BY r.seq), ''::bytea))
    FROM (
        SELECT t.seq, ledger_canonical(t) AS canonical FROM ledger_transfer t
        WHERE t.seq BETWEEN p_first AND p_last ORDER BY t.seq LIMIT p_most
    ) r
$function$
"""


def sealed_by_the_old_rule() -> None:
    """Seal some transfers as it was done before ``ONE_HASH``, and go back to then."""
    open_accounts()
    with connection.cursor() as cursor:
        cursor.execute(OLD_DIGEST)
    for _ in range(3):
        services.submit([move("custody:clearing", "wallet:ann", 5)])
        sealed()
    call_command("migrate", "ledger", ONE_HASH, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(OLD_DIGEST)


def test_blocks_sealed_by_the_old_rule_are_sealed_anew() -> None:
    try:
        sealed_by_the_old_rule()
        before = hashes()
    finally:
        call_command("migrate", "ledger", verbosity=0)

    assert len(before) == len(hashes())
    assert not set(before) & set(hashes())
    assert queries.check_seals().broken == ()


def test_a_broken_block_stops_the_sealing_anew() -> None:
    try:
        sealed_by_the_old_rule()
        tamper("amount = amount + 1")
        before = hashes()
        with pytest.raises(ProgrammingError, match="a seal is broken"):
            call_command("migrate", "ledger", verbosity=0)
        assert hashes() == before
        tamper("amount = amount - 1")
    finally:
        call_command("migrate", "ledger", verbosity=0)

    assert queries.check_seals().broken == ()


def hashes() -> list[bytes]:
    """Return the blocks' hashes in order."""
    return [
        bytes(block) for block in Block.objects.order_by("number").values_list("hash", flat=True)
    ]


def tamper(change: str) -> None:
    """Change the first transfer past its guard."""
    first = "(SELECT min(seq) FROM ledger_transfer)"
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_transfer DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE ledger_transfer SET {change} WHERE seq = {first}")  # noqa: S608  # our own words
        cursor.execute("ALTER TABLE ledger_transfer ENABLE TRIGGER USER")
