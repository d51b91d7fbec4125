"""A kind of network row: its columns, and how a row of a file becomes values and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from matou.modules.planner.rules import table_cells as cells
from matou.modules.planner.rules.table_cells import Cell, Value

Cells: TypeAlias = dict[str, str]
"""One row of a file: the text of each cell by the column's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its name in tables, in files, its words, and how its cells are read.

    ``is_shown`` puts it into lists; ``choices`` are (key, zh, en); ``unit`` is what the text of the
    cell counts.
    """

    name: str
    head: str
    zh: str
    en: str
    cell: Cell = cells.TEXT
    required: bool = False
    unit: str = ""
    is_shown: bool = False
    choices: tuple[tuple[str, str, str], ...] = ()
    help_zh: str = ""
    help_en: str = ""

    def label(self, language: str) -> str:
        """Return its words."""
        return self.zh if language.startswith("zh") else self.en

    def help_text(self, language: str) -> str:
        """Return its explanation, "" where none is needed."""
        return self.help_zh if language.startswith("zh") else self.help_en

    def choice_label(self, key: str, language: str) -> str:
        """Return the words for one of the choices, the key itself where it is none."""
        for own, zh, en in self.choices:
            if own == key:
                return zh if language.startswith("zh") else en
        return key


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of row: its file, its columns, and how a row is named."""

    key: str
    file: str
    zh: str
    en: str
    icon: str
    columns: tuple[Column, ...]
    code_of: Callable[[Cells], str]
    has_grounds: bool = True
    """Whether the file says source and confidence itself; parameters do not."""

    def title(self, language: str) -> str:
        """Return its words."""
        return self.zh if language.startswith("zh") else self.en

    @property
    def heads(self) -> tuple[str, ...]:
        """The columns of its file, in order."""
        return tuple(column.head for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column with this name in the table."""
        return next(column for column in self.columns if column.name == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFault:
    """What is wrong with one cell."""

    column: str
    value: str
    zh: str
    en: str

    def message(self, language: str) -> str:
        """Return the sentence."""
        return self.zh if language.startswith("zh") else self.en


def read_cells(kind: Kind, row: Mapping[str, str]) -> tuple[dict[str, Value], list[CellFault]]:
    """Return the values of a row by the names of its table, and every fault of its cells."""
    values: dict[str, Value] = {}
    faults: list[CellFault] = []
    for column in kind.columns:
        text = (row.get(column.head) or "").strip()
        if column.required and not text:
            zh, en = "此项必填。", "This is required."
            faults.append(CellFault(column=column.head, value="", zh=zh, en=en))
            continue
        try:
            values[column.name] = column.cell.read(text)
        except cells.BadCell as bad:
            faults.append(CellFault(column=column.head, value=text, zh=bad.zh, en=bad.en))
    return values, faults


def write_cells(kind: Kind, values: Mapping[str, Value]) -> Cells:
    """Return a row of the kind's file; reading it again gives the same values."""
    return {column.head: column.cell.write(values[column.name]) for column in kind.columns}
