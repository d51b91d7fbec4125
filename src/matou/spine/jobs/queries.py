"""Reads of the queue for the console."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Q
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from matou.spine.jobs.contracts import JobRow, JobStatus, WorkerRow
from matou.spine.jobs.models import Failure

PAGE_MOST = 500


def recent_jobs(
    *, limit: int = 50, before: int | None = None, task: str | None = None
) -> tuple[JobRow, ...]:
    """Return the newest jobs numbered below ``before``, newest first, at most 500."""
    found = ProcrastinateJob.objects.order_by("-id")
    if before is not None:
        found = found.filter(id__lt=before)
    if task:
        found = found.filter(task_name=task)
    return _rows(found[: min(limit, PAGE_MOST)])


def failed_jobs(*, limit: int = 50) -> tuple[JobRow, ...]:
    """Return the jobs that an operator must look at, newest first."""
    return _rows(ProcrastinateJob.objects.filter(status="failed").order_by("-id")[:limit])


def job_counts() -> dict[JobStatus, int]:
    """Return how many jobs stand where; every status is there."""
    counted = ProcrastinateJob.objects.values_list("status").annotate(count=Count("id"))
    found = dict(counted.order_by("status"))
    return {status: int(found.get(status.value, 0)) for status in JobStatus}


def workers() -> tuple[WorkerRow, ...]:
    """Return the workers that have signed on, the liveliest first."""
    found = ProcrastinateWorker.objects.annotate(
        running=Count("procrastinatejob", filter=Q(procrastinatejob__status="doing"))
    )
    return tuple(
        WorkerRow(id=worker.id, last_heartbeat_at=worker.last_heartbeat, running=worker.running)
        for worker in found.order_by("-last_heartbeat")
    )


def _rows(jobs: Iterable[ProcrastinateJob]) -> tuple[JobRow, ...]:
    listed = list(jobs)
    ids = [job.id for job in listed]
    changed: dict[int, datetime] = dict(
        ProcrastinateJob.objects.filter(id__in=ids)
        .values_list("id")
        .annotate(at=Max("procrastinateevent__at", filter=~Q(procrastinateevent__type="scheduled")))
    )
    errors: dict[int, str] = dict(
        Failure.objects.filter(job_id__in=ids).order_by("id").values_list("job_id", "error")
    )
    return tuple(
        JobRow(
            id=job.id,
            task=job.task_name,
            status=JobStatus(job.status),
            attempts=job.attempts,
            arguments=dict(job.args),
            scheduled_at=job.scheduled_at,
            last_change_at=changed.get(job.id),
            error=errors.get(job.id, ""),
        )
        for job in listed
    )
