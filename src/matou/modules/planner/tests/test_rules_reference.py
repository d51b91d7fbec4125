"""Questions with known answers: to the minute, the fen and the gram where the sources give them.

The expected values come from the reference results that were handed over with the network, not
from this code.
"""

from dataclasses import replace
from decimal import Decimal

import pytest

from matou.modules.planner.queries import fronts
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.chains import Chain
from matou.modules.planner.rules.network import Closure, Mode

NO_FLAGS: frozenset[str] = frozenset()
MONDAY_EIGHT = 480


def bulk(tonnes: int, draught: str, flags: frozenset[str] = NO_FLAGS) -> cargoes.Cargo:
    return cargoes.bulk(
        tonnes=Decimal(tonnes), draught_m=Decimal(draught), dangerous_class="", flags=flags
    )


def boxes(teu: int, dangerous_class: str = "") -> cargoes.Cargo:
    return cargoes.containers(teu=teu, tonnes=None, dangerous_class=dangerous_class, flags=NO_FLAGS)


GRAVEL = Question(
    origin="P_WUL", destination="P_NSA", ready_min=MONDAY_EIGHT, cargo=bulk(2000, "3.2")
)
BOXES = Question(origin="C_CEN", destination="P_HKG", ready_min=MONDAY_EIGHT, cargo=boxes(2))


def chains(question: Question) -> tuple[Chain, ...]:
    return fronts.front(network=fronts.reference_network(), question=question).chains


def has(question: Question, minutes: int, yuan: int, kilograms: int) -> bool:
    return any(
        chain.duration_min == minutes
        and round(chain.fen / 100) == yuan
        and round(chain.grams / 1000) == kilograms
        for chain in chains(question)
    )


@pytest.mark.parametrize(
    ("question", "minutes", "yuan", "kilograms"),
    [
        (GRAVEL, 447, 299_455, 75_375),
        (GRAVEL, 5_131, 111_810, 20_859),
        (BOXES, 635, 4_323, 954),
        (BOXES, 3_765, 3_462, 510),
    ],
    ids=["gravel by road", "gravel by barge", "boxes by truck", "boxes by liner"],
)
def test_known_chains_stand_in_the_front(
    question: Question, minutes: int, yuan: int, kilograms: int
) -> None:
    assert has(question, minutes, yuan, kilograms)


def test_ten_chains_lead_from_cenxi_to_hong_kong_and_four_are_trucks() -> None:
    found = chains(BOXES)

    assert len(found) == 10
    assert sum({leg.mode for leg in one.legs} == {Mode.ROAD} for one in found) == 4


def test_the_truck_from_wuzhou_to_nansha_is_a_little_cheaper_than_the_liner() -> None:
    question = replace(BOXES, origin="P_ZJC", destination="P_NSA")

    costs = {round(chain.fen / 100) for chain in chains(question)}

    assert {2_613, 2_682} <= costs


def test_an_overhaul_of_a_lock_moves_the_barge_to_its_end_at_the_same_cost() -> None:
    open_lock = Question(
        origin="P_WXU", destination="P_NSA", ready_min=MONDAY_EIGHT, cargo=bulk(1000, "2.6")
    )
    overhaul = Closure(lock="L_DTX", from_min=0, until_min=28_800)
    closed = replace(open_lock, wishes=cargoes.Wishes(closures=(overhaul,)))

    before, after = chains(open_lock)[-1], chains(closed)[-1]

    assert (before.fen, before.grams) == (after.fen, after.grams)
    assert before.arrive_min < 28_800 < after.arrive_min


def test_the_planned_canal_is_used_only_when_allowed() -> None:
    question = Question(origin="P_HEN", destination="P_QZG", ready_min=0, cargo=bulk(1000, "2.6"))
    allowed = replace(question, cargo=bulk(1000, "2.6", frozenset({"planned_pinglu"})))

    locks = {step.origin for chain in chains(allowed) for step in chain.steps}

    assert "L_PL1" in locks
    assert "L_PL1" not in {step.origin for chain in chains(question) for step in chain.steps}


def test_deep_draught_keeps_the_barge_from_changzhou() -> None:
    deep = replace(GRAVEL, cargo=bulk(2000, "4.0"))

    assert "L_CHZ" in {step.origin for chain in chains(GRAVEL) for step in chain.steps}
    assert "L_CHZ" not in {step.origin for chain in chains(deep) for step in chain.steps}


def test_dangerous_boxes_use_only_permitted_terminals() -> None:
    permits = {node.code: node.takes_dangerous_goods for node in fronts.reference_network().nodes}
    dangerous = replace(BOXES, cargo=boxes(2, "3"), origin="P_CHI", destination="P_NSA")

    rides = [leg for chain in chains(dangerous) for leg in chain.legs if leg.service]

    assert rides
    assert all(permits[leg.origin] and permits[leg.destination] for leg in rides)


def test_a_cut_short_search_says_so() -> None:
    network = fronts.reference_network()

    answer = fronts.front(network=network, question=GRAVEL, has_time=lambda: False)

    assert answer.is_truncated
    assert not fronts.front(network=network, question=GRAVEL).is_truncated


def test_an_empty_answer_names_what_binds() -> None:
    no_road = cargoes.Wishes(without_modes=frozenset({Mode.ROAD}))
    deep = replace(GRAVEL, cargo=bulk(2000, "4.0"), wishes=no_road)

    binding = fronts.front(network=fronts.reference_network(), question=deep).binding

    assert binding is not None
    assert "3.8" in binding.en
    assert chains(binding.question)
