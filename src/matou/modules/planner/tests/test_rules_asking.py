"""What may be asked, and what a person reads who asks otherwise."""

from dataclasses import replace
from decimal import Decimal

import pytest

from matou.kit.errors import DomainError
from matou.modules.planner.queries import fronts
from matou.modules.planner.rules import asking
from matou.modules.planner.rules import cargo as cargoes
from matou.modules.planner.rules.cargo import Wishes
from matou.modules.planner.rules.network import Closure, Mode
from matou.modules.planner.rules.wishing import MAX_READY_MIN

GRAVEL = cargoes.bulk(
    tonnes=Decimal(2000), draught_m=Decimal("3.2"), dangerous_class="", flags=frozenset()
)
PINGNAN_NANSHA = asking.Question(origin="P_WUL", destination="P_NSA", ready_min=480, cargo=GRAVEL)


def refusal(question: asking.Question) -> str:
    with pytest.raises(DomainError) as refused:
        asking.check_question(network=fronts.reference_network(), question=question)
    return refused.value.code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"destination": "P_WUL"}, "same-place"),
        ({"destination": "P_XXX"}, "unknown-place"),
        ({"origin": "L_CHZ"}, "not-a-door"),
        ({"ready_min": -1}, "invalid-input"),
        ({"ready_min": MAX_READY_MIN + 1}, "invalid-input"),
        ({"wishes": Wishes(without_modes=frozenset(Mode))}, "no-mode"),
        ({"wishes": Wishes(without_nodes=frozenset({"P_NSA"}))}, "contradictory-wishes"),
        ({"cargo": replace(GRAVEL, flags=frozenset({"planned_x"}))}, "invalid-input"),
        (
            {"wishes": Wishes(closures=(Closure(lock="P_NSA", from_min=0, until_min=9),))},
            "invalid-input",
        ),
        (
            {"wishes": Wishes(closures=(Closure(lock="L_XXX", from_min=0, until_min=9),))},
            "unknown-place",
        ),
    ],
)
def test_what_cannot_be_answered_is_refused(change: dict[str, object], code: str) -> None:
    assert refusal(replace(PINGNAN_NANSHA, **change)) == code  # type: ignore[arg-type]  # one field


def test_a_sound_question_is_taken() -> None:
    asking.check_question(network=fronts.reference_network(), question=PINGNAN_NANSHA)


@pytest.mark.parametrize(
    ("text", "minute"),
    [("mon-08:00", 480), ("MON-00:00", 0), ("sun-23:59", 10_079), ("20000", 20_000)],
)
def test_ready_times_are_read(text: str, minute: int) -> None:
    assert asking.read_ready(text) == minute


@pytest.mark.parametrize("text", ["", "mon", "mon-8:00", "mon-24:00", "xxx-08:00", "-5", "１"])
def test_other_ready_times_are_refused(text: str) -> None:
    with pytest.raises(DomainError):
        asking.read_ready(text)


def test_a_closure_is_read() -> None:
    assert asking.read_closure("L_DTX=0..28800") == Closure(
        lock="L_DTX", from_min=0, until_min=28_800
    )


@pytest.mark.parametrize("text", ["L_DTX", "L_DTX=5..5", "L_DTX=9..1", "L_DTX=-1..5", "=1..2"])
def test_other_closures_are_refused(text: str) -> None:
    with pytest.raises(DomainError):
        asking.read_closure(text)


@pytest.mark.parametrize("tonnes", ["0", "-1", "1000000000", "1000000.001", "0.0005", "NaN"])
def test_masses_that_cannot_be_are_refused(tonnes: str) -> None:
    with pytest.raises(DomainError):
        cargoes.air_freight(tonnes=Decimal(tonnes), dangerous_class="", flags=frozenset())


@pytest.mark.parametrize("draught", ["0", "-1", "50", "20.001", "Infinity"])
def test_draughts_that_cannot_be_are_refused(draught: str) -> None:
    with pytest.raises(DomainError):
        cargoes.bulk(
            tonnes=Decimal(2000),
            draught_m=Decimal(draught),
            dangerous_class="",
            flags=frozenset(),
        )


@pytest.mark.parametrize("teu", [0, -1, cargoes.MAX_TEU + 1])
def test_box_counts_that_cannot_be_are_refused(teu: int) -> None:
    with pytest.raises(DomainError):
        cargoes.containers(teu=teu, tonnes=None, dangerous_class="", flags=frozenset())


def test_dangerous_classes_are_those_of_the_model_regulations() -> None:
    with pytest.raises(DomainError):
        cargoes.containers(teu=1, tonnes=None, dangerous_class="10", flags=frozenset())
