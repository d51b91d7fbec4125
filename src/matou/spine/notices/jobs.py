"""Deliveries in the background: as soon as due, and each minute for what was missed."""

from datetime import datetime

from matou.spine.jobs.services import task
from matou.spine.notices import services


@task(name="notices.deliver_due", every="* * * * *")
def deliver_due(*, now: datetime) -> None:
    """Send what is due over e-mail and SMS."""
    services.deliver_due(now=now)
