"""Values as FEEL writes them: for ``string()``, traces and messages."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from matou.kernels.decision.limits import Run
from matou.kernels.decision.values import (
    Date,
    DateTime,
    Function,
    Months,
    Range,
    Span,
    Time,
    Value,
)

PLAIN_DIGITS: Final = 40
"""Beyond so many places a number is written with an exponent."""


def written(value: Value, run: Run | None = None) -> str:
    """Return the value as text; a string stands without quotes at the top."""
    return value if isinstance(value, str) else inner(value, run)


def inner(value: Value, run: Run | None = None) -> str:
    """Return the value as FEEL's source, as it stands inside a list or context."""
    if run is not None:
        run.step()
    write = WRITERS.get(type(value))
    return write(value, run) if write else str(value)


def number_text(value: Decimal) -> str:
    """Return a number without exponent where that is short, and without idle zeros."""
    if not value:
        return "0"
    exponent = value.adjusted()
    text = f"{value:f}" if abs(exponent) < PLAIN_DIGITS else str(value)
    if "." in text and "E" not in text:
        text = text.rstrip("0").rstrip(".")
    return text


def quoted(text: str) -> str:
    """Return the string in quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _list(value: list[Value], run: Run | None) -> str:
    return "[" + ", ".join(inner(item, run) for item in value) + "]"


def _context(value: dict[str, Value], run: Run | None) -> str:
    return (
        "{" + ", ".join(f"{_key(name)}: {inner(item, run)}" for name, item in value.items()) + "}"
    )


def _key(name: str) -> str:
    plain = name.replace(" ", "").replace("_", "").isalnum() and not name[:1].isdigit()
    return name if plain else quoted(name)


def _range(value: Range, run: Run | None) -> str:
    if value.low is None:
        return f"({'<=' if value.high_closed else '<'} {inner(value.high, run)})"
    if value.high is None:
        return f"({'>=' if value.low_closed else '>'} {inner(value.low, run)})"
    opens, closes = "[" if value.low_closed else "(", "]" if value.high_closed else ")"
    return f"{opens}{inner(value.low, run)}..{inner(value.high, run)}{closes}"


def source(value: Value) -> str:
    """Return the value as an expression that gives it again."""
    if isinstance(value, Date | Time | DateTime | Months | Span):
        return f'@"{value}"'
    return inner(value)


WRITERS: Final[dict[type, Callable[[Value, Run | None], str]]] = {
    type(None): lambda _value, _run: "null",
    bool: lambda value, _run: "true" if value else "false",
    Decimal: lambda value, _run: number_text(value),
    str: lambda value, _run: quoted(value),
    list: _list,
    dict: _context,
    Range: _range,
    Function: lambda value, _run: f"function({', '.join(value.parameters)})",
}
