"""Positions and lots: the house departs, arrivals wait for the notice, voyages are drawn."""

from datetime import datetime, timedelta

import pytest

from matou.kit.errors import NotFound
from matou.kit.event import Classifier
from matou.modules.freight.models import Lot, LotProposal, LotTransition, PositionFix
from matou.modules.freight.queries import follow
from matou.modules.freight.rules import evidence as proof
from matou.modules.freight.rules.ais_reports import Fix
from matou.modules.freight.rules.states import FlagAct, LotAct, LotState, Relation
from matou.modules.freight.services import estimates, lots, replays, tracking
from matou.modules.freight.tests import trip, world
from matou.modules.freight.tests.trip import trip_to
from matou.spine.journal import queries as journal
from matou.spine.places import services as places

pytestmark = pytest.mark.django_db

MMSI = "413800013"


@pytest.fixture(autouse=True)
def river() -> None:
    world.build()


def lot_in(state: LotState) -> str:
    """Return a lot in the state, carried by a vessel whose positions we hear."""
    code = trip_to(state)
    Lot.objects.filter(code=code).update(particulars={"name": "DEMO", "mmsi": MMSI})
    return code


def since(code: str) -> datetime:
    return Lot.objects.get(code=code).state_since_at


def hear(spot: proof.VesselPosition, at: datetime, speed_kn: float = 6.0) -> tracking.Intake:
    fix = Fix(mmsi=MMSI, at=at, latitude=spot.latitude, longitude=spot.longitude, speed_kn=speed_kn)
    return tracking.record_reports(source="test", reports=[fix], received_at=at)


def state_of(code: str) -> str:
    return Lot.objects.get(code=code).state


def test_leaving_the_berth_departs_a_loaded_lot_with_the_position_as_proof() -> None:
    code = lot_in(LotState.LOADED)
    left_at = since(code) + timedelta(hours=1)

    hear(world.MIDWAY, left_at)

    last = LotTransition.objects.filter(lot__code=code).latest("version")
    assert state_of(code) == LotState.IN_TRANSIT
    assert (last.act, last.relation, last.occurred_at) == (
        LotAct.DEPART,
        Relation.SYSTEM,
        left_at,
    )
    assert last.evidence


def test_lying_at_the_berth_departs_nothing() -> None:
    code = lot_in(LotState.LOADED)

    hear(world.WUZHOU, since(code) + timedelta(hours=1))

    assert state_of(code) == LotState.LOADED


def test_arriving_without_notice_of_readiness_only_proposes() -> None:
    code = lot_in(LotState.TO_LOAD)

    intake = hear(world.WUZHOU, since(code) + timedelta(hours=1))

    suggested = follow.proposal_for(lot_code=code)
    assert state_of(code) == LotState.TO_LOAD
    assert [one.act for one in intake.proposed] == [LotAct.ARRIVE_LOADING]
    assert suggested is not None
    assert (suggested.act, suggested.place) == (LotAct.ARRIVE_LOADING, "P_CHI")


def test_arriving_after_notice_of_readiness_is_done_by_the_house() -> None:
    code = lot_in(LotState.TO_LOAD)
    at = since(code) + timedelta(hours=1)
    notice = world.item(proof.ReadinessNotice(tendered_at=at), at)
    lots.record_evidence(lot_code=code, item=notice, actor=world.CARRIER, now=at)

    intake = hear(world.WUZHOU, at + timedelta(minutes=1))

    assert state_of(code) == LotState.AT_LOAD
    assert [one.act for one in intake.taken] == [LotAct.ARRIVE_LOADING]


def test_a_notice_that_comes_later_lets_the_next_position_arrive() -> None:
    code = lot_in(LotState.IN_TRANSIT)
    at = since(code) + timedelta(hours=9)
    hear(world.FOSHAN, at)
    notice = world.item(proof.ReadinessNotice(tendered_at=at), at)
    lots.record_evidence(lot_code=code, item=notice, actor=world.CARRIER, now=at)

    hear(world.FOSHAN, at + timedelta(minutes=3))

    assert state_of(code) == LotState.AT_DISCHARGE
    assert LotProposal.objects.count() == 1


def test_a_proposal_is_made_once_and_ends_with_its_state() -> None:
    code = lot_in(LotState.TO_LOAD)
    at = since(code) + timedelta(hours=1)
    hear(world.WUZHOU, at)

    again = hear(world.WUZHOU, at + timedelta(minutes=3))
    trip_to(LotState.AT_LOAD, code)

    assert again.proposed == ()
    assert follow.proposal_for(lot_code=code) is None


def test_a_lot_on_hold_does_not_stop_the_positions() -> None:
    code = lot_in(LotState.LOADED)
    at = since(code) + timedelta(hours=1)
    lots.flag_lot(lot_code=code, act=FlagAct.PLACE_HOLD, actor=world.OPERATOR_ACTOR, now=at)

    hear(world.MIDWAY, at)

    assert state_of(code) == LotState.LOADED
    assert PositionFix.objects.count() == 1


def test_an_old_position_that_comes_late_moves_no_lot() -> None:
    code = lot_in(LotState.LOADED)

    hear(world.MIDWAY, since(code) - timedelta(hours=1))

    assert state_of(code) == LotState.LOADED


