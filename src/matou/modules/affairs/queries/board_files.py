"""The board as files: one sheet a part as XLSX, one table after another as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence

from matou.modules.affairs.queries.board import Board, ClockRow, DoneRow
from matou.modules.affairs.rules.files_xlsx import XLSX_TYPE

_FORMULA = ("=", "+", "-", "@")
CSV_TYPE = "text/csv; charset=utf-8"
_Table = tuple[str, Sequence[str], Sequence[Sequence[object]]]


def board_file(told: Board, *, kind: str) -> tuple[bytes, str]:
    """Return the board as ``csv`` or ``xlsx``, with its media type."""
    return (_xlsx(told), XLSX_TYPE) if kind == "xlsx" else (_csv(told), CSV_TYPE)


def _tables(told: Board) -> Iterator[_Table]:
    clocks = ("key", "name_zh", "name_en", "running", "from_50", "from_80", "from_100")
    yield "clocks_by_item", clocks, [_clock(row) for row in told.items]
    yield "clocks_by_clerk", clocks, [_clock(row) for row in told.clerks]
    yield (
        "queues", ("queue", "name_zh", "waiting", "free", "median_s", "oldest_s"),
        [(row.key, row.zh, row.count, row.free, row.median_s, row.oldest_s)
         for row in told.queues],
    )  # fmt: skip
    yield (
        "bottlenecks", ("item_zh", "act", "name_zh", "name_en", "legs", "median_s", "p90_s"),
        [(row.item_zh, row.act, row.zh, row.en, row.count, row.median_s, row.slow_s)
         for row in told.legs],
    )  # fmt: skip
    yield (
        "asked_again", ("item_zh", "what_zh", "what_en", "times"),
        [(row.item_zh, row.zh, row.en, row.count) for row in told.asked],
    )  # fmt: skip
    done = ("on", "decided", "granted", "in_time")
    yield "decided_by_day", done, [_done(row) for row in told.days]
    yield "decided_by_month", done, [_done(row) for row in told.months]


def _csv(told: Board) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    for name, head, rows in _tables(told):
        writer.writerow([name])
        writer.writerow(head)
        writer.writerows([_safe(cell) for cell in row] for row in rows)
        writer.writerow([])
    return ("\ufeff" + out.getvalue()).encode()


def _xlsx(told: Board) -> bytes:
    from openpyxl import Workbook  # a fifth of a second and 20 MB that every start would pay

    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    for name, head, rows in _tables(told):
        sheet = book.create_sheet(name)
        sheet.append(list(head))
        for row in rows:
            sheet.append([_safe(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _clock(row: ClockRow) -> tuple[object, ...]:
    return row.key, row.zh, row.en, row.running, row.half, row.most, row.whole


def _done(row: DoneRow) -> tuple[object, ...]:
    return row.on.isoformat(), row.count, row.granted, row.in_time


def _safe(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
