"""The one table beside procrastinate's own: why runs failed."""

from django.db import models


class Failure(models.Model):
    """One failed run of a job; procrastinate keeps that it failed, not why.

    Points at the job by number: finished jobs are swept away, their failures with them.
    """

    job_id = models.BigIntegerField()
    attempt = models.IntegerField()
    error = models.TextField()
    failed_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["job_id", "id"], name="jobs_failure_by_job")]
