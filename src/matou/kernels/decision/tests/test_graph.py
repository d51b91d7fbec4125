"""Graphs of decisions: what is needed is found, circles and strangers are refused by name."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from matou.kernels.decision import model
from matou.kernels.decision.graph import NoSuchDecision, Ready
from matou.kernels.decision.limits import DecisionTooLarge, Limits
from matou.kernels.decision.model import Decision, Definitions, Import, ModelRefused, Reference
from matou.kernels.decision.plain import facts_of, plain_of
from matou.kernels.decision.tests.models import LENDING, feel, one_decision, refers

SHIP = {"flag": "CN", "past calls": [3, 3]}


@pytest.mark.parametrize(
    ("age", "calls", "verdict"),
    [(17, [3, 3], "refuse"), (18, [3, 3], "approve"), (18, [2, 3], "person")],
)
def test_a_graph_decides_from_its_facts(age: int, calls: list[int], verdict: str) -> None:
    facts = facts_of({"age": age, "ship": {"flag": "CN", "past calls": calls}})

    outcome = Ready(LENDING).decide("verdict", facts)

    assert outcome.value == verdict
    assert outcome.is_sound


def test_a_service_answers_like_a_function() -> None:
    facts = facts_of({"age": 20, "ship": SHIP})

    assert Ready(LENDING).decide("judge", facts).value == "approve"


def test_a_service_without_one_of_its_facts_is_not_sound() -> None:
    outcome = Ready(LENDING).decide("judge", facts_of({"age": 17}))

    assert not outcome.is_sound
    assert "'ship' is missing" in outcome.notes[0].reason


def test_knowledge_answers_by_its_parameters() -> None:
    assert plain_of(Ready(LENDING).decide("twice", facts_of({"n": 4})).value) == 8


def test_a_fact_outside_its_type_is_noted_by_name() -> None:
    outcome = Ready(LENDING).decide("verdict", facts_of({"age": 151, "ship": SHIP}))

    assert outcome.value is None
    assert "age must be a tAge, not a number" in outcome.notes[0].reason


def test_a_circle_is_refused_with_the_way_round() -> None:
    decisions = (
        Decision(name="a", requires=refers("b"), logic=feel("b")),
        Decision(name="b", requires=refers("c"), logic=feel("c")),
        Decision(name="c", requires=refers("a"), logic=feel("a")),
    )

    with pytest.raises(ModelRefused, match="a → b → c → a"):
        Ready(Definitions(name="circle", decisions=decisions))


def test_types_in_a_circle_are_refused() -> None:
    items = (
        model.ItemDefinition(name="a", type="b"),
        model.ItemDefinition(name="b", type="a"),
    )

    with pytest.raises(ModelRefused, match="a → b → a"):
        Ready(Definitions(name="circle", items=items))


def test_a_requirement_that_is_nowhere_is_refused() -> None:
    decision = Decision(name="a", requires=refers("ghost"), logic=feel("1"))

    with pytest.raises(ModelRefused, match="no ghost to require"):
        Ready(Definitions(name="lost", decisions=(decision,)))


def test_a_name_that_stands_twice_is_refused() -> None:
    decision = Decision(name="a", logic=feel("1"))

    with pytest.raises(ModelRefused, match="stands twice"):
        Ready(Definitions(name="twice", decisions=(decision, decision)))


def test_a_question_for_nothing_known_is_refused() -> None:
    with pytest.raises(NoSuchDecision):
        Ready(LENDING).decide("nothing", {})


def test_a_decision_without_logic_answers_nothing() -> None:
    outcome = one_decision(None).decide("it", {})

    assert outcome.value is None
    assert outcome.notes[0].reason == "it has no logic"


def test_what_is_not_required_is_not_known() -> None:
    decisions = (Decision(name="a", logic=feel("1")), Decision(name="b", logic=feel("a")))
    ready = Ready(Definitions(name="two", decisions=decisions))

    assert ready.decide("b", {}).value is None


def test_another_model_is_used_under_its_name() -> None:
    use = Decision(
        name="use",
        requires=(Reference(name="calls", model="port"),),
        logic=feel("port.calls + 1"),
    )
    imports = (Import(name="port", namespace=LENDING.namespace),)
    ready = Ready(
        Definitions(name="user", imports=imports, decisions=(use,)),
        {LENDING.namespace: Ready(LENDING)},
    )

    assert plain_of(ready.decide("use", facts_of({"ship": SHIP})).value) == 13


def test_a_model_that_is_not_there_is_refused() -> None:
    imports = (Import(name="port", namespace="https://example.org/none"),)

    with pytest.raises(ModelRefused, match="is missing"):
        Ready(Definitions(name="user", imports=imports))


def test_the_moment_comes_from_the_caller() -> None:
    ready = one_decision(feel("string(today())"))

    assert ready.decide("it", {}, now=datetime(2026, 2, 28, tzinfo=UTC)).value == "2026-02-28"
    assert ready.decide("it", {}).value is None


@pytest.mark.parametrize(
    ("text", "limits", "limit"),
    [
        ("count(for i in 1..1000 return i)", Limits(steps=999), "steps"),
        ("count(for i in 1..1000 return i)", Limits(list_items=999), "list items"),
        ("for i in 1..101 return i", Limits(list_items=100), "list items"),
        (
            'for i in 1..9 return if i = 1 then "x" else partial[-1] + partial[-1]',
            None,
            "characters",
        ),
        ("{f: function(n) if n = 0 then 0 else f(n - 1), r: f(20)}.r", Limits(depth=20), "depth"),
        ("count(for i in 1..100000, j in 1..9 return i)", Limits(seconds=0.0), "time"),
    ],
)
def test_a_limit_stops_the_whole_decision(text: str, limits: Limits | None, limit: str) -> None:
    bounds = limits or Limits(characters=100)

    with pytest.raises(DecisionTooLarge, match=limit):
        one_decision(feel(text)).decide("it", {}, limits=bounds)


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("count(for i in 1..1000 return i)", Limits(steps=1200)),
        ("count(for i in 1..100 return i)", Limits(list_items=100)),
        ("{f: function(n) if n = 0 then 0 else f(n - 1), r: f(18)}.r", Limits(depth=20)),
    ],
)
def test_below_the_limit_it_is_answered(text: str, limits: Limits) -> None:
    assert one_decision(feel(text)).decide("it", {}, limits=limits).value is not None


def test_a_long_row_of_decisions_is_stopped_and_not_crashed() -> None:
    first = Decision(name="d0", logic=feel("1"))
    rest = [
        Decision(name=f"d{n}", requires=refers(f"d{n - 1}"), logic=feel(f"d{n - 1} + 1"))
        for n in range(1, 2000)
    ]
    ready = Ready(Definitions(name="row", decisions=(first, *rest)))

    with pytest.raises(DecisionTooLarge):
        ready.decide("d1999", {})


def test_knowledge_may_call_itself() -> None:
    function = model.FunctionBox(
        parameters=(("n", "number"),),
        body=feel("if n <= 1 then 1 else n * factorial(n - 1)"),
    )
    knowledge = model.Knowledge(name="factorial", knowledge=refers("factorial"), function=function)
    ready = Ready(replace(LENDING, knowledge=(*LENDING.knowledge, knowledge)))

    assert plain_of(ready.decide("factorial", facts_of({"n": 5})).value) == 120


def test_a_model_of_too_many_elements_is_refused() -> None:
    facts = tuple(model.InputData(name=f"f{at}") for at in range(5_001))

    with pytest.raises(ModelRefused, match="more than 5000 elements"):
        Ready(Definitions(name="wide", inputs=facts))
    assert Ready(Definitions(name="wide", inputs=facts[1:])).elements
