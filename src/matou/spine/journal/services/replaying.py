"""Read the past again: into a projection, or to a subscriber that came later."""

from collections.abc import Callable, Collection

from django.db import connection, transaction

from matou.spine.journal.contracts import EntryRow
from matou.spine.journal.models import Delivery, JournalEntry, Told
from matou.spine.journal.queries import row_of
from matou.spine.journal.services import subscriptions
from matou.spine.journal.services.delivery import DELIVERY_LOCK

_CHUNK = 2000


@transaction.atomic
def replay(
    *, projector: Callable[[EntryRow], None], from_seq: int = 0, events: Collection[str] = ()
) -> int:
    """Feed all entries from a number on to ``projector``, in order per aggregate; returns how many.

    All are read in one snapshot: what commits meanwhile is not among them. To rebuild what a
    subscriber keeps up to date, use ``rebuild``, which loses and doubles nothing.
    """
    found = JournalEntry.objects.filter(seq__gte=from_seq).order_by("seq")
    if events:
        found = found.filter(event__in=events)
    count = 0
    for entry in found.iterator(chunk_size=_CHUNK):
        projector(row_of(entry))
        count += 1
    return count


@transaction.atomic
def catch_up(*, subscriber: str) -> int:
    """Queue every past entry that a subscriber installed later never got; returns how many.

    Raises SubscriberUnknown. Running it again queues nothing twice, nor what was delivered so
    long ago that its delivery was pruned.
    """
    events = list(subscriptions.events_of(subscriber=subscriber))
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO journal_delivery (subscriber, seq, aggregate, version, state)
            SELECT %(subscriber)s, seq, aggregate, version, 'waiting'
              FROM journal_entry AS entry
             WHERE event = ANY(%(events)s)
               AND NOT EXISTS (SELECT FROM journal_told AS told
                                WHERE told.subscriber = %(subscriber)s
                                  AND told.event = entry.event AND told.spans @> entry.seq)
             ORDER BY seq
            ON CONFLICT (subscriber, seq) DO NOTHING
            """,
            {"subscriber": subscriber, "events": events},
        )
        return int(cursor.rowcount)


@transaction.atomic
def rebuild(*, subscriber: str, clear: Callable[[], None]) -> int:
    """Empty a subscriber's projection with ``clear`` and queue all its entries again.

    Waits for running deliveries and keeps new ones away until commit, so that nothing is
    applied before the clearing and lost. Raises SubscriberUnknown; returns how many are queued.
    """
    subscriptions.events_of(subscriber=subscriber)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DELIVERY_LOCK])
    clear()
    Told.objects.filter(subscriber=subscriber).delete()
    catch_up(subscriber=subscriber)
    return Delivery.objects.filter(subscriber=subscriber).update(
        state=Delivery.State.WAITING, attempts=0, next_at=None, error="", done_at=None
    )
