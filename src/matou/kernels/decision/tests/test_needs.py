"""Facts are asked for by name and type before anything is decided."""

from typing import Any

import pytest

from matou.kernels.decision.graph import NoSuchDecision, Ready
from matou.kernels.decision.needs import FactsUnfit, needed_facts, require_facts
from matou.kernels.decision.plain import facts_of
from matou.kernels.decision.tests.models import LENDING

READY = Ready(LENDING)
SHIP = {"flag": "CN", "past calls": [1]}


def test_a_decision_names_its_facts_through_other_decisions() -> None:
    needs = needed_facts(READY, "verdict")

    assert [(need.name, str(need.type)) for need in needs] == [("age", "tAge"), ("ship", "tShip")]
    assert [need.name for need in needed_facts(READY, "calls")] == ["ship"]
    assert [need.name for need in needed_facts(READY, "judge")] == ["age", "ship"]


@pytest.mark.parametrize(
    ("facts", "trouble"),
    [
        ({"age": 5}, "ship (tShip) missing"),
        ({"ship": SHIP}, "age (tAge) missing"),
        ({"age": "5", "ship": SHIP}, 'age (tAge) ≠ "5"'),
        ({"age": 151, "ship": SHIP}, "age (tAge) ≠ 151"),
        ({"age": 150, "ship": {"flag": "CN"}}, "ship (tShip) ≠"),
    ],
)
def test_unfit_facts_are_refused_by_name(facts: dict[str, Any], trouble: str) -> None:
    with pytest.raises(FactsUnfit) as refused:
        require_facts(READY, "verdict", facts_of(facts))

    assert trouble in refused.value.message("zh")


@pytest.mark.parametrize("age", [0, 150, None])
def test_fit_facts_pass(age: int | None) -> None:
    require_facts(READY, "verdict", facts_of({"age": age, "ship": SHIP}))


def test_nobody_needs_facts_for_nothing() -> None:
    with pytest.raises(NoSuchDecision):
        needed_facts(READY, "nothing")
