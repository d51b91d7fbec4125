"""Questions put to the live network as it is known at an instant, seen ahead.

A notice counts when the cargo meets it, not when somebody asks: a sailing cancelled on Thursday is
no way for Thursday, and a typhoon stop that is over by then no hindrance.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from matou.kit.errors import DomainError
from matou.modules.planner.queries.fronts import Answer, front, within
from matou.modules.planner.queries.outlooks import Outlook, outlook_at
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.network import MINUTES_PER_WEEK, Network
from matou.modules.planner.rules.notices import week_start

MOST_SECONDS = 2.0
MOST_LABELS = 500_000
"""Some 45 MB; ten times what the hardest plain question to the reference network makes."""
_MINUTE = timedelta(minutes=1)


class AlreadyPast(DomainError):
    """The cargo would have to leave before now."""

    code = "planner.already-past"
    status = 422
    zh = "备妥时间 {ready_at:%Y-%m-%d %H:%M} 已经过去。请填写现在以后的时间。"
    en = "Ready at {ready_at:%Y-%m-%d %H:%M} lies in the past. Give a time from now on."


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveAnswer:
    """An answer, the network it stands on, and the Monday from which its minutes count."""

    network: Network
    starts_at: datetime
    answer: Answer

    def instant(self, minute: int) -> datetime:
        """Return the instant of a minute of the answer."""
        return self.starts_at + minute * _MINUTE


def answer_at(
    *,
    instant: datetime,
    question: Question,
    has_time: Callable[[], bool] | None = None,
    most_labels: int = MOST_LABELS,
    outlook: Outlook | None = None,
) -> LiveAnswer:
    """Answer on the network as known at an instant, every notice and season at its own time.

    Minute 0 of the question is Monday 00:00 in China of the instant's week (``minute_at``);
    ``outlook`` is the instant's, where the caller has looked it up already. Raises NetworkMissing,
    AlreadyPast, and what ``fronts.front`` raises.
    """
    outlook = outlook or outlook_at(instant)
    network, starts_at = outlook.edition(question.starts_min), outlook.starts_at
    if question.ready_min < (instant - starts_at) // _MINUTE:
        raise AlreadyPast(ready_at=starts_at + question.ready_min * _MINUTE)
    answer = front(
        network=network,
        question=question,
        has_time=has_time or within(MOST_SECONDS),
        most_labels=most_labels,
    )
    return LiveAnswer(network=network, starts_at=starts_at, answer=answer)


def minute_at(moment: datetime, *, instant: datetime) -> int:
    """Return the minute of a moment in questions asked at an instant, seconds rounded up."""
    return -((week_start(instant) - moment) // _MINUTE)


def from_now_on(question: Question, *, instant: datetime) -> Question:
    """Return the question for the first such minutes of the week that are not past.

    ``mon-08:00`` asked on a Tuesday means next Monday; the latest arrival follows the departure.
    """
    now = minute_at(instant, instant=instant)
    wishes = question.wishes
    depart_from_min = _next(wishes.depart_from_min, now) if wishes.depart_from_min else 0
    moved = replace(
        question,
        ready_min=_next(question.ready_min, now),
        wishes=replace(wishes, depart_from_min=depart_from_min),
    )
    if wishes.arrive_by_min is None:
        return moved
    by = _next(wishes.arrive_by_min, moved.starts_min + 1)
    return replace(moved, wishes=replace(moved.wishes, arrive_by_min=by))


def _next(minute: int, now: int) -> int:
    weeks = max(0, -((minute - now) // MINUTES_PER_WEEK))
    return minute + weeks * MINUTES_PER_WEEK
