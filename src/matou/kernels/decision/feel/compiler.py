"""From nodes to Python closures: what an expression costs is paid when it is read, not when run."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from matou.kernels.decision.feel import calls, collections, nodes, unary
from matou.kernels.decision.feel.frame import Closure, Frame, Test
from matou.kernels.decision.feel.names import Names
from matou.kernels.decision.feel.parser import parsed, parsed_tests
from matou.kernels.decision.feel.properties import property_of
from matou.kernels.decision.feel.typewords import UNKNOWN
from matou.kernels.decision.library import BUILT_INS
from matou.kernels.decision.limits import Run, running
from matou.kernels.decision.operators import ARITHMETIC, compared, weigh
from matou.kernels.decision.types import NAMES, Type, is_instance, kind_of
from matou.kernels.decision.values import Months, Span, Value

LIBRARY_NAMES: Final = Names(BUILT_INS)


def compiled(text: str, known: Names | None = None, types: Mapping[str, Type] = NAMES) -> Closure:
    """Compile an expression. Raises FeelUnreadable."""
    return closure(parsed(text, known or LIBRARY_NAMES, types))


def compiled_tests(
    text: str, known: Names | None = None, types: Mapping[str, Type] = NAMES
) -> Test:
    """Compile a cell's unary tests. Raises FeelUnreadable."""
    return unary.test_of(parsed_tests(text, known or LIBRARY_NAMES, types), closure)


def evaluated(text: str, names: Mapping[str, Value], run: Run) -> Value:
    """Compile and evaluate an expression once. Raises FeelUnreadable, DecisionTooLarge."""
    expression = compiled(text, Names(names, LIBRARY_NAMES))
    try:
        with running(run):
            value = expression(Frame(dict(names), run))
    except RecursionError:
        return run.refuse("depth")
    weigh(value, run.limits.list_items)
    return value


def closure(node: nodes.Node) -> Closure:
    """Return the node's closure."""
    return MAKERS[type(node)](node)


def _constant(node: nodes.Constant) -> Closure:
    value = node.value
    return lambda _frame: value


def _name(node: nodes.Name) -> Closure:
    name = node.name
    built_in = BUILT_INS.get(name)

    def look(frame: Frame) -> Value:
        layer: Frame | None = frame
        while layer is not None:
            if name in layer.names:
                return layer.names[name]
            layer = layer.around
        if built_in is None:
            frame.run.fail(f"the name {name!r} is not known")
        return built_in

    return look


def _path(node: nodes.Path) -> Closure:
    base, name = closure(node.base), node.name
    return lambda frame: property_of(base(frame), name, frame.run)


def _negation(node: nodes.Negation) -> Closure:
    operand = closure(node.operand)

    def negate(frame: Frame) -> Value:
        value = operand(frame)
        if type(value) is Decimal:
            return -value if value else value
        if isinstance(value, Months):
            return Months(-value.months)
        if isinstance(value, Span):
            return Span(-value.nanos)
        return frame.run.fail(f"a {kind_of(value)} has no negative")

    return negate


