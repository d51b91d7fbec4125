"""Each kind of boxed expression, and boxes in boxes."""

from typing import Any

import pytest

from matou.kernels.decision.boxed import DEPTH
from matou.kernels.decision.model import (
    Box,
    Conditional,
    Context,
    Entry,
    FilterBox,
    FunctionBox,
    Invocation,
    Iteration,
    ListBox,
    ModelRefused,
    Relation,
)
from matou.kernels.decision.plain import plain_of
from matou.kernels.decision.tests.models import feel, one_decision

ADD = FunctionBox(parameters=(("a", "number"), ("b", "number")), body=feel("a + b"))
NUMBERS = feel("[1, 2, 3]")
BOXES: list[tuple[Box, Any]] = [
    (feel("1 + 1"), 2),
    (feel(""), None),
    (feel("[7]", "number"), 7),
    (feel('"x"', "number"), None),
    (ListBox(items=(feel("1"), feel('"a"'))), [1, "a"]),
    (
        Context(entries=(Entry(name="a", value=feel("1")), Entry(name="b", value=feel("a + 1")))),
        {"a": 1, "b": 2},
    ),
    (Context(entries=(Entry(name="a", value=feel("1")), Entry(value=feel("a + 1")))), 2),
    (Context(entries=(Entry(name="a", type="string", value=feel("1")),)), {"a": None}),
    (Context(entries=(Entry(name="a", value=feel("1")),) * 2), None),
    (Relation(columns=("x", "y"), rows=((feel("1"), feel("2")),)), [{"x": 1, "y": 2}]),
    (Invocation(function=ADD, bindings=(("b", feel("2")), ("a", feel("1")))), 3),
    (Invocation(function=ADD, bindings=(("a", feel("1")),)), None),
    (Invocation(function=ADD, bindings=(("a", feel('"1"')), ("b", feel("1")))), None),
    (Invocation(function=feel("5"), bindings=()), None),
    (Conditional(condition=feel("true"), then=feel("1"), otherwise=feel("2")), 1),
    (Conditional(condition=feel("null"), then=feel("1"), otherwise=feel("2")), 2),
    (Conditional(condition=feel("1"), then=feel("1"), otherwise=feel("2")), None),
    (FilterBox(source=NUMBERS, match=feel("item > 1")), [2, 3]),
    (FilterBox(source=feel("null"), match=feel("true")), None),
    (FilterBox(source=NUMBERS, match=feel('if item > 1 then "x" else true')), None),
    (Iteration(kind="for", variable="n", source=NUMBERS, body=feel("n * 2")), [2, 4, 6]),
    (Iteration(kind="some", variable="n", source=NUMBERS, body=feel("n > 2")), True),
    (Iteration(kind="every", variable="n", source=NUMBERS, body=feel("n > 2")), False),
    (Iteration(kind="for", variable="n", source=feel("null"), body=feel("n")), None),
    (FunctionBox(kind="Java", body=Context(entries=())), None),
]


@pytest.mark.parametrize(("box", "expected"), BOXES)
def test_each_box_comes_to_its_value(box: Box, expected: Any) -> None:
    value = one_decision(box).decide("it", {}).value

    assert (None if callable(getattr(value, "call", None)) else plain_of(value)) == expected


def test_code_outside_feel_is_kept_and_never_run() -> None:
    java = FunctionBox(kind="Java", body=Context(entries=(Entry(name="x", value=feel("1")),)))
    called = Invocation(function=java, bindings=())

    outcome = one_decision(called).decide("it", {})

    assert outcome.value is None
    assert outcome.notes[0].reason == "code outside FEEL is not run"


def test_boxes_nested_too_deeply_are_refused() -> None:
    box: Box = feel("1")
    for _ in range(DEPTH + 1):
        box = ListBox(items=(box,))

    with pytest.raises(ModelRefused, match="nested deeper"):
        one_decision(box)
