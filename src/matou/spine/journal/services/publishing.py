"""Write an event in the transaction of the change that it tells of."""

import json
from collections.abc import Callable

from django.db import connection

from matou.kit.clock import utc_now
from matou.kit.event import Event
from matou.kit.ids import uuid7
from matou.spine.journal.models import JournalEntry
from matou.spine.journal.services import subscriptions


class PublishedOutsideTransaction(RuntimeError):
    """The programmer published without ``transaction.atomic``: change and event could part."""


_CALLBACKS: list[Callable[[JournalEntry], None]] = []

_PUBLISH = """
WITH head AS (
    INSERT INTO journal_head AS kept (aggregate, version) VALUES (%(aggregate)s, 1)
    ON CONFLICT (aggregate) DO UPDATE SET version = kept.version + 1
    RETURNING version
), entry AS (
    INSERT INTO journal_entry (id, aggregate, version, event, payload, actor, occurred_at,
                               recorded_at, classifier, txid)
    SELECT %(id)s, %(aggregate)s, version, %(event)s, %(payload)s::jsonb, %(actor)s,
           %(occurred_at)s, clock_timestamp(), %(classifier)s, pg_current_xact_id()::text::bigint
      FROM head
    RETURNING seq, version, recorded_at, txid
), unsealed AS (
    INSERT INTO journal_unsealed (seq) SELECT seq FROM entry
), told AS (
    INSERT INTO journal_delivery (subscriber, seq, aggregate, version, state)
    SELECT subscriber, seq, %(aggregate)s, version, 'waiting'
      FROM entry, unnest(%(subscribers)s::text[]) AS subscriber
)
SELECT seq, version, recorded_at, txid FROM entry
"""
# One statement: the upsert locks the aggregate's head until commit, so versions have no gap and
# writers of one aggregate stand in line, while writers of different aggregates never meet.


def publish(event: Event) -> JournalEntry:
    """Write the event and a delivery for each subscriber, in the caller's transaction.

    Raises PublishedOutsideTransaction outside ``transaction.atomic``.
    """
    if not connection.in_atomic_block:
        raise PublishedOutsideTransaction(
            f"publish({event.type_name()}) needs the transaction of the change it tells of"
        )
    if event.occurred_at.tzinfo is None:
        raise ValueError(f"{event.type_name()}.occurred_at has no time zone")
    # The id's instant is when this machine writes, which only this machine knows.
    entry = JournalEntry(
        id=uuid7(now=utc_now()),
        aggregate=event.aggregate,
        event=event.type_name(),
        payload=event.payload(),
        actor=event.actor,
        occurred_at=event.occurred_at,
        classifier=event.classifier.value,
    )
    names = subscriptions.names_for(entry.event)
    _insert(entry, names)
    if names:
        for tell in _CALLBACKS:
            tell(entry)
    return entry


def on_published(callback: Callable[[JournalEntry], None]) -> None:
    """Have ``callback`` run inside the publishing transaction whenever somebody must be told."""
    if callback not in _CALLBACKS:
        _CALLBACKS.append(callback)


def _insert(entry: JournalEntry, subscribers: list[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _PUBLISH,
            {
                "id": entry.id,
                "aggregate": entry.aggregate,
                "event": entry.event,
                "payload": json.dumps(entry.payload, ensure_ascii=False, allow_nan=False),
                "actor": entry.actor,
                "occurred_at": entry.occurred_at,
                "classifier": entry.classifier,
                "subscribers": subscribers,
            },
        )
        written = cursor.fetchone()
    assert written is not None  # noqa: S101  # the statement returns the entry it wrote
    entry.seq, entry.version, entry.recorded_at, entry.txid = written
    entry._state.adding = False  # noqa: SLF001  # the row exists; Django must not insert it again
