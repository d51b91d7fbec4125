"""Built-in functions on how points and ranges lie to one another (DMN 1.5, 10.3.4.10)."""

from collections.abc import Callable

from matou.kernels.decision.library.registry import built_in
from matou.kernels.decision.limits import Run
from matou.kernels.decision.operators import order
from matou.kernels.decision.values import Range, Value

Relation = Callable[[Range, Range], bool]


class Incomparable(Exception):
    """Two bounds have no order."""


def as_range(value: Value) -> Range:
    """Return a point as the range that holds it alone."""
    return value if isinstance(value, Range) else Range(value, value, True, True)


def sign(left: Value, right: Value) -> int:
    """Return the order of two bounds. Raises Incomparable."""
    found = order(left, right)
    if found is None:
        raise Incomparable
    return found


def low_sign(left: Range, right: Range) -> int:
    """Return which lower bound comes first; a closed one comes before an open one."""
    if left.low is None or right.low is None:
        return (left.low is not None) - (right.low is not None)
    return sign(left.low, right.low) or right.low_closed - left.low_closed


def high_sign(left: Range, right: Range) -> int:
    """Return which upper bound comes first; an open one comes before a closed one."""
    if left.high is None or right.high is None:
        return (right.high is not None) - (left.high is not None)
    return sign(left.high, right.high) or left.high_closed - right.high_closed


def before(left: Range, right: Range) -> bool:
    """Tell whether the one ends before the other starts."""
    if left.high is None or right.low is None:
        return False
    found = sign(left.high, right.low)
    return found < 0 or (found == 0 and not (left.high_closed and right.low_closed))


def meets(left: Range, right: Range) -> bool:
    """Tell whether the one ends in the point where the other starts."""
    closed = left.high_closed and right.low_closed
    if left.high is None or right.low is None:
        return False
    return closed and sign(left.high, right.low) == 0


def overlaps(left: Range, right: Range) -> bool:
    """Tell whether both have a point in common."""
    return not before(left, right) and not before(right, left)


def overlaps_before(left: Range, right: Range) -> bool:
    """Tell whether the one starts first and ends inside the other."""
    return overlaps(left, right) and low_sign(left, right) < 0 and high_sign(left, right) <= 0


def finishes(left: Range, right: Range) -> bool:
    """Tell whether both end together and the first starts no earlier."""
    return high_sign(left, right) == 0 and low_sign(left, right) >= 0


def starts(left: Range, right: Range) -> bool:
    """Tell whether both start together and the first ends no later."""
    return low_sign(left, right) == 0 and high_sign(left, right) <= 0


def during(left: Range, right: Range) -> bool:
    """Tell whether the one lies inside the other."""
    return low_sign(left, right) >= 0 and high_sign(left, right) <= 0


def coincides(left: Range, right: Range) -> bool:
    """Tell whether both are the same."""
    return low_sign(left, right) == 0 and high_sign(left, right) == 0


def _declare(name: str, relation: Relation, *signatures: str) -> None:
    def body(run: Run, left: Value, right: Value) -> Value:
        try:
            return relation(as_range(left), as_range(right))
        except Incomparable:
            return run.fail("the bounds cannot be compared")

    for signature in signatures:
        built_in(f"{name}({signature})")(body)


def _turned(relation: Relation) -> Relation:
    return lambda left, right: relation(right, left)


BOTH = "range1: range, range2: range"
POINT_FIRST = "point: any, range: range"
RANGE_FIRST = "range: range, point: any"
POINTS = "point1: any, point2: any"
for _name, _relation, _signatures in (
    ("before", before, (BOTH, RANGE_FIRST, POINT_FIRST, POINTS)),
    ("after", _turned(before), (BOTH, RANGE_FIRST, POINT_FIRST, POINTS)),
    ("meets", meets, (BOTH,)),
    ("met by", _turned(meets), (BOTH,)),
    ("overlaps", overlaps, (BOTH,)),
    ("overlaps before", overlaps_before, (BOTH,)),
    ("overlaps after", _turned(overlaps_before), (BOTH,)),
    ("finishes", finishes, (BOTH, POINT_FIRST)),
    ("finished by", _turned(finishes), (BOTH, RANGE_FIRST)),
    ("includes", _turned(during), (BOTH, RANGE_FIRST)),
    ("during", during, (BOTH, POINT_FIRST)),
    ("starts", starts, (BOTH, POINT_FIRST)),
    ("started by", _turned(starts), (BOTH, RANGE_FIRST)),
    ("coincides", coincides, (BOTH, POINTS)),
):
    _declare(_name, _relation, *_signatures)
