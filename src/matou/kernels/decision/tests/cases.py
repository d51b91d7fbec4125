"""Reads the project's own cases: one line a case, ``expression => value``, by feature."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matou.kernels.decision.yaml_text import load

FOLDER = Path(__file__).parent / "cases"
UNARY = "tests"
"""The file whose lines read ``value | tests => answer``."""


@dataclass(frozen=True, slots=True)
class Case:
    """One expression and the expression of the value that it must come to."""

    file: str
    feature: str
    text: str
    expected: str

    def __str__(self) -> str:
        return f"{self.feature}: {self.text}"


def cases() -> Iterator[Case]:
    """Yield every case of the folder."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for feature, lines in load(path.read_text("utf-8")).items():
            for line in lines.strip().splitlines():
                text, mark, expected = line.rpartition(" => ")
                assert mark, line
                yield Case(path.stem, feature, text, expected)
