"""The values of FEEL that Python lacks: dates of any year, zoned times, two durations, ranges.

Null is None, a boolean bool, a string str, a number Decimal (34 digits as in IEEE 754 decimal128),
a list list, a context dict. Python's own dates stop at the year 9999; FEEL's reach ±999,999,999.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

Value = Any
"""A FEEL value; its kinds are listed above."""

NUMBERS = Context(
    prec=34,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
NANOS = 1_000_000_000
FEBRUARY = 2
MARCH_YEAR_MONTHS = 10
"""Months of a year counted from March that lie before January."""
DAY_SECONDS = 86_400
YEAR_LIMIT = 999_999_999
FIRST_PYTHON_DAY, LAST_PYTHON_DAY = -719_162 + 2, 2_932_896 - 2
"""Days since 1970 between which Python's zone tables can be asked."""


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """A day of the proleptic Gregorian calendar."""

    year: int
    month: int
    day: int

    def days(self) -> int:
        """Return the days since 1970-01-01."""
        year = self.year - (self.month <= FEBRUARY)
        era, of_era = divmod(year, 400)
        of_year = (153 * ((self.month + 9) % 12) + 2) // 5 + self.day - 1
        return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"


def date_of_days(days: int) -> Date:
    """Return the day that lies so many days after 1970-01-01."""
    era, of_era = divmod(days + 719_468, 146_097)
    of_era_year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * of_era_year + of_era_year // 4 - of_era_year // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < MARCH_YEAR_MONTHS else shifted - 9
    day = of_year - (153 * shifted + 2) // 5 + 1
    return Date(of_era_year + era * 400 + (month <= FEBRUARY), month, day)


def month_length(year: int, month: int) -> int:
    """Return how many days the month has."""
    if month == FEBRUARY:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in {4, 6, 9, 11} else 31


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day: local, at an offset, or in a zone of the IANA tables."""

    hour: int
    minute: int
    second: int
    nanos: int = 0
    offset: int | None = None
    zone: str | None = None

    def of_day(self) -> int:
        """Return the nanoseconds since local midnight."""
        return (self.hour * 3600 + self.minute * 60 + self.second) * NANOS + self.nanos

    def offset_at(self, day: Date | None) -> int | None:
        """Return the seconds ahead of UTC, on the day where a zone needs one."""
        if self.zone is None:
            return self.offset
        return zone_offset(self.zone, day or Date(1970, 1, 1), self.of_day() // NANOS)

    def __str__(self) -> str:
        return f"{self.hour:02d}:{self.minute:02d}:{_seconds(self.second, self.nanos)}{self.tail()}"

    def tail(self) -> str:
        """Return the zone or offset as it is written after a time."""
        if self.zone is not None:
            return f"@{self.zone}"
        return "" if self.offset is None else offset_text(self.offset)


@dataclass(frozen=True, slots=True)
class DateTime:
    """A day with a time of day."""

    date: Date
    time: Time

    def local(self) -> int:
        """Return the nanoseconds since 1970 on the local clock."""
        return self.date.days() * DAY_SECONDS * NANOS + self.time.of_day()

    def instant(self) -> int:
        """Return the nanoseconds since 1970 in UTC; a local time counts as UTC."""
        return self.local() - (self.time.offset_at(self.date) or 0) * NANOS

    def is_zoned(self) -> bool:
        """Tell whether the moment is fixed on the world's clock."""
        return self.time.zone is not None or self.time.offset is not None

    def __str__(self) -> str:
        return f"{self.date}T{self.time}"


def time_of_nanos(nanos: int, offset: int | None = None, zone: str | None = None) -> Time:
    """Return the time of day so many nanoseconds after midnight."""
    seconds, rest = divmod(nanos, NANOS)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return Time(hour, minute, second, rest, offset, zone)


def moment_of_local(local: int, like: Time) -> DateTime:
    """Return the local moment with the zone or offset of another time."""
    days, rest = divmod(local, DAY_SECONDS * NANOS)
    return DateTime(date_of_days(days), time_of_nanos(rest, like.offset, like.zone))


def midnight(day: Date) -> DateTime:
    """Return the day's first moment in UTC, as FEEL turns a date into a date and time."""
    return DateTime(day, Time(0, 0, 0, 0, 0))


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo | None:
    """Return the zone's table, None for a name that is not in the IANA tables."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return None


def zone_offset(name: str, day: Date, second: int) -> int | None:
    """Return the seconds ahead of UTC on the zone's wall clock, None for an unknown zone."""
    zone = zone_of(name)
    if zone is None:
        return None
    return _ahead(_python_moment(day.days(), second).replace(tzinfo=zone))


def instant_offset(name: str, instant: int) -> int | None:
    """Return the seconds ahead of UTC at a moment in nanoseconds, None for an unknown zone."""
    zone = zone_of(name)
    if zone is None:
        return None
    days, rest = divmod(instant // NANOS, DAY_SECONDS)
    return _ahead(_python_moment(days, rest).replace(tzinfo=UTC).astimezone(zone))


def _python_moment(days: int, second: int) -> datetime:
    """Return a moment of Python's calendar, the nearest one where FEEL's reaches further."""
    day = date_of_days(min(max(days, FIRST_PYTHON_DAY), LAST_PYTHON_DAY))
    hour, rest = divmod(second, 3600)
    return datetime(day.year, day.month, day.day, hour, rest // 60, rest % 60, tzinfo=UTC)


def _ahead(moment: datetime) -> int | None:
    ahead = moment.utcoffset()
    return None if ahead is None else int(ahead.total_seconds())


@dataclass(frozen=True, slots=True, order=True)
class Months:
    """A duration of years and months."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-" if self.months < 0 else "") + "P" + (text or "0M")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A duration of days, hours, minutes and seconds, kept in nanoseconds."""

    nanos: int

    def __str__(self) -> str:
        seconds, nanos = divmod(abs(self.nanos), NANOS)
        days, seconds = divmod(seconds, DAY_SECONDS)
        hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
        clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
        if seconds or nanos:
            clock += _seconds(seconds, nanos).lstrip("0").rjust(1, "0").replace(" ", "") + "S"
        if clock.startswith("."):
            clock = "0" + clock
        text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
        return ("-" if self.nanos < 0 else "") + "P" + (text or "T0S")


def _seconds(second: int, nanos: int) -> str:
    fraction = f".{nanos:09d}".rstrip("0") if nanos else ""
    return f"{second:02d}{fraction}"


def offset_text(seconds: int) -> str:
    """Return an offset from UTC as ``Z`` or ``+08:00``."""
    if seconds == 0:
        return "Z"
    hours, rest = divmod(abs(seconds), 3600)
    tail = f":{rest % 60:02d}" if rest % 60 else ""
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{rest // 60:02d}{tail}"


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an open end without a bound is written by a comparison such as ``(< 5)``."""

    low: Value
    high: Value
    low_closed: bool
    high_closed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """Something FEEL can call: parameter names and a body over the run and the arguments."""

    name: str
    parameters: tuple[str, ...]
    call: Callable[..., Value]
    kind: Any = None


def now_moment(at: datetime) -> DateTime:
    """Return a Python moment as FEEL's date and time; a naive one counts as UTC."""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    ahead = aware.utcoffset()
    offset = int(ahead.total_seconds()) if ahead is not None else 0
    clock = Time(aware.hour, aware.minute, aware.second, aware.microsecond * 1000, offset)
    return DateTime(Date(aware.year, aware.month, aware.day), clock)


def number(of: int | str) -> Decimal:
    """Return a whole number or numeral as FEEL's number, rounded to 34 digits."""
    return NUMBERS.create_decimal(of)
