"""Who reads what: open demands all, sealed offers nobody too early, lots their sides."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matou.kit.actor import SYSTEM
from matou.kit.errors import InvalidInput, NotAllowed, NotFound
from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.modules.freight.contracts import LOT_LOOKUP
from matou.modules.freight.models import CargoDemand
from matou.modules.freight.queries import accounts, code_facts, demands, lots
from matou.modules.freight.queries.demands import DemandFilter, DemandSort
from matou.modules.freight.rules.states import LotAct, LotState
from matou.modules.freight.rules.terms import VesselNeeds
from matou.modules.freight.rules.vessels import Particulars
from matou.modules.freight.services import awards
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import (
    CARRIER,
    CONSIGNEE,
    NOW,
    OPERATOR_ACTOR,
    RIVAL,
    SHIPPER,
    STRANGER,
)

pytestmark = pytest.mark.django_db
OPENED = NOW + timedelta(hours=12)


@pytest.fixture(autouse=True)
def _river() -> None:
    world.build()


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (DemandFilter(), 3),
        (DemandFilter(text="机制"), 3),
        (DemandFilter(text="三水"), 3),
        (DemandFilter(text="煤"), 0),
        (DemandFilter(origin=world.ORIGIN), 3),
        (DemandFilter(destination=world.ORIGIN), 0),
        (DemandFilter(cargo="sand"), 3),
        (DemandFilter(tonnage_min=Tonnes.of(1500)), 2),
        (DemandFilter(tonnage_max=Tonnes.of(1000)), 1),
        (DemandFilter(text="\x00"), 3),
    ],
)
def test_open_demands_are_found_by_what_carriers_ask(wanted: DemandFilter, count: int) -> None:
    _three_demands()

    assert len(demands.open_demands(wanted=wanted, now=NOW).rows) == count


@pytest.mark.parametrize("sort", DemandSort)
def test_pages_follow_each_other_without_gap_or_double(sort: DemandSort) -> None:
    codes = _three_demands()
    wanted = DemandFilter(sort=sort)

    first = demands.open_demands(wanted=wanted, now=NOW, limit=2)
    second = demands.open_demands(wanted=wanted, now=NOW, limit=2, after=first.after or "")

    assert {row.code for row in first.rows + second.rows} == codes
    assert (len(first.rows), len(second.rows), second.after) == (2, 1, None)


def test_a_page_key_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidInput):
        demands.open_demands(wanted=DemandFilter(), now=NOW, after="NOTHING")


def test_a_demand_past_its_window_is_not_shown() -> None:
    world.published()

    assert not demands.open_demands(wanted=DemandFilter(), now=NOW + timedelta(days=4)).rows


def test_a_vessel_sees_first_what_she_fits_and_why_not_the_rest() -> None:
    _three_demands()
    world.published(replace(world.TERMS, vessel=VesselNeeds(draught_max_cm=300)))
    vessel = Particulars(name="桂平货 0001", deadweight_kg=2_500_000, draught_cm=350)

    found = demands.demands_for_vessel(vessel=vessel, now=NOW)

    assert [len(one.lacks) for one in found] == [0, 0, 0, 1]
    assert found[-1].lacks[0].code == "draught"


def test_sealed_offers_are_nobodys_before_the_closing_time() -> None:
    code = world.published(world.SEALED_TERMS)
    world.offered(code, CARRIER, Money.yuan(30))
    world.offered(code, RIVAL, Money.yuan(29))

    seen = {
        who.acts_for: len(demands.offers_of(demand_code=code, actor=who, now=NOW))
        for who in (SHIPPER, CARRIER, RIVAL, OPERATOR_ACTOR, STRANGER)
    }

    assert seen == {"SHIPPER": 0, "CARRIER": 1, "RIVAL": 1, "OPERATOR": 0, "STRANGER": 0}
    assert demands.demand_page(code=code, actor=SHIPPER, now=NOW).row.offers == 2


def test_opened_offers_are_the_shippers_alone_cheapest_first() -> None:
    code = world.published(world.SEALED_TERMS)
    world.offered(code, CARRIER, Money.yuan(30))
    world.offered(code, RIVAL, Money.yuan(29))

    rows = demands.offers_of(demand_code=code, actor=SHIPPER, now=OPENED)

    assert [row.carrier for row in rows] == ["RIVAL", "CARRIER"]
    assert rows[0].total == Money.yuan(69_600)
    assert len(demands.offers_of(demand_code=code, actor=CARRIER, now=OPENED)) == 1


def test_an_awarded_demand_is_known_to_its_parties_only() -> None:
    code = world.published()
    lot = awards.accept_demand(
        demand_code=code, offer=world.offer_of(CARRIER), actor=CARRIER, now=NOW
    )

    assert demands.demand_page(code=code, actor=SHIPPER, now=NOW).lot == lot
    assert demands.demand_page(code=code, actor=CARRIER, now=NOW).lot == lot
    with pytest.raises(NotFound):
        demands.demand_page(code=code, actor=RIVAL, now=NOW)
    with pytest.raises(NotFound):
        demands.demand_page(code=code, actor=None, now=NOW)


def test_a_lot_page_tells_the_next_act_and_what_is_missing() -> None:
    code = trip_to(LotState.TO_LOAD)

    page = lots.lot_page(code=code, actor=CARRIER, now=NOW)

    following = page.next_acts[0]
    assert following.act is LotAct.ARRIVE_LOADING
    assert [lack.code for lack in following.lacks] == ["position", "notice_of_readiness"]
    assert len(page.timeline) == page.timeline[-1].version == 4


def test_a_lot_is_hidden_from_strangers_and_its_money_from_the_consignee() -> None:
    code = trip_to(LotState.STATED)

    page = lots.lot_page(code=code, actor=CONSIGNEE, now=NOW)

    assert (page.terms, page.balances, page.row.price) == (None, None, None)
    with pytest.raises(NotFound):
        lots.lot_page(code=code, actor=STRANGER, now=NOW)
    with pytest.raises(NotFound):
        accounts.statement_of(code=code, actor=CONSIGNEE)
    with pytest.raises(NotFound):
        accounts.transfers_of(code=code, actor=STRANGER)


def test_the_statement_reads_back_as_it_was_issued() -> None:
    code = trip_to(LotState.STATED)

    page = accounts.statement_of(code=code, actor=SHIPPER)

    assert page is not None
    assert page.settlement == lots.settlement_preview(code=code, actor=CARRIER)
    assert accounts.proof_of(code=code, actor=SHIPPER).difference == Money(0)


def test_the_board_is_for_operators_and_names_the_late() -> None:
    code = trip_to(LotState.CONTRACTED)
    columns = lots.lot_board(actor=OPERATOR_ACTOR, now=NOW + timedelta(days=2), is_late_only=True)

    late = [row.code for column in columns for row in column.rows]

    assert late == [code]
    with pytest.raises(NotAllowed):
        lots.lot_board(actor=SHIPPER, now=NOW)


def test_my_lots_are_mine() -> None:
    code = trip_to(LotState.FUNDED)

    assert [row.code for row in lots.my_lots(actor=CONSIGNEE, now=NOW)[0]] == [code]
    assert lots.my_lots(actor=RIVAL, now=NOW) == ((), None)


def test_neighbours_get_a_card_through_the_port() -> None:
    code = trip_to(LotState.LOADED)
    lookup = LOT_LOOKUP.get()

    assert lookup is not None
    card = lookup(code)

    assert card is not None
    assert (card.state, card.loaded_kg, card.price_fen_per_tonne) == ("loaded", 2_400_000, 3250)
    assert lookup("NOTHING") is None


def test_a_lots_code_tells_strangers_nothing() -> None:
    code = trip_to(LotState.FUNDED)

    assert code_facts.lot_code_facts(code, None) is None
    assert code_facts.lot_code_facts(code, STRANGER) is None
    assert code_facts.lot_code_facts(code, SYSTEM) is not None


def test_my_demands_and_offers_list_the_newest_first() -> None:
    code = world.published(world.SEALED_TERMS)
    world.offered(code, CARRIER, Money.yuan(30))

    assert [row.code for row in demands.my_demands(actor=SHIPPER)[0]] == [code]
    assert [row.demand for row in demands.my_offers(actor=CARRIER)] == [code]
    assert CargoDemand.objects.get().state == "quoting"


def _three_demands() -> set[str]:
    return {
        world.published(replace(world.TERMS, quantity=Tonnes.of(tonnes)))
        for tonnes in (1000, 2000, 2400)
    }
