"""Every state, every act, every side: what the table allows passes the door, nothing else does."""

from itertools import product

import pytest
from django.db import transaction

from matou.kit.actor import SYSTEM, Actor
from matou.kit.errors import NotFound
from matou.modules.freight.models import Lot
from matou.modules.freight.rules.guards import GUARDS, NotReady
from matou.modules.freight.rules.moves import IllegalAct, NotYourAct, move_for
from matou.modules.freight.rules.states import FINAL_STATES, Guard, LotAct, LotState, Relation
from matou.modules.freight.rules.table import MOVES
from matou.modules.freight.services import lots
from matou.modules.freight.services.purse import WalletTooSmall
from matou.modules.freight.tests import world
from matou.modules.freight.tests.expected import EXPECTED, allowed_in
from matou.modules.freight.tests.trip import trip_to

ACTORS = {
    Relation.SHIPPER: world.SHIPPER,
    Relation.CARRIER: world.CARRIER,
    Relation.CONSIGNEE: world.CONSIGNEE,
    Relation.OPERATOR: world.OPERATOR_ACTOR,
    Relation.SYSTEM: SYSTEM,
}


def test_the_table_allows_what_was_agreed_and_nothing_else() -> None:
    allowed = {
        (state, act, target, side)
        for state, act, side in product(LotState, LotAct, Relation)
        for target in _targets(state, act, side)
    }

    assert allowed == EXPECTED


def test_every_guard_has_a_test_and_every_test_a_guard() -> None:
    assert set(GUARDS) == set(Guard)


def test_every_state_but_the_last_two_can_be_left() -> None:
    assert {move.source for move in MOVES} == set(LotState) - set(FINAL_STATES)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [state for state in LotState if state != LotState.CANCELLED])
def test_no_service_call_passes_the_door_illegally(state: LotState) -> None:
    world.build()
    code = trip_to(state)

    passed = {
        (act, side) for act, side in product(LotAct, Relation) if _passes(code, act, ACTORS[side])
    }

    assert passed == allowed_in(state)
    assert Lot.objects.get(code=code).state == state


@pytest.mark.django_db
@pytest.mark.parametrize("act", LotAct)
def test_a_stranger_does_not_even_learn_that_the_lot_exists(act: LotAct) -> None:
    world.build()
    code = trip_to(LotState.CONTRACTED)

    with pytest.raises(NotFound):
        lots.advance_lot(lot_code=code, act=act, actor=world.STRANGER, now=world.NOW)


def _targets(state: LotState, act: LotAct, side: Relation) -> set[LotState]:
    try:
        return {move_for(state=state, act=act, relations={side}).target}
    except (IllegalAct, NotYourAct):
        return set()


def _passes(code: str, act: LotAct, actor: Actor) -> bool:
    """Tell whether the door opened; what then lacks, or succeeds, is undone."""
    try:
        with transaction.atomic():
            lots.advance_lot(lot_code=code, act=act, actor=actor, now=world.NOW)
            transaction.set_rollback(True)
    except (NotReady, WalletTooSmall):
        return True
    except (IllegalAct, NotYourAct):
        return False
    return True
