"""What the planner does by the clock and after changes: bookings that ran out, and re-plans."""

from datetime import datetime

from matou.modules.planner.services import releasing, replan_finding
from matou.spine.jobs import services as jobs


@jobs.task(name="planner.expire_due_bookings", retries=0, every="* * * * *")
def expire_due_bookings(*, now: datetime) -> None:
    """Give the room of bookings back whose time to confirm is over."""
    releasing.expire_due(now=now)


@jobs.task(name="planner.replan_touched", every="*/10 * * * *")
def replan_touched(*, now: datetime) -> None:
    """Look at every open booking after a change of the network, and propose where it is touched."""
    replan_finding.sweep_due(now=now)


@jobs.task(name="planner.expire_due_replans", retries=0, every="* * * * *")
def expire_due_replans(*, now: datetime) -> None:
    """End proposals of which nothing can be begun any more, and look at their bookings anew."""
    replan_finding.expire_due(now=now)
