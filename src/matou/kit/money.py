"""Money in whole fen (分); a float never holds money."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Self

from matou.kit.errors import InvalidInput

FEN_PER_YUAN = 100
MAX_FEN = 2**53 - 1
"""Largest amount that survives a JSON number (IEEE 754 double) without loss."""


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of renminbi (人民币, CNY) in fen; may be negative as a difference."""

    fen: int

    @classmethod
    def yuan(cls, text: str | int | Decimal) -> Self:
        """Read an amount in yuan with at most two decimals; raises InvalidInput otherwise."""
        try:
            fen = Decimal(text) * FEN_PER_YUAN
        except InvalidOperation as error:
            raise _bad_amount() from error
        if not fen.is_finite() or fen != fen.to_integral_value() or abs(fen) > MAX_FEN:
            raise _bad_amount()
        return cls(int(fen))

    @classmethod
    def total(cls, amounts: Iterable["Money"]) -> Self:
        """Return the sum, zero for nothing."""
        return cls(sum(amount.fen for amount in amounts))

    def times(self, ratio: Decimal) -> "Money":
        """Return the product, rounded half-up once to whole fen."""
        return Money(int((self.fen * ratio).to_integral_value(rounding=ROUND_HALF_UP)))

    def __add__(self, other: "Money") -> "Money":
        """Add two amounts."""
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        """Subtract an amount."""
        return Money(self.fen - other.fen)

    def __neg__(self) -> "Money":
        """Turn the sign."""
        return Money(-self.fen)

    def __bool__(self) -> bool:
        """Tell whether the amount is other than zero."""
        return self.fen != 0

    def __str__(self) -> str:
        """Write as ``¥1,234.50``, the sign first."""
        sign = "-" if self.fen < 0 else ""
        return f"{sign}¥{Decimal(abs(self.fen)) / FEN_PER_YUAN:,.2f}"


def _bad_amount() -> InvalidInput:
    return InvalidInput(
        field="金额 amount",
        reason_zh="请填写以元为单位、最多两位小数的金额。",
        reason_en="Give yuan with at most two decimals.",
    )
