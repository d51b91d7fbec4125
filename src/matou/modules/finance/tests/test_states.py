"""The table of states: every state by every act, legal or refused."""

from typing import TypeAlias

import pytest

from matou.modules.finance.rules.states import (
    TABLE,
    Side,
    StatementAct,
    StatementNotReady,
    StatementState,
    may,
    next_state,
)

A: TypeAlias = StatementAct
S: TypeAlias = StatementState

LEGAL = {
    (S.ISSUED, A.CONFIRM_LINE): S.ISSUED,
    (S.ISSUED, A.OBJECT_LINE): S.ISSUED,
    (S.ISSUED, A.CONFIRM_ALL): S.CONFIRMED,
    (S.ISSUED, A.FILE_OBJECTIONS): S.OBJECTED,
    (S.ISSUED, A.SUPERSEDE): S.SUPERSEDED,
    (S.OBJECTED, A.ANSWER): S.OBJECTED,
    (S.OBJECTED, A.ANSWER_LAST): S.ANSWERED,
    (S.OBJECTED, A.SUPERSEDE): S.SUPERSEDED,
    (S.ANSWERED, A.CONFIRM_LINE): S.ANSWERED,
    (S.ANSWERED, A.OBJECT_LINE): S.ANSWERED,
    (S.ANSWERED, A.CONFIRM_ALL): S.CONFIRMED,
    (S.ANSWERED, A.FILE_OBJECTIONS): S.OBJECTED,
    (S.ANSWERED, A.SUPERSEDE): S.SUPERSEDED,
    (S.CONFIRMED, A.SIGN_PARTY): S.PARTY_SIGNED,
    (S.CONFIRMED, A.SUPERSEDE): S.SUPERSEDED,
    (S.PARTY_SIGNED, A.SIGN_OPERATOR): S.SIGNED,
}
REFUSED = [(state, act) for state in S for act in A if (state, act) not in LEGAL]


@pytest.mark.parametrize(("state", "act"), LEGAL)
def test_a_legal_move_leads_where_the_table_says(state: S, act: A) -> None:
    assert next_state(state=state, act=act) is LEGAL[state, act]


@pytest.mark.parametrize(("state", "act"), REFUSED)
def test_every_other_move_is_refused(state: S, act: A) -> None:
    with pytest.raises(StatementNotReady):
        next_state(state=state, act=act)


def test_only_operators_answer_replace_and_sign_last() -> None:
    operators = {move.act for move in TABLE if move.by is Side.OPERATOR}

    assert operators == {A.ANSWER, A.ANSWER_LAST, A.SIGN_OPERATOR, A.SUPERSEDE}
    assert not may(state=S.CONFIRMED, act=A.SIGN_PARTY, by=Side.OPERATOR)


def test_a_signed_statement_is_the_end() -> None:
    assert [move for move in TABLE if move.source in {S.SIGNED, S.SUPERSEDED}] == []
