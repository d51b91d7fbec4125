"""Have the journal delivered soon after each commit, without a job for every entry."""

import threading
from datetime import datetime
from time import monotonic

from django.db import connection

from matou.spine.jobs.services.tasks import defer
from matou.spine.journal import services as journal
from matou.spine.journal.models import JournalEntry

DELIVER = "journal.deliver"

_RUN_S = 3.0
"""After this long a run gives its place to other jobs and puts itself in line again."""

_ROUND = 500


class _Woken(threading.local):
    """The job that this thread's transaction put in line, and the savepoints it did so under."""

    txid = 0
    job_id = 0
    savepoints: tuple[str | None, ...] = ()


_WOKEN = _Woken()


def wake_delivery(entry: JournalEntry) -> None:
    """Put one delivery job in line per transaction; it vanishes if the transaction does.

    No queueing lock: its unique index would make every publisher wait for the one before it to
    commit, and a job seen in line may start before this transaction has committed.
    """
    if _WOKEN.txid == entry.txid and (_is_in_same_savepoint() or _is_still_in_line()):
        return
    _WOKEN.job_id = defer(name=DELIVER, arguments={})
    _WOKEN.txid = entry.txid
    _WOKEN.savepoints = tuple(connection.savepoint_ids)


def deliver_journal(*, now: datetime) -> int:
    """Deliver all that is due; returns how many handlers succeeded.

    Takes every waiting delivery job along: what they announce was committed with them, so this
    run sees it. Where there is more than one round of work, another worker is called to help.
    """
    _take_along()
    stop_at = monotonic() + _RUN_S
    delivered = journal.deliver_due(now=now, limit=_ROUND)
    if delivered < _ROUND:
        return delivered
    _call_help()
    while monotonic() < stop_at:
        count = journal.deliver_due(now=now, limit=_ROUND)
        delivered += count
        if count < _ROUND:
            return delivered
    _call_help()
    return delivered


def _is_in_same_savepoint() -> bool:
    depth = len(_WOKEN.savepoints)
    return tuple(connection.savepoint_ids[:depth]) == _WOKEN.savepoints


def _is_still_in_line() -> bool:
    """Tell whether the job survived: a savepoint around it may have been rolled back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM procrastinate_jobs WHERE id = %s", [_WOKEN.job_id])
        return cursor.fetchone() is not None


def _take_along() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM procrastinate_jobs WHERE id IN (
                SELECT id FROM procrastinate_jobs
                 WHERE status = 'todo' AND task_name = %s AND scheduled_at IS NULL
                   FOR UPDATE SKIP LOCKED)
            """,
            [DELIVER],
        )


def _call_help() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %s LIMIT 1",
            [DELIVER],
        )
        if cursor.fetchone() is None:
            defer(name=DELIVER, arguments={})
