"""Replay: any projection can be built again from the past."""

from collections import Counter

import pytest
from django.db import connection, transaction

from matou.spine.journal import queries, services
from matou.spine.journal.contracts import EntryRow
from matou.spine.journal.tests.telling import (
    NOON,
    BargeMoored,
    BargeSailed,
    Desk,
    moored,
    publish,
    subscribed,
)

pytestmark = pytest.mark.django_db


def test_replay_feeds_all_entries_in_order() -> None:
    entries = publish(moored("B1"), moored("B2"), moored("B1"))
    seen: list[EntryRow] = []

    assert services.replay(projector=seen.append) == 3
    assert [row.seq for row in seen] == [entry.seq for entry in entries]


def test_replay_starts_where_it_is_told_and_keeps_to_the_events_asked_for() -> None:
    _, second, _ = publish(
        moored("B1"),
        moored("B1"),
        BargeSailed(aggregate="B1", actor="P1", occurred_at=NOON),
    )
    counted: Counter[str] = Counter()

    def count(row: EntryRow) -> None:
        counted[row.event] += 1

    services.replay(projector=count, from_seq=second.seq)
    services.replay(projector=count, events=["journal.BargeSailed"])

    assert counted == {"journal.BargeMoored": 1, "journal.BargeSailed": 2}


def test_a_rebuilt_projection_equals_the_one_that_was_lost(desk: Desk) -> None:
    with subscribed("desk", BargeMoored, desk.hear):
        publish(moored("B1", "a"), moored("B1", "b"), moored("B2", "c"))
        services.deliver_due(now=NOON)
        before = list(desk.heard)
        desk.heard.append(moored("B9", "damaged"))

        assert services.rebuild(subscriber="desk", clear=desk.heard.clear) == 3
        services.deliver_due(now=NOON)

    assert desk.heard == before


def test_a_projection_of_every_version_is_the_head() -> None:
    publish(moored("B1"), moored("B1"), moored("B2"))
    latest: dict[str, int] = {}

    def keep(row: EntryRow) -> None:
        assert row.version == latest.get(row.aggregate, 0) + 1
        latest[row.aggregate] = row.version

    services.replay(projector=keep)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT aggregate, version FROM journal_head")
        assert latest == dict(cursor.fetchall())
    assert len(queries.entries_page()) == 3
