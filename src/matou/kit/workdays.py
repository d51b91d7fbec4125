"""China's working days (工作日), and a clock that runs on them: for deadlines people must keep.

The State Council announces each autumn which days of the coming year are off and which weekend
days are worked in exchange. A year without its announcement counts by weekends alone and is
provisional: a deadline in it may move when the table is filled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from matou.kit.clock import CHINA

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlan:
    """One year's announcement: days off as inclusive spans, and weekend days that are worked."""

    source: str
    off: tuple[tuple[date, date], ...]
    worked: frozenset[date]

    def is_off(self, day: date) -> bool:
        """Tell whether the announcement frees the day."""
        return any(first <= day <= last for first, last in self.off)


PLANS: Mapping[int, YearPlan] = {
    2025: YearPlan(
        source="国办发明电〔2024〕12号",
        off=(
            (date(2025, 1, 1), date(2025, 1, 1)),
            (date(2025, 1, 28), date(2025, 2, 4)),
            (date(2025, 4, 4), date(2025, 4, 6)),
            (date(2025, 5, 1), date(2025, 5, 5)),
            (date(2025, 5, 31), date(2025, 6, 2)),
            (date(2025, 10, 1), date(2025, 10, 8)),
        ),
        worked=frozenset(
            {
                date(2025, 1, 26),
                date(2025, 2, 8),
                date(2025, 4, 27),
                date(2025, 9, 28),
                date(2025, 10, 11),
            }
        ),
    ),
    2026: YearPlan(
        source="国办发明电〔2025〕7号",
        off=(
            (date(2026, 1, 1), date(2026, 1, 3)),
            (date(2026, 2, 15), date(2026, 2, 23)),
            (date(2026, 4, 4), date(2026, 4, 6)),
            (date(2026, 5, 1), date(2026, 5, 5)),
            (date(2026, 6, 19), date(2026, 6, 21)),
            (date(2026, 9, 25), date(2026, 9, 27)),
            (date(2026, 10, 1), date(2026, 10, 7)),
        ),
        worked=frozenset(
            {
                date(2026, 1, 4),
                date(2026, 2, 14),
                date(2026, 2, 28),
                date(2026, 5, 9),
                date(2026, 9, 20),
                date(2026, 10, 10),
            }
        ),
    ),
}
"""The announcements in force, New Year to National Day in order."""


def is_workday(day: date) -> bool:
    """Tell whether a day in China is worked: as announced, else Monday to Friday."""
    plan = PLANS.get(day.year)
    if plan is not None:
        if day in plan.worked:
            return True
        if plan.is_off(day):
            return False
    return day.weekday() < _SATURDAY


def is_provisional(day: date) -> bool:
    """Tell whether no announcement covers the day's year, so that only weekends are known."""
    return day.year not in PLANS


def add_work_hours(start: datetime, hours: int) -> datetime:
    """Return when so many hours of working days have run since an instant, in its own zone.

    On a working day the clock runs from midnight to midnight, China time; on other days it
    stands. ``start`` must know its zone and ``hours`` be at least 0. A deadline never falls on
    a day off: hours that end with a working day's midnight end there, not a weekend later.
    """
    assert start.tzinfo is not None, "an instant knows its zone"  # noqa: S101
    assert hours >= 0, "time does not run back"  # noqa: S101
    at = start.astimezone(CHINA)
    left = timedelta(hours=hours)
    while left or not is_workday(at.date()):
        midnight = datetime.combine(at.date() + _DAY, time(), tzinfo=CHINA)
        if is_workday(at.date()):
            # China has had no summer time since 1991, so wall time and elapsed time agree.
            if left <= midnight - at:
                at += left
                break
            left -= midnight - at
        at = midnight
    return at.astimezone(start.tzinfo)
