"""Money, tonnes and periods: exact, and plain about what they refuse."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.kit.errors import InvalidInput
from matou.kit.money import MAX_FEN, Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "fen"), [("0", 0), ("12.5", 1250), ("0.01", 1), ("-3.20", -320), ("1e3", 100_000)]
)
def test_yuan_are_read_to_the_fen(text: str, fen: int) -> None:
    assert Money.yuan(text) == Money(fen)


@pytest.mark.parametrize("text", ["", "一百", "1.005", "NaN", "Infinity", str(MAX_FEN)])
def test_an_amount_that_is_not_whole_fen_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Money.yuan(text)


@pytest.mark.parametrize(
    ("fen", "ratio", "product"),
    [(1, "0.5", 1), (1, "0.49", 0), (-1, "0.5", -1), (333, "0.333", 111), (10, "1", 10)],
)
def test_a_product_is_rounded_half_up_once(fen: int, ratio: str, product: int) -> None:
    assert Money(fen).times(Decimal(ratio)) == Money(product)


@pytest.mark.parametrize(("fen", "text"), [(123_450, "¥1,234.50"), (-5, "-¥0.05"), (0, "¥0.00")])
def test_money_is_written_with_its_unit(fen: int, text: str) -> None:
    assert str(Money(fen)) == text


@given(st.lists(st.integers(-MAX_FEN, MAX_FEN)))
def test_a_total_is_the_sum(amounts: list[int]) -> None:
    assert Money.total(Money(fen) for fen in amounts).fen == sum(amounts)


@pytest.mark.parametrize(
    ("kg", "text"), [(2_400_000, "2,400 t"), (1_500, "1.5 t"), (1, "0.001 t"), (-250, "-0.25 t")]
)
def test_a_mass_is_written_in_tonnes(kg: int, text: str) -> None:
    assert str(Tonnes(kg)) == text


@given(st.integers(-(10**9), 10**9))
def test_tonnes_read_back_what_they_hold(kg: int) -> None:
    assert Tonnes.of(Tonnes(kg).decimal) == Tonnes(kg)


@pytest.mark.parametrize("text", ["", "二吨", "1.0005", "NaN", "1e12"])
def test_a_mass_that_is_not_whole_kilograms_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        Tonnes.of(text)


def test_a_period_holds_its_start_and_not_its_end() -> None:
    hour = Period(NOON, NOON + timedelta(hours=1))

    assert hour.covers(NOON)
    assert not hour.covers(NOON + timedelta(hours=1))


def test_periods_that_only_touch_do_not_overlap() -> None:
    first = Period(NOON, NOON + timedelta(hours=1))
    second = Period(NOON + timedelta(hours=1), NOON + timedelta(hours=2))

    assert not first.overlaps(second)
    assert Period(NOON, NOON + timedelta(hours=2)).overlaps(second)


@pytest.mark.parametrize("hours", [0, -1])
def test_a_period_without_length_is_refused(hours: int) -> None:
    with pytest.raises(InvalidInput):
        Period(NOON, NOON + timedelta(hours=hours))
