"""Spans of minutes, half-open: joined, met by all, and widened for who must be through before."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from matou.modules.planner.rules.network import MINUTES_PER_DAY
from matou.spine.places.rules.opening import OpeningHours

Span = tuple[int, int]
_DAYS = 7


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans in order, joined where they touch."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def shared(many: Sequence[Iterable[Span]]) -> tuple[Span, ...]:
    """Return the spans that lie in one of every list."""
    lists = [merged(spans) for spans in many]
    borders = sorted({minute for spans in lists for span in spans for minute in span})
    return merged(
        (begin, end)
        for begin, end in pairwise(borders)
        if all(any(one[0] <= begin < one[1] for one in spans) for spans in lists)
    )


def widened(spans: Iterable[Span], minutes: int) -> list[Span]:
    """Return when something that takes so many minutes may not begin, lest a span meets it."""
    return [(begin - max(0, minutes - 1), end) for begin, end in spans]


@lru_cache(maxsize=64)
def after_hours(opening: OpeningHours, *, until_min: int) -> tuple[Span, ...]:
    """Return when a terminal is shut, up to a minute."""
    found: list[Span] = []
    for day in range(-(-until_min // MINUTES_PER_DAY)):
        begins = day * MINUTES_PER_DAY
        if day % _DAYS >= opening.days:
            found.append((begins, begins + MINUTES_PER_DAY))
            continue
        found.append((begins, begins + opening.opens_minute))
        found.append((begins + opening.closes_minute, begins + MINUTES_PER_DAY))
    return tuple(span for span in found if span[0] < span[1])
