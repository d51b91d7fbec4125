"""Rates as integer ratios; every product is rounded half-up once, to whole fen (分)."""

from fractions import Fraction

from matou.kit.money import Money
from matou.kit.tonnes import KG_PER_TONNE


def half_up(exact: Fraction) -> Money:
    """Round an amount that is not negative to whole fen, half upwards."""
    assert exact >= 0, "charges are never negative"  # noqa: S101
    return Money(int((exact + Fraction(1, 2)) // 1))


def share(amount: Money, part: int, whole: int) -> Money:
    """Return ``part/whole`` of an amount."""
    return half_up(Fraction(amount.fen * part, whole))


def price_of(*, mass_kg: int, fen_per_tonne: int) -> Money:
    """Return the price of a mass at a rate per tonne."""
    return half_up(Fraction(mass_kg * fen_per_tonne, KG_PER_TONNE))
