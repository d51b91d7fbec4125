"""Decision tables with all hit policies (DMN 1.5, 8.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matou.kernels.decision import model
from matou.kernels.decision.columns import Cell, Column
from matou.kernels.decision.feel.calls import as_type
from matou.kernels.decision.feel.compiler import closure
from matou.kernels.decision.feel.frame import Closure, Frame, Test
from matou.kernels.decision.feel.lexer import FeelUnreadable
from matou.kernels.decision.feel.names import Names
from matou.kernels.decision.feel.parser import parsed_tests
from matou.kernels.decision.feel.unary import test_of
from matou.kernels.decision.hits import POLICIES, Answers
from matou.kernels.decision.trace import FailedCell, TableTrace
from matou.kernels.decision.types import ANY, Type
from matou.kernels.decision.values import Value

if TYPE_CHECKING:
    from matou.kernels.decision.boxed import Bench

CELLS: Final = 200_000
RULES: Final = 20_000
RANKED: Final = frozenset({"P", "O"})
AGGREGATED: Final = frozenset({"C+", "C<", "C>", "C#"})


@dataclass(frozen=True, slots=True)
class TestedInput:
    """An input column: where its fact comes from and what it may be."""

    value: Closure
    type: Type
    allowed: Test | None
    title: str


@dataclass(frozen=True, slots=True)
class AnsweredOutput:
    """An output column: its name, type, allowed values and what stands where no rule fits."""

    name: str
    type: Type
    allowed: Test | None
    default: Closure | None


def table(box: model.Table, bench: Bench) -> Closure:
    """Compile a table. Raises ModelRefused with row and column."""
    check_shape(box, bench.place)
    inputs = [_input(each, at, bench) for at, each in enumerate(box.inputs, 1)]
    columns = [_column(box, at, bench) for at in range(len(box.inputs))]
    answers = Answers(
        outputs=[_output(each, bench) for each in box.outputs],
        rows=[_results(rule, row, bench) for row, rule in enumerate(box.rules, 1)],
        priorities=[_priorities(each, bench) for each in box.outputs],
        place=bench.place,
    )
    every = (1 << len(box.rules)) - 1
    decide = POLICIES[box.hit]
    tests = [rule.tests for rule in box.rules]

    def evaluate(frame: Frame) -> Value:
        values = _facts(inputs, frame)
        if values is None:
            return None
        if frame.run.traces is not None:
            return _traced(frame, values, columns, tests, lambda bits: decide(answers, bits, frame))
        bits = every
        for column, value in zip(columns, values, strict=True):
            bits &= column.passed(value, frame)
        return decide(answers, rows_of(bits), frame)

    return evaluate


def rows_of(bits: int) -> list[int]:
    """Return the places of the bits that are set, lowest first."""
    rows: list[int] = []
    while bits:
        lowest = bits & -bits
        rows.append(lowest.bit_length() - 1)
        bits ^= lowest
    return rows


def _facts(inputs: list[TestedInput], frame: Frame) -> list[Value] | None:
    """Return the value of each input; None where one is not allowed."""
    values: list[Value] = []
    for each in inputs:
        value = each.value(frame)
        if each.type is not ANY:
            value = as_type(value, each.type, each.title, frame.run)
        if each.allowed is not None and each.allowed(value, frame) is not True:
            frame.run.fail(f"{each.title}: the value is none of the allowed ones")
            return None
        values.append(value)
    return values


def _traced(
    frame: Frame,
    values: list[Value],
    columns: list[Column],
    tests: list[tuple[str, ...]],
    decide: Callable[[list[int]], Value],
) -> Value:
    """Decide and note for each rule the first cell that fails."""
    alive = (1 << len(tests)) - 1
    failed: list[FailedCell] = []
    for at, (column, value) in enumerate(zip(columns, values, strict=True)):
        passed = column.passed(value, frame)
        failed.extend(
            FailedCell(row + 1, at + 1, value, tests[row][at]) for row in rows_of(alive & ~passed)
        )
        alive &= passed
    rows = rows_of(alive)
    result = decide(rows)
    trace = TableTrace(
        frame.run.place,
        tuple(values),
        tuple(row + 1 for row in rows),
        tuple(sorted(failed, key=lambda cell: cell.rule)),
        result,
    )
    kept = frame.run.traces
    if kept is not None and len(kept) < frame.run.limits.traces:
        kept.append(trace)
    return result


def check_shape(box: model.Table, place: str) -> None:
    """Refuse a table whose rows do not fit its columns. Raises ModelRefused."""
    if box.hit not in model.HIT_POLICIES:
        raise model.ModelRefused(place=place, reason=f"no hit policy {box.hit!r}")
    if not box.outputs:
        raise model.ModelRefused(place=place, reason="a table needs an output")
    if box.hit in RANKED and not any(output.allowed for output in box.outputs):
        raise model.ModelRefused(place=place, reason="priorities need the allowed output values")
    if box.hit in AGGREGATED and len(box.outputs) > 1:
        raise model.ModelRefused(place=place, reason=f"{box.hit} needs a single output")
    wide = len(box.inputs) + len(box.outputs)
    if wide * len(box.rules) > CELLS or len(box.rules) > RULES:
        reason = f"more than {RULES} rules or {CELLS} cells"
        raise model.ModelRefused(place=place, reason=reason)
    for row, rule in enumerate(box.rules, 1):
        if len(rule.tests) != len(box.inputs) or len(rule.results) != len(box.outputs):
            raise model.ModelRefused(place=f"{place}, row {row}", reason="cells are missing")


def _input(each: model.Input, at: int, bench: Bench) -> TestedInput:
    allowed = bench.tests(each.allowed, f"input {at}, allowed values") if each.allowed else None
    value = bench.expression(each.text, f"input {at}")
    return TestedInput(value, bench.type(each.type), allowed, each.title)


def _column(box: model.Table, at: int, bench: Bench) -> Column:
    """Compile a column; equal cells become one."""
    cells: dict[str, Cell] = {}
    names = Names(("?",), bench.names)
    for row, rule in enumerate(box.rules):
        text = rule.tests[at].strip() or "-"
        known = cells.get(text)
        if known is None:
            try:
                node = parsed_tests(text, names, bench.types.types)
            except FeelUnreadable as error:
                raise bench.refusal(f"row {row + 1}, input {at + 1}", error) from error
            known = Cell(text, node, test_of(node, closure), 0)
        cells[text] = Cell(text, known.node, known.test, known.rules | 1 << row)
    return Column(box.inputs[at].title, tuple(cells.values()))


def _output(each: model.Output, bench: Bench) -> AnsweredOutput:
    where = f"output {each.name}".strip()
    allowed = bench.tests(each.allowed, where) if each.allowed else None
    default = bench.expression(each.default, where) if each.default else None
    return AnsweredOutput(each.name, bench.type(each.type), allowed, default)


def _results(rule: model.Rule, row: int, bench: Bench) -> list[Closure]:
    return [
        bench.expression(text if text.strip() else "null", f"row {row}, output {at}")
        for at, text in enumerate(rule.results, 1)
    ]


def _priorities(each: model.Output, bench: Bench) -> list[Test]:
    """Return a test for each allowed value, the most important first."""
    if not each.allowed:
        return []
    node = parsed_tests(each.allowed, bench.names, bench.types.types)
    return [test_of(test, closure) for test in node.tests]
