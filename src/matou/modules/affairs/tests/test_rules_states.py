"""The states of a version: only the moves of the table, by those whom it names."""

import itertools

import pytest

from matou.kit.actor import Actor
from matou.kit.errors import NotAllowed
from matou.modules.affairs.rules import states
from matou.modules.affairs.tests.world import EDITOR, EVERYTHING, LAWYER, SECOND, STRANGER

STATES = [state for state, _zh, _en in states.STATES]
LEGAL = {
    ("submit", "draft"): "legal_check",
    ("pass", "legal_check"): "second_person",
    ("return", "legal_check"): "draft",
    ("publish", "second_person"): "published",
    ("send_back", "second_person"): "draft",
    ("withdraw", "published"): "withdrawn",
}
RIGHT = {
    "submit": EDITOR, "pass": LAWYER, "return": LAWYER, "publish": SECOND, "send_back": SECOND,
    "withdraw": SECOND,
}  # fmt: skip


@pytest.mark.parametrize(("key", "state"), sorted(LEGAL))
def test_a_legal_move_leads_where_the_table_says(key: str, state: str) -> None:
    move = states.check_move(key=key, state=state, actor=RIGHT[key], authors=())

    assert move.target == LEGAL[key, state]


@pytest.mark.parametrize(
    ("key", "state"), sorted(set(itertools.product(states.BY_KEY, STATES)) - set(LEGAL))
)
def test_every_other_move_is_refused(key: str, state: str) -> None:
    with pytest.raises(states.MoveNotPossible):
        states.check_move(key=key, state=state, actor=EVERYTHING, authors=())


@pytest.mark.parametrize(
    ("key", "actor"),
    [
        (key, actor)
        for key, actor in itertools.product(states.BY_KEY, (EDITOR, LAWYER, SECOND, STRANGER))
        if actor is not RIGHT[key]
    ],
)
def test_nobody_else_may_make_a_move(key: str, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        states.check_move(key=key, state=states.BY_KEY[key].origin, actor=actor, authors=())


@pytest.mark.parametrize("key", ["pass", "publish"])
def test_who_wrote_it_may_not_approve_it(key: str) -> None:
    state = states.BY_KEY[key].origin

    with pytest.raises(states.SecondPersonNeeded):
        states.check_move(
            key=key, state=state, actor=EVERYTHING, authors=["OTHER", EVERYTHING.code]
        )
    assert key not in [
        move.key
        for move in states.moves_open(state=state, actor=EVERYTHING, authors=[EVERYTHING.code])
    ]


def test_whoever_wrote_it_may_still_take_it_back_to_draft() -> None:
    open_moves = states.moves_open(state="legal_check", actor=EVERYTHING, authors=[EVERYTHING.code])

    assert [move.key for move in open_moves] == ["return"]
