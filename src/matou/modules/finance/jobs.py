"""What finance does by the clock or later: statements, reminders, answers, large files."""

from datetime import datetime

from matou.kit.actor import SYSTEM
from matou.modules.finance.rules.periods import last_month
from matou.modules.finance.services import income, issuing, making, telling
from matou.spine.jobs import services as jobs


@jobs.task(name="finance.issue_statements", every="40 16 * * *")
def issue_statements(*, now: datetime) -> None:
    """Issue last month's statements that are missing, at 00:40 in Beijing.

    Every night, not on the first alone: a night without power costs a day, not a month.
    """
    issuing.issue_for_all(wanted=last_month(now), actor=SYSTEM, now=now)


@jobs.task(name="finance.remind_parties", retries=0, every="0 1 * * *")
def remind_parties(*, now: datetime) -> None:
    """Remind those whose time to check a statement is nearly over, at 09:00 in Beijing."""
    telling.remind_late(now=now)


@jobs.task(name="finance.hear_authority", retries=0, every="*/10 * * * *")
def hear_authority(*, now: datetime) -> None:
    """Take in what the tax authority has answered."""
    income.hear_authority(now=now)


@jobs.task(name=making.MAKE)
def make_file(*, code: str, now: datetime) -> None:
    """Make the workbook of a large statement that somebody asked for."""
    making.make_file(code=code, now=now)
