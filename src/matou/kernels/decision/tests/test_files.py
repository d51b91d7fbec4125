"""XML, YAML and spreadsheets: the same model comes back, and bad files are refused with a place."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from matou.kernels.decision import model
from matou.kernels.decision.graph import Ready
from matou.kernels.decision.model import Definitions, Input, ModelRefused, Output, Rule, Table
from matou.kernels.decision.plain import facts_of
from matou.kernels.decision.sheet import read_sheet, write_sheet
from matou.kernels.decision.tests.models import LENDING, a_table, feel
from matou.kernels.decision.tests.test_boxed import BOXES
from matou.kernels.decision.xml_in import SIZE_LIMIT, read_xml
from matou.kernels.decision.xml_out import with_ids, write_xml
from matou.kernels.decision.yaml_in import read_table, read_yaml
from matou.kernels.decision.yaml_out import write_table, write_yaml

EVERY_BOX = replace(
    LENDING,
    decisions=(
        *LENDING.decisions,
        *(model.Decision(name=f"box {at}", logic=box) for at, (box, _) in enumerate(BOXES)),
        model.Decision(name="no logic"),
    ),
)
signs = st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"])
texts = st.text(signs, max_size=12).map(str.strip)
full = st.text(signs, min_size=1, max_size=12).map(str.strip).filter(bool)
tables = st.integers(1, 3).flatmap(
    lambda wide: st.builds(
        Table,
        hit=st.sampled_from(model.HIT_POLICIES),
        inputs=st.tuples(
            *[st.builds(Input, text=full, label=texts, type=texts, allowed=texts)] * wide
        ),
        outputs=st.tuples(
            st.builds(Output, name=texts, label=texts, type=texts, allowed=texts, default=texts)
        ),
        rules=st.lists(
            st.builds(
                Rule,
                tests=st.tuples(*[full] * wide),
                results=st.tuples(full),
                notes=st.tuples() | st.tuples(full),
            ),
            max_size=3,
        ).map(tuple),
        note_columns=st.tuples() | st.tuples(full),
    )
)


@pytest.mark.parametrize("definitions", [LENDING, EVERY_BOX])
def test_a_model_comes_back_from_xml(definitions: Definitions) -> None:
    assert read_xml(write_xml(definitions)) == with_ids(definitions)


@pytest.mark.parametrize("definitions", [LENDING, EVERY_BOX])
def test_a_model_comes_back_from_yaml(definitions: Definitions) -> None:
    assert read_yaml(write_yaml(definitions)) == definitions


@settings(max_examples=25)
@given(table=tables)
def test_any_table_comes_back_from_every_file(table: Table) -> None:
    whole = Definitions(name="m", decisions=(model.Decision(name="t", id="_1", logic=table),))

    assert read_table(write_table(table)) == table
    assert read_xml(write_xml(whole)) == whole
    assert read_sheet(write_sheet(table)) == table


def test_what_is_decided_survives_the_files() -> None:
    facts = facts_of({"age": 20, "ship": {"flag": "CN", "past calls": [9]}})
    again = read_yaml(write_yaml(read_xml(write_xml(LENDING))))

    assert Ready(again).decide("verdict", facts).value == "approve"


def test_the_readers_first_example_decides_and_comes_back() -> None:
    text = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
    example = text.partition("```yaml\n")[2].partition("```")[0]
    definitions = read_yaml(example)

    assert write_yaml(definitions) == example
    assert Ready(definitions).decide("verdict", facts_of({"age": 18})).value == "approve"


def test_a_rule_is_one_line_of_yaml() -> None:
    text = write_table(a_table((["< 18"], ['"refuse"']), ([">= 18"], ['"approve"'])))

    lines = [line.strip() for line in text.splitlines() if "when" in line]
    assert lines == [
        "- {when: [< 18], then: ['\"refuse\"']}",
        "- {when: ['>= 18'], then: ['\"approve\"']}",
    ]


BOMB = b"""<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
<definitions name="&b;"/>"""
OUTSIDE = b"""<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><definitions name="&a;"/>"""
LOST = b"""<definitions><decision name="d"><informationRequirement>
<requiredInput href="#x"/></informationRequirement></decision></definitions>"""
HALF = b"""<definitions><decision name="d"><decisionTable>
<input/></decisionTable></decision></definitions>"""
CIRCLE = write_xml(
    Definitions(
        name="c",
        decisions=(
            model.Decision(
                name="a", requires=(model.Reference(name="b"),), logic=feel("b"), id="_a"
            ),
            model.Decision(
                name="b", requires=(model.Reference(name="a"),), logic=feel("a"), id="_b"
            ),
        ),
    )
)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "not well formed"),
        (b"<definitions", "not well formed"),
        (b"\x00\xff\xfe", "not well formed"),
        (b"<html/>", "expected definitions"),
        (BOMB, "not well formed"),
        (OUTSIDE, "not well formed"),
        (b"<definitions>" + b" " * SIZE_LIMIT, "larger than"),
        (b"<definitions>" + b"<a>" * 300 + b"</a>" * 300 + b"</definitions>", "nested deeper"),
        (b"<definitions>" + b"<a/>" * 500_001 + b"</definitions>", "more than 500000 elements"),
        (LOST, "nothing has the id"),
        (HALF, "lacks inputExpression"),
    ],
)
def test_bad_xml_is_refused_with_its_reason(source: bytes, reason: str) -> None:
    with pytest.raises(ModelRefused, match=reason):
        read_xml(source)


def test_a_circle_in_xml_is_refused_by_name() -> None:
    with pytest.raises(ModelRefused, match="a → b → a"):
        Ready(read_xml(CIRCLE))


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("model: [", "while parsing"),
        ("- 1", "a mapping is needed"),
        ("model: a\nmodel: b", "stands twice"),
        ("model: a\nextra: b", "unknown: extra"),
        ("model: &x a\nnamespace: *x", "aliases"),
        ("model: !!python/object/apply:os.system [ls]", "text is needed"),
        ("model: a\ndecisions: {a: b}", "a list is needed"),
        ("model: a\ndecisions: [{type: number}]", "name is missing"),
        ("model: a\ndecisions: [{name: d, logic: {}}]", "no kind of expression"),
        ("model: a\ndecisions: [{name: d, logic: {table: U, rows: []}}]", "unknown: rows"),
        ("model: a\nfacts: [{name: ''}]", "name is empty"),
        ("[" * 5000, "nested too deeply|while parsing"),
        ("model: a\n? [1]\n: b", "no text"),
        (" " * (2 * 1024 * 1024 + 1), "larger than"),
    ],
)
def test_bad_yaml_is_refused_with_its_reason(source: str, reason: str) -> None:
    with pytest.raises(ModelRefused, match=reason):
        read_yaml(source)


def test_yaml_guesses_no_kinds() -> None:
    read = read_yaml("model: no\ndecisions: [{name: on, logic: 2026-02-28}]")

    assert (read.name, read.decisions[0].name) == ("no", "on")
    assert read.decisions[0].logic == feel("2026-02-28")


def changed(cell: str, value: str | float) -> bytes:
    """Return a sheet in which a clerk has typed something."""
    book = load_workbook(BytesIO(write_sheet(a_table((["< 18"], ['"refuse"'])))))
    book.worksheets[0][cell] = value
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


@pytest.mark.parametrize(("typed", "text"), [(18, "18"), (1.5, "1.5"), (True, "true"), ("-", "-")])
def test_what_a_clerk_types_becomes_a_literal(typed: str | float, text: str) -> None:
    assert read_sheet(changed("B8", typed)).rules[0].tests == (text,)


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [("B8", "=1+1", "“B8”: a formula"), ("C2", "maybe", "“C2”: one of")],
)
def test_a_bad_cell_is_refused_by_its_name(cell: str, value: str, reason: str) -> None:
    with pytest.raises(ModelRefused, match=reason):
        read_sheet(changed(cell, value))


def a_zip(name: str, size: int) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as bomb:
        bomb.writestr(name, b"0" * size)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "not a workbook"),
        (b"PK\x03\x04 nonsense", "not a workbook"),
        (a_zip("xl/workbook.xml", 10), "not a workbook"),
        (a_zip("x", 41 * 1024 * 1024), "unpacks to more"),
        (b"0" * (5 * 1024 * 1024 + 1), "larger than"),
    ],
)
def test_a_bad_workbook_is_refused(source: bytes, reason: str) -> None:
    with pytest.raises(ModelRefused, match=reason):
        read_sheet(source)


def test_an_empty_sheet_is_refused() -> None:
    packed = BytesIO()
    Workbook().save(packed)

    with pytest.raises(ModelRefused, match="head are missing"):
        read_sheet(packed.getvalue())


def test_text_that_no_sheet_can_hold_is_refused() -> None:
    with pytest.raises(ModelRefused, match="control character"):
        write_sheet(a_table((['"\x07"'], ["1"])))
