"""Plans as shown: the most reliable chain of the whole front is always among them, and marked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from matou.modules.planner.queries.answers import answer_at, minute_at
from matou.modules.planner.queries.plans import Plan, ShownPlan, plan_at
from matou.modules.planner.queries.reliabilities import reliability
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.choice import MOST_SHOWN, Criterion
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.tests.world import NOW

READY = minute_at(NOW, instant=NOW)
GRAVEL = Question(
    origin="P_WUL",
    destination="P_NSA",
    ready_min=READY,
    cargo=cargoes.bulk(
        tonnes=Decimal(2000), draught_m=Decimal("3.2"), dangerous_class="", flags=frozenset()
    ),
)
BOXES = Question(
    origin="C_CEN",
    destination="P_HKG",
    ready_min=READY,
    cargo=cargoes.containers(teu=2, tonnes=None, dangerous_class="", flags=frozenset()),
)


def safest(plan: Plan) -> ShownPlan:
    (found,) = [one for one in plan.chains if Criterion.RELIABILITY in one.shown.best_in]
    return found


def risks(question: Question) -> list[tuple[int, int]]:
    """The risk and price of each chain of the front, chain by chain."""
    live = answer_at(instant=NOW, question=question)
    by = question.wishes.arrive_by_min
    return [
        (reliability(network=live.network, question=question, chain=one).risk(by), one.fen)
        for one in live.answer.chains
    ]


@pytest.mark.parametrize("question", [GRAVEL, BOXES], ids=["gravel", "boxes"])
@pytest.mark.parametrize("hours", [None, 20, 100], ids=["no deadline", "soon", "late"])
def test_the_most_reliable_of_the_front_is_shown_and_marked(
    network: ImportReport, question: Question, hours: int | None
) -> None:
    by = None if hours is None else READY + 60 * hours
    question = replace(question, wishes=Wishes(arrive_by_min=by))

    plan = plan_at(instant=NOW, question=question)

    found = safest(plan)
    assert (found.reliability.risk(by), found.shown.chain.fen) == min(risks(question))
    assert len(plan.chains) <= MOST_SHOWN


def test_where_all_are_surely_in_time_the_cheapest_is_the_most_reliable(
    network: ImportReport,
) -> None:
    far = replace(GRAVEL, wishes=Wishes(arrive_by_min=READY + 60 * 24 * 60))

    plans = [plan_at(instant=NOW, question=one) for one in (GRAVEL, far)]

    hurried, easy = (safest(plan).shown for plan in plans)
    assert Criterion.COST in easy.best_in
    assert Criterion.COST not in hurried.best_in


def test_nothing_found_is_no_plan(network: ImportReport) -> None:
    question = replace(GRAVEL, wishes=Wishes(arrive_by_min=READY + 1))

    assert plan_at(instant=NOW, question=question).chains == ()
