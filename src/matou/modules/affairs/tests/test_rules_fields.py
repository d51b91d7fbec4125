"""The table of fields, and how values are read into it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.affairs.rules import fields, samples, values
from matou.modules.affairs.rules.fields import Kind

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
KEYS = [one.key for one in fields.fields()]


def test_the_table_holds_the_national_fields() -> None:
    leaves = [column for one in fields.fields() for column in one.columns or (one,)]
    national = [one for one in leaves if one.mark != "own"]

    assert len(national) == 101
    assert len({one.key for one in fields.fields()}) == len(fields.fields()) == 82


def test_every_field_belongs_to_a_group_and_has_a_mark() -> None:
    groups = {group.key for group in fields.groups()}
    marks = {mark for mark, _zh, _en in fields.MARKS}

    assert {one.group for one in fields.fields()} == groups
    assert {one.mark for one in fields.fields()} <= marks


def test_every_word_of_the_table_is_in_two_languages() -> None:
    words = [
        (part.zh, part.en, *(word for choice in part.choices for word in choice[1:]))
        for one in fields.fields()
        for part in (one, *one.columns)
    ]

    assert [row for row in words if not all(row)] == []


@pytest.mark.parametrize(
    ("key", "raw", "expected"),
    [
        ("task_type", "行政许可", "01"),
        ("task_type", "Licence", "01"),
        ("server_type", "1;2", ["1", "2"]),
        ("server_type", ["企业法人"], ["2"]),
        ("promise_day", "5", 5),
        ("promise_day", 0, 0),
        ("is_fee", "否", False),
        ("is_fee", True, True),
        ("plan_effective_date", "2026-12-31", "2026-12-31"),
        ("task_name", "  港口  经营 ", "港口 经营"),
    ],
)
def test_a_value_is_read_as_people_write_it(key: str, raw: Any, expected: Any) -> None:
    assert values.read_field(fields.field(key), raw) == (expected, [])


@pytest.mark.parametrize(
    ("key", "raw"),
    [
        ("task_type", "99"),
        ("promise_day", "-1"),
        ("promise_day", "1.5"),
        ("promise_day", True),
        ("is_fee", "也许"),
        ("plan_effective_date", "2026-02-30"),
        ("task_name", "长" * 121),
        ("task_name", "控\x07制"),
        ("task_name", ["列"]),
        ("materials", "不是表"),
        ("materials", ["不是行"]),
        ("materials", [{"未知": "列"}]),
        ("materials", [{"material_name": "x"}] * 61),
    ],
)
def test_what_cannot_be_read_is_a_fault_in_two_languages(key: str, raw: Any) -> None:
    _value, faults = values.read_field(fields.field(key), raw)

    assert faults
    assert faults[0].message("zh")
    assert faults[0].message("en").isascii() or "“" in faults[0].message("en")


def test_an_unknown_field_is_a_fault() -> None:
    _content, faults = values.read_content({"task_nam": "x"})

    assert [fault.field for fault in faults] == ["task_nam"]


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), JSON, max_size=6))
def test_reading_never_raises_and_settles_at_once(raw: dict[str, Any]) -> None:
    read, _faults = values.read_content(raw)
    again, faults = values.read_content(read)

    assert again == read
    assert faults == ()


def test_what_is_shown_is_read_again() -> None:
    flat = [one for one in fields.written() if one.kind is not Kind.ROWS]
    first = samples.port_items()[0]

    again = {one.key: values.shown(one, first[one.key]) for one in flat}

    read, faults = values.read_content(again)
    assert faults == ()
    assert {one.key: read[one.key] for one in flat} == {one.key: first[one.key] for one in flat}


def test_an_empty_item_lacks_all_that_is_required() -> None:
    lacking = {fault.field for fault in values.missing(fields.empty_content())}

    assert lacking == {one.key for one in fields.written() if one.required}


def test_a_whole_item_lacks_nothing() -> None:
    assert list(values.missing(samples.port_items()[0])) == []
