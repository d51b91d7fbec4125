"""The cargo loop through its services: one lot from award to closed, and who may do what."""

import pytest

from matou.modules.freight.models import CargoDemand, Lot
from matou.modules.freight.rules.states import DemandState, LotState
from matou.modules.freight.tests import world
from matou.modules.freight.tests.trip import trip_to
from matou.spine.journal import queries as journal
from matou.spine.ledger import queries as ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _river() -> None:
    world.build()


def test_a_lot_goes_from_award_to_closed_and_nothing_is_held() -> None:
    code = trip_to(LotState.CLOSED)

    proof = ledger.group_sum(code)

    assert proof.is_settled
    assert CargoDemand.objects.get(lots__code=code).state == DemandState.CLOSED


def test_every_act_leaves_one_transition_and_one_event() -> None:
    code = trip_to(LotState.CLOSED)

    lot = Lot.objects.get(code=code)
    told = [entry.event for entry in journal.entries_of(code)]

    assert lot.version == lot.transitions.count() == 14
    assert len([event for event in told if event.startswith("freight.Lot")]) == 14
