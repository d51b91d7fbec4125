"""Mass in whole kilograms, shown in tonnes."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

from matou.kit.errors import InvalidInput

KG_PER_TONNE = 1000
MAX_TONNES = 10_000_000


@dataclass(frozen=True, slots=True, order=True)
class Tonnes:
    """A mass (重量) in kilograms; the field's unit is the tonne (吨)."""

    kg: int

    @classmethod
    def of(cls, text: str | int | Decimal) -> Self:
        """Read tonnes with at most three decimals; raises InvalidInput otherwise."""
        try:
            kg = Decimal(text) * KG_PER_TONNE
        except InvalidOperation as error:
            raise _bad_mass() from error
        if not kg.is_finite() or kg != kg.to_integral_value() or abs(kg) > MAX_TONNES * 1000:
            raise _bad_mass()
        return cls(int(kg))

    @property
    def decimal(self) -> Decimal:
        """The mass in tonnes, exact to three decimals."""
        return Decimal(self.kg) / KG_PER_TONNE

    def __add__(self, other: "Tonnes") -> "Tonnes":
        """Add two masses."""
        return Tonnes(self.kg + other.kg)

    def __sub__(self, other: "Tonnes") -> "Tonnes":
        """Subtract a mass."""
        return Tonnes(self.kg - other.kg)

    def __str__(self) -> str:
        """Write as ``2,400 t``, decimals only where there are any."""
        whole, rest = divmod(abs(self.kg), KG_PER_TONNE)
        sign = "-" if self.kg < 0 else ""
        return f"{sign}{whole:,}{f'.{rest:03}'.rstrip('0') if rest else ''} t"


def _bad_mass() -> InvalidInput:
    return InvalidInput(
        field="重量 mass",
        reason_zh="请填写以吨为单位、最多三位小数的重量。",
        reason_en="Give tonnes with at most three decimals.",
    )
