"""The second guards: they hold where the function itself is broken or passed by."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from matou.kit.money import Money
from matou.spine.ledger import queries, services
from matou.spine.ledger.contracts import AccountKind, AccountNotEmpty, Posting
from matou.spine.ledger.models import Account, Transfer
from matou.spine.ledger.queries.audit import INVARIANTS
from matou.spine.ledger.tests.conftest import NOW, hold, move, posting

pytestmark = pytest.mark.django_db

SQL = Path(__file__).resolve().parents[1] / "migrations" / "sql"


def install(*changes: tuple[str, str]) -> None:
    """Install a mutant of the function, for this transaction only, and block the short way."""
    mutant = (SQL / "submit.sql").read_text("utf-8")
    short = (SQL / "submit_one.sql").read_text("utf-8")
    for old, new in changes:
        assert old in mutant
        mutant = mutant.replace(old, new)
    with connection.cursor() as cursor:
        cursor.execute(mutant)
        cursor.execute(short.replace("IF p_amount BETWEEN", "IF false AND p_amount BETWEEN"))


@pytest.mark.parametrize(
    "item",
    [
        move("wallet:ann", "wallet:bob", 1),
        hold("wallet:ann", "wallet:bob", 1),
        move("wallet:ann", "bank:test", 1),
    ],
)
def test_the_constraint_alone_stops_an_overdraft(accounts: None, item: Posting) -> None:
    install(("a_limit[d] = 'debits'", "false"), ("a_limit[c] = 'credits'", "false"))

    with pytest.raises(IntegrityError, match="_within_"), transaction.atomic():
        services.submit([item])


def test_the_constraint_counts_holds_where_the_function_forgets_them(accounts: None) -> None:
    install(
        ("AND a_dp[d] + a_dd[d] + v_amount > a_cc[d]", "AND a_dd[d] + v_amount > a_cc[d]"),
    )
    services.submit([move("custody:clearing", "wallet:ann", 10)])
    services.submit([hold("wallet:ann", "wallet:bob", 8)])

    with pytest.raises(IntegrityError, match="debits_and_holds_within"), transaction.atomic():
        services.submit([move("wallet:ann", "wallet:bob", 3)])


def test_the_constraint_stops_an_overdraft_of_the_short_way(accounts: None) -> None:
    short = (SQL / "submit_one.sql").read_text("utf-8")
    with connection.cursor() as cursor:
        cursor.execute(short.replace("WHEN 'debits' THEN", "WHEN 'nothing' THEN"))

    with pytest.raises(IntegrityError, match="debits_and_holds_within"), transaction.atomic():
        services.submit([move("wallet:ann", "wallet:bob", 1)])


def test_a_hold_cannot_be_resolved_twice_by_any_function(accounts: None) -> None:
    install(("WHEN resolved[i_slot[i]]", "WHEN false"))
    promise = hold("custody:clearing", "wallet:ann", 8)
    # A second hold keeps the pending counters above zero, so that only the key can object.
    services.submit([promise, hold("custody:clearing", "wallet:ann", 8)])
    services.submit([posting("post", pending_id=promise.id)])

    with pytest.raises(IntegrityError, match="resolved_once"), transaction.atomic():
        services.submit([posting("post", pending_id=promise.id)])


def test_a_lost_update_shows_as_a_used_version(accounts: None) -> None:
    services.submit([move("custody:clearing", "wallet:ann", 10)])
    install(("array_agg(t.version), array_agg(t.version)", "array_agg(0), array_agg(t.version)"))

    with pytest.raises(IntegrityError, match="version_is_used_once"), transaction.atomic():
        services.submit([move("custody:clearing", "wallet:ann", 10)])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_transfer SET amount = 1",
        "DELETE FROM ledger_transfer",
        "UPDATE ledger_rejection SET status = 'ok'",
        "DELETE FROM ledger_rejection",
        "DELETE FROM ledger_account",
    ],
)
def test_the_journal_of_money_only_grows(accounts: None, statement: str) -> None:
    services.submit([move("custody:clearing", "wallet:ann", 10)])

    with (
        pytest.raises(DatabaseError, match="only grows"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize(
    "change",
    [
        "limit_kind = 'seldom'",
        "is_deferred = true",
        "is_closed = true",
    ],
)
def test_an_account_is_always_of_a_sound_nature(accounts: None, change: str) -> None:
    services.submit([move("custody:clearing", "wallet:ann", 10)])

    with (
        pytest.raises(IntegrityError, match="ledger_account wallet:ann"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE ledger_account SET {change} WHERE code = 'wallet:ann'")  # noqa: S608  # our own


@pytest.mark.parametrize(
    "damage",
    [
        "credit_account_id = -1",
        "pending_id = gen_random_uuid()",
        "kind = 'void'",
        "kind = 'other'",
    ],
)
def test_the_audit_asks_what_keys_would_ask(accounts: None, damage: str) -> None:
    services.submit([move("custody:clearing", "wallet:ann", 10)])
    with connection.cursor() as cursor:
        cursor.execute(UNGUARDED)
        cursor.execute(f"UPDATE ledger_transfer SET {damage}")  # noqa: S608  # our own

    assert "a transfer is of a known kind, between accounts that exist" in {
        violation.invariant for violation in queries.violations()
    }


def test_python_cannot_write_rows_by_itself(accounts: None) -> None:
    with pytest.raises(TypeError):
        Account.objects.get(code="wallet:ann").save()
    with pytest.raises(TypeError):
        Transfer().delete()


UNGUARDED = (
    "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_transfer DISABLE TRIGGER USER;"
    "ALTER TABLE ledger_account DISABLE TRIGGER USER;"
    "ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_debits_and_holds_within_limit;"
    "DROP INDEX ledger_transfer_hold_is_resolved_once"
)
RESOLVE_AGAIN = """
INSERT INTO ledger_transfer SELECT (jsonb_populate_record(t, jsonb_build_object('id',
    gen_random_uuid(), 'seq', nextval('ledger_transfer_seq'), 'debit_version', t.debit_version + 9,
    'credit_version', t.credit_version + 9))).* FROM ledger_transfer t WHERE t.kind = 'void'"""
DAMAGE = {
    "balances equal the journal": (
        "UPDATE ledger_account SET credit_posted = credit_posted + 1 WHERE code = 'wallet:ann'"
    ),
    "debits equal credits, posted and pending": (
        "UPDATE ledger_account SET credit_pending = 1 WHERE code = 'wallet:ann'"
    ),
    "a transfer is of a known kind, between accounts that exist": (
        "UPDATE ledger_transfer SET debit_account_id = -1"
    ),
    "a closed account is empty": (
        "UPDATE ledger_account SET is_closed = true WHERE code = 'wallet:ann'"
    ),
    "versions are contiguous": (
        "UPDATE ledger_account SET version = version + 1 WHERE code = 'wallet:ann'"
    ),
    "the balance after each line continues the one before": (
        "UPDATE ledger_transfer SET credit_posted_after = 11"
    ),
    "chains are whole": "UPDATE ledger_transfer SET chain_id = id, chain_size = 2",
    "no account is overdrawn, holds counted": (
        "UPDATE ledger_account SET debit_posted = 1000 WHERE code = 'wallet:ann'"
    ),
    "holds are resolved once, by no more than they hold": RESOLVE_AGAIN,
    "no account's time steps back": (
        "UPDATE ledger_transfer SET created_at = created_at - interval '1 day' WHERE seq = "
        "(SELECT max(seq) FROM ledger_transfer)"
    ),
    "a refused id never happened": (
        "INSERT INTO ledger_rejection SELECT id, 'x', payload_hash, created_at FROM ledger_transfer"
    ),
    "a timer runs exactly for each hold that has one and stands": (
        "INSERT INTO ledger_timer SELECT id, created_at FROM ledger_transfer"
    ),
}


@pytest.mark.parametrize("invariant", INVARIANTS)
def test_the_audit_finds_the_damage(accounts: None, invariant: str) -> None:
    promise = hold("custody:clearing", "wallet:ann", 10)
    services.submit([promise, posting("void", pending_id=promise.id)])
    services.submit([move("custody:clearing", "wallet:ann", 10)])
    assert queries.violations() == ()
    with connection.cursor() as cursor:
        cursor.execute(UNGUARDED)
        cursor.execute(DAMAGE[invariant])

    assert invariant in {violation.invariant for violation in queries.violations()}


@pytest.fixture
def as_application(accounts: None) -> None:
    """Work as the role that web and worker have, where the server knows it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = 'matou_app'")
        if cursor.fetchone() is None:
            pytest.skip("this server has one role for everything")
        cursor.execute("SET LOCAL ROLE matou_app")


