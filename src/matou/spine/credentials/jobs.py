"""Timed work of the credentials room."""

from datetime import datetime

from matou.spine.credentials import services
from matou.spine.jobs.services import task


@task(name="credentials.announce_expiring", every="0 0 * * *")
def announce_expiring(*, now: datetime) -> None:
    """Tell of credentials that are about to end, each morning at eight in Beijing."""
    services.announce_expiring(now=now)
