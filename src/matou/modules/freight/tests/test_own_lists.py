"""One's own lots, demands, offers and disputes: found, filtered, read on page by page."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from matou.kit.clock import utc_now
from matou.kit.money import Money
from matou.modules.freight.queries import demands, lots
from matou.modules.freight.queries import disputes as dispute_queries
from matou.modules.freight.queries.disputes import DisputeRow
from matou.modules.freight.queries.lot_filter import LotFilter, LotStage
from matou.modules.freight.rules.demands import OfferState
from matou.modules.freight.rules.states import DemandState, LotAct, LotState
from matou.modules.freight.services import disputes
from matou.modules.freight.services import lots as services
from matou.modules.freight.tests import people, world
from matou.modules.freight.tests.people import body, client_of
from matou.modules.freight.tests.trip import trip_to

pytestmark = pytest.mark.django_db

LISTS = ("lots/", "demands/mine/", "offers/")
SENSELESS = ("?state=nonsense", "?q=%00&before=abc&after=abc", "?state=ended")


@pytest.fixture(autouse=True)
def _river(db: None) -> None:
    world.build()
    people.settle()


def own_lots(text: str = "", stage: LotStage = LotStage.ALL) -> list[str]:
    wanted = LotFilter(text=text, stage=stage)
    return [row.code for row in lots.my_lots(actor=world.CARRIER, now=utc_now(), wanted=wanted)[0]]


@pytest.mark.parametrize("text", ["机制砂", "赤水圩", "三水", "桂平货", ""])
def test_a_lot_is_found_by_cargo_port_and_vessel(text: str) -> None:
    code = trip_to(LotState.OFFERED)

    assert own_lots(text) == [code]


@pytest.mark.parametrize("text", ["煤", "\x00", "x" * 60, "%"])
def test_a_text_that_nothing_says_finds_nothing(text: str) -> None:
    trip_to(LotState.OFFERED)

    found = own_lots(text)

    # A text of nothing but forbidden signs asks for nothing.
    assert bool(found) is (text == "\x00")


def test_lots_are_told_apart_by_whether_they_ended() -> None:
    code = trip_to(LotState.OFFERED)

    before = own_lots(stage=LotStage.UNDER_WAY), own_lots(stage=LotStage.ENDED)
    services.advance_lot(lot_code=code, act=LotAct.CANCEL, actor=world.SHIPPER, now=utc_now())

    assert before == ([code], [])
    assert own_lots(stage=LotStage.UNDER_WAY) == []
    assert own_lots(stage=LotStage.ENDED) == [code]


def test_demands_are_found_by_state_and_text() -> None:
    code = world.published()

    def found(text: str, state: DemandState | None) -> list[str]:
        rows, _more = demands.my_demands(actor=world.SHIPPER, text=text, state=state)
        return [row.code for row in rows]

    assert found("赤水圩", DemandState.PUBLISHED) == [code]
    assert found("赤水圩", DemandState.DRAFT) == []
    assert found("煤", None) == []


def test_offers_are_read_on_page_by_page() -> None:
    terms = replace(world.SEALED_TERMS, offers_until=world.NOW + timedelta(hours=12))
    made = {world.offered(world.published(terms), world.CARRIER, Money.yuan(30)) for _ in range(3)}

    first, more = demands.own_offers_page(actor=world.CARRIER, limit=2)
    rest, end = demands.own_offers_page(actor=world.CARRIER, after=more, limit=2)

    assert {one.offer.id for one in (*first, *rest)} == made
    assert (len(first), len(rest), end) == (2, 1, None)
    assert first[0].demand.code == first[0].offer.demand


def test_offers_are_found_by_state() -> None:
    world.offered(world.published(world.SEALED_TERMS), world.CARRIER, Money.yuan(30))

    assert len(demands.own_offers_page(actor=world.CARRIER, state=OfferState.OPEN)[0]) == 1
    assert demands.own_offers_page(actor=world.CARRIER, state=OfferState.LOST)[0] == ()


def test_disputes_are_read_on_page_by_page() -> None:
    code = trip_to(LotState.STATED)
    at = world.NOW + timedelta(days=1, hours=4)
    for actor in (world.SHIPPER, world.CARRIER):
        disputes.open_dispute(
            lot_code=code, amount=Money.yuan(10), reason="短少。", actor=actor, now=at
        )

    def page(after: UUID | None = None) -> tuple[tuple[DisputeRow, ...], UUID | None]:
        return dispute_queries.disputes_page(
            actor=world.OPERATOR_ACTOR, now=at, is_open=True, after=after, limit=1
        )

    first, more = page()
    second, end = page(more)

    assert {row.claimant.value for row in (*first, *second)} == {"shipper", "carrier"}
    assert end is None


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query", ["?state=nonsense", "?q=%00&before=abc&after=abc", "?state=ended"]
)
def test_a_senseless_filter_is_ignored(path: str, query: str) -> None:
    party = "SHIPPER" if "demands" in path else "CARRIER"

    assert client_of(party).get(f"/freight/{path}{query}").status_code == 200


def test_a_file_holds_what_the_list_is_filtered_to() -> None:
    code = trip_to(LotState.OFFERED)
    carrier = client_of("CARRIER")

    page = body(carrier.get("/freight/lots/?state=under_way"))
    living = carrier.get("/freight/lots/?state=under_way&format=csv")
    ended = carrier.get("/freight/lots/?state=ended&format=csv")

    assert "state=under_way&amp;format=csv" in page
    assert code in body(living)
    assert code not in body(ended)


def test_own_offers_name_cargo_route_and_unit() -> None:
    world.offered(world.published(world.SEALED_TERMS), world.CARRIER, Money.yuan("30.50"))

    page = body(client_of("CARRIER").get("/freight/offers/"))
    file = body(client_of("CARRIER").get("/freight/offers/?format=csv"))

    assert "机制砂 0–5 mm" in page
    assert "¥30.50</data>/t" in page
    assert "赤水圩" in file
