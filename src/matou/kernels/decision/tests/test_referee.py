"""The same tables before zen-engine, an independent judge, where both can express them."""

import pytest

from matou.kernels.decision.plain import facts_of
from matou.kernels.decision.tests import referee

zen = pytest.importorskip("zen", reason="zen-engine is not installed")


@pytest.mark.parametrize("seed", range(6))
def test_both_engines_answer_alike(seed: int) -> None:
    table = referee.a_table(20, seed)
    ours = referee.ready(table)
    theirs = zen.ZenEngine().create_decision(referee.zen_content(table))
    facts = referee.some_facts(60, seed + 100)

    mine = [ours.decide("answer", facts_of(each)).value for each in facts]

    assert mine == [theirs.evaluate(each)["result"].get("answer") for each in facts]


def test_a_missing_fact_takes_no_row_here() -> None:
    ours = referee.ready(referee.a_table(20, 1))

    outcome = ours.decide("answer", facts_of({"flag": "CN"}))

    assert not outcome.is_sound
