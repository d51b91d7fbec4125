"""Unary tests: whether an input passes a cell, in three-valued logic."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from matou.kernels.decision.feel import nodes
from matou.kernels.decision.feel.frame import Closure, Frame, Test
from matou.kernels.decision.limits import Run
from matou.kernels.decision.operators import compared, equal, in_range, order
from matou.kernels.decision.types import kind_of
from matou.kernels.decision.values import Date, DateTime, Months, Range, Span, Time, Value

Compile = Callable[[nodes.Node], Closure]
ORDERED: Final = (Decimal, str, Date, DateTime, Time, Months, Span)


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """Return the conjunction."""
    answer: bool | None = True
    for one in answers:
        if one is False:
            return False
        if one is not True:
            answer = None
    return answer


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Return the disjunction."""
    answer: bool | None = False
    for one in answers:
        if one is True:
            return True
        if one is not False:
            answer = None
    return answer


def interval(low: Value, high: Value, closed: tuple[bool, bool], run: Run) -> Value:
    """Return the range between two bounds; null where they have no order or the wrong one."""
    sign = order(low, high)
    if sign is None or sign > 0:
        return run.fail(f"no range from {kind_of(low)} to {kind_of(high)}")
    return Range(low, high, *closed)


def range_of(operator: str, bound: Value, run: Run) -> Value:
    """Return ``(< 5)`` as the range it means."""
    if not isinstance(bound, ORDERED) and operator not in {"=", "!="}:
        return run.fail(f"no range up to a {kind_of(bound)}")
    made = {
        "<": Range(None, bound, False, False),
        "<=": Range(None, bound, False, True),
        ">": Range(bound, None, False, False),
        ">=": Range(bound, None, True, False),
        "=": Range(bound, bound, True, True),
    }
    if operator not in made:
        return run.fail("no range leaves out one value")
    return made[operator]


def test_of(node: nodes.Node, compile_node: Compile) -> Test:
    """Compile one test or the tests of a cell."""
    make = MAKERS.get(type(node))
    if make is not None:
        return make(node, compile_node)
    if mentions_input(node):
        return _condition(compile_node(node))
    return _expression(compile_node(node))


def _tests(node: nodes.Tests, compile_node: Compile) -> Test:
    tests = [test_of(test, compile_node) for test in node.tests]
    if node.negated:
        return _none_of(tests)
    if len(tests) == 1:
        return tests[0]
    return lambda value, frame: any_of([test(value, frame) for test in tests])


def _none_of(tests: list[Test]) -> Test:
    def check(value: Value, frame: Frame) -> bool | None:
        answer = any_of([test(value, frame) for test in tests])
        return None if answer is None else not answer

    return check


def _anything(_node: nodes.Node, _compile: Compile) -> Test:
    return lambda _value, _frame: True


def _compare(node: nodes.UnaryTest, compile_node: Compile) -> Test:
    operand, operator = compile_node(node.operand), node.operator

    def check(value: Value, frame: Frame) -> bool | None:
        bound = operand(frame)
        answer = compared(operator, value, bound)
        if answer is None and value is not None:
            frame.run.fail(f"{kind_of(value)} {operator} {kind_of(bound)} cannot be said")
        return answer

    return check


def _between(node: nodes.RangeOf, compile_node: Compile) -> Test:
    expression = compile_node(node)

    def check(value: Value, frame: Frame) -> bool | None:
        wanted = expression(frame)
        return None if wanted is None else _passes(value, wanted, frame.run)

    return check


def _condition(condition: Closure) -> Test:
    def check(value: Value, frame: Frame) -> bool | None:
        answer = condition(Frame({"?": value}, frame.run, frame))
        return answer if isinstance(answer, bool) else None

    return check


def _expression(expression: Closure) -> Test:
    return lambda value, frame: _passes(value, expression(frame), frame.run)


def _passes(value: Value, wanted: Value, run: Run) -> bool | None:
    """Tell whether the value equals what the test says, lies in it or is listed there."""
    answer: bool | None
    if isinstance(wanted, Range):
        answer = value == wanted if isinstance(value, Range) else in_range(value, wanted)
    elif isinstance(wanted, list):
        run.step(len(wanted))
        answer = _is_listed(value, wanted)
    elif isinstance(wanted, bool) and not isinstance(value, bool | None):
        answer = wanted
    else:
        answer = equal(value, wanted)
    if answer is None and value is not None:
        run.fail(f"a {kind_of(value)} cannot be tested against a {kind_of(wanted)}")
    return answer


def _is_listed(value: Value, wanted: list[Value]) -> bool | None:
    if isinstance(value, list) and equal(value, wanted):
        return True
    return any(
        in_range(value, item) if isinstance(item, Range) else equal(value, item) for item in wanted
    )


MAKERS: Final[dict[type, Callable[[Any, Compile], Test]]] = {
    nodes.Tests: _tests,
    nodes.AnyValue: _anything,
    nodes.UnaryTest: _compare,
    nodes.RangeOf: _between,
}


def mentions_input(node: object) -> bool:
    """Tell whether a test speaks of the input by its sign ``?``."""
    waiting: list[object] = [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(part)
        elif isinstance(part, nodes.Name) and part.name == "?":
            return True
        elif isinstance(part, nodes.Node):
            waiting.extend(nodes.parts(part))
    return False
