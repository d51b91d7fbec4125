"""Built-in functions that take lists apart and put them together (DMN 1.5, 10.3.4.4)."""

from decimal import Decimal
from functools import cmp_to_key
from typing import Final

from matou.kernels.decision.library.registry import built_in
from matou.kernels.decision.limits import Run
from matou.kernels.decision.operators import equal
from matou.kernels.decision.values import Function, Value

List = list[Value]
PAIR: Final = 2


def holds(run: Run, items: List, wanted: Value) -> bool:
    """Tell whether an item equals the value."""
    run.step(len(items) // 8)
    return any(equal(item, wanted) is True for item in items)


@built_in("list contains(list: list, element: any)")
def list_contains(run: Run, items: List, element: Value) -> Value:
    """Tell whether the list holds the element."""
    return holds(run, items, element)


@built_in("count(list: list)")
def count(_run: Run, items: List) -> Value:
    """Return how many items there are."""
    return Decimal(len(items))


@built_in("sublist(list: list, start position: number, length?: number?)")
def sublist(_run: Run, items: List, start: Decimal, length: Decimal | None = None) -> Value:
    """Return a part of the list; the first item is 1, the last -1."""
    place = int(start)
    if place == 0 or abs(place) > len(items):
        return None
    first = place - 1 if place > 0 else len(items) + place
    if length is None:
        return items[first:]
    size = int(length)
    return items[first : first + size] if 0 < size <= len(items) - first else None


@built_in("append(list: list, ...item: any)")
def append(_run: Run, items: List, *more: Value) -> Value:
    """Return the list with further items."""
    return [*items, *more]


@built_in("append(list: list)")
def append_nothing(_run: Run, items: List) -> Value:
    """Return the list as it is."""
    return items


@built_in("concatenate(...list: list)")
def concatenate(run: Run, *lists: List) -> Value:
    """Return the items of all lists in one."""
    run.check_list(sum(len(items) for items in lists))
    return [item for items in lists for item in items]


@built_in("insert before(list: list, position: number, newItem: any)")
def insert_before(_run: Run, items: List, position: Decimal, new: Value) -> Value:
    """Return the list with an item put in before a place."""
    at = _place(items, position)
    return None if at is None else [*items[:at], new, *items[at:]]


@built_in("remove(list: list, position: number)")
def remove(_run: Run, items: List, position: Decimal) -> Value:
    """Return the list without the item at a place."""
    at = _place(items, position)
    return None if at is None else [*items[:at], *items[at + 1 :]]


@built_in("list replace(list: list, position: number, newItem: any)")
def replace_at(_run: Run, items: List, position: Decimal, new: Value) -> Value:
    """Return the list with another item at a place."""
    at = _place(items, position)
    return None if at is None else [*items[:at], new, *items[at + 1 :]]


@built_in("list replace(list: list, match: function, newItem: any)")
def replace_where(run: Run, items: List, match: Function, new: Value) -> Value:
    """Return the list with another item wherever the function is true."""
    if len(match.parameters) != PAIR:
        return None
    answers = [match.call(run, [item, new]) for item in items]
    if not all(isinstance(answer, bool) for answer in answers):
        return None
    return [new if answer else item for item, answer in zip(items, answers, strict=True)]


def _place(items: List, position: Decimal) -> int | None:
    place = int(position)
    if place == 0 or abs(place) > len(items):
        return None
    return place - 1 if place > 0 else len(items) + place


@built_in("reverse(list: list)")
def reverse(_run: Run, items: List) -> Value:
    """Return the list backwards."""
    return items[::-1]


@built_in("index of(list: list, match: any)")
def index_of(run: Run, items: List, match: Value) -> Value:
    """Return the places of an element."""
    run.step(len(items) // 8)
    return [Decimal(at) for at, item in enumerate(items, 1) if equal(item, match) is True]


@built_in("distinct values(list: list)")
def distinct_values(run: Run, items: List) -> Value:
    """Return each value once, in the order of its first place."""
    found: List = []
    for item in items:
        if not holds(run, found, item):
            found.append(item)
    return found


@built_in("union(...list: list)")
def union(run: Run, *lists: List) -> Value:
    """Return the distinct values of all lists."""
    return distinct_values(run, [item for items in lists for item in items])


@built_in("flatten(list: list)")
def flatten(run: Run, items: List) -> Value:
    """Return the items of nested lists in one."""
    flat: List = []
    waiting = [iter(items)]
    while waiting:
        for item in waiting[-1]:
            run.step()
            if isinstance(item, list):
                waiting.append(iter(item))
                break
            flat.append(item)
        else:
            waiting.pop()
    return flat


@built_in("sort(list: list, precedes?: function)")
def sort(run: Run, items: List, precedes: Function | None = None) -> Value:
    """Return the list in the order that the function says."""
    if precedes is None or len(precedes.parameters) != PAIR:
        return None

    def compare(left: Value, right: Value) -> int:
        if precedes.call(run, [left, right]) is True:
            return -1
        return 1 if precedes.call(run, [right, left]) is True else 0

    return sorted(items, key=cmp_to_key(compare))
