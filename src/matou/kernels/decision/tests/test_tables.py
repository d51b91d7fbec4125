"""Decision tables: every hit policy, what may go wrong, and why each rule did not fit."""

from typing import Any

import pytest

from matou.kernels.decision.graph import Outcome
from matou.kernels.decision.model import Input, ModelRefused, Output, Rule, Table
from matou.kernels.decision.plain import facts_of, plain_of
from matou.kernels.decision.tests.models import a_table, one_decision

THREE = (([">= 10"], ["2"]), ([">= 5"], ["3"]), (["< 100"], ["2"]))
ANY_AGE = (Input(text="age"),)
RANKED = (Output(type="number", allowed="3, 2, 1"),)


def decided(table: Table, traced: bool = False, **facts: Any) -> Outcome:  # noqa: FBT001, FBT002
    known = [f"{each.text}: {each.type}" for each in table.inputs]
    return one_decision(table, *known).decide("it", facts_of(facts), traced=traced)


@pytest.mark.parametrize(
    ("hit", "age", "expected"),
    [
        ("U", 100, None),
        ("U", 4, 2),
        ("A", 100, None),
        ("A", 4, 2),
        ("P", 10, 3),
        ("P", 4, 2),
        ("F", 10, 2),
        ("F", 5, 3),
        ("R", 10, [2, 3, 2]),
        ("R", 5, [3, 2]),
        ("O", 10, [3, 2, 2]),
        ("C", 10, [2, 3, 2]),
        ("C+", 10, 7),
        ("C<", 10, 2),
        ("C>", 10, 3),
        ("C#", 10, 3),
        ("C#", 4, 1),
    ],
)
def test_each_hit_policy_answers_in_its_way(hit: str, age: int, expected: Any) -> None:
    table = a_table(*THREE, hit=hit, outputs=RANKED)

    assert plain_of(decided(table, age=age).value) == expected


def test_rules_that_agree_satisfy_any() -> None:
    table = a_table((["> 1"], ['"yes"']), (["> 2"], ['"yes"']), hit="A")

    assert decided(table, age=3).value == "yes"


@pytest.mark.parametrize("hit", ["U", "A", "P", "F", "C+", "C<", "C>"])
def test_without_a_rule_that_fits_nothing_is_answered(hit: str) -> None:
    outcome = decided(a_table((["> 5"], ["1"]), hit=hit, outputs=RANKED), age=5)

    assert outcome.value is None
    assert not outcome.is_sound
    assert outcome.notes[0].reason == "it: no rule fits"


@pytest.mark.parametrize(("hit", "expected"), [("R", []), ("C", []), ("O", []), ("C#", 0)])
def test_lists_and_counts_may_be_empty(hit: str, expected: Any) -> None:
    table = a_table((["> 5"], ["1"]), hit=hit, outputs=RANKED)

    assert plain_of(decided(table, age=5).value) == expected


def test_the_default_stands_where_no_rule_fits() -> None:
    table = a_table((["> 5"], ['"big"']), outputs=(Output(default='"small"'),))

    assert decided(table, age=5).value == "small"
    assert decided(table, age=6).value == "big"


def test_a_default_of_the_wrong_type_is_none() -> None:
    table = a_table((["> 5"], ["1"]), outputs=(Output(type="number", default='"none"'),))

    assert decided(table, age=6).is_sound
    assert not decided(table, age=5).is_sound


def test_several_outputs_make_a_context() -> None:
    outputs = (Output(name="grade"), Output(name="fee", type="number"))
    table = a_table((["> 5"], ['"a"', "10"]), outputs=outputs)

    assert plain_of(decided(table, age=6).value) == {"grade": "a", "fee": 10}


def test_an_answer_outside_the_allowed_values_is_none() -> None:
    table = a_table((["-"], ['"other"']), outputs=(Output(allowed='"a", "b"'),))

    outcome = decided(table, age=1)

    assert outcome.value is None
    assert "allowed" in outcome.notes[0].reason


def test_an_input_outside_the_allowed_values_decides_nothing() -> None:
    inputs = (Input(text="age", type="number", allowed="[0..150]"),)
    table = a_table((["-"], ['"in"']), inputs=inputs)

    assert decided(table, age=150).value == "in"
    assert decided(table, age=151).value is None


