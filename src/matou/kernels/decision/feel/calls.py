"""Calls by place and by name, and functions that a model defines itself."""

from collections.abc import Callable, Sequence

from matou.kernels.decision.feel import nodes
from matou.kernels.decision.feel.frame import Closure, Frame
from matou.kernels.decision.library.registry import Overloads
from matou.kernels.decision.limits import Run
from matou.kernels.decision.types import Type, coerced, kind_of
from matou.kernels.decision.values import Function, Value

Compile = Callable[[nodes.Node], Closure]


def by_place(node: nodes.Call, compile_node: Compile) -> Closure:
    """Compile ``f(a, b)``."""
    function, arguments = compile_node(node.function), [compile_node(a) for a in node.arguments]

    def call(frame: Frame) -> Value:
        called = function(frame)
        if not isinstance(called, Function):
            return frame.run.fail(f"a {kind_of(called)} cannot be called")
        return called.call(frame.run, [argument(frame) for argument in arguments])

    return call


def by_name(node: nodes.NamedCall, compile_node: Compile) -> Closure:
    """Compile ``f(x: a, y: b)``."""
    function = compile_node(node.function)
    arguments = [(name, compile_node(value)) for name, value in node.arguments]
    twice = len({name for name, _ in arguments}) < len(arguments)

    def call(frame: Frame) -> Value:
        called = function(frame)
        if not isinstance(called, Function) or twice:
            return frame.run.fail(f"a {kind_of(called)} cannot be called so")
        return call_named(called, {name: value(frame) for name, value in arguments}, frame.run)

    return call


def call_named(called: Function, arguments: dict[str, Value], run: Run) -> Value:
    """Call with arguments by name."""
    if isinstance(called.kind, Overloads):
        return called.kind.by_name(run, arguments)
    if set(arguments) != set(called.parameters):
        return run.fail(f"{called.name or 'the function'} takes {', '.join(called.parameters)}")
    return called.call(run, [arguments[name] for name in called.parameters])


def function(node: nodes.FunctionOf, compile_node: Compile) -> Closure:
    """Compile ``function(a: type) body``; code outside FEEL is never run."""
    if node.body is None:
        return lambda frame: frame.run.fail("code outside FEEL is not run")
    body = compile_node(node.body)
    parameters, result = node.parameters, Type("any")
    return lambda frame: made_function("", parameters, result, body, frame)


def made_function(
    name: str,
    parameters: Sequence[tuple[str, Type]],
    result: Type,
    body: Closure,
    around: Frame,
) -> Function:
    """Return a function of FEEL over the frame in which it was written."""
    names = tuple(parameter for parameter, _ in parameters)
    kinds = tuple(kind for _, kind in parameters)

    def call(run: Run, arguments: list[Value]) -> Value:
        if len(arguments) != len(names):
            return run.fail(f"{name or 'the function'} takes {len(names)} arguments")
        given: dict[str, Value] = {}
        for parameter, kind, argument in zip(names, kinds, arguments, strict=True):
            fits, given[parameter] = coerced(argument, kind)
            if not fits:
                return run.fail(f"{parameter!r} must be a {kind}, not a {kind_of(argument)}")
        run.enter()
        value = body(Frame(given, run, around))
        run.depth -= 1
        return as_type(value, result, name or "the function", run)

    return Function(name, names, call, Type("function", result, parameters=kinds))


def as_type(value: Value, kind: Type, what: str, run: Run) -> Value:
    """Return the value as the type wants it, null where it cannot be."""
    fits, found = coerced(value, kind)
    if not fits:
        return run.fail(f"{what} must be a {kind}, not a {kind_of(value)}")
    return found
