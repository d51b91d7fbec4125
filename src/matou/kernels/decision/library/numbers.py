"""Built-in functions over numbers (DMN 1.5, 10.3.4.5)."""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from typing import Final

from matou.kernels.decision.library.registry import Body, built_in
from matou.kernels.decision.limits import Run
from matou.kernels.decision.values import NUMBERS, Months, Span, Value

SCALE_LIMIT: Final = 6111
_WIDE: Final = Context(prec=12_500, Emin=-999_999, Emax=999_999)


def rounded(value: Decimal, scale: Decimal, mode: str) -> Decimal | None:
    """Return the number at the scale, null for a scale beyond the standard's bounds."""
    places = int(scale)
    if not -SCALE_LIMIT <= places <= SCALE_LIMIT + 65:
        return None
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return value
    result = value.quantize(Decimal(1).scaleb(-places, _WIDE), mode, _WIDE)
    return NUMBERS.plus(result)


def _rounding(mode: str) -> Body:
    def body(_run: Run, value: Decimal, scale: Decimal | None = None) -> Value:
        return rounded(value, Decimal(0) if scale is None else scale, mode)

    return body


for _name, _mode, _scale in (
    ("decimal", ROUND_HALF_EVEN, "scale: number"),
    ("floor", ROUND_FLOOR, "scale?: number"),
    ("ceiling", ROUND_CEILING, "scale?: number"),
    ("round up", ROUND_UP, "scale: number"),
    ("round down", ROUND_DOWN, "scale: number"),
    ("round half up", ROUND_HALF_UP, "scale: number"),
    ("round half down", ROUND_HALF_DOWN, "scale: number"),
):
    built_in(f"{_name}(n: number, {_scale})")(_rounding(_mode))


@built_in("abs(n: number|months|span)")
def absolute(_run: Run, value: Value) -> Value:
    """Return the size of a number or duration."""
    if isinstance(value, Months):
        return Months(abs(value.months))
    return Span(abs(value.nanos)) if isinstance(value, Span) else abs(value)


@built_in("modulo(dividend: number, divisor: number)")
def modulo(_run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    """Return the remainder with the divisor's sign."""
    if not divisor:
        return None
    rest = _WIDE.remainder(dividend, divisor)
    if rest and (rest < 0) != (divisor < 0):
        rest = _WIDE.add(rest, divisor)
    return NUMBERS.plus(rest)


@built_in("sqrt(number: number)")
def square_root(_run: Run, value: Decimal) -> Value:
    """Return the square root; null for negative numbers."""
    return NUMBERS.sqrt(value) if value >= 0 else None


@built_in("log(number: number)")
def logarithm(_run: Run, value: Decimal) -> Value:
    """Return the natural logarithm; null for numbers up to zero."""
    return NUMBERS.ln(value) if value > 0 else None


@built_in("exp(number: number)")
def exponential(_run: Run, value: Decimal) -> Value:
    """Return e to the number."""
    return NUMBERS.exp(value)


@built_in("odd(number: number)")
def odd(_run: Run, value: Decimal) -> Value:
    """Tell whether a whole number is odd."""
    return _half(value, Decimal(1))


@built_in("even(number: number)")
def even(_run: Run, value: Decimal) -> Value:
    """Tell whether a whole number is even."""
    return _half(value, Decimal(0))


def _half(value: Decimal, rest: Decimal) -> bool | None:
    if value != value.to_integral_value():
        return None
    return abs(_WIDE.remainder(value, Decimal(2))) == rest


@built_in("not(negand: any)")
def negation(_run: Run, value: Value) -> Value:
    """Return the opposite of a boolean, else null."""
    return not value if isinstance(value, bool) else None
