"""Compares time limits in different units: what holds on every day of the year, holds.

The clock starts the day after acceptance (民法典 article 201). A limit in working days spans more
calendar days around holidays, so limits of different units compare by the shortest and the longest
span that they can have; the calendar of the years announced (``kit.workdays``) tells both.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from matou.kit.workdays import PLANS, is_workday

WORK_DAY, DAY, HOUR, MONTH = "work_day", "day", "hour", "month"
_DAY_H = 24
_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31


class Verdict(StrEnum):
    """Whether a promise keeps within the law."""

    WITHIN = "within"
    BEYOND = "beyond"
    """It is longer on every day of the year."""
    SOMETIMES_BEYOND = "sometimes-beyond"
    """It is longer on some days: around holidays, or in a short month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A time limit (时限); 0 means at once."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The shortest and the longest time a limit can last, in hours."""

    shortest_h: int
    longest_h: int


def verdict(*, promised: Limit, statutory: Limit) -> Verdict:
    """Tell whether the promised limit is at most the statutory one."""
    if promised.unit == statutory.unit or not promised.count:
        return Verdict.WITHIN if promised.count <= statutory.count else Verdict.BEYOND
    own, law = span(promised), span(statutory)
    if own.longest_h <= law.shortest_h:
        return Verdict.WITHIN
    return Verdict.BEYOND if own.shortest_h > law.longest_h else Verdict.SOMETIMES_BEYOND


def span(limit: Limit) -> Span:
    """Return how long a limit can last."""
    match limit.unit:
        case "hour":
            return Span(shortest_h=limit.count, longest_h=limit.count)
        case "day":
            return Span(shortest_h=limit.count * _DAY_H, longest_h=limit.count * _DAY_H)
        case "month":
            return Span(shortest_h=limit.count * _SHORTEST_MONTH * _DAY_H,
                        longest_h=limit.count * _LONGEST_MONTH * _DAY_H)  # fmt: skip
        case _:
            shortest, longest = _work_day_spans(limit.count)
            return Span(shortest_h=shortest * _DAY_H, longest_h=longest * _DAY_H)


@cache
def _work_day_spans(count: int) -> tuple[int, int]:
    """Return the fewest and most calendar days in which so many working days end.

    Looks at every first day of the announced years; O(days of the years).
    """
    if not count:
        return 0, 0
    first, last = date(min(PLANS), 1, 1), date(max(PLANS), 12, 31)
    days = [first + timedelta(days=at) for at in range((last - first).days + 1 + count * 3)]
    worked = [at for at, day in enumerate(days) if is_workday(day)]
    spans, ahead = [], 0
    for start in range((last - first).days + 1):
        while worked[ahead] <= start:
            ahead += 1
        spans.append(worked[ahead + count - 1] - start)
    return min(spans), max(spans)
