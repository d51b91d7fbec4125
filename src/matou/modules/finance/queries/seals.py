"""What a statement's seal covers, and whether it still holds: against itself and the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from matou.kit.period import Period
from matou.modules.finance.models import PeriodStatement, StatementAccount, StatementLine
from matou.modules.finance.rules.sealing import FIRST, Piece, Seal
from matou.spine.ledger.contracts import AccountKind
from matou.spine.ledger.queries import periods

KINDS = (AccountKind.WALLET, AccountKind.RECEIVABLE, AccountKind.ESCROW, AccountKind.DEPOSIT)
"""The accounts that stand on a statement, in this order; the wallet's total heads it."""

HEADER = (
    "code", "party", "number", "span", "from_at", "until_at", "version", "why", "party_name",
    "party_identity", "opening_fen", "credits_fen", "debits_fen", "closing_fen",
    "bound_opening_fen", "bound_closing_fen", "line_count", "issued_at", "issued_by",
    "previous_sha256",
)  # fmt: skip
ACCOUNT = (
    "place", "account", "kind", "opening_fen", "credits_fen", "debits_fen", "closing_fen",
    "line_count", "opening_version", "closing_version",
)  # fmt: skip
LINE = (
    "number", "place", "version", "transfer_id", "seq", "posting", "group_code", "purpose", "memo",
    "counterpart", "change_fen", "balance_fen", "held_fen", "event_at", "recorded_at",
)  # fmt: skip
_STEP = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SealCheck:
    """What verifying one statement found; ``differing`` is the first line the ledger denies."""

    code: str
    sha256: str
    is_intact: bool
    is_chained: bool
    is_signed_right: bool
    differing: int | None
    lines: int

    @property
    def holds(self) -> bool:
        """Tell whether nothing contradicts the statement."""
        good = self.is_intact and self.is_chained and self.is_signed_right
        return good and self.differing is None


def line_piece(*, number: int, place: int, line: periods.PeriodLine) -> Piece:
    """Return a line of the ledger as the statement keeps and seals it."""
    return {
        "number": number,
        "place": place,
        "version": line.version,
        "transfer_id": line.transfer_id,
        "seq": line.seq,
        "posting": line.posting,
        "group_code": line.group,
        "purpose": line.purpose,
        "memo": line.memo,
        "counterpart": line.counterpart,
        "change_fen": line.change.fen,
        "balance_fen": line.balance.fen,
        "held_fen": line.held.fen,
        "event_at": line.event_at,
        "recorded_at": line.recorded_at,
    }


def verify(code: str) -> SealCheck | None:
    """Compute the seal again and compare every line with the ledger; None for unknown codes.

    Reads in steps, so that a hundred thousand lines need no more memory than two thousand.
    """
    statement = PeriodStatement.objects.filter(code=code).first()
    if statement is None:
        return None
    seal, differing = Seal(), None
    told = _from_ledger(statement)
    for kept in stored_lines(statement):
        seal.add(kept)
        if differing is None and next(told, None) != kept:
            differing = int(kept["number"])
    if differing is None and next(told, None) is not None:
        differing = statement.line_count + 1
    for account in (
        StatementAccount.objects.filter(statement=statement).order_by("place").values(*ACCOUNT)
    ):
        seal.add(account)
    seal.add({name: getattr(statement, name) for name in HEADER})
    return SealCheck(
        code=code,
        sha256=statement.sha256,
        is_intact=seal.text() == statement.sha256,
        is_chained=statement.previous_sha256 == _seal_before(statement),
        is_signed_right=not statement.signatures.exclude(sha256=statement.sha256).exists(),
        differing=differing,
        lines=statement.line_count,
    )


def stored_lines(statement: PeriodStatement) -> Iterator[dict[str, Any]]:
    """Yield the statement's lines in their order, read in steps."""
    last = 0
    rows = StatementLine.objects.filter(statement=statement).order_by("number")
    while step := list(rows.filter(number__gt=last)[:_STEP].values(*LINE)):
        yield from step
        last = step[-1]["number"]


def all_codes() -> Iterator[str]:
    """Yield the codes of all statements, party by party along their chains."""
    rows = PeriodStatement.objects.order_by("party", "number")
    yield from rows.values_list("code", flat=True).iterator(chunk_size=_STEP)


def last_of_party(party: str) -> PeriodStatement | None:
    """Return the party's newest statement, to which the next one is chained."""
    return PeriodStatement.objects.filter(party=party).order_by("-number").first()


def _seal_before(statement: PeriodStatement) -> str:
    before = PeriodStatement.objects.filter(party=statement.party, number=statement.number - 1)
    found = before.values_list("sha256", flat=True).first()
    return found or (FIRST if statement.number == 1 else "")


def _from_ledger(statement: PeriodStatement) -> Iterator[Piece]:
    """Yield what the ledger tells of the period now, in the statement's order."""
    accounts = periods.accounts_between(
        owner=statement.party,
        kinds=KINDS,
        period=Period(statement.from_at, statement.until_at),
    )
    places = {one.account: place for place, one in enumerate(accounts, start=1)}
    for number, line in enumerate(periods.lines_between(accounts), start=1):
        yield line_piece(number=number, place=places[line.account], line=line)
