"""Items as a workbook: one sheet of items, one sheet a list, joined by the handling item code."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from matou.modules.affairs.rules import fields, values
from matou.modules.affairs.rules.fields import Field, Kind
from matou.modules.affairs.rules.files import RawItem, unreadable

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ITEMS = "items"
KEY = "task_handle_item"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_UNPACKED = 60_000_000
_MOST_LINES = 30_000
_HEAD_ROWS = 2
"""Keys in the first row, Chinese names in the second."""


def read_xlsx(file: str, content: bytes) -> tuple[RawItem, ...]:
    """Return the items of a workbook; raises FileUnreadable."""
    sheets = _sheets(file, content)
    if ITEMS not in sheets:
        raise unreadable(file, zh="应有名为 items 的工作表。", en="It must have a sheet “items”.")
    found: dict[str, dict[str, Any]] = {}
    lines: dict[str, dict[str, int]] = {}
    for line, cells in sheets[ITEMS]:
        key = cells.get(KEY, "").strip()
        if not key or key in found:
            raise unreadable(file, zh=f"items 表第 {line} 行：{KEY} 为空或重复。",
                             en=f"Sheet items: {KEY} is empty or repeated.", line=line)  # fmt: skip
        found[key], lines[key] = dict(cells), {"": line}
    for one in fields.written():
        if one.kind is Kind.ROWS and one.key in sheets:
            _add_rows(file, one, sheets[one.key], found, lines)
    return tuple(
        RawItem(raw=raw, line=lines[key][""], lines=lines[key]) for key, raw in found.items()
    )


def write_xlsx(contents: Sequence[Mapping[str, Any]]) -> bytes:
    """Return items as a workbook that comes in again."""
    from openpyxl import Workbook  # a fifth of a second and 20 MB that every start would pay

    book = Workbook()
    book.remove(book.worksheets[0])
    flat = [one for one in fields.written() if one.kind is not Kind.ROWS]
    sheet = _sheet(book, ITEMS, flat)
    for content in contents:
        _append(sheet, [values.shown(one, content.get(one.key)) for one in flat])
    for one in fields.written():
        if one.kind is Kind.ROWS:
            sheet = _sheet(book, one.key, (fields.field(KEY), *one.columns))
            for content in contents:
                for row in content.get(one.key) or ():
                    cells = [values.shown(column, row.get(column.key)) for column in one.columns]
                    _append(sheet, [content[KEY], *cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: "Workbook", title: str, columns: Sequence[Field]) -> "Worksheet":
    from openpyxl.styles import Alignment, Font  # as above

    sheet: Worksheet = book.create_sheet(title)
    _append(sheet, [column.key for column in columns])
    _append(sheet, [column.zh for column in columns])
    for cell in (*sheet[1], *sheet[2]):
        cell.font = Font(bold=True)
        cell.alignment = Alignment(vertical="top")
    sheet.freeze_panes = "B3"
    return sheet


def _append(sheet: "Worksheet", texts: Sequence[str]) -> None:
    sheet.append(list(texts))
    for cell in sheet[sheet.max_row]:
        # A text that begins with = stays text: what people wrote must never compute.
        cell.data_type = "s"
        cell.number_format = "@"


def _sheets(file: str, content: bytes) -> dict[str, list[tuple[int, dict[str, str]]]]:
    from openpyxl import load_workbook  # as above

    bad = unreadable(file, zh="不是可读的 XLSX。请另存为 .xlsx 再试。",
                     en="This is no readable XLSX. Save it as .xlsx and try again.")  # fmt: skip
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > _MOST_UNPACKED:
            raise bad
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return {sheet.title: list(_rows(sheet)) for sheet in book.worksheets}
    except (BadZipFile, KeyError, ValueError, OSError, TypeError, IndexError):
        raise bad from None


def _rows(sheet: Any) -> Iterator[tuple[int, dict[str, str]]]:
    heads: list[str] = []
    for line, row in enumerate(sheet.iter_rows(values_only=True, max_row=_MOST_LINES), start=1):
        texts = ["" if cell is None else str(cell) for cell in row]
        if line == 1:
            heads = [text.strip() for text in texts]
        elif line > _HEAD_ROWS and any(text.strip() for text in texts):
            yield line, {head: text for head, text in zip(heads, texts, strict=False) if head}


def _add_rows(
    file: str,
    one: Field,
    rows: Sequence[tuple[int, dict[str, str]]],
    found: dict[str, dict[str, Any]],
    lines: dict[str, dict[str, int]],
) -> None:
    for line, cells in rows:
        key = cells.pop(KEY, "").strip()
        if key not in found:
            raise unreadable(file, zh=f"{one.key} 表：items 表里没有 {key or '空编码'}。",
                             en=f"Sheet {one.key}: the sheet items lacks {key or 'an empty code'}.",
                             line=line)  # fmt: skip
        listed = found[key].setdefault(one.key, [])
        listed.append(cells)
        lines[key][f"{one.key}.{len(listed)}"] = line
