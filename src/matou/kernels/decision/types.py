"""The types of FEEL: what a value is, whether it conforms, and what it is turned into."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from matou.kernels.decision.values import (
    Date,
    DateTime,
    Function,
    Months,
    Range,
    Span,
    Time,
    Value,
    midnight,
)

SIMPLE: dict[type, str] = {
    Decimal: "number",
    str: "string",
    bool: "boolean",
    Date: "date",
    Time: "time",
    DateTime: "date and time",
    Months: "years and months duration",
    Span: "days and time duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
    type(None): "null",
}
"""The name of each kind of value."""


@dataclass(frozen=True, slots=True)
class Type:
    """A type: a simple kind, or one with element, fields, or parameters and result."""

    kind: str
    element: "Type | None" = None
    fields: tuple[tuple[str, "Type"], ...] = ()
    parameters: tuple["Type", ...] | None = None
    allowed: Callable[[Value], bool] | None = None
    """The allowed values of an item definition."""
    name: str = ""

    def __str__(self) -> str:
        if self.name:
            return self.name
        if self.kind in {"list", "range"} and self.element:
            return f"{self.kind}<{self.element}>"
        return self.kind


ANY = Type("any")
NULL = Type("null")
NAMES: dict[str, Type] = {
    **{name: Type(name) for name in SIMPLE.values()},
    "Any": ANY,
    "any": ANY,
    "Null": NULL,
    "dateTime": Type("date and time"),
    "date time": Type("date and time"),
    "yearMonthDuration": Type("years and months duration"),
    "dayTimeDuration": Type("days and time duration"),
    "years and months duration": Type("years and months duration"),
    "days and time duration": Type("days and time duration"),
}
"""Type names of FEEL, with those that older DMN files use."""

LIST_OF_ANY = Type("list", ANY)


def kind_of(value: Value) -> str:
    """Return the kind's name."""
    return SIMPLE.get(type(value), "any")


def conforms(value: Value, to: Type) -> bool:
    """Tell whether the value may stand where the type is asked for; null may anywhere."""
    if value is None:
        return True
    return is_instance(value, to) and (to.allowed is None or to.allowed(value))


def is_instance(value: Value, of: Type) -> bool:
    """Answer ``value instance of type`` for a value other than null."""
    if of.kind == "any":
        return value is not None
    if kind_of(value) != of.kind:
        return False
    inner = _INNER.get(of.kind)
    return inner is None or inner(value, of)


def _list_fits(value: list[Value], of: Type) -> bool:
    element = of.element
    return element is None or all(conforms(item, element) for item in value)


def _context_fits(value: dict[str, Value], of: Type) -> bool:
    return all(name in value and conforms(value[name], kind) for name, kind in of.fields)


def _range_fits(value: Range, of: Type) -> bool:
    element = of.element
    ends = (value.low, value.high)
    return element is None or all(end is None or conforms(end, element) for end in ends)


def _function_fits(value: Function, of: Type) -> bool:
    if of.parameters is None:
        return True
    own = value.kind
    if len(value.parameters) != len(of.parameters):
        return False
    if not isinstance(own, Type) or own.parameters is None:
        return True
    narrower = all(
        is_subtype(theirs, ours) for ours, theirs in zip(own.parameters, of.parameters, strict=True)
    )
    result = own.element or ANY
    return narrower and (result.kind == "any" or is_subtype(result, of.element or ANY))


_INNER: dict[str, Callable[[Value, Type], bool]] = {
    "list": _list_fits,
    "context": _context_fits,
    "range": _range_fits,
    "function": _function_fits,
}


def is_subtype(narrow: Type, wide: Type) -> bool:
    """Tell whether every value of the one type conforms to the other."""
    if wide.kind == "any" or narrow.kind == "null":
        return True
    if narrow.kind != wide.kind:
        return False
    if wide.kind in {"list", "range"}:
        return is_subtype(narrow.element or ANY, wide.element or ANY)
    own = dict(narrow.fields)
    return all(name in own and is_subtype(own[name], kind) for name, kind in wide.fields)


def coerced(value: Value, to: Type) -> tuple[bool, Value]:
    """Return whether the value can stand for the type, and what it becomes there.

    A list of one gives its item, an item becomes a list of one, a date its first moment in UTC.
    """
    if conforms(value, to):
        return True, value
    if to.kind == "list":
        return _as_list(value, to)
    if isinstance(value, list):
        only = value[0] if len(value) == 1 else None
        return (True, only) if only is not None and conforms(only, to) else (False, None)
    if to.kind == "date and time" and isinstance(value, Date):
        return True, midnight(value)
    if to.kind == "context" and isinstance(value, dict):
        return _as_context(value, to)
    return False, None


def _as_list(value: Value, to: Type) -> tuple[bool, Value]:
    element = to.element or ANY
    items = [coerced(item, element) for item in (value if isinstance(value, list) else [value])]
    whole = [item for _, item in items]
    return (True, whole) if all(ok for ok, _ in items) and conforms(whole, to) else (False, None)


def _as_context(value: dict[str, Value], to: Type) -> tuple[bool, Value]:
    whole = dict(value)
    for name, kind in to.fields:
        if name not in value:
            return False, None
        fits, whole[name] = coerced(value[name], kind)
        if not fits:
            return False, None
    return (True, whole) if conforms(whole, to) else (False, None)
