"""The provider's statement file: CSV, one line per settled order, closed by a total line.

The total line names how many lines there are, what came in and went out, and the SHA-256 of all
that stands before it. A file that was cut, doubled or altered on its way is refused whole; a line
that the custodian itself wrote badly is listed by itself.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from matou.kit.money import MAX_FEN, Money
from matou.spine.custody.contracts import OrderKind

COLUMNS = (
    "order_id",
    "kind",
    "party",
    "amount_fen",
    "settled_at",
    "provider_reference",
    "reference",
)
TOTAL = "total"
PARTY_LENGTH = 64
REFERENCE_LENGTH = 64
_TOTAL_PARTS = 5
MOST_BYTES = 256 * 2**20
"""A million lines take 150 MB; beyond this somebody sends something else."""
_KINDS = {kind.value: kind for kind in (OrderKind.DEPOSIT, OrderKind.PAYOUT)}


class FileFault(StrEnum):
    """Why a whole file is refused, in both languages."""

    EMPTY = "文件为空 the file is empty"
    TOO_LARGE = "文件过大 the file is too large"
    CUT = "缺少合计行，文件不完整 no total line: the file is cut"
    CHECKSUM = "校验和不符，内容有改动 the checksum differs: the content was altered"
    ENCODING = "编码不是 UTF-8 the file is not UTF-8"
    HEAD = "首行不是约定的列名 the first line has other columns"
    FORMAT = "引号不配对，无法分列 the quotation is broken"
    COUNT = "行数与合计行不符 the number of lines differs from the total line"
    SUMS = "金额与合计行不符 the sums differ from the total line"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """Money that moved at the provider; no ``order_id`` where it is missing or damaged."""

    number: int
    order_id: UUID | None
    kind: OrderKind
    party: str
    amount: Money
    settled_at: datetime
    provider_reference: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that does not follow the format: its number from 1, its text and why."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What could be read and what could not; nothing is dropped silently."""

    lines: tuple[StatementLine, ...] = ()
    bad_lines: tuple[BadLine, ...] = ()
    fault: FileFault | None = None
    """Set where the file is refused: then it has no lines."""


def read_statement(content: bytes) -> Statement:
    """Read a statement file; bad lines are listed with their reason, never skipped."""
    if not content.strip():
        return Statement(fault=FileFault.EMPTY)
    if len(content) > MOST_BYTES:
        return Statement(fault=FileFault.TOO_LARGE)
    start = content.rfind(f"\n{TOTAL},".encode()) + 1
    body, total = content[:start], content[start:].decode("ascii", "replace").rstrip("\r\n")
    count, deposits, payouts, checksum = _numbers(total) if start else (-1, 0, 0, "")
    if count < 0:
        return Statement(fault=FileFault.CUT)
    if hashlib.sha256(body).hexdigest() != checksum:
        return Statement(fault=FileFault.CHECKSUM)
    found = _read_body(body)
    if found.fault:
        return found
    if len(found.lines) + len(found.bad_lines) != count:
        return Statement(fault=FileFault.COUNT)
    if not found.bad_lines and _sums(found.lines) != (deposits, payouts):
        return Statement(fault=FileFault.SUMS)
    return found


def write_statement(lines: Iterable[StatementLine]) -> bytes:
    """Write lines in the format that ``read_statement`` reads."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    count, sums = 0, dict.fromkeys(_KINDS.values(), 0)
    for line in lines:
        count += 1
        sums[line.kind] += line.amount.fen
        writer.writerow(
            (
                line.order_id or "",
                line.kind.value,
                line.party,
                line.amount.fen,
                line.settled_at.isoformat(),
                line.provider_reference,
                line.reference,
            )
        )
    return with_total(
        output.getvalue().encode(), count=count, sums=(sums[OrderKind.DEPOSIT],
        sums[OrderKind.PAYOUT])
    )  # fmt: skip


def with_total(body: bytes, *, count: int, sums: tuple[int, int]) -> bytes:
    """Close a body, head and lines, with its total line."""
    checksum = hashlib.sha256(body).hexdigest()
    return body + f"{TOTAL},{count},{sums[0]},{sums[1]},{checksum}\r\n".encode()


def _numbers(total: str) -> tuple[int, int, int, str]:
    """Return what a total line says; a count of -1 where it is none."""
    parts = total.split(",")
    figures = parts[1:4]
    if len(parts) != _TOTAL_PARTS or not all(one.isascii() and one.isdigit() for one in figures):
        return -1, 0, 0, ""
    return int(parts[1]), int(parts[2]), int(parts[3]), parts[4]


def _sums(lines: Sequence[StatementLine]) -> tuple[int, int]:
    deposits = sum(line.amount.fen for line in lines if line.kind is OrderKind.DEPOSIT)
    return deposits, sum(line.amount.fen for line in lines) - deposits


def _read_body(body: bytes) -> Statement:
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Statement(fault=FileFault.ENCODING)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[StatementLine] = []
    bad: list[BadLine] = []
    try:
        if tuple(next(rows, ())) != COLUMNS:
            return Statement(fault=FileFault.HEAD)
        for row in rows:
            _read_row(row, rows.line_num, lines, bad)
    except csv.Error:
        # After a broken quotation nothing that follows can be trusted.
        return Statement(fault=FileFault.FORMAT)
    return Statement(lines=tuple(lines), bad_lines=tuple(bad))


def _read_row(row: list[str], number: int, lines: list[StatementLine], bad: list[BadLine]) -> None:
    try:
        lines.append(_line(row, number))
    except ValueError as error:
        text = ",".join(row).replace("\x00", "\N{REPLACEMENT CHARACTER}")
        bad.append(BadLine(number=number, text=text[:200], reason=str(error)[:200]))


def _line(row: list[str], number: int) -> StatementLine:
    if len(row) != len(COLUMNS):
        raise ValueError(f"{len(row)} fields instead of {len(COLUMNS)}")
    order_id, kind, party, amount, settled, provider_reference, reference = row
    # int() would also take "１２", "1_0" and " 7"; a statement has plain digits.
    if not (amount.isascii() and amount.isdigit() and 0 < int(amount) <= MAX_FEN):
        raise ValueError("amount_fen is not a whole number above zero")
    if kind not in _KINDS:
        raise ValueError("kind is neither deposit nor payout")
    settled_at = datetime.fromisoformat(settled)
    if settled_at.tzinfo is None:
        raise ValueError("settled_at has no time zone")
    if not party or len(party) > PARTY_LENGTH:
        raise ValueError("party is missing or too long")
    if "\x00" in party or "\x00" in reference or "\x00" in provider_reference:
        raise ValueError("NUL in a text")
    return StatementLine(
        number=number,
        order_id=_order_id(order_id),
        kind=_KINDS[kind],
        party=party,
        amount=Money(int(amount)),
        settled_at=settled_at,
        provider_reference=provider_reference[:REFERENCE_LENGTH],
        reference=reference[:REFERENCE_LENGTH],
    )


def _order_id(text: str) -> UUID | None:
    """Return the id; None where it is missing or damaged, for the reference may still tell."""
    try:
        return UUID(text)
    except ValueError:
        return None
