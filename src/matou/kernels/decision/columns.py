"""A table's columns: which rules a fact passes, as a set of bits found in one look where possible.

Equal cells of a column are tested once. Where all cells compare with constants, the answers for
every constant and every gap between two numbers are worked out beforehand, so a fact costs one
dictionary look-up or one binary search whatever the number of rules.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final

from matou.kernels.decision.feel import nodes
from matou.kernels.decision.feel.frame import Frame, Test
from matou.kernels.decision.limits import Limits, Run
from matou.kernels.decision.types import kind_of
from matou.kernels.decision.values import Value

_FINE: Final = Context(prec=80, Emin=-20_000, Emax=20_000)
INDEX_LIMIT: Final = 500_000
"""Tests that an index may take to build: about half a second."""
Look = Callable[[Value, Frame], int]


@dataclass(frozen=True, slots=True)
class Cell:
    """A distinct test of a column and the rules it stands in, as bits."""

    text: str
    node: nodes.Tests
    test: Test
    rules: int


class Column:
    """Answers which rules a fact passes in this column."""

    def __init__(self, title: str, cells: Sequence[Cell]) -> None:
        """Work out the index where the cells allow one."""
        self.title = title
        self.cells = cells
        self.looks: dict[type, Look] = {}
        constants = [constant for cell in cells for constant in _constants(cell.node)]
        known = all(isinstance(constant, str | bool | Decimal) for constant in constants)
        if known and len(cells) * len(constants) <= INDEX_LIMIT:
            self._index(constants)

    def passed(self, value: Value, frame: Frame) -> int:
        """Return the bits of the rules that the fact passes."""
        look = self.looks.get(type(value))
        return look(value, frame) if look is not None else self.tested(value, frame)

    def tested(self, value: Value, frame: Frame) -> int:
        """Return the same by asking every distinct cell."""
        bits = 0
        frame.run.step(len(self.cells))
        for cell in self.cells:
            answer = cell.test(value, frame)
            if answer is True:
                bits |= cell.rules
            elif answer is None and value is not None:
                self._note(value, cell, frame.run)
        return bits

    def _note(self, value: Value, cell: Cell, run: Run) -> None:
        row = (cell.rules & -cell.rules).bit_length()
        run.fail(f"{self.title}, row {row}: {kind_of(value)} cannot be tested by {cell.text}")

    def _index(self, constants: list[Value]) -> None:
        frame = Frame({}, Run(Limits(steps=INDEX_LIMIT * 4, seconds=60)))
        ordered = any(_orders_strings(cell.node) for cell in self.cells)
        strings = {c for c in constants if isinstance(c, str)}
        numbers = sorted({c for c in constants if isinstance(c, Decimal)})
        only = {type(constant) for constant in constants}
        if only <= {str} and not ordered:
            self.looks[str] = self._by_value(strings, frame)
        if only <= {bool}:
            self.looks[bool] = self._by_value((True, False), frame)
        if only <= {Decimal}:
            look = self._by_number(numbers, frame)
            if look is not None:
                self.looks[Decimal] = look

    def _by_value(self, values: Iterable[Value], frame: Frame) -> Look:
        known = {value: self.tested(value, frame) for value in values}
        other = "\0".join(["", *(value for value in known if isinstance(value, str))])
        rest = self.tested(other, frame) if True not in known else 0
        return lambda value, _frame: known.get(value, rest)

    def _by_number(self, numbers: list[Decimal], frame: Frame) -> Look | None:
        """Return the look-up by binary search: even places are gaps, odd ones the numbers."""
        bits: list[int] = []
        for low, high in zip([None, *numbers], [*numbers, None], strict=True):
            between = _between(low, high)
            if (low is not None and between <= low) or (high is not None and between >= high):
                return None
            bits.append(self.tested(between, frame))
            if high is not None:
                bits.append(self.tested(high, frame))
        size = len(numbers)

        def look(value: Value, _frame: Frame) -> int:
            at = bisect_left(numbers, value)
            return bits[2 * at + 1] if at < size and numbers[at] == value else bits[2 * at]

        return look


def _between(low: Decimal | None, high: Decimal | None) -> Decimal:
    if low is None:
        return Decimal(0) if high is None else _FINE.subtract(high, Decimal(1))
    if high is None:
        return _FINE.add(low, Decimal(1))
    return _FINE.divide(_FINE.add(low, high), Decimal(2))


UNINDEXED: Final = object()
"""Stands among the constants where a cell depends on more than the fact."""


def _constants(node: object) -> list[Value]:
    """Return the constants a cell compares with, or the mark that it cannot be indexed."""
    if isinstance(node, nodes.Constant):
        return [UNINDEXED if node.value is None else node.value]
    if isinstance(node, nodes.Negation) and isinstance(node.operand, nodes.Constant):
        number = node.operand.value
        return [-number if isinstance(number, Decimal) else UNINDEXED]
    if isinstance(node, nodes.Tests):
        return [constant for test in node.tests for constant in _constants(test)]
    if isinstance(node, nodes.UnaryTest):
        return _constants(node.operand)
    if isinstance(node, nodes.RangeOf) and node.low is not None and node.high is not None:
        return [*_constants(node.low), *_constants(node.high)]
    return [] if isinstance(node, nodes.AnyValue) else [UNINDEXED]


def _orders_strings(node: nodes.Tests) -> bool:
    """Tell whether a cell orders strings: then equality alone does not answer it."""
    return any(
        isinstance(test, nodes.RangeOf)
        or (isinstance(test, nodes.UnaryTest) and test.operator not in {"=", "!="})
        for test in node.tests
    )
