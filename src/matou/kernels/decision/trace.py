"""Why a table decided so: for each rule the first cell that did not pass. No words, only facts."""

from dataclasses import dataclass

from matou.kernels.decision.values import Value


@dataclass(frozen=True, slots=True)
class FailedCell:
    """The first cell of a rule that the facts did not pass."""

    rule: int
    """The row, counted from 1."""
    column: int
    """The input, counted from 1."""
    value: Value
    """The fact that was tested."""
    test: str
    """What the cell asks for."""


@dataclass(frozen=True, slots=True)
class TableTrace:
    """One evaluation of one table."""

    place: str
    values: tuple[Value, ...]
    matched: tuple[int, ...]
    """The rows that passed, counted from 1."""
    failed: tuple[FailedCell, ...]
    result: Value
