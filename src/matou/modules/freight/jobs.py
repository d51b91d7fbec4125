"""What freight does by the clock: carry lots on, expire demands."""

from datetime import datetime

from matou.modules.freight.services import demands, dispute_clock, estimates, timers
from matou.spine.jobs import services as jobs


@jobs.task(name="freight.advance_due_lots", retries=0, every="* * * * *")
def advance_due_lots(*, now: datetime) -> None:
    """Do what time alone does to lots: silence, statements, windows, lapses."""
    timers.advance_due_lots(now=now)


@jobs.task(name="freight.expire_due_demands", retries=0, every="*/5 * * * *")
def expire_due_demands(*, now: datetime) -> None:
    """Expire open demands whose loading window is over."""
    demands.expire_due_demands(now=now)


@jobs.task(name="freight.estimate_arrivals", retries=0, every="*/10 * * * *")
def estimate_arrivals(*, now: datetime) -> None:
    """Tell when the vessels under way are expected, where that changed."""
    estimates.estimate_arrivals(now=now)


@jobs.task(name="freight.advance_due_disputes", retries=0, every="* * * * *")
def advance_due_disputes(*, now: datetime) -> None:
    """Remind of deadlines of disputes, escalate those missed, end what nobody appealed."""
    dispute_clock.advance_due_disputes(now=now)
