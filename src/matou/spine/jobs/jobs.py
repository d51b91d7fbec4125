"""The house's own jobs: deliver and seal the journal, mend and tidy the queue."""

from datetime import datetime, timedelta

from matou.spine.jobs import services
from matou.spine.jobs.services import journal_delivery
from matou.spine.journal import services as journal

_KEEP = timedelta(hours=24)
_KEEP_TICKS = timedelta(minutes=10)
_TICKS = (journal_delivery.DELIVER, "journal.seal", "jobs.requeue_stalled", "jobs.sweep_finished")
"""Jobs that run every few seconds and tell nobody anything once they succeeded."""


@services.task(name=journal_delivery.DELIVER, retries=0, every="* * * * * */10")
def deliver_journal(*, now: datetime) -> None:
    """Deliver the journal: after each commit, and every 10 s what failed or was left behind."""
    journal_delivery.deliver_journal(now=now)


@services.task(name="journal.seal", retries=0, every="* * * * * */10")
def seal_journal(*, now: datetime) -> None:
    """Seal what was committed since the last time."""
    journal.seal_due(now=now)


@services.task(name="journal.prune", retries=0, every="20 3 * * *")
def prune_journal(*, now: datetime) -> None:
    """Forget deliveries that were done over a month ago; entries stay."""
    journal.prune_delivered(now=now)


@services.task(name="jobs.requeue_stalled", retries=0, every="* * * * * */15")
def requeue_stalled(*, now: datetime) -> None:
    """Put the jobs of killed workers back in line."""
    services.requeue_stalled(now=now)


@services.task(name="jobs.sweep_finished", retries=0, every="*/5 * * * *")
def sweep_finished(*, now: datetime) -> None:
    """Remove jobs that succeeded long ago."""
    services.sweep_finished(now=now, keep=_KEEP)
    services.sweep_finished(now=now, keep=_KEEP_TICKS, tasks=_TICKS)
