"""Arithmetic, equality and order of FEEL values; what is not defined gives null (None)."""

from collections.abc import Callable
from decimal import Decimal, DecimalException
from typing import Final

from matou.kernels.decision.limits import DecisionTooLarge, current
from matou.kernels.decision.values import (
    DAY_SECONDS,
    NANOS,
    NUMBERS,
    YEAR_LIMIT,
    Date,
    DateTime,
    Function,
    Months,
    Range,
    Span,
    Time,
    Value,
    date_of_days,
    instant_offset,
    midnight,
    moment_of_local,
    month_length,
    time_of_nanos,
)

Operation = Callable[[Value, Value], Value]
DAY_NANOS: Final = DAY_SECONDS * NANOS
WALK: Final = 200_000
"""Parts of a value that a comparison walks at the most."""
SPAN_LIMIT: Final = YEAR_LIMIT * 366 * DAY_NANOS


def sound_date(day: Date) -> Date | None:
    """Return the date unless its year is out of bounds."""
    return day if abs(day.year) <= YEAR_LIMIT else None


def shifted_months(day: Date, months: int) -> Date | None:
    """Return the day so many months later, the last of the month where it is shorter."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if abs(years) > YEAR_LIMIT:
        return None
    return Date(years, month + 1, min(day.day, month_length(years, month + 1)))


def span(nanos: int) -> Span | None:
    """Return the duration unless it is longer than the calendar."""
    return Span(nanos) if abs(nanos) <= SPAN_LIMIT else None


def months(count: int) -> Months | None:
    """Return the duration unless it is longer than the calendar."""
    return Months(count) if abs(count) <= 2 * YEAR_LIMIT * 12 else None


def _date_plus_months(day: Date, by: Months) -> Value:
    return shifted_months(day, by.months)


def _date_plus_span(day: Date, by: Span) -> Value:
    return sound_date(date_of_days(day.days() + by.nanos // DAY_NANOS))


def _moment_plus_months(moment: DateTime, by: Months) -> Value:
    day = shifted_months(moment.date, by.months)
    return None if day is None else DateTime(day, moment.time)


def _moment_plus_span(moment: DateTime, by: Span) -> Value:
    local = moment.local() + by.nanos
    if moment.time.zone is not None:  # in a zone an hour is an hour, also where clocks change
        instant = moment.instant() + by.nanos
        local = instant + (instant_offset(moment.time.zone, instant) or 0) * NANOS
    later = moment_of_local(local, moment.time)
    return later if sound_date(later.date) else None


def _time_plus_span(clock: Time, by: Span) -> Value:
    return time_of_nanos((clock.of_day() + by.nanos) % DAY_NANOS, clock.offset, clock.zone)


def _moments_apart(left: DateTime, right: DateTime) -> Value:
    if left.is_zoned() != right.is_zoned():
        return None
    return span(left.instant() - right.instant())


def _times_apart(left: Time, right: Time) -> Value:
    ahead, other = left.offset_at(None), right.offset_at(None)
    if (ahead is None) != (other is None):
        return None
    return Span(left.of_day() - right.of_day() - ((ahead or 0) - (other or 0)) * NANOS)


def _numeric(operation: Operation) -> Operation:
    def safe(left: Value, right: Value) -> Value:
        try:
            return operation(left, right)
        except DecimalException:
            return None

    return safe


def _scaled(by: Decimal, of: int) -> int:
    return int(NUMBERS.multiply(by, Decimal(of)))


def _span_times(left: Span, right: Decimal) -> Value:
    return span(_scaled(right, left.nanos))


def _months_times(left: Months, right: Decimal) -> Value:
    return months(_scaled(right, left.months))


def _span_over(left: Span, right: Decimal) -> Value:
    return span(int(NUMBERS.divide(Decimal(left.nanos), right)))


def _months_over(left: Months, right: Decimal) -> Value:
    return months(int(NUMBERS.divide(Decimal(left.months), right)))


def _negative(by: Value) -> Value:
    return Months(-by.months) if isinstance(by, Months) else Span(-by.nanos)


def _minus(operation: Operation) -> Operation:
    return lambda left, right: operation(left, _negative(right))


ADD: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): _numeric(NUMBERS.add),
    (str, str): lambda left, right: left + right,
    (Date, Months): _date_plus_months,
    (Date, Span): _date_plus_span,
    (DateTime, Months): _moment_plus_months,
    (DateTime, Span): _moment_plus_span,
    (Time, Span): _time_plus_span,
    (Months, Months): lambda left, right: months(left.months + right.months),
    (Span, Span): lambda left, right: span(left.nanos + right.nanos),
    (Months, Date): lambda left, right: _date_plus_months(right, left),
    (Span, Date): lambda left, right: _date_plus_span(right, left),
    (Months, DateTime): lambda left, right: _moment_plus_months(right, left),
    (Span, DateTime): lambda left, right: _moment_plus_span(right, left),
    (Span, Time): lambda left, right: _time_plus_span(right, left),
}
SUBTRACT: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): _numeric(NUMBERS.subtract),
    (Date, Date): lambda left, right: span((left.days() - right.days()) * DAY_NANOS),
    (DateTime, DateTime): _moments_apart,
    (Date, DateTime): lambda left, right: _moments_apart(midnight(left), right),
    (DateTime, Date): lambda left, right: _moments_apart(left, midnight(right)),
    (Time, Time): _times_apart,
    (Date, Months): _minus(_date_plus_months),
    (Date, Span): _minus(_date_plus_span),
    (DateTime, Months): _minus(_moment_plus_months),
    (DateTime, Span): _minus(_moment_plus_span),
    (Time, Span): _minus(_time_plus_span),
    (Months, Months): lambda left, right: months(left.months - right.months),
    (Span, Span): lambda left, right: span(left.nanos - right.nanos),
}
MULTIPLY: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): _numeric(NUMBERS.multiply),
    (Months, Decimal): _numeric(_months_times),
    (Span, Decimal): _numeric(_span_times),
    (Decimal, Months): _numeric(lambda left, right: _months_times(right, left)),
    (Decimal, Span): _numeric(lambda left, right: _span_times(right, left)),
}
DIVIDE: dict[tuple[type, type], Operation] = {
    (Decimal, Decimal): _numeric(NUMBERS.divide),
    (Months, Decimal): _numeric(_months_over),
    (Span, Decimal): _numeric(_span_over),
    (Months, Months): _numeric(
        lambda left, right: NUMBERS.divide(Decimal(left.months), Decimal(right.months))
    ),
    (Span, Span): _numeric(
        lambda left, right: NUMBERS.divide(Decimal(left.nanos), Decimal(right.nanos))
    ),
}
POWER: dict[tuple[type, type], Operation] = {(Decimal, Decimal): _numeric(NUMBERS.power)}
ARITHMETIC = {"+": ADD, "-": SUBTRACT, "*": MULTIPLY, "/": DIVIDE, "**": POWER}


def time_key(clock: Time) -> tuple[bool, int]:
    """Return what orders a time of day: whether it is zoned, and its nanoseconds in UTC."""
    ahead = clock.offset_at(None)
    return ahead is not None, clock.of_day() - (ahead or 0) * NANOS


def _moment_key(moment: DateTime) -> tuple[bool, int]:
    return moment.is_zoned(), moment.instant()


def equal(left: Value, right: Value) -> bool | None:
    """Return whether two values are the same; null where their kinds cannot be compared.

    Raises DecisionTooLarge for values that share parts so often that they cannot be walked.
    """
    if isinstance(left, list | dict) and isinstance(right, list | dict):
        current().step(weigh(left, WALK))
    return _equal(left, right)


def weigh(value: Value, limit: int) -> int:
    """Return how many parts a value has, shared ones each time. Raises DecisionTooLarge."""
    waiting, count = [value], 0
    while waiting:
        part = waiting.pop()
        if isinstance(part, list | dict):
            count += len(part)
            if count > limit:
                raise DecisionTooLarge(limit="size", place="?")
            waiting.extend(part if isinstance(part, list) else part.values())
    return count


def _equal(left: Value, right: Value) -> bool | None:
    if left is None or right is None:
        return left is right
    kind = type(left)
    if kind is not type(right):
        return _mixed_equal(left, right)
    if kind in {Decimal, str, bool, Date, Months, Span}:
        return bool(left == right)
    special = _EQUAL.get(kind)
    return None if special is None else special(left, right)


def _mixed_equal(left: Value, right: Value) -> bool | None:
    if isinstance(left, list) and len(left) == 1 and not isinstance(right, list):
        return _equal(left[0], right)
    if isinstance(right, list) and len(right) == 1 and not isinstance(left, list):
        return _equal(left, right[0])
    return None


def _times_equal(left: Time, right: Time) -> bool:
    return time_key(left) == time_key(right)


def _moments_equal(left: DateTime, right: DateTime) -> bool:
    return _moment_key(left) == _moment_key(right)


def _lists_equal(left: list[Value], right: list[Value]) -> bool | None:
    if len(left) != len(right):
        return False
    return _all_equal([_equal(one, other) for one, other in zip(left, right, strict=True)])


def _contexts_equal(left: dict[str, Value], right: dict[str, Value]) -> bool | None:
    if left.keys() != right.keys():
        return False
    return _all_equal([_equal(value, right[key]) for key, value in left.items()])


def _all_equal(answers: list[bool | None]) -> bool | None:
    if False in answers:
        return False
    return None if None in answers else True


def _ranges_equal(left: Range, right: Range) -> bool | None:
    if (left.low_closed, left.high_closed) != (right.low_closed, right.high_closed):
        return False
    return _all_equal([_equal(left.low, right.low), _equal(left.high, right.high)])


_EQUAL: dict[type, Callable[[Value, Value], bool | None]] = {
    Time: _times_equal,
    DateTime: _moments_equal,
    list: _lists_equal,
    dict: _contexts_equal,
    Range: _ranges_equal,
    Function: lambda left, right: left is right,
}


def order(left: Value, right: Value) -> int | None:
    """Return -1, 0 or 1 as the left value is less, equal or more; null where not comparable."""
    kind = type(left)
    if kind is not type(right):
        return _mixed_order(left, right)
    if kind in {Decimal, str, Date, Months, Span}:
        return int(left > right) - int(left < right)
    if kind in {Time, DateTime}:
        key = time_key if kind is Time else _moment_key
        (zoned, mine), (other_zoned, other) = key(left), key(right)
        return None if zoned != other_zoned else (mine > other) - (mine < other)
    return None


def _mixed_order(left: Value, right: Value) -> int | None:
    if isinstance(left, Date) and isinstance(right, DateTime):
        return order(midnight(left), right)
    if isinstance(left, DateTime) and isinstance(right, Date):
        return order(left, midnight(right))
    return None


def compared(operator: str, left: Value, right: Value) -> bool | None:
    """Answer ``left operator right``."""
    if operator == "=":
        return equal(left, right)
    if operator == "!=":
        same = equal(left, right)
        return None if same is None else not same
    sign = order(left, right)
    return None if sign is None else sign in SIGNS[operator]


SIGNS: dict[str, frozenset[int]] = {
    "<": frozenset({-1}),
    "<=": frozenset({-1, 0}),
    ">": frozenset({1}),
    ">=": frozenset({1, 0}),
}


def in_range(value: Value, interval: Range) -> bool | None:
    """Answer ``value in interval``; null where the bounds cannot be compared with the value."""
    low = None if interval.low is None else order(value, interval.low)
    high = None if interval.high is None else order(value, interval.high)
    if (low is None) != (interval.low is None) or (high is None) != (interval.high is None):
        return None
    above = low is None or low > 0 or (low == 0 and interval.low_closed)
    return above and (high is None or high < 0 or (high == 0 and interval.high_closed))
