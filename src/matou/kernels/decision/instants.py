"""Dates, times and durations as they are written: ISO 8601 with the zone names of FEEL."""

import re
from typing import Final

from matou.kernels.decision.operators import months, sound_date, span
from matou.kernels.decision.values import (
    DAY_SECONDS,
    NANOS,
    YEAR_LIMIT,
    Date,
    DateTime,
    Months,
    Span,
    Time,
    Value,
    date_of_days,
    month_length,
    zone_of,
)

TEXT_LIMIT: Final = 200
MONTHS: Final = 12
HOURS: Final = 24
SIXTY: Final = 60
_DATE = re.compile(r"(-?)([1-9]\d{4,8}|\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?"
    r"(?:(Z|z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z0-9_+/-]+))?",
    re.ASCII,
)
_MONTHS = re.compile(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?", re.ASCII)
_SPAN = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.(\d*))?S)?)?", re.ASCII)
_OFFSET_LIMIT: Final = 18 * 3600


def date(year: int, month: int, day: int) -> Date | None:
    """Return the date, None where the calendar has no such day."""
    if abs(year) > YEAR_LIMIT or not 1 <= month <= MONTHS:
        return None
    return Date(year, month, day) if 1 <= day <= month_length(year, month) else None


def time(hour: int, minute: int, second: int, nanos: int = 0) -> Time | None:
    """Return the local time of day, None where the clock has no such time."""
    if not (0 <= hour < HOURS and 0 <= minute < SIXTY and 0 <= second < SIXTY):
        return None
    return Time(hour, minute, second, nanos)


def read_date(text: str) -> Date | None:
    """Read ``2026-07-31``."""
    match = _DATE.fullmatch(text) if len(text) <= TEXT_LIMIT else None
    if match is None:
        return None
    year = int(match[2]) * (-1 if match[1] else 1)
    return date(year, int(match[3]), int(match[4]))


def read_time(text: str) -> Time | None:
    """Read ``08:30:00``, with ``Z``, ``+08:00`` or ``@Asia/Shanghai`` behind it."""
    match = _TIME.fullmatch(text) if len(text) <= TEXT_LIMIT else None
    if match is None:
        return None
    fraction = int((match[4] or "")[:9].ljust(9, "0"))
    local = time(int(match[1]), int(match[2]), int(match[3]), fraction)
    if local is None:
        return None
    return _with_zone(local, match)


def _with_zone(local: Time, match: re.Match[str]) -> Time | None:
    offset, zone = None, match[10]
    if match[5] or zone == "Z":
        offset, zone = 0, None
    elif match[6]:
        offset = int(match[7]) * 3600 + int(match[8]) * 60 + int(match[9] or 0)
        offset = -offset if match[6] == "-" else offset
        if abs(offset) > _OFFSET_LIMIT or int(match[8]) >= SIXTY:
            return None
    elif zone is not None and zone_of(zone) is None:
        return None
    return Time(local.hour, local.minute, local.second, local.nanos, offset, zone)


def read_date_time(text: str) -> DateTime | None:
    """Read ``2026-07-31T08:30:00`` with its zone; a date alone is its midnight."""
    day_text, mark, time_text = text.partition("T")
    day = read_date(day_text)
    if day and time_text.startswith("24:00:00"):
        day, time_text = sound_date(date_of_days(day.days() + 1)), f"00{time_text[2:]}"
    clock = read_time(time_text) if mark else Time(0, 0, 0)
    return DateTime(day, clock) if day and clock else None


def read_duration(text: str) -> Months | Span | None:
    """Read ``P1Y2M`` or ``P3DT4H``."""
    if len(text) > TEXT_LIMIT or text[-1:] in {"P", "T"}:
        return None
    match = _MONTHS.fullmatch(text)
    if match is not None:
        sign = -1 if match[1] else 1
        return months(sign * (int(match[2] or 0) * 12 + int(match[3] or 0)))
    match = _SPAN.fullmatch(text)
    return None if match is None else _read_span(match)


def _read_span(match: re.Match[str]) -> Span | None:
    whole = int(match[2] or 0) * DAY_SECONDS + int(match[3] or 0) * 3600
    seconds = whole + int(match[4] or 0) * 60 + int(match[5] or 0)
    nanos = seconds * NANOS + int((match[6] or "")[:9].ljust(9, "0"))
    return span(-nanos if match[1] else nanos)


def read_instant(text: str) -> Value:
    """Read whatever stands in ``@"…"``: a date, a time, both, or a duration."""
    for read in (read_date, read_time, read_duration):
        found: Value = read(text)
        if found is not None:
            return found
    return read_date_time(text) if "T" in text else None
