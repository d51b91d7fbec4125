"""What custody does by itself: send, ask after the silent, compare every night."""

from datetime import datetime, timedelta
from uuid import UUID

from matou.spine.custody import services
from matou.spine.custody.rules import china_day
from matou.spine.jobs.services import task


@task(name="custody.send_order", retries=8)
def send_order(*, order_id: str, now: datetime) -> None:
    """Send one order as soon as it is committed."""
    services.send_order(order_id=UUID(order_id), now=now)


@task(name="custody.run_due", retries=0, every="* * * * * */10")
def run_due(*, now: datetime) -> None:
    """Send what was left behind, let a simulator call back, ask after silent orders."""
    services.run_due(now=now)


@task(name="custody.reconcile_yesterday", retries=5, every="30 22 * * *")
def reconcile_yesterday(*, now: datetime) -> None:
    """Compare yesterday's statement at 06:30 China time, when providers have published it.

    The day before is compared again: what a question settled since then is looked for in it.
    """
    for days in (2, 1):
        services.reconcile(on=china_day(now) - timedelta(days=days), now=now)


@task(name="custody.find_signals", retries=3, every="17 * * * *")
def find_signals(*, now: datetime) -> None:
    """Look every hour for what several parties have in common."""
    services.find_signals(now=now)