def _binary(node: nodes.Binary) -> Closure:
    left, right, operator = closure(node.left), closure(node.right), node.operator
    table = ARITHMETIC[operator]

    def compute(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        operation = table.get((type(one), type(other)))
        result = None if operation is None else operation(one, other)
        if result is None:
            frame.run.fail(f"{kind_of(one)} {operator} {kind_of(other)} has no result")
        elif type(result) is str:
            frame.run.check_text(len(result))
        return result

    return compute


def _comparison(node: nodes.Comparison) -> Closure:
    left, right, operator = closure(node.left), closure(node.right), node.operator

    def compare(frame: Frame) -> Value:
        one, other = left(frame), right(frame)
        answer = compared(operator, one, other)
        if answer is None:
            frame.run.fail(f"{kind_of(one)} {operator} {kind_of(other)} cannot be said")
        return answer

    return compare


def _junction(node: nodes.Junction) -> Closure:
    left, right = closure(node.left), closure(node.right)
    decisive = node.operator == "or"

    def join(frame: Frame) -> Value:
        one = left(frame)
        if one is decisive:
            return decisive
        other = right(frame)
        if other is decisive:
            return decisive
        return (not decisive) if one is (not decisive) and other is (not decisive) else None

    return join


def _between(node: nodes.Between) -> Closure:
    operand, low, high = closure(node.operand), closure(node.low), closure(node.high)

    def within(frame: Frame) -> Value:
        value = operand(frame)
        above = compared(">=", value, low(frame))
        below = compared("<=", value, high(frame))
        if above is None or below is None:
            frame.run.fail("the bounds cannot be compared with the value")
        return unary.all_of((above, below))

    return within


def _in(node: nodes.In) -> Closure:
    operand, test = closure(node.operand), unary.test_of(node.tests, closure)
    return lambda frame: test(operand(frame), frame)


def _instance(node: nodes.InstanceOf) -> Closure:
    operand, kind = closure(node.operand), node.type
    if kind.kind == UNKNOWN:
        return lambda frame: frame.run.fail(f"the type {kind.name!r} is not known")
    if kind.kind == "null":
        return lambda frame: operand(frame) is None

    def check(frame: Frame) -> Value:
        value = operand(frame)
        return value is not None and is_instance(value, kind)

    return check


def _if(node: nodes.If) -> Closure:
    condition, then, otherwise = map(closure, (node.condition, node.then, node.otherwise))

    def choose(frame: Frame) -> Value:
        return then(frame) if condition(frame) is True else otherwise(frame)

    return choose


def _list(node: nodes.ListOf) -> Closure:
    items = [closure(item) for item in node.items]
    return lambda frame: [item(frame) for item in items]


def _context(node: nodes.ContextOf) -> Closure:
    entries = [(name, closure(value)) for name, value in node.entries]

    def build(frame: Frame) -> Value:
        built: dict[str, Value] = {}
        inner = Frame(built, frame.run, frame)
        for name, value in entries:
            found = value(inner)
            if name in built:
                return frame.run.fail(f"the entry {name!r} stands twice")
            built[name] = found
        return dict(built)

    return build


def _range(node: nodes.RangeOf) -> Closure:
    low = closure(node.low or nodes.Constant(None))
    high = closure(node.high or nodes.Constant(None))
    bounds = node.low_closed, node.high_closed
    return lambda frame: unary.interval(low(frame), high(frame), bounds, frame.run)


def _unary(node: nodes.UnaryTest) -> Closure:
    operand, operator = closure(node.operand), node.operator
    return lambda frame: unary.range_of(operator, operand(frame), frame.run)


def _tests(node: nodes.Tests) -> Closure:
    test = unary.test_of(node, closure)
    return lambda frame: test(frame.names.get("?"), frame)


MAKERS: Final[dict[type[nodes.Node], Callable[[Any], Closure]]] = {
    nodes.Constant: _constant,
    nodes.Name: _name,
    nodes.Path: _path,
    nodes.Negation: _negation,
    nodes.Binary: _binary,
    nodes.Comparison: _comparison,
    nodes.Junction: _junction,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.InstanceOf: _instance,
    nodes.If: _if,
    nodes.ListOf: _list,
    nodes.ContextOf: _context,
    nodes.RangeOf: _range,
    nodes.UnaryTest: _unary,
    nodes.Tests: _tests,
    nodes.Filter: lambda node: collections.filtered(node, closure),
    nodes.For: lambda node: collections.loop(node, closure),
    nodes.Quantified: lambda node: collections.quantified(node, closure),
    nodes.Call: lambda node: calls.by_place(node, closure),
    nodes.NamedCall: lambda node: calls.by_name(node, closure),
    nodes.FunctionOf: lambda node: calls.function(node, closure),
}
