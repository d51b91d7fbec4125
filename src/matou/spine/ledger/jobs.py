"""What the ledger does by itself: free expired holds, fold the deferred accounts, seal."""

from datetime import datetime

from matou.spine.jobs.services import task
from matou.spine.ledger import services


@task(name="ledger.expire_due", retries=2, every="* * * * * */30")
def expire_due(*, now: datetime) -> None:
    """Free holds whose time is over, so that nobody's money stays bound by a forgotten promise."""
    services.expire_due(now=now)


@task(name="ledger.fold_deferred", retries=2, every="* * * * *")
def fold_deferred(*, now: datetime) -> None:  # noqa: ARG001  # every scheduled job is given it
    """Fold appended entries into the platform's own accounts."""
    services.fold_deferred()


@task(name="ledger.seal_due", retries=2, every="* * * * *")
def seal_due(*, now: datetime) -> None:
    """Put the transfers of the last minute under a seal."""
    services.seal_due(now=now)
