"""The index of a column against asking every cell."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matou.kernels.decision.columns import Cell, Column
from matou.kernels.decision.feel import unary
from matou.kernels.decision.feel.compiler import closure
from matou.kernels.decision.feel.frame import Frame
from matou.kernels.decision.feel.parser import parsed_tests
from matou.kernels.decision.limits import Run

numbers = st.integers(-3, 3).map(str) | st.sampled_from(["0.5", "-0.5", "1e30", "1e-30"])
numeric_cells = st.one_of(
    numbers,
    st.tuples(st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), numbers).map(" ".join),
    st.builds("{}{}..{}{}".format, st.sampled_from("[("), numbers, numbers, st.sampled_from("])")),
    st.builds("not({}, < {})".format, numbers, numbers),
    st.just("-"),
)
word_cells = st.sampled_from(['"a"', '"b"', '"a", "c"', 'not("a")', '!= "b"', "-", '""'])
facts = st.integers(-4, 4).map(Decimal) | st.sampled_from(
    [Decimal("0.5"), Decimal("1e30"), Decimal("1e31"), Decimal("1e-31")]
)


def a_column(texts: list[str]) -> Column:
    nodes = [parsed_tests(text) for text in texts]
    cells = [
        Cell(text, node, unary.test_of(node, closure), 1 << row)
        for row, (text, node) in enumerate(zip(texts, nodes, strict=True))
    ]
    return Column("x", cells)


@settings(max_examples=60)
@given(texts=st.lists(numeric_cells, min_size=1, max_size=6), fact=facts)
def test_numbers_pass_as_if_every_cell_were_asked(texts: list[str], fact: Decimal) -> None:
    column = a_column(texts)
    frame = Frame({}, Run())

    assert column.passed(fact, frame) == column.tested(fact, frame)


@settings(max_examples=60)
@given(
    texts=st.lists(word_cells, min_size=1, max_size=6),
    fact=st.sampled_from(["a", "b", "c", "d", "é", "", "ab", "\0a"]),
)
def test_words_pass_as_if_every_cell_were_asked(texts: list[str], fact: str) -> None:
    column = a_column(texts)
    frame = Frame({}, Run())

    assert column.passed(fact, frame) == column.tested(fact, frame)


@pytest.mark.parametrize("fact", [None, True, "a", Decimal(1), [Decimal(1)]])
def test_facts_of_another_kind_are_asked_cell_by_cell(fact: Any) -> None:
    column = a_column(["< 5", "-", '"a"', "true"])
    frame = Frame({}, Run())

    assert column.passed(fact, frame) == column.tested(fact, frame)


def test_a_column_of_numbers_is_indexed() -> None:
    assert Decimal in a_column(["< 5", "[1..2]", "-"]).looks


def test_a_column_that_names_variables_is_not_indexed() -> None:
    assert a_column(["< limit", "5"]).looks == {}
