"""What stands behind a dot: entries of contexts and the parts of dates, times and durations."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from matou.kernels.decision.limits import Run
from matou.kernels.decision.types import kind_of
from matou.kernels.decision.values import (
    DAY_SECONDS,
    NANOS,
    NUMBERS,
    Date,
    DateTime,
    Months,
    Range,
    Span,
    Time,
    Value,
)

Parts = dict[str, Callable[[Value], Value]]


def property_of(value: Value, name: str, run: Run) -> Value:
    """Return the entry or part of that name; of a list, each item's."""
    if isinstance(value, dict):
        if name in value:
            return value[name]
        return run.fail(f"there is no entry {name!r}")
    if isinstance(value, list):
        run.step(len(value))
        return [property_of(item, name, run) for item in value]
    part = PARTS.get(type(value), {}).get(name)
    if part is None:
        return run.fail(f"a {kind_of(value)} has no {name!r}")
    return part(value)


def seconds(second: int, nanos: int) -> Decimal:
    """Return seconds with their fraction as a number."""
    if not nanos:
        return Decimal(second)
    return NUMBERS.add(Decimal(second), NUMBERS.divide(Decimal(nanos), Decimal(NANOS)))


def _toward_zero(value: int, by: int) -> int:
    return value // by if value >= 0 else -(-value // by)


def _span_part(per: int, limit: int | None) -> Callable[[Span], Decimal]:
    def part(value: Span) -> Decimal:
        whole = _toward_zero(value.nanos, per * NANOS)
        size = abs(whole) if limit is None else abs(whole) % limit
        return Decimal(size if whole >= 0 else -size)

    return part


def _span_seconds(value: Span) -> Decimal:
    whole, nanos = divmod(abs(value.nanos), NANOS)
    size = seconds(whole % 60, nanos)
    return size if value.nanos >= 0 or not size else -size


def _months_part(value: Months) -> Decimal:
    rest = abs(value.months) % 12
    return Decimal(rest if value.months >= 0 else -rest)


def _offset(clock: Time, day: Date | None = None) -> Span | None:
    ahead = clock.offset_at(day)
    return None if ahead is None else Span(ahead * NANOS)


def _weekday(day: Date) -> Decimal:
    return Decimal((day.days() + 3) % 7 + 1)


CLOCK: Final[Parts] = {
    "hour": lambda clock: Decimal(clock.hour),
    "minute": lambda clock: Decimal(clock.minute),
    "second": lambda clock: seconds(clock.second, clock.nanos),
    "timezone": lambda clock: clock.zone,
    "time offset": _offset,
}
CALENDAR: Final[Parts] = {
    "year": lambda day: Decimal(day.year),
    "month": lambda day: Decimal(day.month),
    "day": lambda day: Decimal(day.day),
    "weekday": _weekday,
}


def _through(part: Callable[[Value], Value], of: Callable[[Value], Value]) -> Callable[..., Value]:
    return lambda value: part(of(value))


PARTS: Final[dict[type, Parts]] = {
    Date: {
        **CALENDAR,
        "hour": lambda _day: Decimal(0),
        "minute": lambda _day: Decimal(0),
        "second": lambda _day: Decimal(0),
        "time offset": lambda _day: Span(0),
    },
    Time: CLOCK,
    DateTime: {
        **{name: _through(part, lambda moment: moment.date) for name, part in CALENDAR.items()},
        **{name: _through(part, lambda moment: moment.time) for name, part in CLOCK.items()},
        "time offset": lambda moment: _offset(moment.time, moment.date),
    },
    Months: {
        "years": lambda value: Decimal(_toward_zero(value.months, 12)),
        "months": _months_part,
    },
    Span: {
        "days": _span_part(DAY_SECONDS, None),
        "hours": _span_part(3600, 24),
        "minutes": _span_part(60, 60),
        "seconds": _span_seconds,
    },
    Range: {
        "start": lambda interval: interval.low,
        "end": lambda interval: interval.high,
        "start included": lambda interval: interval.low_closed,
        "end included": lambda interval: interval.high_closed,
    },
}
PROPERTY_NAMES: Final = tuple({name for parts in PARTS.values() for name in parts})
