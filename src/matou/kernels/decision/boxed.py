"""From boxed expressions to closures (DMN 1.5, 10.2)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from matou.kernels.decision import model, tables
from matou.kernels.decision.feel.calls import as_type, call_named, made_function
from matou.kernels.decision.feel.collections import loop_over, picked, quantified_over
from matou.kernels.decision.feel.compiler import LIBRARY_NAMES, compiled, compiled_tests
from matou.kernels.decision.feel.frame import Closure, Frame, Test
from matou.kernels.decision.feel.lexer import FeelUnreadable
from matou.kernels.decision.feel.names import Names
from matou.kernels.decision.itemtypes import ItemTypes
from matou.kernels.decision.types import ANY, Type, kind_of
from matou.kernels.decision.values import Function, Value

DEPTH: Final = 30


@dataclass(frozen=True, slots=True)
class Bench:
    """What is known where a box is compiled: the model's types, the names, the place."""

    types: ItemTypes
    names: Names
    place: str
    depth: int = 0

    def knowing(self, names: Iterable[str]) -> "Bench":
        """Return a bench on which more names are known."""
        return Bench(self.types, Names(names, self.names), self.place, self.depth)

    def type(self, text: str) -> Type:
        """Return a type. Raises ModelRefused."""
        return self.types.named(text) if text else ANY

    def expression(self, text: str, where: str = "") -> Closure:
        """Compile FEEL. Raises ModelRefused with the place."""
        try:
            return compiled(text, self.names, self.types.types)
        except FeelUnreadable as error:
            raise self.refusal(where, error) from error

    def tests(self, text: str, where: str = "") -> Test:
        """Compile unary tests. Raises ModelRefused with the place."""
        try:
            return compiled_tests(text, self.names, self.types.types)
        except FeelUnreadable as error:
            raise self.refusal(where, error) from error

    def refusal(self, where: str, error: FeelUnreadable) -> model.ModelRefused:
        """Return the refusal of a text, with its place in the model."""
        place = f"{self.place}, {where}" if where else self.place
        return model.ModelRefused(place=place, reason=error.message("en").rstrip("."))


def root_names(words: Iterable[str]) -> Names:
    """Return the names known all over a model, over those of the library."""
    return Names(words, LIBRARY_NAMES)


def compiled_box(box: model.Box, bench: Bench) -> Closure:
    """Compile a box. Raises ModelRefused."""
    if bench.depth > DEPTH:
        raise model.ModelRefused(place=bench.place, reason=f"boxes nested deeper than {DEPTH}")
    deeper = Bench(bench.types, bench.names, bench.place, bench.depth + 1)
    try:
        made = MAKERS[type(box)](box, deeper)
    except RecursionError:
        raise model.ModelRefused(place=bench.place, reason="nested too deeply") from None
    kind = bench.type(box.type)
    if kind is ANY or isinstance(box, model.FunctionBox):
        return made
    return lambda frame: as_type(made(frame), kind, bench.place, frame.run)


def _literal(box: model.Literal, bench: Bench) -> Closure:
    if not box.text.strip():
        return lambda _frame: None
    return bench.expression(box.text)


def _context(box: model.Context, bench: Bench) -> Closure:
    entries: list[tuple[str, Type, Closure]] = []
    for entry in box.entries:
        entries.append((entry.name, bench.type(entry.type), compiled_box(entry.value, bench)))
        if entry.name:
            bench = bench.knowing((entry.name,))

    def build(frame: Frame) -> Value:
        built: dict[str, Value] = {}
        inner = Frame(built, frame.run, frame)
        for name, kind, value in entries:
            found = as_type(value(inner), kind, name or bench.place, frame.run)
            if not name:
                return found
            if name in built:
                return frame.run.fail(f"the entry {name!r} stands twice")
            built[name] = found
        return dict(built)

    return build


def _invocation(box: model.Invocation, bench: Bench) -> Closure:
    function = compiled_box(box.function, bench)
    bindings = [(name, compiled_box(value, bench)) for name, value in box.bindings]

    def call(frame: Frame) -> Value:
        called = function(frame)
        if not isinstance(called, Function):
            return frame.run.fail(f"a {kind_of(called)} cannot be called")
        return call_named(called, {name: value(frame) for name, value in bindings}, frame.run)

    return call


def _list(box: model.ListBox, bench: Bench) -> Closure:
    items = [compiled_box(item, bench) for item in box.items]
    return lambda frame: [item(frame) for item in items]


def _relation(box: model.Relation, bench: Bench) -> Closure:
    rows = [[compiled_box(cell, bench) for cell in row] for row in box.rows]
    names = box.columns
    return lambda frame: [
        {name: cell(frame) for name, cell in zip(names, row, strict=True)} for row in rows
    ]


def _function(box: model.FunctionBox, bench: Bench) -> Closure:
    parameters = [(name, bench.type(kind)) for name, kind in box.parameters]
    result = bench.type(box.type)
    if result.kind == "function":
        result = result.element or ANY
    name = bench.place
    if box.kind != "FEEL":
        outside: Closure = lambda frame: frame.run.fail("code outside FEEL is not run")  # noqa: E731
        return lambda frame: made_function(name, parameters, result, outside, frame)
    body = compiled_box(box.body, bench.knowing(parameter for parameter, _ in parameters))
    return lambda frame: made_function(name, parameters, result, body, frame)


def _conditional(box: model.Conditional, bench: Bench) -> Closure:
    condition = compiled_box(box.condition, bench)
    then, otherwise = compiled_box(box.then, bench), compiled_box(box.otherwise, bench)

    def choose(frame: Frame) -> Value:
        answer = condition(frame)
        if answer is not None and not isinstance(answer, bool):
            return frame.run.fail(f"a {kind_of(answer)} is no condition")
        return then(frame) if answer is True else otherwise(frame)

    return choose


def _filter(box: model.FilterBox, bench: Bench) -> Closure:
    source = compiled_box(box.source, bench)
    match = compiled_box(box.match, bench.knowing(("item",)))

    def pick(frame: Frame) -> Value:
        items = source(frame)
        if items is None:
            return None
        return picked(items if isinstance(items, list) else [items], match, frame)

    return pick


def _iteration(box: model.Iteration, bench: Bench) -> Closure:
    source = compiled_box(box.source, bench)
    body = compiled_box(box.body, bench.knowing((box.variable, "partial")))
    domains: list[tuple[str, Closure, Closure | None]] = [(box.variable, source, None)]
    if box.kind == "for":
        return loop_over(domains, body)
    return quantified_over(box.kind, domains, body)


MAKERS: Final[dict[type[model.Box], Callable[[Any, Bench], Closure]]] = {
    model.Literal: _literal,
    model.Context: _context,
    model.Invocation: _invocation,
    model.ListBox: _list,
    model.Relation: _relation,
    model.FunctionBox: _function,
    model.Conditional: _conditional,
    model.FilterBox: _filter,
    model.Iteration: _iteration,
    model.Table: tables.table,
}
