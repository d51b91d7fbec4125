"""What other rooms are told of a route: cost delivered, duration, and how deep a barge may lie."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.modules.planner.contracts import ROUTE_ESTIMATOR, RouteQuestion
from matou.modules.planner.queries import fronts
from matou.modules.planner.queries.estimates import estimate_at
from matou.modules.planner.rules.draughts import limiting_draught_cm
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.tests.world import NOW

GRAVEL = RouteQuestion(
    origin="P_WUL",
    destination="P_NSA",
    ready_at=NOW,
    mass=Tonnes(2_000_000),
    draught_cm=320,
)


def test_the_best_in_each_respect_is_told(network: ImportReport) -> None:
    found = estimate_at(instant=NOW, asked=GRAVEL)

    assert found is not None
    assert found.fastest.modes == ("road",)
    assert (found.cheapest.cost, found.cheapest.modes) == (Money(11_181_000), ("water",))
    assert found.greenest.co2e_g == 20_859_200
    assert found.fastest.arrives_at == NOW + timedelta(minutes=found.fastest.duration_min)


def test_the_limiting_draught_is_the_one_that_still_passes(network: ImportReport) -> None:
    found = estimate_at(instant=NOW, asked=GRAVEL)

    limit = found.limiting_draught_cm if found else None
    assert limit is not None
    at_it = estimate_at(instant=NOW, asked=replace(GRAVEL, draught_cm=limit))
    above = estimate_at(instant=NOW, asked=replace(GRAVEL, draught_cm=limit + 1))
    assert "water" in (at_it.cheapest.modes if at_it else ())
    assert above is not None


@pytest.mark.parametrize(
    ("origin", "destination"), [("C_CEN", "P_NSA"), ("P_WUL", "P_HEZ"), ("P_WUL", "A_WUZ")]
)
def test_without_a_waterway_there_is_no_limit(origin: str, destination: str) -> None:
    network = fronts.reference_network()

    assert limiting_draught_cm(network=network, origin=origin, destination=destination) is None


def test_a_bad_question_is_refused_with_its_cause(network: ImportReport) -> None:
    with pytest.raises(DomainError, match="P_XXX"):
        estimate_at(instant=NOW, asked=replace(GRAVEL, destination="P_XXX"))


def test_a_hurried_estimate_is_none(network: ImportReport) -> None:
    assert estimate_at(instant=NOW, asked=GRAVEL, has_time=lambda: False) is None


def test_other_rooms_ask_by_the_port(present: ImportReport) -> None:
    answer = ROUTE_ESTIMATOR.get()

    assert answer is not None
    found = answer(replace(GRAVEL, ready_at=utc_now() + timedelta(hours=1), teu=2, draught_cm=None))
    assert found is not None
    assert found.cheapest.cost.fen > 0
