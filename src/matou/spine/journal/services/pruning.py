"""Forget deliveries that were done long ago; the entries themselves stay for ever."""

from datetime import datetime, timedelta

from django.db import connection, transaction

from matou.spine.journal.services.delivery import DELIVERY_LOCK

KEPT_FOR = timedelta(days=30)
"""Long enough to look up in the console who heard of last month's trouble, and when."""

BATCH = 5000
"""Rows under one commit, so that no lock is held for long."""

_PRUNE = """
WITH doomed AS (
    SELECT delivery.id, delivery.subscriber, entry.event, delivery.seq
      FROM journal_delivery AS delivery JOIN journal_entry AS entry ON entry.seq = delivery.seq
     WHERE delivery.state IN ('done', 'set_aside') AND delivery.done_at < %(until)s
     ORDER BY delivery.id LIMIT %(size)s
       FOR UPDATE OF delivery SKIP LOCKED
), gone AS (
    DELETE FROM journal_delivery WHERE id IN (SELECT id FROM doomed)
), told AS (
    INSERT INTO journal_told AS kept (subscriber, event, spans)
    SELECT subscriber, event, range_agg(int8range(coalesce(
               (SELECT max(before.seq) FROM journal_entry AS before
                 WHERE before.event = doomed.event AND before.seq < doomed.seq), 0), seq, '(]'))
      FROM doomed GROUP BY subscriber, event
    ON CONFLICT (subscriber, event) DO UPDATE SET spans = kept.spans + excluded.spans
)
SELECT count(*) FROM doomed
"""
# Deleted and noted in one statement: a crash leaves both or neither, so ``catch_up`` never takes
# a delivered entry for one that was never told. A transaction so slow that its entry turns up
# inside a span noted long ago loses nothing either: its deliveries were born with it and wait.


def prune_delivered(*, now: datetime, keep: timedelta = KEPT_FOR) -> int:
    """Remove what was delivered or set aside longer ago than ``keep``; returns how many.

    Waiting deliveries and dead letters stay whatever their age.
    """
    pruned = 0
    while count := _prune_batch(until=now - keep):
        pruned += count
        if count < BATCH:
            break
    return pruned


@transaction.atomic
def _prune_batch(*, until: datetime) -> int:
    with connection.cursor() as cursor:
        # Shared with deliveries, against a rebuild: it must find all rows or all spans.
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [DELIVERY_LOCK])
        cursor.execute(_PRUNE, {"until": until, "size": BATCH})
        row = cursor.fetchone()
    return int(row[0]) if row else 0
