"""Filters, loops and quantifiers: where work multiplies, hence where each step is paid."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from matou.kernels.decision.feel import nodes
from matou.kernels.decision.feel.frame import Closure, Frame
from matou.kernels.decision.feel.unary import all_of, any_of
from matou.kernels.decision.limits import Run
from matou.kernels.decision.types import kind_of
from matou.kernels.decision.values import Date, Range, Value, date_of_days

Compile = Callable[[nodes.Node], Closure]
NodeDomain = tuple[str, nodes.Node, nodes.Node | None]
Domain = tuple[str, Closure, Closure | None]


class NoDomain(Exception):
    """What is to be gone through is no list or range; the phrase is null."""


def filtered(node: nodes.Filter, compile_node: Compile) -> Closure:
    """Compile ``base[test]``."""
    base, test = compile_node(node.base), compile_node(node.test)
    if isinstance(node.test, nodes.Constant) and isinstance(node.test.value, Decimal):
        place = node.test.value
        return lambda frame: _at(_listed(base(frame)), place, frame.run)

    def pick(frame: Frame) -> Value:
        items = _listed(base(frame))
        if not items:
            known = len(frame.run.notes)
            answer = test(Frame({"item": None}, frame.run, frame))
            del frame.run.notes[known:]  # there was nothing that could have gone wrong
            return None if isinstance(answer, Decimal) else []
        return picked(items, test, frame)

    return pick


def picked(items: list[Value], test: Closure, frame: Frame) -> Value:
    """Return the items that pass, or the one at the place that the test names."""
    kept: list[Value] = []
    for number, item in enumerate(items):
        frame.run.step()
        answer = test(Frame(scope_of(item), frame.run, frame))
        if answer is True:
            kept.append(item)
        elif number == 0 and isinstance(answer, Decimal):
            return _at(items, answer, frame.run)
        elif answer is not None and answer is not False:
            return frame.run.fail(f"a {kind_of(answer)} does not filter")
    return kept


def scope_of(item: Value) -> dict[str, Value]:
    """Return the names that a filter knows: the item's entries and ``item``."""
    if isinstance(item, dict):
        return {"item": item, **item}
    return {"item": item}


def _listed(value: Value) -> list[Value]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _at(items: list[Value], place: Decimal, run: Run) -> Value:
    index = int(place)
    if index != place or index == 0 or abs(index) > len(items):
        return run.fail(f"there is no item at {place} of {len(items)}")
    return items[index - 1] if index > 0 else items[index]


def _domains(found: Sequence[NodeDomain], compile_node: Compile) -> list[Domain]:
    return [
        (name, compile_node(low), None if high is None else compile_node(high))
        for name, low, high in found
    ]


def loop(node: nodes.For, compile_node: Compile) -> Closure:
    """Compile ``for … return …``."""
    return loop_over(_domains(node.domains, compile_node), compile_node(node.body))


def loop_over(domains: list[Domain], body: Closure) -> Closure:
    """Return the loop that collects the body's values; ``partial`` holds those so far."""

    def collect(frame: Frame) -> Value:
        results: list[Value] = []
        outer = Frame({"partial": results}, frame.run, frame)
        try:
            for inner in _rounds(domains, 0, outer):
                results.append(body(inner))
                if len(results) > frame.run.limits.list_items:
                    frame.run.refuse("list items")
        except NoDomain:
            return None
        return results

    return collect


def quantified(node: nodes.Quantified, compile_node: Compile) -> Closure:
    """Compile ``some`` or ``every … satisfies …``."""
    domains = _domains(node.domains, compile_node)
    return quantified_over(node.kind, domains, compile_node(node.body))


def quantified_over(kind: str, domains: list[Domain], body: Closure) -> Closure:
    """Return the disjunction (some) or conjunction (every) of the body over all rounds."""
    joined = any_of if kind == "some" else all_of

    def judge(frame: Frame) -> Value:
        try:
            answers = [body(inner) for inner in _rounds(domains, 0, frame)]
        except NoDomain:
            return None
        if not all(answer is None or isinstance(answer, bool) for answer in answers):
            return frame.run.fail(f"{kind} … satisfies needs true or false")
        return joined(answers)

    return judge


def _rounds(domains: list[Domain], at: int, frame: Frame) -> Iterator[Frame]:
    """Yield a frame for each combination; a later domain may name an earlier variable."""
    name, low, high = domains[at]
    values = _spread(low(frame), frame.run) if high is None else _count(low, high, frame)
    for value in values:
        frame.run.step()
        inner = Frame({name: value}, frame.run, frame)
        if at + 1 == len(domains):
            yield inner
        else:
            yield from _rounds(domains, at + 1, inner)


def _spread(value: Value, run: Run) -> Iterator[Value]:
    if value is None:
        run.fail("there is nothing to go through")
        raise NoDomain
    if isinstance(value, Range):
        return _range_items(value, run)
    return iter(value if isinstance(value, list) else [value])


def _count(low: Closure, high: Closure, frame: Frame) -> Iterator[Value]:
    return _range_items(Range(low(frame), high(frame), True, True), frame.run)


def _range_items(interval: Range, run: Run) -> Iterator[Value]:
    """Yield the whole numbers or days of a range, downwards where its start is higher."""
    low, high = _whole(interval.low), _whole(interval.high)
    if low is None or high is None or type(interval.low) is not type(interval.high):
        run.fail(f"no steps from {kind_of(interval.low)} to {kind_of(interval.high)}")
        raise NoDomain
    step = 1 if low <= high else -1
    first = low if interval.low_closed else low + step
    last = high if interval.high_closed else high - step
    made = date_of_days if isinstance(interval.low, Date) else Decimal
    return (made(place) for place in range(first, last + step, step))


def _whole(bound: Value) -> int | None:
    if isinstance(bound, Date):
        return bound.days()
    if isinstance(bound, Decimal) and bound == bound.to_integral_value():
        return int(bound)
    return None
