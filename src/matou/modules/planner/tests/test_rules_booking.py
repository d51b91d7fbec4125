"""The rules of booking: moves, splits whose sums are exact, weights within tolerance."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matou.modules.planner.models import ChainOffer
from matou.modules.planner.queries.networks import network_at
from matou.modules.planner.rules.asked import question_asked
from matou.modules.planner.rules.booking_states import (
    BOOKING_MOVES,
    BookingAct,
    BookingNotSo,
    BookingState,
    booking_move,
)
from matou.modules.planner.rules.cargo import Cargo, Load
from matou.modules.planner.rules.network import Mode, Params
from matou.modules.planner.rules.notices import week_start
from matou.modules.planner.rules.pinning import chain_of, footprint
from matou.modules.planner.rules.splitting import (
    MOST_PARTS,
    LegWeight,
    chains,
    split,
    vehicles_for,
    weight_gaps,
)
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.tests.booked import offered
from matou.modules.planner.tests.world import NOW

ENDS = (BookingState.CLOSED, BookingState.RELEASED, BookingState.EXPIRED, BookingState.FAILED)


@given(
    vehicles=st.integers(1, 40_000),
    mass_kg=st.integers(1, 10**9),
    fen=st.integers(0, 10**12),
)
def test_parts_add_up_and_are_even(vehicles: int, mass_kg: int, fen: int) -> None:
    parts = split(vehicles=vehicles, mass_kg=mass_kg, fen=fen)

    masses = [part.mass_kg for part in parts]
    assert (sum(masses), sum(part.fen for part in parts)) == (mass_kg, fen)
    assert sum(part.vehicles for part in parts) == vehicles
    assert max(masses) - min(masses) <= 1
    assert len(parts) <= MOST_PARTS


@pytest.mark.parametrize(
    ("loaded_kg", "fits"),
    [(1_000_000, True), (995_000, True), (994_999, False), (1_005_000, True), (1_005_001, False)],
)
def test_weights_chain_within_five_per_mille(loaded_kg: int, *, fits: bool) -> None:
    assert chains(delivered_kg=1_000_000, loaded_kg=loaded_kg) is fits


def test_a_gap_is_seen_over_a_leg_without_weights() -> None:
    weights = (
        LegWeight(number=1, loaded_kg=1000, delivered_kg=1000),
        LegWeight(number=2, loaded_kg=None, delivered_kg=None),
        LegWeight(number=3, loaded_kg=900, delivered_kg=None),
    )

    assert [(gap.after_leg, gap.loaded_kg) for gap in weight_gaps(weights)] == [(1, 900)]


@pytest.mark.parametrize(
    ("mode", "service", "cargo", "vehicles"),
    [
        (Mode.WATER, "", Cargo(load=Load.BULK, mass_kg=3_000_000), 1),
        (Mode.WATER, "", Cargo(load=Load.BULK, mass_kg=3_000_001), 2),
        (Mode.ROAD, "", Cargo(load=Load.BULK, mass_kg=30_001), 2),
        (Mode.ROAD, "", Cargo(load=Load.CONTAINER, mass_kg=70_000, teu=5), 3),
        (Mode.RAIL, "", Cargo(load=Load.BULK, mass_kg=30_001), 0),
        (Mode.WATER, "S001", Cargo(load=Load.CONTAINER, mass_kg=70_000, teu=5), 0),
    ],
)
def test_vessels_and_trucks_are_counted(
    network: ImportReport, mode: Mode, service: str, cargo: Cargo, vehicles: int
) -> None:
    params: Params = network_at(NOW).params

    assert vehicles_for(mode=mode, service=service, cargo=cargo, params=params) == vehicles


@pytest.mark.parametrize("state", ENDS)
@pytest.mark.parametrize("act", BookingAct)
def test_what_has_ended_moves_no_more(state: BookingState, act: BookingAct) -> None:
    with pytest.raises(BookingNotSo):
        booking_move(state=state, act=act)


def test_every_state_is_reached_and_no_move_stands_twice() -> None:
    reached = {BookingState.HELD, *(move.target for move in BOOKING_MOVES)}

    assert reached == set(BookingState)
    assert len({(move.source, move.act) for move in BOOKING_MOVES}) == len(BOOKING_MOVES)


def test_a_dearer_ride_leaves_the_footprint_and_a_later_one_does_not(
    network: ImportReport,
) -> None:
    offer = ChainOffer.objects.get(pk=offered())
    present, chain, start = network_at(NOW), chain_of(offer.chain), week_start(NOW)
    dearer = tuple(replace(one, price_fen_per_unit=1) for one in present.services)
    later = tuple(replace(one, departs_minute=1) for one in present.services)

    prints = [
        footprint(network=replace(present, services=services), starts_at=start, chain=chain)
        for services in (present.services, dearer, later)
    ]

    assert [one == offer.footprint_sha256 for one in prints] == [True, True, False]


def test_an_address_asks_what_the_api_is_asked(network: ImportReport) -> None:
    text = "?origin=P_WUL&destination=P_NSA&tonnes=2000&draught_m=3.2&must=water,L_CHZ&without=rail"
    text += "&max_transfers=3&ready_at=2026-06-02T08:00:00+08:00&arrive_by=2026-06-09T08:00"

    question = question_asked(text, network=network_at(NOW), now=NOW)

    assert (question.cargo.mass_kg, question.cargo.draught_mm) == (2_000_000, 3200)
    assert question.ready_min == 24 * 60 + 8 * 60
    assert question.wishes.must_nodes == {"L_CHZ"}
    assert question.wishes.arrive_by_min == (8 * 24 + 8) * 60


def test_ready_a_moment_ago_means_now(network: ImportReport) -> None:
    ago = (NOW - timedelta(minutes=3)).isoformat()
    text = f"origin=P_WUL&destination=P_NSA&tonnes=2000&ready_at={ago}"

    question = question_asked(text, network=network_at(NOW), now=NOW)

    assert question.ready_min == 12 * 60
    assert question.cargo.mass_kg == Decimal(2000) * 1000
