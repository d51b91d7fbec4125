"""What a table answers once it is known which rules passed: the hit policies (DMN 1.5, 8.2.10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from matou.kernels.decision.feel.calls import as_type
from matou.kernels.decision.feel.frame import Closure, Frame, Test
from matou.kernels.decision.library.registry import BUILT_INS
from matou.kernels.decision.operators import equal
from matou.kernels.decision.values import Value

if TYPE_CHECKING:
    from matou.kernels.decision.tables import AnsweredOutput


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The output side of a table."""

    outputs: list[AnsweredOutput]
    rows: list[list[Closure]]
    priorities: list[list[Test]]
    place: str

    def of(self, row: int, frame: Frame) -> Value:
        """Return what a rule answers: a value, or a context of several."""
        values = [cell(frame) for cell in self.rows[row]]
        return self.shaped(values, frame)

    def shaped(self, values: list[Value], frame: Frame) -> Value:
        """Check the values against their columns and put them together."""
        kept: list[Value] = []
        for output, value in zip(self.outputs, values, strict=True):
            found = as_type(value, output.type, output.name or self.place, frame.run)
            if output.allowed is not None and output.allowed(found, frame) is not True:
                frame.run.fail(f"{output.name or self.place}: not among the allowed values")
                found = None
            kept.append(found)
        if len(kept) == 1:
            return kept[0]
        return {output.name: v for output, v in zip(self.outputs, kept, strict=True)}

    def default(self, frame: Frame) -> Value:
        """Return what stands where no rule fits; null where nothing is written."""
        if all(output.default is None for output in self.outputs):
            return frame.run.fail(f"{self.place}: no rule fits")
        values = [
            None if output.default is None else output.default(frame) for output in self.outputs
        ]
        return self.shaped(values, frame)

    def by_priority(self, rows: list[int], frame: Frame) -> list[Value]:
        """Return the answers, the most important value first."""
        answered = [self.of(row, frame) for row in rows]
        return sorted(answered, key=lambda answer: self._ranks(answer, frame))

    def _ranks(self, answer: Value, frame: Frame) -> list[int]:
        values = [answer] if len(self.outputs) == 1 else list(answer.values())
        return [
            next((at for at, test in enumerate(tests) if test(value, frame) is True), len(tests))
            for value, tests in zip(values, self.priorities, strict=True)
        ]


def _unique(answers: Answers, rows: list[int], frame: Frame) -> Value:
    if len(rows) > 1:
        fitting = ", ".join(str(row + 1) for row in rows[:10])
        return frame.run.fail(f"{answers.place}: rules {fitting} fit together, only one may")
    return answers.of(rows[0], frame) if rows else answers.default(frame)


def _any(answers: Answers, rows: list[int], frame: Frame) -> Value:
    if not rows:
        return answers.default(frame)
    found = [answers.of(row, frame) for row in rows]
    if all(equal(found[0], other) for other in found[1:]):
        return found[0]
    return frame.run.fail(f"{answers.place}: the rules that fit do not agree")


def _priority(answers: Answers, rows: list[int], frame: Frame) -> Value:
    return answers.by_priority(rows, frame)[0] if rows else answers.default(frame)


def _first(answers: Answers, rows: list[int], frame: Frame) -> Value:
    return answers.of(rows[0], frame) if rows else answers.default(frame)


def _collect(answers: Answers, rows: list[int], frame: Frame) -> Value:
    if not rows and any(output.default for output in answers.outputs):
        return answers.default(frame)
    return [answers.of(row, frame) for row in rows]


def _output_order(answers: Answers, rows: list[int], frame: Frame) -> Value:
    return answers.by_priority(rows, frame) if rows else _collect(answers, rows, frame)


def _aggregate(name: str) -> Callable[[Answers, list[int], Frame], Value]:
    function = BUILT_INS[name]

    def policy(answers: Answers, rows: list[int], frame: Frame) -> Value:
        if not rows:
            return answers.default(frame)
        return function.call(frame.run, [[answers.of(row, frame) for row in rows]])

    return policy


def _count(answers: Answers, rows: list[int], frame: Frame) -> Value:
    if not rows and any(output.default for output in answers.outputs):
        return answers.default(frame)
    return Decimal(len(rows))


POLICIES: Final[dict[str, Callable[[Answers, list[int], Frame], Value]]] = {
    "U": _unique,
    "A": _any,
    "P": _priority,
    "F": _first,
    "R": _collect,
    "O": _output_order,
    "C": _collect,
    "C+": _aggregate("sum"),
    "C<": _aggregate("min"),
    "C>": _aggregate("max"),
    "C#": _count,
}
