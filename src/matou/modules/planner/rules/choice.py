"""Which chains of a front are shown (方案择要): few, none that a person would miss left untold."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from operator import or_

from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import Mode

MOST_SHOWN = 8
CLOSE_PERCENT = 5
"""A hidden chain is told for when a shown one is at most so much worse in time, cost and CO2e."""

Measure = Callable[[Chain], int]
"""What a criterion counts, less being better."""


class Criterion(StrEnum):
    """What chains are compared by."""

    TIME = "time"
    COST = "cost"
    CO2E = "co2e"
    RELIABILITY = "reliability"


_ALWAYS: tuple[tuple[Criterion, Measure], ...] = (
    (Criterion.TIME, lambda chain: chain.duration_min),
    (Criterion.COST, lambda chain: chain.fen),
    (Criterion.CO2E, lambda chain: chain.grams),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A chain that is shown, what it is best in, and how many variants by road it stands for."""

    chain: Chain
    best_in: tuple[Criterion, ...]
    variants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The shown chains by arrival; ``hidden`` others, ``uncovered`` of them close to no shown one.

    Every hidden chain that is not counted in ``uncovered`` has a shown one at most 5 % worse in
    time, cost and CO2e.
    """

    shown: tuple[Shown, ...]
    hidden: int
    uncovered: int


def chosen(chains: Sequence[Chain], *, risk: Measure | None = None) -> Choice:
    """Choose at most eight chains of a front: the best of each criterion, then what covers most.

    Variants by road that use the same terminals and services are one way to go: of them at most
    one is shown, unless several are the best in something. ``risk`` is the place of the fourth
    criterion, less being better: where it is given, the most reliable is shown too, the cheapest of
    equals. It takes no part in what is close: 5 % of a small risk is nothing to a shipper.
    """
    # One order whatever the caller's, so that equal fronts are shown alike.
    order = sorted(chains, key=_worth)
    worths = [_worth(one) for one in order]
    best: dict[int, list[Criterion]] = {}
    for place, (criterion, _) in enumerate(_ALWAYS if order else ()):
        winner = min(range(len(order)), key=lambda one: (worths[one][place], worths[one]))
        best.setdefault(winner, []).append(criterion)
    if risk is not None and order:
        safest = min(order, key=lambda one: (risk(one), one.fen, _worth(one)))
        best.setdefault(order.index(safest), []).append(Criterion.RELIABILITY)
    ways = [way(one) for one in order]
    covers = _covers(worths)
    picked = _covering(covers, ways, list(best))
    told = reduce(or_, (covers[place] for place in picked), 0)
    return Choice(
        shown=tuple(
            Shown(
                chain=order[place],
                best_in=tuple(best.get(place, ())),
                variants=ways.count(ways[place]) - 1,
            )
            for place in sorted(picked)
        ),
        hidden=len(order) - len(picked),
        uncovered=len(order) - told.bit_count(),
    )


def way(chain: Chain) -> tuple[tuple[Mode, str, str, str], ...]:
    """Return what two variants by road have in common: carriages off the road, with their ends."""
    return tuple(
        (leg.mode, leg.origin, leg.destination, leg.service)
        for leg in chain.legs
        if leg.mode is not Mode.ROAD
    )


def is_close(worth: Sequence[int], to: Sequence[int]) -> bool:
    """Tell whether a chain is at most 5 % worse than another in every criterion."""
    return all(
        100 * mine <= (100 + CLOSE_PERCENT) * its for mine, its in zip(worth, to, strict=True)
    )


def _worth(chain: Chain) -> tuple[int, ...]:
    return tuple(measure(chain) for _, measure in _ALWAYS)


def _covers(worths: Sequence[tuple[int, ...]]) -> list[int]:
    """Return for each chain those that it ``is_close`` to, itself among them, as bits.

    A form asks while one types, and comparing a long front pair by pair takes 50 ms: so each
    criterion is sorted once, and what lies from a border on is one number.
    """
    covers = [-1] * len(worths)
    for values in zip(*worths, strict=True):
        order = sorted(range(len(values)), key=values.__getitem__)
        borders = [(100 + CLOSE_PERCENT) * values[place] for place in order]
        from_here = [0]
        for place in reversed(order):
            from_here.append(from_here[-1] | 1 << place)
        for place, value in enumerate(values):
            covers[place] &= from_here[len(order) - bisect_left(borders, 100 * value)]
    return covers


def _covering(covers: Sequence[int], ways: Sequence[object], first: list[int]) -> list[int]:
    """Return the places to show: ``first``, then each time the one that covers most of the rest."""
    picked = list(first)
    open_ones = (1 << len(covers)) - 1
    for place in picked:
        open_ones &= ~covers[place]
    while open_ones and len(picked) < MOST_SHOWN:
        known = {ways[place] for place in picked}
        free = [place for place in range(len(covers)) if ways[place] not in known]
        # ``max`` keeps the first of equals: the earlier, cheaper, cleaner one.
        widest = max(free, key=lambda place: (covers[place] & open_ones).bit_count(), default=None)
        if widest is None or not covers[widest] & open_ones:
            break
        picked.append(widest)
        open_ones &= ~covers[widest]
    return picked
