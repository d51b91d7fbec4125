"""The validator: it passes what the search finds, and sees each kind of breach."""

from dataclasses import replace
from decimal import Decimal

import pytest

from matou.modules.planner.queries import checks, fronts
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.cargo import Cargo, Wishes
from matou.modules.planner.rules.chains import Chain, Step
from matou.modules.planner.rules.network import Closure, Mode, Service, Transfer
from matou.modules.planner.rules.validate import Validator

CHAINS = 2_000
GRAVEL = Question(
    origin="P_WUL",
    destination="P_NSA",
    ready_min=480,
    cargo=cargoes.bulk(
        tonnes=Decimal(2000), draught_m=Decimal("3.2"), dangerous_class="", flags=frozenset()
    ),
)
BOXES = Question(
    origin="C_CEN",
    destination="P_HKG",
    ready_min=480,
    cargo=cargoes.containers(teu=2, tonnes=None, dangerous_class="", flags=frozenset()),
)


def cheapest(question: Question) -> Chain:
    return fronts.front(network=fronts.reference_network(), question=question).chains[-1]


def codes(question: Question, chain: Chain) -> set[str]:
    validator = Validator(fronts.reference_network())
    return {one.code for one in validator.violations(question=question, chain=chain)}


def with_step(chain: Chain, kind: type, **changes: object) -> Chain:
    """Return the chain with the first step of a kind changed."""
    place = next(at for at, step in enumerate(chain.steps) if isinstance(step.made_of, kind))
    changed = replace(chain.steps[place], **changes)  # type: ignore[arg-type]  # fields of Step
    return replace(chain, steps=(*chain.steps[:place], changed, *chain.steps[place + 1 :]))


def first_step(chain: Chain, kind: type) -> Step:
    return next(step for step in chain.steps if isinstance(step.made_of, kind))


@pytest.mark.slow
def test_thousands_of_chains_break_nothing() -> None:
    run = checks.check_chains(network=fronts.reference_network(), chains=CHAINS, seed=1129)

    assert run.chains == CHAINS
    assert run.violations == {}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"draught_mm": 3_900}, "too-shallow"),
        ({"draught_mm": 5_600}, "no-chamber-fits"),
        ({"mass_kg": 299_999}, "no-barge-cargo"),
        ({"dangerous_class": "3"}, "no-dangerous-goods-permit"),
    ],
)
def test_a_barge_that_may_not_sail_is_seen(change: dict[str, object], code: str) -> None:
    chain = cheapest(GRAVEL)
    other: Cargo = replace(GRAVEL.cargo, **change)  # type: ignore[arg-type]  # one field

    assert codes(GRAVEL, chain) == set()
    assert code in codes(replace(GRAVEL, cargo=other), chain)


def test_a_closed_lock_is_seen() -> None:
    closure = Closure(lock="L_CHZ", from_min=0, until_min=100_000)

    found = codes(replace(GRAVEL, wishes=Wishes(closures=(closure,))), cheapest(GRAVEL))

    assert found == {"lock-closed"}


def test_a_river_barge_at_sea_is_seen() -> None:
    network = fronts.reference_network()
    sea = tuple(
        replace(link, grade="coastal") if link.mode is Mode.WATER else link
        for link in network.links
    )
    validator = Validator(replace(network, links=sea))

    found = validator.violations(question=GRAVEL, chain=cheapest(GRAVEL))

    assert "not-in-the-network" in {one.code for one in found}


@pytest.mark.parametrize(
    ("minutes", "code"),
    [(1, "no-such-departure"), (10_080 * 5, "idle-wait"), (-10_080, "cut-off-missed")],
)
def test_a_ride_off_the_timetable_is_seen(minutes: int, code: str) -> None:
    chain = cheapest(BOXES)
    ride = first_step(chain, Service)
    shifted = with_step(
        chain, Service, begins_min=ride.begins_min + minutes, ends_min=ride.ends_min + minutes
    )

    assert code in codes(BOXES, shifted)


def test_more_boxes_than_the_liner_holds_are_seen() -> None:
    many = replace(BOXES, cargo=replace(BOXES.cargo, teu=121))

    assert "over-capacity" in codes(many, cheapest(BOXES))


def test_handling_while_the_yard_is_closed_is_seen() -> None:
    question = replace(BOXES, origin="T_KLI", destination="T_NSP")
    chain = next(
        one
        for one in fronts.front(network=fronts.reference_network(), question=question).chains
        if Mode.RAIL in {leg.mode for leg in one.legs}
    )
    handling = first_step(chain, Transfer)
    night = handling.begins_min // 1440 * 1440 + 1439

    assert "terminal-closed" in codes(question, with_step(chain, Transfer, begins_min=night))


def test_gaps_and_wrong_sums_are_seen() -> None:
    chain = cheapest(BOXES)
    torn = replace(chain, steps=(*chain.steps[:1], *chain.steps[2:]))

    assert {"gap", "wrong-total"} <= codes(BOXES, torn)
