"""Ranges written between literals, as ``range("[1..5)")`` takes them."""

from matou.kernels.decision.feel import nodes
from matou.kernels.decision.feel.compiler import closure
from matou.kernels.decision.feel.frame import Frame
from matou.kernels.decision.feel.lexer import FeelUnreadable
from matou.kernels.decision.feel.names import Names
from matou.kernels.decision.feel.parser import parsed
from matou.kernels.decision.limits import Run
from matou.kernels.decision.types import NAMES
from matou.kernels.decision.values import Range, Value


def read_range(text: str, run: Run) -> Value:
    """Return the range that is written, null where its bounds are no literals."""
    try:
        node = parsed(text, Names(("date and time",)), NAMES)
    except FeelUnreadable:
        return run.fail(f"{text[:80]!r} is no range")
    if not isinstance(node, nodes.RangeOf | nodes.UnaryTest) or not all(
        isinstance(part, str | bool | None) or _is_literal(part) for part in nodes.parts(node)
    ):
        return run.fail(f"{text[:80]!r} is no range between literals")
    value = closure(node)(Frame({}, run))
    return value if isinstance(value, Range) else None


def _is_literal(part: object) -> bool:
    if isinstance(part, nodes.Negation):
        return _is_literal(part.operand)
    if isinstance(part, nodes.Call):
        named = isinstance(part.function, nodes.Name) and part.function.name in READERS
        return named and all(isinstance(argument, nodes.Constant) for argument in part.arguments)
    return isinstance(part, nodes.Constant)


READERS = frozenset({"date", "time", "date and time", "duration"})
