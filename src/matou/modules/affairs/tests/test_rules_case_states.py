"""The table of a case's states: one queue each, no dead ends, nobody acts on their own case."""

from itertools import pairwise
from random import Random

import pytest

from matou.kit.errors import NotAllowed
from matou.modules.affairs.contracts import CLERK_ROLE, DECIDER_ROLE, SUPERVISOR_ROLE
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.rules.case_states import Standing
from matou.modules.affairs.tests.world import person

EVERYONE = person("ALL", CLERK_ROLE, DECIDER_ROLE, SUPERVISOR_ROLE, *case_states.HOUSE)
STATES = [key for key, _zh, _en in case_states.STATES]


@pytest.mark.parametrize("state", STATES)
def test_every_state_waits_in_exactly_one_queue_that_somebody_sees(state: str) -> None:
    found = [queue for queue in case_states.QUEUES if state in queue.states]

    assert len(found) == 1
    assert found[0].roles & (case_states.DESK | case_states.APPLICANT)


@pytest.mark.parametrize("state", sorted(set(STATES) - {"archived", "withdrawn"}))
def test_no_open_state_is_a_dead_end(state: str) -> None:
    assert [move for move in case_states.MOVES if state in move.origins]


def test_every_walk_keeps_to_the_table_and_to_visible_queues() -> None:
    chance = Random(3)

    walks = [_walk(chance) for _ in range(2_000)]

    steps = {pair for walk in walks for pair in pairwise(walk)}
    legal = {(origin, move.target) for move in case_states.MOVES for origin in move.origins}
    assert steps <= legal
    assert {state for walk in walks for state in walk} == set(STATES)
    assert all(case_states.queue_of(state).roles for walk in walks for state in walk)


@pytest.mark.parametrize("move", [one for one in case_states.MOVES if one.roles & case_states.DESK],
                         ids=lambda one: one.key)  # fmt: skip
def test_nobody_handles_what_they_applied_for(move: case_states.CaseMove) -> None:
    standing = Standing(state=min(move.origins), is_applicant=True, has_hands=True)

    with pytest.raises(NotAllowed):
        case_states.check_case_move(key=move.key, standing=standing, actor=EVERYONE)


@pytest.mark.parametrize("key", ["submit", "correct", "withdraw"])
def test_only_the_applicant_applies_and_withdraws(key: str) -> None:
    standing = Standing(
        state=min(case_states.BY_KEY[key].origins), is_applicant=False, has_hands=True
    )

    with pytest.raises(NotAllowed):
        case_states.check_case_move(key=key, standing=standing, actor=EVERYONE)


def _walk(chance: Random) -> list[str]:
    """Walk by moves that are open, as applicant or desk in turn, until none is or 40 are done."""
    states = [case_states.DRAFTED]
    for _ in range(40):
        standing = [
            Standing(state=states[-1], is_applicant=applies, has_hands=True)
            for applies in (True, False)
        ]
        moves = [move for one in standing
                 for move in case_states.case_moves_open(standing=one, actor=EVERYONE)]  # fmt: skip
        if not moves:
            break
        states.append(chance.choice(moves).target)
    return states
