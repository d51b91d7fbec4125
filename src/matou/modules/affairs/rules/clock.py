"""The clock of a case (办件时限): run and stop intervals, when it ends, how much of it is used.

How the law is read here:

- *Start.* What is counted in days or months starts on the day after acceptance; hours run at once
  (民法典 article 201).
- *Months* end on the corresponding day of the last month, or on that month's last day (202).
- *Stops.* The time that a hearing, inspection, test, quarantine, appraisal or expert review needs
  is not counted (行政许可法 article 45). Where days are counted, a day in any part of which a
  procedure ran is not counted; hours stop to the second. A day that the desk had only in part is
  not held against it; who stops a clock signs the basis, and the case shows every stop.
- *Working days* are those that the State Council announced (行政许可法 82, ``kit.workdays``).
- *End.* A limit ends with its last day, at 24:00 in China. A last day that is off, or on which a
  procedure runs, moves to the next working day without one (民法典 203). Hours do not move.
- *At once* (0) ends with the day of acceptance, moved in the same way.

A year without announcement counts by weekends alone; ``is_provisional`` marks every end that
touches one, and the same question asked again when the table is filled gives the lawful answer,
because nothing but intervals is kept.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from matou.kit.clock import CHINA
from matou.kit.workdays import PLANS, YearPlan, is_provisional, is_workday
from matou.modules.affairs.rules.limits import DAY, HOUR, MONTH, WORK_DAY, Limit

FULL = 100
DAY_S = 86_400
_LAST = date(9000, 1, 1).toordinal()
_Span = tuple[int, int]
"""Days by ordinal, first and last, both counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A time in which the clock stands (特别程序), half-open; without end it stands still."""

    kind: str
    basis: str
    from_at: datetime
    until_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """One stretch of a case's time: the clock runs, or stands for a reason."""

    runs: bool
    basis: str
    from_at: datetime
    until_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClock:
    """A limit from acceptance on; stops follow one another and do not overlap."""

    limit: Limit
    accepted_at: datetime
    stops: tuple[Stop, ...] = ()

    @property
    def due_at(self) -> datetime | None:
        """When the limit ends; None while an open stop holds it."""
        return due_at(self)


