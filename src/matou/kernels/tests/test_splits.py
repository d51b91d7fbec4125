"""Webster's split against its slow twin; random sequences of it: ``matou dev splits``."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matou.kernels import splits


def slow_shares(total: int, weights: list[int]) -> tuple[int, ...]:
    """Give fen by fen to the largest claim, the earlier place first among equals."""
    given_so_far = [0] * len(weights)
    for _ in range(total):
        claims = [
            Fraction(weight, 2 * share + 1)
            for weight, share in zip(weights, given_so_far, strict=True)
        ]
        given_so_far[claims.index(max(claims))] += 1
    return tuple(given_so_far)


some_weights = st.lists(st.integers(0, 1000), min_size=1, max_size=7).filter(any)


@settings(max_examples=300)
@given(total=st.integers(0, 200), weights=some_weights)
def test_it_gives_what_the_slow_twin_gives(total: int, weights: list[int]) -> None:
    assert splits.shares(total, weights) == slow_shares(total, weights)


@given(total=st.integers(0, 10**15), weights=some_weights)
def test_shares_add_up_whatever_the_size(total: int, weights: list[int]) -> None:
    assert sum(splits.shares(total, weights)) == total


@given(total=st.integers(0, 10**9), weights=some_weights)
def test_no_share_strays_further_than_promised(total: int, weights: list[int]) -> None:
    found = splits.shares(total, weights)
    claimed, payees = sum(weights), len(weights)

    strays = [
        abs(Fraction(total * weight, claimed) - share)
        <= Fraction(1, 2) + Fraction(weight, claimed) * max(payees - 2, 0) / 2
        for share, weight in zip(found, weights, strict=True)
    ]

    assert all(strays)


def test_one_fen_more_takes_nothing_from_anybody() -> None:
    assert splits.shares(10, [6, 6, 2]) == (5, 4, 1)
    assert splits.shares(11, [6, 6, 2]) == (5, 5, 1)
    assert splits.step(10, 1, [6, 6, 2]) == (0, 1, 0)
    assert splits.step(11, -1, [6, 6, 2]) == (0, -1, 0)


@pytest.mark.parametrize(("total", "weights"), [(-1, [1]), (1, [-1, 2]), (1, [0, 0]), (1, [])])
def test_nonsense_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"negative|somebody"):
        splits.shares(total, weights)
