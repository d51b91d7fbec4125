"""Situations narrow a guide; differences tell two contents apart."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.affairs.rules import samples, situations
from matou.modules.affairs.rules.difference import differences
from matou.modules.affairs.tests.world import content, material

ANSWERS = st.dictionaries(
    st.sampled_from(["kind", "craft"]), st.sampled_from(["new", "renew", "yes"])
)


@pytest.mark.parametrize(
    ("when", "answers", "expected"),
    [
        ("", {}, True),
        ("kind=new", {}, True),
        ("kind=new", {"kind": "new"}, True),
        ("kind=new", {"kind": "renew"}, False),
        ("kind=new kind=renew", {"kind": "renew"}, True),
        ("kind=new craft=yes", {"kind": "new"}, True),
        ("kind=new craft=yes", {"kind": "new", "craft": "no"}, False),
        ("kind=new craft=yes", {"kind": "new", "craft": "yes"}, True),
    ],
)
def test_what_applies(when: str, answers: dict[str, str], expected: bool) -> None:  # noqa: FBT001
    assert situations.applies(when, answers) is expected


def test_answers_that_fit_no_question_are_ignored() -> None:
    asked = {"kind": "new", "craft": "maybe", "utm_source": "x"}

    assert situations.answered(content(), asked) == {"kind": "new"}


def test_an_open_question_is_told() -> None:
    assert situations.is_open("kind=new", {})
    assert not situations.is_open("kind=new", {"kind": "renew"})


@given(ANSWERS, ANSWERS)
def test_answering_more_never_asks_for_more(
    answers: dict[str, str], further: dict[str, str]
) -> None:
    rows = content()["materials"]

    before = situations.narrowed(rows, answers)
    after = situations.narrowed(rows, {**further, **answers})

    assert [row for row in after if row not in before] == []


def test_every_question_of_the_port_items_decides_something() -> None:
    idle = [
        (item["task_name"], question.key)
        for item in samples.port_items()
        for question in situations.questions(item)
        if not any(f"{question.key}=" in row["when"] for row in item["materials"])
    ]

    assert idle == []


def test_equal_contents_do_not_differ() -> None:
    assert differences(content(), content()) == ()


def test_a_changed_field_is_one_difference() -> None:
    found = differences(content(), content(promise_day=9))

    assert [(one.field, one.before, one.after) for one in found] == [("promise_day", 5, 9)]


def test_a_changed_cell_names_its_row_and_column() -> None:
    found = differences(content(), material(content(), 0, by_law="另一依据"))

    assert [(one.row, one.column, one.after) for one in found] == [
        ("港口经营业务申请书", "by_law", "另一依据")
    ]


def test_a_row_that_comes_or_goes_is_told() -> None:
    fewer = content(materials=content()["materials"][1:])

    gone = differences(content(), fewer)
    come = differences(fewer, content())

    assert [(one.before, one.after) for one in gone] == [("港口经营业务申请书", None)]
    assert [(one.before, one.after) for one in come] == [(None, "港口经营业务申请书")]


def test_another_order_is_told() -> None:
    turned = content(materials=content()["materials"][::-1])

    assert [one.field for one in differences(content(), turned)] == ["materials"]


@given(
    st.lists(st.sampled_from(["甲", "乙"]), max_size=4),
    st.lists(st.sampled_from(["甲", "乙"]), max_size=4),
)
def test_what_differs_is_told_and_nothing_else(first: list[str], second: list[str]) -> None:
    def told(names: list[str]) -> dict[str, Any]:
        return content(scopes=[{"range": "2", "shape": "1", "divisions": name} for name in names])

    assert bool(differences(told(first), told(second))) == (first != second)
