"""Mend and tidy the queue: jobs of killed workers, retries by hand, finished jobs."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, transaction

from matou.kit.actor import ADMIN, OPERATOR, Actor
from matou.kit.errors import NotFound
from matou.spine.jobs import rules
from matou.spine.jobs.contracts import JobRetried
from matou.spine.jobs.models import Failure
from matou.spine.journal import services as journal

_log = logging.getLogger(__name__)

_WORKER_LOST = "WorkerLost: no heartbeat"

_STALLED = """
SELECT job.id, job.attempts FROM procrastinate_jobs AS job
  LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
 WHERE job.status = 'doing'
   AND (worker.id IS NULL OR worker.last_heartbeat < now() - make_interval(secs => %s))
   FOR UPDATE OF job SKIP LOCKED
"""


@transaction.atomic
def requeue_stalled(*, now: datetime) -> int:
    """Put the jobs of silent workers back in line; returns how many.

    A job whose worker died five times is marked failed instead, for an operator to look at.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STALLED, [rules.STALLED_AFTER_S])
        stalled = cursor.fetchall()
        for job_id, attempts in stalled:
            stalls = Failure.objects.filter(job_id=job_id, error=_WORKER_LOST).count() + 1
            if stalls >= rules.STALLS_MOST:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job_id])
            else:
                cursor.execute(
                    "SELECT procrastinate_retry_job_v2(%s, NULL, NULL, NULL, NULL)", [job_id]
                )
            Failure.objects.create(
                job_id=job_id, attempt=attempts, error=_WORKER_LOST, failed_at=now
            )
    if stalled:
        _log.warning("%s jobs of silent workers were put back in line", len(stalled))
    return len(stalled)


@transaction.atomic
def retry_job(*, job_id: int, actor: Actor, now: datetime) -> None:
    """Put a failed job back in line; raises NotAllowed for others than operators, NotFound."""
    actor.require_any({OPERATOR, ADMIN})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name FROM procrastinate_jobs"
            " WHERE id = %s AND status = 'failed' FOR UPDATE",
            [job_id],
        )
        found = cursor.fetchone()
        if found is None:
            raise NotFound(what=f"失败的任务 failed job {job_id}")
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, %s, NULL, NULL, NULL)", [job_id, now])
    journal.publish(
        JobRetried(aggregate=f"job:{job_id}", actor=actor.code, occurred_at=now, task=found[0])
    )


@transaction.atomic
def sweep_finished(*, now: datetime, keep: timedelta, tasks: Collection[str] = ()) -> int:
    """Remove jobs that succeeded longer ago than ``keep``, of all tasks or of those named."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM procrastinate_jobs AS job
             WHERE job.status = 'succeeded' AND (%(all)s OR job.task_name = ANY(%(tasks)s))
               AND NOT EXISTS (SELECT 1 FROM procrastinate_events AS event
                                WHERE event.job_id = job.id AND event.at > %(until)s)
            """,
            {"all": not tasks, "tasks": list(tasks), "until": now - keep},
        )
        swept = int(cursor.rowcount)
        cursor.execute(
            "DELETE FROM jobs_failure AS failure WHERE NOT EXISTS"
            " (SELECT 1 FROM procrastinate_jobs AS job WHERE job.id = failure.job_id)"
        )
    return swept
