"""How the simulated authority judges rows and misbehaves, by plan and not by chance."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from matou.modules.finance.contracts import TaxRow

_USCC_LENGTH = 18
_ID_LENGTH = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Mischief:
    """What goes wrong; nothing by default."""

    is_away: bool = False
    """Calls fail."""
    lost_answers: int = 0
    """So many sendings of a report are taken and never answered."""
    doubles: bool = False
    """Every answer comes twice."""
    late_s: int = 0
    """Answers come so many seconds later."""
    refuse_names: Collection[str] = ()
    """Rows of these names are refused as unknown to the register."""


def refusals(rows: Sequence[TaxRow], *, refuse: Collection[str]) -> dict[int, str]:
    """Return the reasons why rows are refused, by row number."""
    found: dict[int, str] = {}
    for row in rows:
        wanted = _USCC_LENGTH if row.identity_kind == "uscc" else _ID_LENGTH
        if len(row.identity) != wanted:
            found[row.number] = "证件号码长度不符 wrong length of the number"
        elif row.net_fen != row.gross_fen - row.refunds_fen:
            found[row.number] = "金额勾稽不符 figures do not add up"
        elif row.name in refuse:
            found[row.number] = "名称与登记信息不符 name differs from the register"
    return found
