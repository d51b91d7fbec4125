"""A decision table as a spreadsheet and back, without loss: one row a rule, seven rows of head.

Every cell is text in FEEL. What a clerk types as a number, a truth value or a date is taken as
that literal; a formula is refused with its cell, for nobody could read what was decided.
"""

from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException

from matou.kernels.decision import model
from matou.kernels.decision.feel.written import number_text

SIZE_LIMIT: Final = 5 * 1024 * 1024
UNPACKED_LIMIT: Final = 40 * 1024 * 1024
CELL_LIMIT: Final = 32_767
COLUMNS_LIMIT: Final = 200
ROWS_LIMIT: Final = 20_010
"""A little more than a table may have; the rest is refused with the table."""
HEAD: Final = (
    "命中策略 hit policy",
    "列 column",
    "标题 label",
    "表达式或名称 expression or name",
    "类型 type",
    "允许值 allowed",
    "默认值 default",
)
WHEN, THEN, NOTE = "条件 when", "结果 then", "备注 note"
_TINT: Final = {WHEN: "DCEBF7", THEN: "E3F1DC", NOTE: "F3F3F3"}
_FIRST_RULE: Final = len(HEAD) + 1


def write_sheet(table: model.Table, title: str = "decision") -> bytes:
    """Return the table as a workbook. Raises ModelRefused for text no sheet can hold."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "".join(sign for sign in title if sign not in "[]:*?/\\'")[:31] or "decision"
    columns = _columns(table)
    for at, label in enumerate(HEAD, 1):
        _put(sheet.cell(at, 1), label)
        sheet.cell(at, 1).font = Font(bold=True)
    _put(sheet.cell(1, 2), table.hit)
    _put(sheet.cell(1, 3), table.type)
    for place, column in enumerate(columns, 2):
        for row, text in enumerate(column, 2):
            _put(sheet.cell(row, place), text)
            sheet.cell(row, place).fill = PatternFill("solid", fgColor=_TINT[column[0]])
        sheet.column_dimensions[get_column_letter(place)].width = 24
    for number, rule in enumerate(table.rules):
        row = _FIRST_RULE + number
        _put(sheet.cell(row, 1), str(number + 1))
        texts = (*rule.tests, *rule.results, *rule.notes)
        for place, text in enumerate(texts, 2):
            _put(sheet.cell(row, place), text)
    sheet.column_dimensions["A"].width = 30
    sheet.freeze_panes = sheet.cell(_FIRST_RULE, 2)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _columns(table: model.Table) -> list[tuple[str, ...]]:
    wide = max([len(table.note_columns), *(len(rule.notes) for rule in table.rules)])
    notes = [*table.note_columns, *[""] * (wide - len(table.note_columns))]
    return [
        *((WHEN, each.label, each.text, each.type, each.allowed, "") for each in table.inputs),
        *((THEN, o.label, o.name, o.type, o.allowed, o.default) for o in table.outputs),
        *((NOTE, "", name, "", "", "") for name in notes),
    ]


def _put(cell: Cell, text: str) -> None:
    """Write text as text, whatever it begins with."""
    if not text:
        return
    if len(text) > CELL_LIMIT:
        raise model.ModelRefused(place=cell.coordinate, reason=f"longer than {CELL_LIMIT}")
    try:
        cell.value = text
    except IllegalCharacterError:
        raise model.ModelRefused(place=cell.coordinate, reason="a control character") from None
    cell.data_type = "s"
    cell.quotePrefix = text[0] in "=+-@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def read_sheet(source: bytes) -> model.Table:
    """Read the first sheet of a workbook. Raises ModelRefused with the cell."""
    rows = _rows(source)
    if len(rows) < len(HEAD):
        raise model.ModelRefused(place="XLSX", reason="the seven rows of the head are missing")
    head = [_texts(row, at) for at, row in enumerate(rows[: len(HEAD)], 1)]
    kinds = head[1][1:]
    places = {kind: [at for at, each in enumerate(kinds) if each == kind] for kind in _TINT}
    for at, kind in enumerate(kinds):
        if kind and kind not in _TINT:
            cell = f"{get_column_letter(at + 2)}2"
            raise model.ModelRefused(place=cell, reason=f"one of {', '.join(_TINT)} is needed")
    return model.Table(
        hit=_at(head[0], 1),
        type=_at(head[0], 2),
        inputs=tuple(_input(head, at + 1) for at in places[WHEN]),
        outputs=tuple(_output(head, at + 1) for at in places[THEN]),
        note_columns=_note_names(head, places[NOTE]),
        rules=_rules(rows[len(HEAD) :], places),
    )


def _rules(rows: list[tuple[Any, ...]], places: dict[str, list[int]]) -> tuple[model.Rule, ...]:
    rules: list[model.Rule] = []
    for number, row in enumerate(rows, _FIRST_RULE):
        texts = _texts(row, number)
        if not any(texts):
            continue
        picked = {kind: tuple(_at(texts, at + 1) for at in found) for kind, found in places.items()}
        notes = picked[NOTE]
        while notes and not notes[-1]:
            notes = notes[:-1]
        rules.append(model.Rule(tests=picked[WHEN], results=picked[THEN], notes=notes))
    return tuple(rules)


def _input(head: list[list[str]], at: int) -> model.Input:
    label, text, kind, allowed = (_at(head[row], at) for row in (2, 3, 4, 5))
    return model.Input(text=text, label=label, type=kind, allowed=allowed)


def _output(head: list[list[str]], at: int) -> model.Output:
    label, name, kind, allowed, default = (_at(head[row], at) for row in (2, 3, 4, 5, 6))
    return model.Output(name=name, label=label, type=kind, allowed=allowed, default=default)


def _note_names(head: list[list[str]], places: list[int]) -> tuple[str, ...]:
    names = [_at(head[3], at + 1) for at in places]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _at(texts: list[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""


def _rows(source: bytes) -> list[tuple[Any, ...]]:
    """Return the cells of the first sheet; bombs are refused before they are unpacked."""
    if len(source) > SIZE_LIMIT:
        raise model.ModelRefused(place="XLSX", reason=f"larger than {SIZE_LIMIT} bytes")
    try:
        with ZipFile(BytesIO(source)) as packed:
            unpacked = sum(part.file_size for part in packed.infolist())
        if unpacked > UNPACKED_LIMIT:
            raise model.ModelRefused(place="XLSX", reason="unpacks to more than 40 MB")
        book = load_workbook(BytesIO(source), read_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=ROWS_LIMIT, max_col=COLUMNS_LIMIT)
        return [tuple(row) for row in rows]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, TypeError) as error:
        raise model.ModelRefused(place="XLSX", reason="not a workbook") from error


def _texts(row: tuple[Any, ...], number: int) -> list[str]:
    return [_text(cell, f"{get_column_letter(at)}{number}") for at, cell in enumerate(row, 1)]


def _text(cell: Any, place: str) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type in {"f", "e"}:
        raise model.ModelRefused(place=place, reason="a formula or error is not FEEL")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return number_text(Decimal(repr(value)))
    if isinstance(value, datetime):
        whole_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        return f'@"{value.date().isoformat()}"' if whole_day else f'@"{value:%Y-%m-%dT%H:%M:%S}"'
    if isinstance(value, date | time):
        return f'@"{value.isoformat()}"'
    return str(value)
