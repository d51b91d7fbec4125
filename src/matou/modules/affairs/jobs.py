"""What the room does by the clock: try addresses, tell marks of cases, count ends anew."""

from datetime import datetime

from matou.modules.affairs.services import (
    case_sweeping,
    handover_following,
    handover_telling,
    joint_parts,
    links,
    rating_asking,
    rating_periods,
    rectifying,
)
from matou.spine.jobs import services as jobs


@jobs.task(name="affairs.try_links", retries=0, every="17 3 * * *")
def try_links(*, now: datetime) -> None:
    """Try every address once a night; the lint marks those that did not answer."""
    links.try_links(now=now)


@jobs.task(name="affairs.sweep_cases", retries=0, every="* * * * *")
def sweep_cases(*, now: datetime) -> None:
    """Tell the marks of cases' clocks that were reached since the last minute."""
    case_sweeping.sweep_cases(now=now)


@jobs.task(name="affairs.recompute_cases", retries=0, every="7 16 * * *")
def recompute_cases(*, now: datetime) -> None:
    """Count ends that are provisional anew, at 00:07 in Beijing; a new announcement moves them."""
    case_sweeping.recompute_provisional(now=now)


@jobs.task(name="affairs.repeat_handovers", retries=0, every="23 * * * *")
def repeat_handovers(*, now: datetime) -> None:
    """Tell other regions again what the exchange gave up: nothing of a case is lost by silence."""
    handover_telling.tell_again(now=now)
    handover_following.repeat_lost_steps(now=now)
    joint_parts.answer_again(now=now)


@jobs.task(name="affairs.sweep_ratings", retries=0, every="* * * * *")
def sweep_ratings(*, now: datetime) -> None:
    """Ask whom nobody asked, end periods that are over, tell marks of work on bad ratings."""
    rating_asking.ask_missing(now=now)
    rating_periods.close_periods(now=now)
    rectifying.sweep_work(now=now)