def due_at(clock: CaseClock) -> datetime | None:
    """Return when the limit ends; None while it stands, and the end is not reached before."""
    if clock.limit.unit == HOUR and clock.limit.count:
        return _hours_reach(clock, clock.limit.count * 3600)
    last = _nth_day(clock, needed_s(clock) // DAY_S - 1) if clock.limit.count else _accepted(clock)
    if last is None:
        return None
    stopped = _stopped_days(clock)
    while not is_workday(date.fromordinal(last)) or _is_in(last, stopped):
        if any(first <= last and end == _LAST for first, end in stopped):
            return None
        last += 1
    return _midnight(last + 1)


def reached_at(clock: CaseClock, per_cent: int) -> datetime | None:
    """Return when so much of the limit is used; None while it stands before that.

    The whole of it is used when it ends, so that a last day moved by a holiday is no breach.
    """
    if per_cent >= FULL or not clock.limit.count:
        return due_at(clock)
    needed = needed_s(clock) * per_cent // FULL
    if clock.limit.unit == HOUR:
        return _hours_reach(clock, needed)
    whole, rest = divmod(needed, DAY_S)
    day = _nth_day(clock, whole if rest else whole - 1)
    if day is None:
        return None
    return _midnight(day) + timedelta(seconds=rest or DAY_S)


def used_per_cent(clock: CaseClock, at: datetime) -> int:
    """Return how much of the limit is used; 100 from its end on, and only then."""
    end = due_at(clock)
    if end is not None and at >= end:
        return FULL
    if not clock.limit.count:
        return 0
    return min(FULL - 1, used_s(clock, at) * FULL // needed_s(clock))


def used_s(clock: CaseClock, at: datetime) -> int:
    """Return for how many seconds the clock has run at an instant."""
    if clock.limit.unit == HOUR:
        stretches = _running(clock)
        return sum(int((min(at, end or at) - start).total_seconds())
                   for start, end in stretches if start < at)  # fmt: skip
    here = at.astimezone(CHINA)
    today = here.date().toordinal()
    days = _count(clock, until=today)
    if _counts(clock, today):
        return days * DAY_S + int((here - _midnight(today)).total_seconds())
    return days * DAY_S


def needed_s(clock: CaseClock) -> int:
    """Return for how many seconds the clock must run until the limit is used up."""
    count = clock.limit.count
    match clock.limit.unit:
        case "hour":
            return count * 3600
        case "month":
            return (_month_after(clock.accepted_at, count) - _accepted(clock)) * DAY_S
        case _:
            assert clock.limit.unit in {DAY, WORK_DAY}, clock.limit.unit  # noqa: S101
            return count * DAY_S


def is_end_provisional(clock: CaseClock) -> bool:
    """Tell whether the end may move, because a year that it touches has no announcement yet."""
    if clock.limit.unit == HOUR and clock.limit.count:
        return False
    end = due_at(clock)
    last = (end - timedelta(seconds=1)) if end else max(one.from_at for one in clock.stops)
    touched = (clock.accepted_at.astimezone(CHINA).date(), last.astimezone(CHINA).date())
    return any(is_provisional(day) for day in touched)


def intervals(clock: CaseClock, *, ended_at: datetime | None = None) -> tuple[Interval, ...]:
    """Return the case's time as its page shows it: stretches that run and that stand, in order."""
    told: list[Interval] = []
    at = clock.accepted_at
    for stop in clock.stops:
        if stop.from_at > at:
            told.append(Interval(runs=True, basis="", from_at=at, until_at=stop.from_at))
        told.append(
            Interval(runs=False, basis=stop.basis, from_at=stop.from_at, until_at=stop.until_at)
        )
        if stop.until_at is None:
            return tuple(told)
        at = stop.until_at
    return (*told, Interval(runs=True, basis="", from_at=at, until_at=ended_at))


def _hours_reach(clock: CaseClock, needed: int) -> datetime | None:
    for start, end in _running(clock):
        here = start + timedelta(seconds=needed)
        if end is None or here <= end:
            return here
        needed -= int((end - start).total_seconds())
    return None


def _running(clock: CaseClock) -> Iterator[tuple[datetime, datetime | None]]:
    at = clock.accepted_at
    for stop in clock.stops:
        if stop.from_at > at:
            yield at, stop.from_at
        if stop.until_at is None:
            return
        at = max(at, stop.until_at)
    yield at, None


def _nth_day(clock: CaseClock, number: int) -> int | None:
    """Return a counted day by its number from 0; O(stops + years)."""
    works = clock.limit.unit == WORK_DAY
    for first, end in _free_days(clock):
        counted = _days_between(first, end, works=works) if end < _LAST else number + 1
        if number < counted:
            return _workday_from(first, number) if works else first + number
        number -= counted
    return None


def _count(clock: CaseClock, *, until: int) -> int:
    works = clock.limit.unit == WORK_DAY
    return sum(_days_between(first, min(end, until - 1), works=works)
               for first, end in _free_days(clock) if first < until)  # fmt: skip


def _counts(clock: CaseClock, day: int) -> bool:
    if clock.limit.unit == WORK_DAY and not is_workday(date.fromordinal(day)):
        return False
    return any(first <= day <= end for first, end in _free_days(clock))


def _free_days(clock: CaseClock) -> Iterator[_Span]:
    """Yield the spans of days after acceptance in which no procedure runs."""
    at = _accepted(clock) + 1
    for first, end in _stopped_days(clock):
        if first > at:
            yield at, first - 1
        at = max(at, end + 1)
    if at < _LAST:
        yield at, _LAST


def _stopped_days(clock: CaseClock) -> Sequence[_Span]:
    return [(_day(one.from_at), _last_day(one)) for one in clock.stops]


def _last_day(stop: Stop) -> int:
    """Return the last day that a stop touches: ended at midnight sharp, it left the day before."""
    if stop.until_at is None:
        return _LAST
    return max(_day(stop.from_at), _day(stop.until_at - timedelta(microseconds=1)))


def _is_in(day: int, spans: Sequence[_Span]) -> bool:
    return any(first <= day <= end for first, end in spans)


def _days_between(first: int, end: int, *, works: bool) -> int:
    if end < first:
        return 0
    return _worked_until(end + 1) - _worked_until(first) if works else end - first + 1


def _worked_until(day: int) -> int:
    """Return how many working days lie before a day, from an origin before every case."""
    year = date.fromordinal(day).year
    before, days = _worked_days(year, PLANS.get(year), _plans_before(year))
    return before + bisect_left(days, day)


def _workday_from(first: int, number: int) -> int:
    wanted = _worked_until(first) + number
    year = date.fromordinal(first).year
    while True:
        before, days = _worked_days(year, PLANS.get(year), _plans_before(year))
        if wanted < before + len(days):
            return days[wanted - before]
        year += 1


_ORIGIN = 2020


def _plans_before(year: int) -> tuple[YearPlan | None, ...]:
    return tuple(PLANS.get(one) for one in range(_ORIGIN, year))


@lru_cache(maxsize=512)
def _worked_days(
    year: int,
    plan: YearPlan | None,  # noqa: ARG001  # part of the key: see below
    before: tuple[YearPlan | None, ...],
) -> tuple[int, tuple[int, ...]]:
    """Return how many working days lie before a year, and its own.

    The announcements are part of the question, so a table that is filled later is heard at once.
    """
    assert year >= _ORIGIN, "cases are younger than the house"  # noqa: S101
    days = tuple(
        day
        for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())
        if is_workday(date.fromordinal(day))
    )
    if not before:
        return 0, days
    earlier, former = _worked_days(year - 1, before[-1], before[:-1])
    return earlier + len(former), days


def _month_after(at: datetime, count: int) -> int:
    day = at.astimezone(CHINA).date()
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)  # noqa: PLR2004 - December
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last)).toordinal()


def _accepted(clock: CaseClock) -> int:
    return _day(clock.accepted_at)


def _day(at: datetime) -> int:
    return at.astimezone(CHINA).date().toordinal()


def _midnight(day: int) -> datetime:
    return datetime.combine(date.fromordinal(day), time(), tzinfo=CHINA)


__all__ = ["DAY", "HOUR", "MONTH", "WORK_DAY", "CaseClock", "Interval", "Limit", "Stop"]
