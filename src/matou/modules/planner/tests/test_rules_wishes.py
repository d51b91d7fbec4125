"""What wishes do to an answer, and what is said where they leave none."""

from dataclasses import replace
from decimal import Decimal

import pytest

from matou.kit.errors import DomainError
from matou.modules.planner.queries import fronts
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import Mode, Transfer

NO_FLAGS = frozenset[str]()
GRAVEL = cargoes.bulk(
    tonnes=Decimal(2000), draught_m=Decimal("3.2"), dangerous_class="", flags=NO_FLAGS
)
BOXES = cargoes.containers(teu=2, tonnes=None, dangerous_class="", flags=NO_FLAGS)
BY_BARGE = Question(origin="P_WUL", destination="P_NSA", ready_min=480, cargo=GRAVEL)
BY_LINER = Question(origin="C_CEN", destination="P_HKG", ready_min=480, cargo=BOXES)
WATER = frozenset({Mode.WATER})
PLANNED = ("L_PL1", "L_PL2")
"""Locks of the canal that is being built: no liner passes them."""


def answer(question: Question, **wishes: object) -> fronts.Answer:
    wished = replace(question, wishes=Wishes(**wishes))  # type: ignore[arg-type]  # its fields
    return fronts.front(network=fronts.reference_network(), question=wished)


def handled(chain: Chain) -> int:
    return sum(isinstance(step.made_of, Transfer) for step in chain.steps)


def test_a_must_brings_chains_that_others_beat() -> None:
    plain = answer(BY_LINER).chains
    by_rail = answer(BY_LINER, must_modes=frozenset({Mode.RAIL})).chains

    assert not any(leg.mode is Mode.RAIL for one in plain for leg in one.legs)
    assert by_rail
    assert all(any(leg.mode is Mode.RAIL for leg in one.legs) for one in by_rail)


def test_a_terminal_is_not_used_by_handling_there_and_back() -> None:
    chains = answer(BY_BARGE, must_nodes=frozenset({"P_CHI"})).chains

    assert chains
    assert all(any(leg.mode is not Mode.ROAD for leg in one.legs) for one in chains)


def test_without_transfers_only_trucks_are_left() -> None:
    chains = answer(BY_BARGE, max_transfers=0).chains

    assert {leg.mode for one in chains for leg in one.legs} == {Mode.ROAD}


@pytest.mark.parametrize("most", [2, 3])
def test_no_more_transfers_than_allowed(most: int) -> None:
    chains = answer(BY_BARGE, max_transfers=most).chains

    assert max(map(handled, chains)) <= most


def test_an_earliest_departure_moves_the_start() -> None:
    later = answer(BY_BARGE, depart_from_min=2000).chains

    assert {one.ready_min for one in later} == {2000}
    assert (
        later
        == fronts.front(
            network=fronts.reference_network(), question=replace(BY_BARGE, ready_min=2000)
        ).chains
    )


def test_a_latest_arrival_keeps_what_is_in_time() -> None:
    plain = answer(BY_BARGE).chains
    by = plain[len(plain) // 2].arrive_min

    assert answer(BY_BARGE, arrive_by_min=by).chains == tuple(
        one for one in plain if one.arrive_min <= by
    )


def test_less_water_ends_at_the_depth_that_is_left() -> None:
    asked = replace(BY_BARGE, origin="P_CHI")
    depth_cm = min(
        step.made_of.depth_cm or 0  # type: ignore[union-attr]  # barges sail on links
        for step in answer(asked, must_modes=WATER).chains[-1].steps
        if step.origin_mode is step.destination_mode is Mode.WATER
    )
    spare = depth_cm - 350

    just, below = (
        answer(asked, lower_water_cm=cm, without_modes=frozenset({Mode.RAIL}), max_transfers=2)
        for cm in (spare, spare + 1)
    )

    assert just.chains[-1].fen < below.chains[-1].fen


def test_a_lock_to_be_avoided_is_avoided_by_liners_too() -> None:
    by_liner = answer(BY_LINER, must_modes=WATER, without_nodes=frozenset({"L_CHZ"})).chains

    assert not any("L_CHZ" in getattr(step.made_of, "locks", ()) for one in by_liner
                   for step in one.steps)  # fmt: skip


def test_a_lock_is_a_must_for_liners_too() -> None:
    chains = answer(
        replace(BY_LINER, origin="P_CHI"), must_nodes=frozenset({"L_CHZ"}), max_transfers=2
    ).chains

    assert all(any("L_CHZ" in getattr(step.made_of, "locks", ()) for step in one.steps)
               for one in chains)  # fmt: skip
    assert chains


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({"must_modes": WATER, "arrive_by_min": 900}, "latest arrival is too early"),
        ({"must_nodes": frozenset({"L_CHZ"}), "max_transfers": 0}, "0 transfers are too few"),
        (
            {
                "without_modes": frozenset({Mode.ROAD, Mode.RAIL}),
                "avoids_dangerous_terminals": True,
            },
            "terminals for dangerous goods",
        ),
        (
            {"without_modes": frozenset({Mode.ROAD, Mode.RAIL}), "lower_water_cm": 400},
            "400 cm lower there is no way; ",
        ),
    ],
)  # fmt: skip
def test_an_empty_answer_names_the_wish_that_binds(wishes: dict[str, object], words: str) -> None:
    found = answer(BY_BARGE, **wishes)

    assert found.chains == ()
    assert found.binding is not None
    assert words in found.binding.en
    assert fronts.front(network=fronts.reference_network(), question=found.binding.question).chains


def test_the_least_loosening_is_named() -> None:
    late = answer(BY_BARGE, must_modes=WATER, arrive_by_min=900).binding

    assert late is not None
    by = late.question.wishes.arrive_by_min or 0
    assert answer(BY_BARGE, must_modes=WATER, arrive_by_min=by).chains
    assert not answer(BY_BARGE, must_modes=WATER, arrive_by_min=by - 1).chains


def test_a_must_that_binds_is_named() -> None:
    found = answer(BY_LINER, must_nodes=frozenset({PLANNED[0]})).binding

    assert found is not None
    assert f"With {PLANNED[0]} as a must there is no way" in found.en


def test_wishes_that_bind_together_are_named_together() -> None:
    found = answer(BY_LINER, must_nodes=frozenset(PLANNED)).binding

    assert found is not None
    assert "one wish alone is not enough" in found.en


def test_a_must_that_nothing_knows_is_refused() -> None:
    with pytest.raises(DomainError, match="P_XXX"):
        answer(BY_LINER, must_nodes=frozenset({"P_XXX"}))
