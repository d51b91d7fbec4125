"""Splits of a sum of money by weights, so that successive parts never take back a fen.

Webster (1832) and Sainte-Laguë (1910): the next fen goes to whoever has the largest
``weight / (2 · share + 1)``; an equal claim goes to the earlier place. A larger total only adds to
what a smaller one gave, hence partial releases and refunds post the differences of cumulative
totals and no step is negative. The largest remainder has not this property: [6, 6, 2] at 10 fen
gives 4, 4, 2 and at 11 fen 5, 5, 1.

A share strays from the exact one by at most ``1/2 + p·(n - 2)/2`` fen, p being its part of all
weights and n the number of payees: by less than two fen up to five payees.

``shares``: O(n log n) time, O(n) memory, whatever the total: every share starts at a lower bound
that together misses at most about n fen, and a heap gives the rest. ``step``: two ``shares``. Whole
numbers throughout; no float ever holds money.
"""

from collections.abc import Sequence
from fractions import Fraction
from heapq import heapify, heapreplace

Shares = tuple[int, ...]


def shares(total: int, weights: Sequence[int]) -> Shares:
    """Return each weight's share of a total of whole fen; they add up to it exactly.

    Raises ValueError for a negative total or weight, and where all weights are zero.
    """
    _check(total, weights)
    given = _start(total, weights)
    claims = [
        (-Fraction(weight, 2 * given[place] + 1), place)
        for place, weight in enumerate(weights)
        if weight
    ]
    heapify(claims)
    for _ in range(total - sum(given)):
        place = claims[0][1]
        given[place] += 1
        heapreplace(claims, (-Fraction(weights[place], 2 * given[place] + 1), place))
    return tuple(given)


def step(done: int, more: int, weights: Sequence[int]) -> Shares:
    """Return what each gets when ``more`` follows ``done``: a release, or a refund the other way.

    No part is negative for ``more`` ≥ 0, none positive for ``more`` ≤ 0.
    """
    before, after = shares(done, weights), shares(done + more, weights)
    return tuple(new - old for old, new in zip(before, after, strict=True))


def _start(total: int, weights: Sequence[int]) -> list[int]:
    """Return shares that Webster surely meets or exceeds, and whose sum misses O(n) fen.

    Webster rounds the quotas ``w/d`` for some divisor d. Rounding adds at most a half to each, so
    quotas that sum to ``total - n/2`` never round to more than the total: d is no larger than
    theirs, and every share is at least such a quota less a half, rounded up.
    """
    claimed = sum(weights)
    twice = 2 * total - sum(1 for weight in weights if weight)
    if twice <= 0:
        return [0] * len(weights)
    return [max(0, -(-(weight * twice - claimed) // (2 * claimed))) for weight in weights]


def _check(total: int, weights: Sequence[int]) -> None:
    if total < 0 or any(weight < 0 for weight in weights):
        raise ValueError("neither total nor weights may be negative")
    if not any(weights):
        raise ValueError("somebody must have a weight")
