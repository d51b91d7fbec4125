"""Between Python's everyday values and FEEL's: facts on the way in, results on the way out."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal, DecimalException
from typing import Any, Final

from matou.kernels.decision.feel.written import number_text, written
from matou.kernels.decision.values import NANOS, NUMBERS, Date, Span, Time, Value, now_moment
from matou.kit.errors import DomainError

DEPTH: Final = 50
_KEPT: Final = frozenset({str, bool, type(None)})


class FactUnfit(DomainError):
    """A fact is of a kind that no decision can be based on."""

    code = "decision-fact-unfit"
    status = 422
    zh = "事实“{place}”的值不能用于决策：{reason}。请改正后重试。"
    en = "The fact “{place}” cannot be decided on: {reason}. Correct it and try again."


def facts_of(plain: Mapping[str, Any]) -> dict[str, Value]:
    """Return facts as FEEL values. Raises FactUnfit with the name of the fact."""
    return {name: feel_of(value, name) for name, value in plain.items()}


def feel_of(value: Any, place: str = "", depth: int = 0) -> Value:
    """Return a Python value as FEEL's. Raises FactUnfit.

    A naive moment or time is local, without a zone; a float is the number that Python prints.
    """
    kind = type(value)
    if kind in _KEPT:
        return value
    if kind is int or kind is float or kind is Decimal:
        return _number(value, place)
    if depth > DEPTH:
        raise FactUnfit(place=place, reason=f"nested deeper than {DEPTH}")
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise FactUnfit(place=place, reason="a key is no text")
        return {key: feel_of(each, f"{place}.{key}", depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [feel_of(item, f"{place}[{at}]", depth + 1) for at, item in enumerate(value, 1)]
    return _instant(value, place)


def _number(value: float | Decimal, place: str) -> Decimal:
    try:
        number = NUMBERS.create_decimal(repr(value) if isinstance(value, float) else value)
    except DecimalException:
        raise FactUnfit(place=place, reason="beyond exponent 6144") from None
    if not number.is_finite():
        raise FactUnfit(place=place, reason="not a finite number")
    return number


def _instant(value: Any, place: str) -> Value:
    if isinstance(value, datetime):
        moment = now_moment(value)
        if value.tzinfo is not None:
            return moment
        clock = Time(value.hour, value.minute, value.second, value.microsecond * 1000)
        return type(moment)(moment.date, clock)
    if isinstance(value, date):
        return Date(value.year, value.month, value.day)
    if isinstance(value, timedelta):
        return Span((value.days * 86_400 + value.seconds) * NANOS + value.microseconds * 1000)
    if isinstance(value, time) and value.tzinfo is None:
        return Time(value.hour, value.minute, value.second, value.microsecond * 1000)
    raise FactUnfit(place=place, reason=f"a {type(value).__name__} is not known")


def plain_of(value: Value) -> Any:
    """Return a FEEL value as JSON holds it: numbers and instants as text where they need it."""
    if type(value) in _KEPT:
        return value
    if isinstance(value, Decimal):
        whole = value == value.to_integral_value() and abs(value) < Decimal(2**53)
        return int(value) if whole else number_text(value)
    if isinstance(value, dict):
        return {key: plain_of(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain_of(item) for item in value]
    return written(value)
