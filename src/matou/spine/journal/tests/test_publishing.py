"""Publishing: in the caller's transaction or not at all, versions without gaps."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.spine.journal import queries, services
from matou.spine.journal.models import JournalEntry
from matou.spine.journal.services import publishing
from matou.spine.journal.tests.telling import NOON, BargeMoored, Desk, moored, publish, subscribed

pytestmark = pytest.mark.django_db


def test_an_entry_keeps_what_happened_when_and_who_did_it() -> None:
    publish(moored("B1", berth="西江 A1", fee=Money(1250)))

    (row,) = queries.entries_of("B1")
    assert (row.event, row.version, row.actor, row.classifier) == (
        "journal.BargeMoored",
        1,
        "P1",
        "ACT",
    )
    assert row.occurred_at == NOON
    assert abs(row.recorded_at - utc_now()) < timedelta(minutes=1)
    assert BargeMoored.from_payload(row.payload) == moored("B1", berth="西江 A1", fee=Money(1250))


def test_publish_returns_the_row_as_the_database_has_it() -> None:
    (entry,) = publish(moored("B1"))

    kept = JournalEntry.objects.get(pk=entry.pk)
    assert (entry.seq, entry.version, entry.txid) == (kept.seq, kept.version, kept.txid)
    assert entry.recorded_at.astimezone(UTC) == kept.recorded_at


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(services.PublishedOutsideTransaction):
        services.publish(moored("B1"))


def test_publishing_takes_one_statement_however_many_subscribe(desk: Desk) -> None:
    with (
        subscribed("a", BargeMoored, desk.hear),
        subscribed("b", BargeMoored, desk.hear),
        transaction.atomic(),
        CaptureQueriesContext(connection) as captured,
    ):
        services.publish(moored("B1"))

    assert len([q for q in captured if "SAVEPOINT" not in q["sql"]]) == 1


def test_versions_count_per_aggregate() -> None:
    first, second, other = publish(moored("B1"), moored("B1"), moored("B2"))

    assert (first.version, second.version, other.version) == (1, 2, 1)
    assert first.seq < second.seq


def test_a_rolled_back_entry_leaves_no_gap() -> None:
    publish(moored("B1"))
    with transaction.atomic():
        services.publish(moored("B1", berth="lost"))
        transaction.set_rollback(True)
    publish(moored("B1", berth="kept"))

    assert [(row.version, row.payload["berth"]) for row in queries.entries_of("B1")] == [
        (1, "A1"),
        (2, "kept"),
    ]


def test_callbacks_run_only_when_somebody_must_be_told(desk: Desk) -> None:
    told: list[JournalEntry] = []
    publishing.on_published(told.append)

    publish(moored("B1"))
    with subscribed("a", BargeMoored, desk.hear):
        publish(moored("B2"))

    assert [entry.aggregate for entry in told] == ["B2"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE journal_entry SET actor = 'P9'",
        "DELETE FROM journal_entry",
        "UPDATE journal_block SET number = 9",
        "DELETE FROM journal_block",
    ],
)
def test_the_database_refuses_to_change_or_delete(change: str) -> None:
    publish(moored("B1"))
    services.seal_due(now=NOON)

    with (
        pytest.raises(DatabaseError, match=r"is append-only: (UPDATE|DELETE) refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(change)


def test_an_entry_cannot_be_saved_around_publish() -> None:
    (entry,) = publish(moored("B1"))

    with pytest.raises(TypeError, match="publish only"):
        entry.save()


def test_pages_go_backwards_and_filter() -> None:
    entries = publish(moored("B1"), moored("B2"), moored("B1"))

    newest = queries.entries_page(limit=2)
    older = queries.entries_page(before=newest[-1].seq, limit=2)
    assert [row.seq for row in (*newest, *older)] == [e.seq for e in reversed(entries)]
    assert [row.version for row in queries.entries_page(aggregate="B1")] == [2, 1]
    assert queries.entries_page(event="journal.BargeSailed") == ()


@pytest.mark.django_db(transaction=True)
def test_many_writers_of_one_aggregate_lose_and_skip_no_version() -> None:
    writers, each = 8, 15
    start = Barrier(writers)

    def write(writer: int) -> None:
        start.wait()
        for number in range(each):
            publish(moored("HOT", berth=f"{writer}-{number}"))
        connection.close()

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))

    rows = queries.entries_of("HOT")
    assert [row.version for row in rows] == list(range(1, writers * each + 1))
    assert [row.seq for row in rows] == sorted(row.seq for row in rows)
    assert len({row.payload["berth"] for row in rows}) == writers * each
