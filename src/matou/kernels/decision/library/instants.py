"""Built-in functions over the calendar; now and today come with the run (DMN 1.5, 10.3.4.6, 9)."""

from decimal import Decimal
from typing import Final

from matou.kernels.decision.library.registry import built_in
from matou.kernels.decision.limits import Run
from matou.kernels.decision.values import Date, DateTime, Value

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


def _day(value: Value) -> Date:
    day: Date = value.date if isinstance(value, DateTime) else value
    return day


@built_in("day of year(date: date|dt)")
def day_of_year(_run: Run, value: Value) -> Value:
    """Return the day's number in its year."""
    day = _day(value)
    return Decimal(day.days() - Date(day.year, 1, 1).days() + 1)


@built_in("day of week(date: date|dt)")
def day_of_week(_run: Run, value: Value) -> Value:
    """Return the weekday's English name."""
    return WEEKDAYS[(_day(value).days() + 3) % 7]


@built_in("month of year(date: date|dt)")
def month_of_year(_run: Run, value: Value) -> Value:
    """Return the month's English name."""
    return MONTHS[_day(value).month - 1]


@built_in("week of year(date: date|dt)")
def week_of_year(_run: Run, value: Value) -> Value:
    """Return the number of the ISO 8601 week."""
    days = _day(value).days()
    thursday = days - (days + 3) % 7 + 3
    year = _year_of(thursday, _day(value).year)
    return Decimal((thursday - Date(year, 1, 1).days()) // 7 + 1)


def _year_of(days: int, near: int) -> int:
    """Return the year of a day that lies at most a few days from the year given."""
    if days < Date(near, 1, 1).days():
        return near - 1
    return near + 1 if days >= Date(near + 1, 1, 1).days() else near


@built_in("now()")
def now(run: Run) -> Value:
    """Return the moment of the run; null where the run has none."""
    return run.now


@built_in("today()")
def today(run: Run) -> Value:
    """Return the day of the run; null where the run has none."""
    return None if run.now is None else run.now.date
