"""Lists as files: CSV and XLSX that spreadsheet programs open safely."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILE_FORMATS = ("csv", "xlsx")

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is run as a formula by office programs (CWE-1236)."""

Cell = str | int | float | None


def list_file(
    *, kind: str, name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> HttpResponse:
    """Answer a list as the file the reader asked for; ``kind`` is one of ``FILE_FORMATS``."""
    lines = [[_safe(cell) for cell in row] for row in rows]
    content = _xlsx(heads, lines) if kind == "xlsx" else _csv(heads, lines)
    media = XLSX_TYPE if kind == "xlsx" else CSV_TYPE
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="matou-{name}.{kind}"'
    return response


def _csv(heads: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(lines)
    # Excel in China takes a file for GB 18030 unless a mark says UTF-8.
    return stream.getvalue().encode("utf-8-sig")


def _xlsx(heads: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    from openpyxl import Workbook  # a fifth of a second that every start would pay

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append(list(heads))
    for line in lines:
        sheet.append(list(line))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _safe(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_SIGNS) else cell