def test_another_vessel_moves_no_lot() -> None:
    code = lot_in(LotState.LOADED)
    Lot.objects.filter(code=code).update(particulars={"mmsi": "413800001"})

    hear(world.MIDWAY, since(code) + timedelta(hours=1))

    assert state_of(code) == LotState.LOADED


def test_the_voyage_is_drawn_from_setting_out_on() -> None:
    code = lot_in(LotState.TO_LOAD)
    hear(world.MIDWAY, since(code) - timedelta(hours=5))
    hear(world.MIDWAY, since(code) + timedelta(hours=1))
    hear(world.WUZHOU, since(code) + timedelta(hours=9))

    drawn = follow.track_geojson(lot_code=code, now=since(code) + timedelta(days=1))

    (feature,) = drawn["features"]
    assert feature["properties"]["fixes"] == 2
    assert feature["geometry"]["coordinates"][-1] == [111.08, 23.42]


def test_a_lot_that_has_not_set_out_has_no_voyage() -> None:
    code = lot_in(LotState.FUNDED)

    assert follow.track_geojson(lot_code=code, now=since(code))["features"] == []
    assert follow.arrival_of(lot_code=code, now=since(code)) is None


def test_an_unknown_lot_is_not_found() -> None:
    with pytest.raises(NotFound):
        follow.track_geojson(lot_code="NOTHING", now=world.NOW)


def test_an_arrival_is_told_as_an_estimate_and_again_only_when_it_changed() -> None:
    code = lot_in(LotState.IN_TRANSIT)
    places.load_basin(now=world.NOW)
    at = since(code) + timedelta(hours=1)
    hear(world.MIDWAY, at, speed_kn=7.0)

    told = [estimates.estimate_arrivals(now=at), estimates.estimate_arrivals(now=at)]

    entry = journal.entries_of(code)[-1]
    assert told == [1, 0]
    assert (entry.event, entry.classifier) == (
        "freight.ArrivalEstimated",
        Classifier.ESTIMATED,
    )
    assert entry.payload["place"] == "P_SAN"
    assert entry.payload["remaining_m"] == pytest.approx(177_000, rel=0.01)


def test_waiting_at_the_lock_shortens_what_is_left_of_the_wait() -> None:
    code = lot_in(LotState.IN_TRANSIT)
    places.load_basin(now=world.NOW)
    above_lock = proof.VesselPosition(latitude=23.4485, longitude=111.1475, source="ais")
    at = since(code) + timedelta(hours=1)
    hear(above_lock, at, speed_kn=0.0)
    fresh = follow.arrival_of(lot_code=code, now=at)

    hear(above_lock, at + timedelta(hours=4), speed_kn=0.0)
    waited = follow.arrival_of(lot_code=code, now=at + timedelta(hours=4))

    assert fresh is not None
    assert waited is not None
    assert fresh.lock_time - waited.lock_time == timedelta(hours=4)
    assert abs(fresh.at - waited.at) < timedelta(minutes=1)


def notice(code: str, at: datetime) -> None:
    ready = world.item(proof.ReadinessNotice(tendered_at=at), at)
    lots.record_evidence(lot_code=code, item=ready, actor=world.CARRIER, now=at)


def test_the_replay_carries_a_lot_from_berth_to_berth() -> None:
    code = lot_in(LotState.TO_LOAD)
    start_at = since(code)
    marks = replays.milestones_at(start_at=start_at)
    end_at = marks["last_heard"]

    notice(code, start_at + timedelta(minutes=1))
    replays.feed(now=end_at, start_at=start_at, until_at=marks["cast_off"] - timedelta(hours=1))
    arrived_at = since(code)
    trip.start_loading(code, marks["cast_off"] - timedelta(minutes=50), trip.Figures())
    trip.confirm_loaded(code, marks["cast_off"] - timedelta(minutes=40), trip.Figures())
    replays.feed(now=end_at, until_at=marks["arrived"] - timedelta(hours=4))
    departed_at = since(code)
    notice(code, marks["arrived"] - timedelta(hours=2))
    replays.feed(now=end_at)

    assert state_of(code) == LotState.AT_DISCHARGE
    assert abs(arrived_at - marks["alongside"]) < timedelta(minutes=10)
    assert timedelta(0) < departed_at - marks["cast_off"] < timedelta(minutes=20)
    assert abs(since(code) - marks["arrived"]) < timedelta(minutes=10)


def test_one_batch_may_hold_departure_and_arrival() -> None:
    code = lot_in(LotState.LOADED)
    notice_at = since(code) + timedelta(hours=1)
    fixes = [
        Fix(
            mmsi=MMSI,
            at=notice_at + timedelta(hours=h),
            latitude=spot.latitude,
            longitude=spot.longitude,
        )
        for h, spot in ((0, world.WUZHOU), (8, world.MIDWAY), (30, world.FOSHAN))
    ]

    intake = tracking.record_reports(
        source="test", reports=fixes, received_at=notice_at + timedelta(hours=31)
    )

    assert [one.act for one in intake.taken] == [LotAct.DEPART]
    assert [one.act for one in intake.proposed] == [LotAct.DEPART, LotAct.ARRIVE_DISCHARGE]
