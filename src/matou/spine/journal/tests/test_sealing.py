"""Seals: any altered byte is found, with its block and entry."""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from matou.spine.journal import queries, rules, services
from matou.spine.journal.contracts import BreachKind, SealReport
from matou.spine.journal.models import Block, JournalEntry
from matou.spine.journal.tests.telling import NOON, moored, publish

pytestmark = pytest.mark.django_db
TRIALS = 150


@pytest.fixture
def sealed_journal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty entries under eight seals."""
    monkeypatch.setattr(rules, "BLOCK_ENTRIES", 5)
    for number in range(10):
        publish(*(moored(f"B{barge}", f"泊位 {number}") for barge in range(4)))
    services.seal_due(now=NOON)


@contextmanager
def _unguarded(table: str) -> Iterator[None]:
    """Do what only the tables' owner can: switch the trigger off; all is undone afterwards."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        transaction.set_rollback(True)


def _tamper(table: str, statement: str, *parameters: str | int) -> SealReport:
    with _unguarded(table):
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            assert cursor.rowcount > 0
        return queries.verify_seals()


@pytest.mark.usefixtures("sealed_journal")
def test_an_untouched_journal_is_intact() -> None:
    report = queries.verify_seals()

    assert report.is_intact
    assert (report.blocks, report.entries, report.unsealed) == (8, 40, 0)
    assert queries.seal_head() == (8, report.head)


def test_an_empty_journal_is_intact() -> None:
    assert services.seal_due(now=NOON) == 0
    assert queries.verify_seals().is_intact


def test_what_is_not_yet_sealed_is_no_breach() -> None:
    publish(moored("B1"))

    report = queries.verify_seals()
    assert report.is_intact
    assert report.unsealed == 1


@pytest.mark.usefixtures("sealed_journal")
def test_sealing_goes_on_where_it_stopped() -> None:
    publish(moored("B1", "later"))

    assert services.seal_due(now=NOON) == 1
    assert services.seal_due(now=NOON) == 0
    assert queries.verify_seals().is_intact


_NEW_VALUES = (
    "payload = jsonb_set(payload, '{berth}', to_jsonb(%s::text))",
    "actor = %s",
    "event = %s",
    "aggregate = %s",
    "occurred_at = occurred_at + make_interval(secs => length(%s) * 1e-6)",
    "recorded_at = recorded_at - make_interval(secs => length(%s) * 1e-6)",
    "version = version + 100 * length(%s)",
    "txid = txid + length(%s)",
    "classifier = CASE WHEN length(%s) > 0 THEN 'EST' END",
    "id = overlay(id::text PLACING lpad(to_hex(ascii(%s)), 4, '0') FROM 33)::uuid",
)


@pytest.mark.usefixtures("sealed_journal")
def test_any_altered_byte_is_located_to_its_block_and_entry() -> None:
    dice = random.Random(20260601)
    places = {seq: b.number for b in Block.objects.all() for seq in b.seqs}

    missed = []
    for trial in range(TRIALS):
        seq = dice.choice(list(places))
        text = _with_one_byte_changed(JournalEntry.objects.get(seq=seq).payload["berth"], dice)
        change = f"UPDATE journal_entry SET {_NEW_VALUES[trial % len(_NEW_VALUES)]} WHERE seq = %s"  # noqa: S608
        report = _tamper("journal_entry", change, text, seq)
        located = {(breach.block, breach.seq) for breach in report.breaches if breach.block}
        if located != {(places[seq], seq)}:
            missed.append((trial, seq, report.breaches))

    assert missed == []
    assert queries.verify_seals().is_intact


def _with_one_byte_changed(text: str, dice: random.Random) -> str:
    raw = bytearray(text.encode("latin-1", errors="replace"))
    raw[dice.randrange(len(raw))] ^= dice.randrange(1, 128)
    return raw.decode("latin-1").replace("\x00", "?")


@pytest.mark.usefixtures("sealed_journal")
@pytest.mark.parametrize("column", ["digests", "hash", "previous"])
def test_any_altered_byte_of_a_seal_is_located_to_its_block(column: str) -> None:
    dice = random.Random(column)
    for _ in range(20):
        number = dice.randrange(1, 9)
        length = len(getattr(Block.objects.get(number=number), column))
        report = _tamper(
            "journal_block",
            f"UPDATE journal_block SET {column} = set_byte({column}, %s::int,"  # noqa: S608
            f" (get_byte({column}, %s::int) + %s) %% 256) WHERE number = %s",
            *([dice.randrange(length)] * 2),
            dice.randrange(1, 256),
            number,
        )
        assert number in {breach.block for breach in report.breaches}


@pytest.mark.usefixtures("sealed_journal")
def test_a_deleted_entry_is_named() -> None:
    block = Block.objects.get(number=3)

    report = _tamper("journal_entry", "DELETE FROM journal_entry WHERE seq = %s", block.seqs[2])

    missing = [b for b in report.breaches if b.kind is BreachKind.ENTRY_MISSING]
    assert [(b.block, b.seq) for b in missing] == [(3, block.seqs[2])]


@pytest.mark.usefixtures("sealed_journal")
def test_an_entry_slipped_in_is_named() -> None:
    report = _tamper(
        "journal_entry",
        "INSERT INTO journal_entry (id, aggregate, version, event, payload, actor, occurred_at,"
        " recorded_at, classifier, txid) SELECT gen_random_uuid(), 'B1', 11, event, payload, actor,"
        " occurred_at, recorded_at, classifier, txid FROM journal_entry LIMIT 1",
    )

    assert {breach.kind for breach in report.breaches} == {
        BreachKind.ENTRY_FOREIGN,
        BreachKind.VERSIONS_BROKEN,
    }


@pytest.mark.usefixtures("sealed_journal")
def test_a_removed_block_breaks_the_chain_after_it() -> None:
    report = _tamper("journal_block", "DELETE FROM journal_block WHERE number = 4")

    broken = [b.block for b in report.breaches if b.kind is BreachKind.CHAIN_BROKEN]
    assert broken == [5]


@pytest.mark.usefixtures("sealed_journal")
def test_a_cut_off_end_shows_in_the_versions() -> None:
    last = Block.objects.get(number=8)
    with _unguarded("journal_block"), _unguarded("journal_entry"):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM journal_block WHERE number = 8")
            cursor.execute("DELETE FROM journal_entry WHERE seq = ANY(%s)", [last.seqs])
        report = queries.verify_seals()

    assert {breach.kind for breach in report.breaches} == {BreachKind.VERSIONS_BROKEN}
    assert report.head == bytes(last.previous).hex()
