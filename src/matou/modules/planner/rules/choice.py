"""Which chains of a front are shown (方案择要): few, none that a person would miss left untold."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import Mode

MOST_SHOWN = 8
CLOSE_PERCENT = 5
"""A hidden chain is told for when a shown one is at most so much worse in every criterion."""

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
    every criterion.
    """

    shown: tuple[Shown, ...]
    hidden: int
    uncovered: int


def chosen(chains: Sequence[Chain], *, risk: Measure | None = None) -> Choice:
    """Choose at most eight chains of a front: the best of each criterion, then what covers most.

    Variants by road that use the same terminals and services are one way to go: of them at most
    one is shown, unless several are the best in something. ``risk`` is the place of the fourth
    criterion, the probability of coming late in whole units; without it there are three.
    """
    measures = _ALWAYS if risk is None else (*_ALWAYS, (Criterion.RELIABILITY, risk))
    # One order whatever the caller's, so that equal fronts are shown alike.
    order = sorted(chains, key=lambda one: _worth(one, measures))
    worths = [_worth(one, measures) for one in order]
    best: dict[int, list[Criterion]] = {}
    for place, (criterion, _) in enumerate(measures):
        if order:
            winner = min(range(len(order)), key=lambda one: (worths[one][place], worths[one]))
            best.setdefault(winner, []).append(criterion)
    ways = [way(one) for one in order]
    picked = _covering(worths, ways, list(best))
    told = {one for place in picked for one in _close_to(worths, place)} | set(picked)
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
        uncovered=len(order) - len(told),
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


def _worth(chain: Chain, measures: Sequence[tuple[Criterion, Measure]]) -> tuple[int, ...]:
    return tuple(measure(chain) for _, measure in measures)


def _close_to(worths: Sequence[tuple[int, ...]], place: int) -> set[int]:
    return {one for one, its in enumerate(worths) if is_close(worths[place], its)}


def _covering(
    worths: Sequence[tuple[int, ...]], ways: Sequence[object], first: list[int]
) -> list[int]:
    """Return the places to show: ``first``, then each time the one that covers most of the rest."""
    covers = [_close_to(worths, place) for place in range(len(worths))]
    picked = list(first)
    open_ones = set(range(len(worths))).difference(*(covers[place] for place in picked))
    while open_ones and len(picked) < MOST_SHOWN:
        known = {ways[place] for place in picked}
        free = [place for place in range(len(worths)) if ways[place] not in known]
        if not free:
            break
        # ``max`` keeps the first of equals: the earlier, cheaper, cleaner one.
        widest = max(free, key=lambda place: len(covers[place] & open_ones))
        if not covers[widest] & open_ones:
            break
        picked.append(widest)
        open_ones -= covers[widest]
    return picked
