"""Trips that fall through: the cancel ladder, no-shows, lapses, stops, refused cargo."""

from datetime import timedelta

import pytest

from matou.kit.actor import SYSTEM
from matou.kit.money import Money
from matou.modules.freight.models import CargoDemand, Lot, Offer
from matou.modules.freight.queries.pictures import balances_of
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules.guards import NotReady
from matou.modules.freight.rules.states import DemandState, LotAct, LotState
from matou.modules.freight.services import awards, lots
from matou.modules.freight.services.timers import advance_due_lots
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import trip_to
from matou.modules.freight.tests.world import CARRIER, NOW, OPERATOR_ACTOR, RIVAL, SHIPPER
from matou.spine.ledger import queries as ledger

pytestmark = pytest.mark.django_db

START = Money.yuan(500_000)
DEPOSIT = Money.yuan(7_800)
"""A tenth of 2,400 t at 32.50 yuan."""
LATER = NOW + timedelta(days=1)


@pytest.fixture(autouse=True)
def _river() -> None:
    world.build()


def gain(party: str) -> Money:
    """Return how much richer a party's wallet is than at the start."""
    return ledger.balance(f"wallet:{party}").posted - START


@pytest.mark.parametrize(
    ("state", "by", "to_carrier"),
    [
        (LotState.OFFERED, SHIPPER, Money(0)),
        (LotState.OFFERED, CARRIER, Money(0)),
        (LotState.CONTRACTED, SHIPPER, Money.yuan(780)),
        (LotState.CONTRACTED, CARRIER, -Money.yuan(780)),
        (LotState.FUNDED, SHIPPER, Money.yuan(780)),
        (LotState.FUNDED, CARRIER, -Money.yuan(780)),
        (LotState.TO_LOAD, SHIPPER, DEPOSIT),
        (LotState.TO_LOAD, CARRIER, -DEPOSIT),
        (LotState.AT_LOAD, CARRIER, -DEPOSIT),
    ],
)
def test_the_ladder_says_what_cancelling_costs(
    state: LotState, by: object, to_carrier: Money
) -> None:
    code = trip_to(state)

    lots.advance_lot(lot_code=code, act=LotAct.CANCEL, actor=by, now=LATER)  # type: ignore[arg-type]  # parametrised actor

    assert (gain("CARRIER"), gain("SHIPPER")) == (to_carrier, -to_carrier)
    assert balances_of(code).is_empty


def test_giving_up_under_way_also_pays_the_empty_run() -> None:
    code = trip_to(LotState.TO_LOAD)
    seen = world.item(proof.VesselPosition(latitude=23.25, longitude=111.43, source="ais"), NOW)
    lots.record_evidence(lot_code=code, item=seen, actor=CARRIER, now=LATER)

    lots.advance_lot(lot_code=code, act=LotAct.CANCEL, actor=SHIPPER, now=LATER)

    # 0.1° of longitude at 23.25° N are 10.217 km, at 40 yuan each.
    assert gain("CARRIER") == DEPOSIT + Money(40_868)


def test_giving_up_after_readiness_pays_waiting_and_half_the_freight() -> None:
    code = trip_to(LotState.AT_LOAD)
    since = Lot.objects.get(code=code).state_since_at

    lots.advance_lot(lot_code=code, act=LotAct.CANCEL, actor=SHIPPER, now=since + timedelta(days=2))

    # 2 days × 2,400 t × 0.60 yuan, and half of 78,000 yuan.
    assert gain("CARRIER") == Money.yuan(2_880) + Money.yuan(39_000)


def test_a_stop_by_authority_costs_nobody_and_needs_its_notice() -> None:
    code = trip_to(LotState.AT_LOAD)
    notice = world.item(proof.AuthorityNotice(number="通航〔2026〕3", authority="海事"), NOW)

    with pytest.raises(NotReady):
        lots.advance_lot(lot_code=code, act=LotAct.STOP, actor=OPERATOR_ACTOR, now=LATER)
    lots.advance_lot(
        lot_code=code, act=LotAct.STOP, actor=OPERATOR_ACTOR, evidence=[notice], now=LATER
    )

    assert gain("CARRIER") == gain("SHIPPER") == Money(0)
    assert CargoDemand.objects.get().state == DemandState.PUBLISHED


