"""The quarter's report as a file: XLSX, CSV and XML in a layout of our own, documented in README.

The authority's own interface is simulated; these files are what a person would upload meanwhile.
Every reading of a person's whole number is logged when the rows are read.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from xml.etree import ElementTree as ET  # nosec B405  # written here, never read

from matou.modules.finance.contracts import TaxRow
from matou.modules.finance.queries.income import ReportRow
from matou.modules.finance.rules.income import ReportKind
from matou.modules.finance.services.workbooks import Cell, Sheet, safe, xlsx, yuan

KINDS = ("xlsx", "csv", "xml")
HEADS = (
    "序号 No.", "名称 Name", "证件类型 Identity kind", "证件号码 Identity number",
    "收入总额 Gross CNY", "退款金额 Refunds CNY", "收入净额 Net CNY", "交易笔数 Transactions",
)  # fmt: skip
WITHHELD_HEADS = (
    *HEADS[:4], "代扣税额 Withheld CNY", "退回税额 Given back CNY", "应缴税额 Due CNY",
    "交易笔数 Transactions",
)  # fmt: skip
_WIDTHS = (9, 30, 22, 24, 18, 18, 18, 14)
_KINDS_ZH = {"uscc": "统一社会信用代码", "id_number": "居民身份证"}
LAYOUT = "matou-income-1"
WITHHELD_LAYOUT = "matou-withheld-1"


def report_file(*, kind: str, row: ReportRow, rows: Sequence[TaxRow]) -> bytes:
    """Return the report in one of ``KINDS``; the caller has logged the reading."""
    if kind == "xml":
        return _xml(row, rows)
    if kind == "csv":
        return _csv(row, rows)
    return b"".join(xlsx([Sheet(title=row.quarter, rows=_with_heads(row, rows), widths=_WIDTHS)]))


def _cells(rows: Sequence[TaxRow]) -> Iterator[Sequence[Cell]]:
    for row in rows:
        yield (
            row.number,
            row.name,
            _KINDS_ZH[row.identity_kind],
            row.identity,
            yuan(row.gross_fen),
            yuan(row.refunds_fen),
            yuan(row.net_fen),
            row.transactions,
        )


def _with_heads(row: ReportRow, rows: Sequence[TaxRow]) -> Iterator[Sequence[Cell]]:
    yield WITHHELD_HEADS if row.kind is ReportKind.WITHHELD else HEADS
    yield from _cells(rows)


def _csv(row: ReportRow, rows: Sequence[TaxRow]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for cells in _with_heads(row, rows):
        writer.writerow([f"{c:.2f}" if isinstance(c, Decimal) else safe(c) for c in cells])
    return stream.getvalue().encode("utf-8-sig")


def _xml(row: ReportRow, rows: Sequence[TaxRow]) -> bytes:
    is_tax = row.kind is ReportKind.WITHHELD
    gross, refunds, net = ("withheld", "returned", "due") if is_tax else ("gross", "refunds", "net")
    root = ET.Element(
        "withheldReport" if is_tax else "incomeReport",
        {
            "layout": WITHHELD_LAYOUT if is_tax else LAYOUT,
            "quarter": row.quarter,
            "edition": str(row.edition),
            "submission": str(row.id),
            "sha256": row.sha256,
        },
    )
    for one in rows:
        carrier = ET.SubElement(root, "operator", {"number": str(one.number)})
        for name, value in (
            ("name", one.name),
            ("identityKind", one.identity_kind),
            ("identity", one.identity),
            (gross, f"{yuan(one.gross_fen):.2f}"),
            (refunds, f"{yuan(one.refunds_fen):.2f}"),
            (net, f"{yuan(one.net_fen):.2f}"),
            ("transactions", str(one.transactions)),
        ):
            ET.SubElement(carrier, name).text = value
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))
