"""The provider's statement file: CSV, one line per settled order, read strictly."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from matou.kit.money import MAX_FEN, Money
from matou.spine.custody.contracts import OrderKind

COLUMNS = ("order_id", "kind", "party", "amount_fen", "settled_at", "provider_reference")
PARTY_LENGTH = 64
REFERENCE_LENGTH = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """Money that moved at the provider."""

    number: int
    order_id: UUID
    kind: OrderKind
    party: str
    amount: Money
    settled_at: datetime
    provider_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line that does not follow the format: its number from 1, its text and why."""

    number: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What could be read and what could not; nothing is dropped silently."""

    lines: tuple[StatementLine, ...]
    bad_lines: tuple[BadLine, ...]


def read_statement(content: bytes) -> Statement:
    """Read a statement file; bad lines are listed with their reason, never skipped."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(f"not UTF-8: {error.reason} at byte {error.start}")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    lines: list[StatementLine] = []
    bad: list[BadLine] = []
    try:
        if tuple(next(rows, ())) != COLUMNS:
            return _unreadable(f"the first line must read {','.join(COLUMNS)}")
        for row in rows:
            _read_row(row, rows.line_num, lines, bad)
    except csv.Error as error:
        # After a broken quotation nothing that follows can be trusted.
        bad.append(BadLine(number=rows.line_num, text="", reason=str(error)))
    return Statement(lines=tuple(lines), bad_lines=tuple(bad))


def write_statement(lines: Iterable[StatementLine]) -> bytes:
    """Write lines in the format that ``read_statement`` reads."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow(
            (
                line.order_id,
                line.kind.value,
                line.party,
                line.amount.fen,
                line.settled_at.isoformat(),
                line.provider_reference,
            )
        )
    return output.getvalue().encode()


def _read_row(row: list[str], number: int, lines: list[StatementLine], bad: list[BadLine]) -> None:
    try:
        lines.append(_line(row, number))
    except ValueError as error:
        bad.append(BadLine(number=number, text=",".join(row)[:200], reason=str(error)[:200]))


def _line(row: list[str], number: int) -> StatementLine:
    if len(row) != len(COLUMNS):
        raise ValueError(f"{len(row)} fields instead of {len(COLUMNS)}")
    order_id, kind, party, amount, settled, reference = row
    # int() would also take "１２", "1_0" and " 7"; a statement has plain digits.
    if not (amount.isascii() and amount.isdigit() and 0 < int(amount) <= MAX_FEN):
        raise ValueError("amount_fen is not a whole number above zero")
    settled_at = datetime.fromisoformat(settled)
    if settled_at.tzinfo is None:
        raise ValueError("settled_at has no time zone")
    if not party or len(party) > PARTY_LENGTH or "\x00" in party:
        raise ValueError("party is missing or too long")
    return StatementLine(
        number=number,
        order_id=UUID(order_id),
        kind=OrderKind(kind),
        party=party,
        amount=Money(int(amount)),
        settled_at=settled_at,
        provider_reference=reference[:REFERENCE_LENGTH],
    )


def _unreadable(reason: str) -> Statement:
    return Statement(lines=(), bad_lines=(BadLine(number=1, text="", reason=reason),))
