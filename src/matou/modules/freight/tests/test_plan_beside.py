"""The plan beside the price: shown where the planner answers, silent where it does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from matou.kit.clock import utc_now
from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.modules.freight.tests.posted import ClientOf, body
from matou.modules.planner.contracts import (
    ROUTE_ESTIMATOR,
    ROUTE_PAGE,
    RouteEstimate,
    RouteOption,
    RouteQuestion,
)

pytestmark = pytest.mark.django_db

URL = "/freight/demands/plan/"
TYPED = "?origin=P_WUL&destination=P_NSA&quantity=2000"
BARGE = RouteOption(
    cost=Money.yuan(111_810),
    arrives_at=utc_now() + timedelta(minutes=5131),
    duration_min=5131,
    co2e_g=20_859_200,
    modes=("water",),
)
TRUCK = RouteOption(
    cost=Money.yuan(299_455),
    arrives_at=utc_now() + timedelta(minutes=447),
    duration_min=447,
    co2e_g=75_375_000,
    modes=("road",),
)
ESTIMATE = RouteEstimate(
    network="1-abc", fastest=TRUCK, cheapest=BARGE, greenest=BARGE, limiting_draught_cm=360
)
Estimator = Callable[[RouteQuestion], RouteEstimate | None]
Answering = Callable[[Estimator | None], list[RouteQuestion]]


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Stand in for the planner, or for a house without it; the ports are given back at the end."""
    asked: list[RouteQuestion] = []

    def answer_with(estimate: Estimator | None) -> list[RouteQuestion]:
        def noted(question: RouteQuestion) -> RouteEstimate | None:
            asked.append(question)
            return estimate(question) if estimate else None

        monkeypatch.setattr(ROUTE_ESTIMATOR, "_answer", noted if estimate else None)
        monkeypatch.setattr(ROUTE_PAGE, "_answer", lambda question: f"/plans/{question.origin}")
        return asked

    return answer_with


def test_a_shipper_sees_each_way_with_its_price_a_tonne(
    as_: ClientOf, answering: Answering
) -> None:
    answering(lambda _question: ESTIMATE)

    page = body(as_("shipper").get(URL + TYPED))

    assert "最快" in page
    assert "最省、最低碳" in page
    assert "¥55.90" in page
    assert "85 h 31 min" in page
    assert "20,859 kg" in page
    assert "3.6 m" in page
    assert 'href="/plans/P_WUL"' in page


def test_what_is_typed_is_what_is_asked(as_: ClientOf, answering: Answering) -> None:
    asked = answering(lambda _question: ESTIMATE)

    as_("shipper").get(f"{URL}{TYPED}&draught_max=3.2&loading_from=2030-01-02T08:00")

    (question,) = asked
    assert (question.origin, question.destination) == ("P_WUL", "P_NSA")
    assert (question.mass.kg, question.draught_cm) == (2_000_000, 320)
    assert question.ready_at.isoformat() == "2030-01-02T08:00:00+08:00"


@pytest.mark.parametrize(
    "typed",
    ["", "?origin=P_WUL&destination=P_NSA", "?origin=P_WUL&destination=P_WUL&quantity=1",
     "?origin=P_WUL&destination=P_NSA&quantity=0", "?origin=P_WUL&destination=P_NSA&quantity=-1",
     "?origin=P_WUL&destination=P_NSA&quantity=NaN", "?origin=%00&destination=P_NSA&quantity=1",
     "?origin=P_WUL&destination=P_NSA&quantity=99999", f"{TYPED}&loading_from=soon",
     f"{TYPED}&draught_max=deep"],
)  # fmt: skip
def test_nothing_is_asked_before_enough_is_typed(
    as_: ClientOf, answering: Answering, typed: str
) -> None:
    asked = answering(lambda _question: ESTIMATE)

    answer = as_("shipper").get(URL + typed)

    assert answer.status_code == 200
    assert "这里会显示" in body(answer)
    assert asked == []


def test_a_refusal_of_the_planner_is_told_and_stops_nothing(
    as_: ClientOf, answering: Answering
) -> None:
    def refuse(_question: RouteQuestion) -> RouteEstimate | None:
        raise InvalidInput(field="ready", reason_zh="太远。", reason_en="Too far.")

    answering(refuse)

    answer = as_("shipper").get(URL + TYPED)

    assert answer.status_code == 200
    assert "太远。" in body(answer)


def test_no_way_leads_to_the_page_that_says_why(as_: ClientOf, answering: Answering) -> None:
    answering(lambda _question: None)

    page = body(as_("shipper").get(URL + TYPED))

    assert "没有可行的走法" in page
    assert 'href="/plans/P_WUL"' in page


def test_the_form_asks_while_one_types(as_: ClientOf, answering: Answering) -> None:
    answering(lambda _question: ESTIMATE)

    assert f'hx-get="{URL}"' in body(as_("shipper").get("/freight/demands/new/"))


def test_without_the_planner_the_form_is_as_it_was(as_: ClientOf, answering: Answering) -> None:
    answering(None)
    shipper = as_("shipper")

    assert "plan-beside" not in body(shipper.get("/freight/demands/new/"))
    assert "最省" not in body(shipper.get(URL + TYPED))


def test_only_shippers_ask(as_: ClientOf) -> None:
    assert as_("skipper").get(URL + TYPED).status_code == 403
