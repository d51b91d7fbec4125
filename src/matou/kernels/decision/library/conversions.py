"""Built-in functions from one kind of value to another (DMN 1.5, 10.3.4.1)."""

import re
from decimal import Decimal, DecimalException
from typing import Final

from matou.kernels.decision import instants
from matou.kernels.decision.feel.written import written
from matou.kernels.decision.library.registry import built_in
from matou.kernels.decision.limits import Run
from matou.kernels.decision.operators import order
from matou.kernels.decision.values import (
    NANOS,
    Date,
    DateTime,
    Months,
    Span,
    Time,
    Value,
    number,
    zone_of,
)

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,5})?", re.ASCII)
DIGITS_LIMIT: Final = 7_000
"""A little more than the longest number of 128 bits."""
GROUPS: Final = frozenset({" ", ",", "."})
POINTS: Final = frozenset({",", "."})


@built_in("date(from: string|date|dt)")
def date_from(_run: Run, source: Value) -> Value:
    """Return the date that is written, or the day of a moment."""
    if isinstance(source, DateTime):
        return source.date
    return source if isinstance(source, Date) else instants.read_date(source)


@built_in("date(year: number, month: number, day: number)")
def date_of(_run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    """Return the date of year, month and day."""
    return instants.date(int(year), int(month), int(day))


@built_in("time(from: string|time|dt|date)")
def time_from(_run: Run, source: Value) -> Value:
    """Return the time that is written, or that of a moment."""
    if isinstance(source, DateTime):
        return source.time
    if isinstance(source, Date):
        return Time(0, 0, 0, 0, 0)
    return source if isinstance(source, Time) else instants.read_time(source)


@built_in("time(hour: number, minute: number, second: number, offset?: span?)")
def time_of(
    _run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Span | None = None
) -> Value:
    """Return the time of hour, minute and second, at an offset from UTC."""
    whole = int(second)
    nanos = int((second - whole) * NANOS)
    local = instants.time(int(hour), int(minute), whole, nanos) if second >= 0 else None
    if local is None or offset is None:
        return local
    ahead = offset.nanos // NANOS
    if abs(ahead) > 18 * 3600:
        return None
    return Time(local.hour, local.minute, local.second, local.nanos, ahead)


@built_in("date and time(from: string|dt|date)")
def date_and_time_from(_run: Run, source: Value) -> Value:
    """Return the moment that is written."""
    if isinstance(source, str):
        return instants.read_date_time(source)
    return source if isinstance(source, DateTime) else DateTime(source, Time(0, 0, 0, 0, 0))


@built_in("date and time(date: date|dt, time: time)")
def date_and_time_of(_run: Run, day: Value, clock: Time) -> Value:
    """Return the moment of a day and a time."""
    return DateTime(day.date if isinstance(day, DateTime) else day, clock)


@built_in("date and time(date: dt|date, timezone: string)")
def date_and_time_in(_run: Run, moment: Value, timezone: str) -> Value:
    """Return the same local moment in another zone."""
    local = moment if isinstance(moment, DateTime) else DateTime(moment, Time(0, 0, 0))
    if zone_of(timezone) is None:
        return None
    clock = local.time
    zoned = Time(clock.hour, clock.minute, clock.second, clock.nanos, None, timezone)
    return DateTime(local.date, zoned)


@built_in("number(from: string|number)")
def number_from(_run: Run, text: Value) -> Value:
    """Return the number that is written."""
    return text if isinstance(text, Decimal) else _read_number(text)


@built_in("number(from: string, grouping separator: string?, decimal separator?: string?)")
def number_with_separators(
    _run: Run, text: str, group: str | None, point: str | None = None
) -> Value:
    """Return the number that is written with separators."""
    if group is not None and group not in GROUPS:
        return None
    if point is not None and (point not in POINTS or point == group):
        return None
    plain = text if group is None else text.replace(group, "")
    if point == ",":
        plain = plain.replace(",", ".") if "." not in plain else ""
    return _read_number(plain)


def _read_number(text: str) -> Decimal | None:
    if len(text) > DIGITS_LIMIT or not _NUMBER.fullmatch(text):
        return None
    try:
        return number(text)
    except DecimalException:
        return None


@built_in("string(from: any)")
def string_from(_run: Run, value: Value) -> Value:
    """Return the value as text; null stays null."""
    return None if value is None else written(value, _run)


@built_in("duration(from: string|months|span)")
def duration_from(_run: Run, source: Value) -> Value:
    """Return the duration that is written."""
    return instants.read_duration(source) if isinstance(source, str) else source


@built_in("years and months duration(from: date|dt, to: date|dt)")
def months_between(_run: Run, start: Value, end: Value) -> Value:
    """Return the whole months between two days."""
    first = start.date if isinstance(start, DateTime) else start
    last = end.date if isinstance(end, DateTime) else end
    sign, early, late = (1, first, last) if first <= last else (-1, last, first)
    whole = (late.year - early.year) * 12 + late.month - early.month - (late.day < early.day)
    return Months(sign * whole)


@built_in("range(from: string)")
def range_from(run: Run, text: str) -> Value:
    """Return the range that is written between literals."""
    from matou.kernels.decision.feel.literals import read_range  # the parser knows this library

    return read_range(text, run)


@built_in("is(value1?: any, value2?: any)")
def same(_run: Run, left: Value = None, right: Value = None) -> Value:
    """Tell whether two values are the same in every part, their zones too."""
    if type(left) is not type(right):
        return False
    if isinstance(left, list | dict):
        return written(left, _run) == written(right, _run)
    if isinstance(left, Time | DateTime):
        return left == right
    return bool(left == right) if order(left, right) is None else order(left, right) == 0
