"""The log: gapless under contention, unchangeable unseen, stamped."""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction

from matou.spine.exchange import queries, services
from matou.spine.exchange.models import LogRow, Stamp
from matou.spine.exchange.queries.identity import KeysUnreadable
from matou.spine.exchange.queries.log import columns_of
from matou.spine.exchange.rules import chain
from matou.spine.exchange.tests.world import (
    NOW,
    Neighbour,
    a_company,
    granted,
    received,
    registered,
)


def some_calls(count: int = 4) -> None:
    """Fill the log with answered and denied calls."""
    neighbour = registered(Neighbour())
    a_company()
    granted()
    for number in range(count):
        received(neighbour.request(said={"purpose": ("statistics", "case")[number % 2]}))


def altered(statement: str, values: Sequence[bytes] = ()) -> str:
    """Change the log as one who owns the tables could, and return what the check says."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL session_replication_role = origin")
    return queries.check_chain().altered


@pytest.mark.django_db
def test_an_untouched_log_holds() -> None:
    some_calls()
    services.stamp_due(now=NOW)

    report = queries.check_chain()

    assert (report.rows, report.stamps, report.unstamped, report.altered) == (4, 1, 0, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE exchange_logrow SET basis = basis || 'x' WHERE seq = 2", "row 2: content altered"),
        ("UPDATE exchange_logrow SET at = at + interval '1us' WHERE seq = 3", "row 3: content"),
        ("UPDATE exchange_logrow SET subjects = '{}' WHERE seq = 2", "row 2: content altered"),
        ("UPDATE exchange_logrow SET reason = 'x' WHERE seq = 1", "row 1: content altered"),
        ("DELETE FROM exchange_logrow WHERE seq = 2", "row 2: missing"),
        ("DELETE FROM exchange_logrow WHERE seq = 4", "stamp 1: row 4 is missing"),
        ("UPDATE exchange_stamp SET at = at + interval '1s'", "stamp 1: its signature"),
    ],
)
def test_the_first_altered_row_is_named(change: str, found: str) -> None:
    some_calls()
    services.stamp_due(now=NOW)

    assert altered(change).startswith(found)


@pytest.mark.django_db
def test_a_row_rewritten_with_its_hash_breaks_the_next() -> None:
    some_calls()
    row = LogRow.objects.get(seq=2)
    row.basis = "另一依据"
    hashed = chain.row_hash(columns_of(row), seq=2, previous=bytes(row.previous))

    found = altered(
        "UPDATE exchange_logrow SET basis = '另一依据', hash = %s WHERE seq = 2", [hashed]
    )

    assert found == "row 3: does not follow the row before"


@pytest.mark.django_db
def test_nobody_changes_a_row_of_the_log() -> None:
    some_calls()

    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        LogRow.objects.filter(seq=1).update(reason="")
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        LogRow.objects.filter(seq=1).delete()
    with pytest.raises(TypeError):
        LogRow.objects.get(seq=1).save()


@pytest.mark.django_db
def test_every_flipped_bit_of_messages_rows_and_stamps_is_seen() -> None:
    some_calls(12)
    services.stamp_due(now=NOW)

    report = services.flip_bits(count=1200, seed=random.randrange(2**32))

    assert (report.flips, report.unseen) == (1200, ())
    assert min(report.requests, report.responses, report.rows, report.stamps) == 300


@pytest.mark.django_db
def test_a_stamp_covers_what_came_since_the_last() -> None:
    some_calls()
    first = services.stamp_due(now=NOW)
    again = services.stamp_due(now=NOW + timedelta(seconds=60))
    received(Neighbour().request())

    later = services.stamp_due(now=NOW + timedelta(seconds=120))

    assert (first, again, later) == (4, 0, 1)
    assert list(Stamp.objects.order_by("number").values_list("seq", flat=True)) == [4, 5]


@pytest.mark.django_db
@pytest.mark.parametrize(("age_s", "expected"), [(180, [1, 0, False]), (181, [1, 0, True])])
def test_late_stamping_is_said(age_s: int, expected: list[object]) -> None:
    some_calls(1)

    health = queries.stamp_health(now=NOW + timedelta(seconds=age_s))

    assert [health.rows, health.stamped, health.is_late] == expected


@pytest.mark.django_db
def test_calls_are_logged_on_while_nothing_can_be_stamped(
    settings: LazySettings, tmp_path: Path
) -> None:
    some_calls()
    settings.EXCHANGE_KEYS = tmp_path

    with pytest.raises(KeysUnreadable):
        services.stamp_due(now=NOW)

    assert queries.stamp_health(now=NOW + timedelta(hours=1)).is_late
    assert LogRow.objects.count() == 4


@pytest.fixture
def emptied(transactional_db: None) -> Iterator[None]:
    yield
    connection.close()


def all_at_once(*acts: Callable[[], object]) -> None:
    """Run each act in a thread with a connection of its own."""

    def run(act: Callable[[], object]) -> None:
        try:
            act()
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_calls_at_once_make_one_chain_and_one_id_is_answered_once(emptied: None) -> None:
    neighbour = registered(Neighbour())
    company, name = a_company(), uuid4()
    granted()

    def caller() -> None:
        for _turn in range(6):
            received(neighbour.request("listClients", arguments={}))
        received(neighbour.request(request_id=name))

    all_at_once(caller, caller, caller, caller)

    report = queries.check_chain()
    outcomes = [row.outcome for row in queries.log_page() if row.request_id == str(name)]
    assert (report.rows, report.altered) == (28, "")
    assert sorted(outcomes) == ["answered", "repeated", "repeated", "repeated"]
    assert len(queries.reads_of(subject=company)) == 1
