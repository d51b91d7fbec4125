"""Timed work of the parties room."""

from datetime import datetime

from matou.spine.jobs.services import task
from matou.spine.parties import services


@task(name="parties.forget_allowances", every="30 19 * * *")
def forget_allowances(*, now: datetime) -> None:
    """Delete rate-limit rows that no longer limit anybody, at night in Beijing."""
    services.forget_old_allowances(now=now)