def test_the_application_role_can_do_all_that_the_ledger_offers(as_application: None) -> None:
    promise = hold("custody:clearing", "wallet:ann", 8, timeout_s=60)

    outcomes = services.submit(
        [
            promise,
            posting("post", pending_id=promise.id),
            move("wallet:ann", "platform:fee", 1),
            move("wallet:ann", "wallet:bob", 100),
        ]
    )

    assert [outcome.status for outcome in outcomes] == ["ok", "ok", "ok", "exceeds_credits"]
    assert services.submit([move("wallet:ann", "wallet:bob", 1)])[0].ok
    assert services.fold_deferred() == 1


def test_the_application_role_opens_lends_and_closes_through_functions(
    as_application: None,
) -> None:
    services.ensure_account(code="line:x", kind=AccountKind.LINE, owner="X", now=NOW)
    services.set_credit_line(code="line:x", line=Money(7))

    assert services.submit([move("line:x", "wallet:ann", 7)])[0].ok
    with pytest.raises(IntegrityError, match="_within_"), transaction.atomic():
        services.set_credit_line(code="line:x", line=Money(6))
    services.close_account(code="wallet:bob")
    with pytest.raises(AccountNotEmpty):
        services.close_account(code="line:x")


def test_the_application_role_frees_what_is_overdue(as_application: None) -> None:
    services.submit([hold("custody:clearing", "wallet:ann", 8, timeout_s=1)])

    assert services.expire_due(now=NOW + timedelta(days=36_500)) == 1
    assert queries.violations() == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_account SET credit_posted = credit_posted + 1000000",
        "UPDATE ledger_account SET credit_line = 1000000",
        "UPDATE ledger_account SET limit_kind = 'none'",
        "DELETE FROM ledger_account",
        "INSERT INTO ledger_account SELECT * FROM ledger_account",
        "INSERT INTO ledger_transfer SELECT * FROM ledger_transfer",
        "UPDATE ledger_transfer SET amount = 1",
        "DELETE FROM ledger_transfer",
        "UPDATE ledger_rejection SET status = 'ok'",
        "INSERT INTO ledger_rejection SELECT * FROM ledger_rejection",
        "DELETE FROM ledger_deferredentry",
        "DELETE FROM ledger_timer",
        "TRUNCATE ledger_transfer CASCADE",
        "SELECT setval('ledger_transfer_seq', 1)",
        "SELECT nextval('ledger_account_id_seq')",
        "SELECT * FROM ledger_account FOR UPDATE",
        "CREATE FUNCTION public.sum(bigint) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint'",
    ],
)
def test_the_application_role_writes_the_ledger_by_no_other_way(
    as_application: None, statement: str
) -> None:
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_table_of_the_same_name_is_not_written_in_the_ledgers_place(
    as_application: None,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE ledger_account (LIKE public.ledger_account)")
        cursor.execute("INSERT INTO pg_temp.ledger_account SELECT * FROM public.ledger_account")

        services.submit([move("custody:clearing", "wallet:ann", 5)])

        cursor.execute("SELECT credit_posted FROM public.ledger_account WHERE code = 'wallet:ann'")
        assert cursor.fetchone() == (5,)
