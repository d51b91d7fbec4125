"""Statements as files: every line as CSV or XLSX, read in steps; both open safely."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from matou.kit.actor import Actor
from matou.kit.clock import CHINA
from matou.modules.finance.models import PeriodStatement, StatementAccount
from matou.modules.finance.queries import seals
from matou.modules.finance.queries.statements import StatementRow, statement_row
from matou.modules.finance.rules.words import account_name
from matou.modules.finance.services.workbooks import Cell, Sheet, safe, xlsx, yuan

HEADS = (
    "序号 No.", "账户 Account", "记账时间 Recorded (UTC+8)", "发生时间 Event (UTC+8)",
    "事项 Purpose", "单号 Lot or order", "对方 Counterpart", "金额 Amount CNY",
    "余额 Balance CNY", "预留 Held CNY", "类型 Kind", "附注 Memo", "分录 Transfer id",
)  # fmt: skip
_WIDTHS = (9, 28, 20, 20, 22, 14, 34, 16, 16, 14, 10, 24, 38)


def statement_csv(*, code: str, actor: Actor) -> Iterator[str]:
    """Return the lines of a statement as CSV, piece by piece; raises NotFound for strangers."""
    row = statement_row(code=code, actor=actor)
    return _csv(line_cells(row))


def statement_xlsx(*, code: str, actor: Actor) -> Iterator[bytes]:
    """Return a statement as XLSX: a summary and every line; raises NotFound for strangers."""
    row = statement_row(code=code, actor=actor)
    return workbook(row, line_cells(row))


def workbook(row: StatementRow, lines: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Return the statement's summary and these lines as XLSX."""
    return xlsx(
        (
            Sheet(title="概要 Summary", rows=_summary(row), widths=(34, 68)),
            Sheet(title="明细 Lines", rows=_with_heads(lines), widths=_WIDTHS),
        )
    )


def line_cells(row: StatementRow) -> Iterator[Sequence[Cell]]:
    """Yield the cells of every line, in the order of ``HEADS``."""
    statement = PeriodStatement.objects.get(code=row.code)
    own = StatementAccount.objects.filter(statement=statement).values_list("place", "account")
    accounts = {place: _named(account) for place, account in own}
    for line in seals.stored_lines(statement):
        yield (
            line["number"],
            accounts[line["place"]],
            f"{line['recorded_at'].astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            f"{line['event_at'].astimezone(CHINA):%Y-%m-%d %H:%M:%S}",
            line["purpose"],
            line["group_code"],
            _named(line["counterpart"]),
            yuan(line["change_fen"]),
            yuan(line["balance_fen"]),
            yuan(line["held_fen"]),
            line["posting"],
            line["memo"],
            str(line["transfer_id"]),
        )


def _csv(rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    yield "\ufeff"  # Excel in China takes a file for GB 18030 unless a mark says UTF-8
    for row in _with_heads(rows):
        line = io.StringIO()
        csv.writer(line, lineterminator="\r\n").writerow(
            [f"{cell:.2f}" if isinstance(cell, Decimal) else safe(cell) for cell in row]
        )
        yield line.getvalue()


def _with_heads(rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    yield HEADS
    yield from rows


def _named(account: str) -> str:
    return f"{account_name(account)[0]} {account}"


def _summary(row: StatementRow) -> Iterator[Sequence[Cell]]:
    yield ("项目 Item", "内容 Value")
    yield ("编号 Code", row.code)
    yield ("户名 Account holder", row.party_name)
    yield ("起 From (UTC+8)", f"{row.period.from_at.astimezone(CHINA):%Y-%m-%d %H:%M}")
    yield ("止 Until (UTC+8)", f"{row.period.until_at.astimezone(CHINA):%Y-%m-%d %H:%M}")
    yield ("版次 Version", row.version)
    yield ("期初余额 Opening CNY", yuan(row.opening.fen))
    yield ("收入 Credits CNY", yuan(row.credits.fen))
    yield ("支出 Debits CNY", yuan(row.debits.fen))
    yield ("期末余额 Closing CNY", yuan(row.closing.fen))
    yield ("期初托管与定金 Bound, opening CNY", yuan(row.bound_opening.fen))
    yield ("期末托管与定金 Bound, closing CNY", yuan(row.bound_closing.fen))
    yield ("行数 Lines", row.lines)
    yield ("封存值 Seal SHA-256", row.sha256)
    yield ("上期封存值 Seal before", row.previous_sha256)