@pytest.mark.parametrize("facts", [{}, {"age": "old"}, {"age": [1, 2]}])
def test_a_missing_or_mistyped_fact_never_takes_a_row(facts: dict[str, Any]) -> None:
    table = a_table(([">= 0"], ['"approve"']), (["< 0"], ['"refuse"']), hit="F")

    outcome = decided(table, **facts)

    assert outcome.value is None
    assert outcome.notes


def test_a_mistyped_fact_is_not_sound_even_where_a_row_takes_anything() -> None:
    table = a_table((["< 0"], ['"refuse"']), (["-"], ['"approve"']), hit="F")

    assert not decided(table, age="old").is_sound
    assert not decided(table).is_sound
    assert decided(table, age=3).is_sound


def test_a_null_fact_is_an_ordinary_value() -> None:
    table = a_table((["null"], ['"person"']), (["< 5"], ['"refuse"']))

    assert decided(table, age=None).is_sound
    assert decided(table, age=None).value == "person"


def test_a_cell_that_cannot_be_tested_is_named_by_row() -> None:
    outcome = one_decision(a_table((["-"], ["1"]), (['"x"'], ["2"]), inputs=ANY_AGE), "age").decide(
        "it", facts_of({"age": 5})
    )

    assert outcome.value is not None
    assert not outcome.is_sound
    assert "age, row 2" in outcome.notes[-1].reason


def test_two_rules_that_fit_are_named() -> None:
    outcome = decided(a_table((["> 1"], ["1"]), (["> 2"], ["2"])), age=3)

    assert "rules 1, 2 fit together" in outcome.notes[0].reason


def test_the_trace_names_the_first_cell_that_failed() -> None:
    inputs = (Input(text="age", type="number"), Input(text="flag", type="string"))
    table = a_table(
        (["< 18", '"CN"'], ["1"]),
        ([">= 18", '"PA"'], ["2"]),
        ([">= 18", '"CN"'], ["3"]),
        inputs=inputs,
    )

    trace = decided(table, traced=True, age=18, flag="CN").traces[0]

    assert trace.matched == (3,)
    assert [(c.rule, c.column, plain_of(c.value), c.test) for c in trace.failed] == [
        (1, 1, 18, "< 18"),
        (2, 2, "CN", '"PA"'),
    ]


def test_the_trace_changes_no_answer() -> None:
    table = a_table(*THREE, hit="R", outputs=RANKED)

    assert decided(table, age=7).value == decided(table, traced=True, age=7).value


@pytest.mark.parametrize(
    ("table", "place"),
    [
        (a_table((["< "], ["1"])), "row 1, input 1"),
        (a_table((["-"], ["1"]), (["1", "2"], ["1"])), "row 2"),
        (a_table((["-"], ["1 +"])), "row 1, output 1"),
        (a_table((["-"], ["1"]), hit="X"), "no hit policy"),
        (a_table((["-"], ["1"]), hit="P"), "allowed output values"),
        (a_table((["-"], ["1"]), hit="O"), "allowed output values"),
        (a_table((["-"], ["1", "2"]), hit="C+", outputs=(Output(),) * 2), "a single output"),
        (a_table((["-"], []), outputs=()), "it"),
        (a_table((["-"], ["1"]), inputs=(Input(text="a b c ("),)), "input 1"),
        (a_table((["-"], ["1"]), inputs=(Input(text="age", type="nonsense"),)), "nonsense"),
    ],
)
def test_a_table_that_cannot_work_is_refused_with_its_place(table: Table, place: str) -> None:
    with pytest.raises(ModelRefused) as refused:
        one_decision(table, "age: number")

    assert place in refused.value.message("en")


def test_a_table_of_too_many_cells_is_refused() -> None:
    rule = Rule(tests=("-",) * 50, results=("1",))
    inputs = (Input(text="1"),) * 50
    table = Table(inputs=inputs, outputs=(Output(),), rules=(rule,) * 4_000)

    with pytest.raises(ModelRefused, match="200000 cells"):
        one_decision(table)
