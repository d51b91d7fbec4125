"""Built-in functions that make one value of many (DMN 1.5, 10.3.4.4)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from matou.kernels.decision.library.registry import built_in
from matou.kernels.decision.limits import Run
from matou.kernels.decision.operators import ADD, order
from matou.kernels.decision.values import NUMBERS, Months, Span, Value

List = list[Value]
SAMPLE: Final = 2
Summary = Callable[[Run, List], Value]


def _numbers(items: List) -> bool:
    return bool(items) and all(isinstance(item, Decimal) for item in items)


def _both_ways(name: str, summary: Summary, kind: str = "any") -> None:
    built_in(f"{name}(list: list)")(summary)
    built_in(f"{name}(...c: {kind})")(lambda run, *items: summary(run, list(items)))


def _extreme(wanted: int) -> Summary:
    def summary(run: Run, items: List) -> Value:
        if not items:
            return None
        best = items[0]
        run.step(len(items) // 8)
        for item in items:
            sign = order(item, best)
            if sign is None:
                return None
            best = item if sign == wanted else best
        return best

    return summary


def total(_run: Run, items: List) -> Value:
    """Return the sum of numbers or durations."""
    if not items or not isinstance(items[0], Decimal | Months | Span):
        return None
    result: Value = items[0]
    for item in items[1:]:
        if type(item) is not type(result):
            return None
        result = ADD[type(result), type(item)](result, item)
    return result


def mean(run: Run, items: List) -> Value:
    """Return the arithmetic mean."""
    return NUMBERS.divide(total(run, items), Decimal(len(items))) if _numbers(items) else None


def product(_run: Run, items: List) -> Value:
    """Return the product."""
    if not _numbers(items):
        return None
    result = Decimal(1)
    for item in items:
        result = NUMBERS.multiply(result, item)
    return result


def median(_run: Run, items: List) -> Value:
    """Return the middle number, or the mean of the two in the middle."""
    if not _numbers(items):
        return None
    ordered = sorted(items)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return NUMBERS.divide(NUMBERS.add(ordered[middle - 1], ordered[middle]), Decimal(2))


def stddev(_run: Run, items: List) -> Value:
    """Return the standard deviation of a sample of two or more."""
    if not _numbers(items) or len(items) < SAMPLE:
        return None
    centre = mean(_run, items)
    squares = [NUMBERS.power(NUMBERS.subtract(item, centre), Decimal(2)) for item in items]
    return NUMBERS.sqrt(NUMBERS.divide(total(_run, squares), Decimal(len(items) - 1)))


def mode(_run: Run, items: List) -> Value:
    """Return the most frequent numbers, lowest first."""
    if not items:
        return []
    if not _numbers(items):
        return None
    counts: dict[Decimal, int] = {}
    for item in items:
        counts[item] = counts.get(item, 0) + 1
    most = max(counts.values())
    return sorted(item for item, count in counts.items() if count == most)


def every(_run: Run, items: List) -> Value:
    """Return the conjunction; null where an item is neither true nor false."""
    if False in [item for item in items if isinstance(item, bool)]:
        return False
    return True if all(item is True for item in items) else None


def some(_run: Run, items: List) -> Value:
    """Return the disjunction; null where an item is neither true nor false."""
    if True in [item for item in items if isinstance(item, bool)]:
        return True
    return False if all(item is False for item in items) else None


for _name, _summary in (
    ("min", _extreme(-1)),
    ("max", _extreme(1)),
    ("sum", total),
    ("mean", mean),
    ("product", product),
    ("median", median),
    ("stddev", stddev),
    ("mode", mode),
    ("all", every),
    ("any", some),
):
    _both_ways(_name, _summary)