def test_a_no_show_gives_the_deposit_and_the_runner_up_the_cargo() -> None:
    code = world.published(world.SEALED_TERMS)
    best = world.offered(code, CARRIER, Money.yuan(30))
    world.offered(code, RIVAL, Money.yuan(31))
    lot = awards.award_offer(offer_id=best, actor=SHIPPER, now=LATER)
    trip_to(LotState.FUNDED, lot)
    over = NOW + timedelta(days=4, hours=1)

    lots.advance_lot(lot_code=lot, act=LotAct.NO_SHOW, actor=SHIPPER, now=over)

    assert gain("SHIPPER") == Money.yuan(7_200)
    assert Lot.objects.get(state=LotState.OFFERED).carrier == "RIVAL"
    assert Offer.objects.get(pk=best).state == "failed"


def test_a_no_show_cannot_be_called_before_the_window_is_over() -> None:
    code = trip_to(LotState.FUNDED)

    with pytest.raises(NotReady) as refusal:
        lots.advance_lot(lot_code=code, act=LotAct.NO_SHOW, actor=SHIPPER, now=LATER)

    assert refusal.value.facts["lacks"] == ("window",)


@pytest.mark.parametrize(
    ("state", "demand_after"),
    [
        (LotState.OFFERED, DemandState.PUBLISHED),
        (LotState.CONTRACTED, DemandState.CLOSED),
    ],
)
def test_promises_nobody_keeps_lapse_by_themselves(
    state: LotState, demand_after: DemandState
) -> None:
    code = trip_to(state)

    assert advance_due_lots(now=NOW + timedelta(hours=23)) == 0
    assert advance_due_lots(now=NOW + timedelta(hours=27)) == 1

    assert Lot.objects.get(code=code).state == LotState.CANCELLED
    assert CargoDemand.objects.get().state == demand_after
    assert gain("CARRIER") == Money(0)


def test_a_refused_cargo_goes_home_on_a_lot_of_its_own() -> None:
    code = trip_to(LotState.AT_DISCHARGE)
    refusal = world.item(proof.Refusal(reason="含泥量超标"), LATER)

    lots.advance_lot(
        lot_code=code, act=LotAct.REFUSE, actor=world.CONSIGNEE, evidence=[refusal], now=LATER
    )

    home = Lot.objects.get(parent__code=code)
    assert (home.origin, home.destination) == (world.DESTINATION, world.ORIGIN)
    assert (home.consignee, home.loaded_kg, home.state) == ("SHIPPER", 2_400_000, "offered")


def test_a_return_needs_no_loading_and_closes_like_any_lot() -> None:
    code = trip_to(LotState.AT_DISCHARGE)
    refusal = world.item(proof.Refusal(reason="含泥量超标"), LATER)
    lots.advance_lot(
        lot_code=code, act=LotAct.REFUSE, actor=world.CONSIGNEE, evidence=[refusal], now=LATER
    )
    home = trip_to(LotState.FUNDED, Lot.objects.get(parent__code=code).code)
    here = world.item(world.FOSHAN, LATER)

    state = lots.advance_lot(
        lot_code=home, act=LotAct.START_RETURN, actor=CARRIER, evidence=[here], now=LATER
    )

    assert state is LotState.IN_TRANSIT


def test_silence_for_48_hours_after_the_survey_delivers() -> None:
    code = trip_to(LotState.DISCHARGING)
    surveyed = NOW + timedelta(hours=20)
    weighed = world.item(world.survey(2_395_000), surveyed)
    lots.record_evidence(lot_code=code, item=weighed, actor=CARRIER, now=surveyed)

    early = advance_due_lots(now=surveyed + timedelta(hours=47))
    advance_due_lots(now=surveyed + timedelta(hours=48))

    assert early == 0
    assert Lot.objects.get(code=code).state == LotState.STATED


def test_time_alone_settles_and_closes_what_nobody_objects_to() -> None:
    code = trip_to(LotState.DELIVERED)

    advance_due_lots(now=NOW + timedelta(days=2))
    advance_due_lots(now=NOW + timedelta(days=3, minutes=1))

    assert Lot.objects.get(code=code).state == LotState.CLOSED
    assert ledger.group_sum(code).is_settled


def test_the_house_alone_cannot_cancel() -> None:
    code = trip_to(LotState.FUNDED)

    with pytest.raises(Exception, match="not for you"):
        lots.advance_lot(lot_code=code, act=LotAct.CANCEL, actor=SYSTEM, now=LATER)
