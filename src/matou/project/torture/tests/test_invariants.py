"""Each of the twelve invariants finds what contradicts it, and nothing where all is well."""

from dataclasses import replace

import pytest
from django.db import connection

from matou.kit.ids import uuid7
from matou.project.torture.client import open_accounts
from matou.project.torture.invariants import INVARIANTS
from matou.project.torture.log import Memory
from matou.project.torture.plan import Plan, own_accounts
from matou.project.torture.scene import Invariant, Scene
from matou.spine.journal import services as journal
from matou.spine.ledger import services as ledger
from matou.spine.ledger.tests.conftest import NOW

pytestmark = pytest.mark.django_db

PLAN = Plan(seed=7, clients=1)
NUMBERS = (0, 1, 4, 9)
"""Batches of which the third tries a limit and the last shares out a lot."""
UNGUARDED = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE ledger_transfer DISABLE TRIGGER USER;
ALTER TABLE ledger_rejection DISABLE TRIGGER USER;
ALTER TABLE ledger_account DROP CONSTRAINT ledger_account_debits_and_holds_within_limit;
DROP INDEX ledger_transfer_hold_is_resolved_once
"""
DAMAGE = {
    "debits_equal_credits_for_posted_and_pending": (
        "UPDATE ledger_account SET credit_pending = credit_pending + 1 "
        "WHERE code = 'custody:torture'"
    ),
    "balances_equal_the_journal": (
        "UPDATE ledger_account SET debit_posted = debit_posted + 1 WHERE code = 'custody:torture'"
    ),
    "no_account_is_overdrawn": (
        "UPDATE ledger_account SET debit_posted = 1000000 WHERE code = 'wallet:torture-3'"
    ),
    "versions_have_no_gaps": (
        "UPDATE ledger_transfer SET debit_version = 1000 WHERE seq = "
        "(SELECT max(seq) FROM ledger_transfer)"
    ),
    "what_was_acknowledged_is_there_once_with_its_payload": (
        "UPDATE ledger_transfer SET amount = amount + 1 WHERE seq = "
        "(SELECT max(seq) FROM ledger_transfer)"
    ),
    "what_was_refused_is_absent": "DELETE FROM ledger_rejection",
    "no_id_is_unknown": (
        "INSERT INTO ledger_rejection VALUES (gen_random_uuid(), 'malformed', '', now())"
    ),
    "chains_are_whole": (
        "UPDATE ledger_transfer SET chain_size = chain_size + 1 WHERE chain_id IS NOT NULL"
    ),
    "holds_are_resolved_once": """
        INSERT INTO ledger_transfer SELECT (jsonb_populate_record(t, jsonb_build_object(
            'id', gen_random_uuid(), 'seq', nextval('ledger_transfer_seq'),
            'debit_version', t.debit_version + 999, 'credit_version', t.credit_version + 999
        ))).* FROM ledger_transfer t WHERE t.kind = 'void'""",
    "closed_lots_hold_zero": (
        "UPDATE ledger_account SET credit_posted = credit_posted + 1 "
        "WHERE code = 'escrow:torture-0-9'"
    ),
    "custody_mirrors_the_ledger_or_a_break_explains_it": """
        INSERT INTO custody_custodyorder (id, provider, kind, party, amount, reference, state,
            provider_reference, reason, ordered_by, created_at, finished_at)
        VALUES (gen_random_uuid(), 'simulator', 'deposit', 'X', 5, 'X-1', 'confirmed', '', '', 'x',
            now(), now())""",
    "each_entry_reached_each_subscriber_once": """
        INSERT INTO journal_entry (id, aggregate, version, event, payload, actor, occurred_at,
            recorded_at, classifier, txid)
        VALUES (gen_random_uuid(), 'X', 1, '{event}', '{{}}', 'x', now(), now(), 'ACT', 1)""",
}


@pytest.fixture
def scene(db: None) -> Scene:
    """Let one client send its batches, and return what can be seen afterwards."""
    open_accounts()
    told = {number: sent(number) for number in NUMBERS}
    memories = {0: Memory(sent=max(NUMBERS), told=told)}
    return Scene(plan=PLAN, before=memories, after=memories)


def sent(number: int) -> tuple[str, ...]:
    """Send one batch and return its answers."""
    for code, kind in own_accounts(0, number).items():
        ledger.ensure_account(code=code, kind=kind, owner="TORTURE", now=NOW)
    return tuple(outcome.status for outcome in ledger.submit(PLAN.batch(0, number)))


def run(*statements: str) -> None:
    """Run statements as the tables' owner."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.__name__)
def test_a_seeded_violation_is_found(scene: Scene, invariant: Invariant) -> None:
    assert invariant(replace(scene)) == []
    subscribed = next(iter(journal.subscribers().values()))[0]

    run(UNGUARDED, DAMAGE[invariant.__name__].format(event=subscribed))

    assert invariant(scene) != []


def test_what_was_acknowledged_and_lost_is_found(scene: Scene) -> None:
    lost = Memory(sent=10, told={**scene.before[0].told, 10: ("ok",) * 100})
    later = Scene(plan=PLAN, before={0: lost}, after={0: lost})

    found = [invariant.__name__ for invariant in INVARIANTS if invariant(later)]

    assert "what_was_acknowledged_is_there_once_with_its_payload" in found


def test_what_was_checked_before_is_not_checked_again(scene: Scene) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_rejection DISABLE TRIGGER USER")
    run("DELETE FROM ledger_rejection")
    later = Scene(plan=PLAN, before=scene.before, after=scene.after, since={0: 10})

    found = {invariant.__name__ for invariant in INVARIANTS if invariant(later)}

    assert found == set()


def test_an_id_that_was_sent_later_than_the_log_says_is_unknown(scene: Scene) -> None:
    early = {0: Memory(sent=1)}

    found = {
        invariant.__name__
        for invariant in INVARIANTS
        if invariant(Scene(plan=PLAN, before=early, after=early))
    }

    assert found == {"no_id_is_unknown"}


def test_a_refused_expiry_of_the_house_is_no_unknown_id(scene: Scene) -> None:
    insert = "INSERT INTO ledger_rejection VALUES (%s, 'pending_already_resolved', '', now())"
    with connection.cursor() as cursor:
        cursor.execute(insert, [uuid7(now=NOW)])

    assert [invariant.__name__ for invariant in INVARIANTS if invariant(scene)] == []


def test_there_are_twelve_each_with_its_damage() -> None:
    assert [invariant.__name__ for invariant in INVARIANTS] == list(DAMAGE)
    assert len(DAMAGE) == 12
