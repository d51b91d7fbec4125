"""What the planner does by the clock: let bookings go that nobody confirmed."""

from datetime import datetime

from matou.modules.planner.services import releasing
from matou.spine.jobs import services as jobs


@jobs.task(name="planner.expire_due_bookings", retries=0, every="* * * * *")
def expire_due_bookings(*, now: datetime) -> None:
    """Give the room of bookings back whose time to confirm is over."""
    releasing.expire_due(now=now)
