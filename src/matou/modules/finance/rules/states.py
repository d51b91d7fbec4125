"""How a statement moves from issued to signed (对账单状态): the one table of legal moves."""

from dataclasses import dataclass
from enum import StrEnum

from matou.kit.errors import DomainError


class StatementState(StrEnum):
    """Where a statement stands."""

    ISSUED = "issued"
    OBJECTED = "objected"
    ANSWERED = "answered"
    CONFIRMED = "confirmed"
    PARTY_SIGNED = "party_signed"
    SIGNED = "signed"
    SUPERSEDED = "superseded"


STATE_NAMES: dict[StatementState, tuple[str, str]] = {
    StatementState.ISSUED: ("待核对", "To be checked"),
    StatementState.OBJECTED: ("有异议待答复", "Objections to answer"),
    StatementState.ANSWERED: ("异议已答复", "Objections answered"),
    StatementState.CONFIRMED: ("已核对待签章", "Confirmed, to be signed"),
    StatementState.PARTY_SIGNED: ("待平台签章", "Waits for the platform"),
    StatementState.SIGNED: ("双方已签章", "Signed by both sides"),
    StatementState.SUPERSEDED: ("已被新版替代", "Replaced by a newer version"),
}


class Side(StrEnum):
    """Who acts on a statement."""

    PARTY = "party"
    OPERATOR = "operator"


SIDE_NAMES: dict[Side, tuple[str, str]] = {
    Side.PARTY: ("账户方", "Account holder"),
    Side.OPERATOR: ("平台", "Platform"),
}


class StatementAct(StrEnum):
    """What can be done to a statement."""

    CONFIRM_LINE = "confirm_line"
    OBJECT_LINE = "object_line"
    CONFIRM_ALL = "confirm_all"
    FILE_OBJECTIONS = "file_objections"
    ANSWER = "answer"
    ANSWER_LAST = "answer_last"
    SIGN_PARTY = "sign_party"
    SIGN_OPERATOR = "sign_operator"
    SUPERSEDE = "supersede"


ACT_NAMES: dict[StatementAct, tuple[str, str]] = {
    StatementAct.CONFIRM_LINE: ("确认该行", "confirm a line"),
    StatementAct.OBJECT_LINE: ("提出异议", "object to a line"),
    StatementAct.CONFIRM_ALL: ("确认全部", "confirm all lines"),
    StatementAct.FILE_OBJECTIONS: ("提交异议", "hand the objections in"),
    StatementAct.ANSWER: ("答复异议", "answer an objection"),
    StatementAct.ANSWER_LAST: ("答复异议", "answer an objection"),
    StatementAct.SIGN_PARTY: ("签章", "sign"),
    StatementAct.SIGN_OPERATOR: ("签章", "sign"),
    StatementAct.SUPERSEDE: ("出具新版", "issue a newer version"),
}


class StatementNotReady(DomainError):
    """The act does not belong to the state in which the statement is."""

    code = "finance.statement-not-ready"
    status = 409
    zh = "对账单当前为“{state_zh}”，不能{act_zh}。请刷新页面查看下一步。"
    en = "The statement is “{state_en}”, so one cannot {act_en} now. Reload to see the next step."


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementMove:
    """One legal move."""

    source: StatementState
    act: StatementAct
    by: Side
    target: StatementState


def _move(
    source: StatementState, act: StatementAct, by: Side, target: StatementState
) -> StatementMove:
    return StatementMove(source=source, act=act, by=by, target=target)


_S, _A, _P = StatementState, StatementAct, Side

TABLE: tuple[StatementMove, ...] = (
    _move(_S.ISSUED, _A.CONFIRM_LINE, _P.PARTY, _S.ISSUED),
    _move(_S.ISSUED, _A.OBJECT_LINE, _P.PARTY, _S.ISSUED),
    _move(_S.ISSUED, _A.CONFIRM_ALL, _P.PARTY, _S.CONFIRMED),
    _move(_S.ISSUED, _A.FILE_OBJECTIONS, _P.PARTY, _S.OBJECTED),
    _move(_S.OBJECTED, _A.ANSWER, _P.OPERATOR, _S.OBJECTED),
    _move(_S.OBJECTED, _A.ANSWER_LAST, _P.OPERATOR, _S.ANSWERED),
    # What the operator answered may be accepted, or contested once more with another reason.
    _move(_S.ANSWERED, _A.CONFIRM_LINE, _P.PARTY, _S.ANSWERED),
    _move(_S.ANSWERED, _A.OBJECT_LINE, _P.PARTY, _S.ANSWERED),
    _move(_S.ANSWERED, _A.CONFIRM_ALL, _P.PARTY, _S.CONFIRMED),
    _move(_S.ANSWERED, _A.FILE_OBJECTIONS, _P.PARTY, _S.OBJECTED),
    _move(_S.CONFIRMED, _A.SIGN_PARTY, _P.PARTY, _S.PARTY_SIGNED),
    _move(_S.PARTY_SIGNED, _A.SIGN_OPERATOR, _P.OPERATOR, _S.SIGNED),
    # A signature stands: only what nobody has signed yet can be replaced.
    _move(_S.ISSUED, _A.SUPERSEDE, _P.OPERATOR, _S.SUPERSEDED),
    _move(_S.OBJECTED, _A.SUPERSEDE, _P.OPERATOR, _S.SUPERSEDED),
    _move(_S.ANSWERED, _A.SUPERSEDE, _P.OPERATOR, _S.SUPERSEDED),
    _move(_S.CONFIRMED, _A.SUPERSEDE, _P.OPERATOR, _S.SUPERSEDED),
)
_BY_KEY = {(move.source, move.act): move for move in TABLE}

OPEN_STATES = frozenset({StatementState.ISSUED, StatementState.ANSWERED})
"""Where the party still has lines to answer; the monthly reminder goes to these."""
DESK_STATES = frozenset({StatementState.OBJECTED, StatementState.PARTY_SIGNED})
"""Where the operator has to act."""


def next_state(*, state: StatementState, act: StatementAct) -> StatementState:
    """Return where the act leads; raises StatementNotReady where it does not belong."""
    move = _BY_KEY.get((state, act))
    if move is None:
        state_zh, state_en = STATE_NAMES[state]
        act_zh, act_en = ACT_NAMES[act]
        raise StatementNotReady(state_zh=state_zh, state_en=state_en, act_zh=act_zh, act_en=act_en)
    return move.target


def may(*, state: StatementState, act: StatementAct, by: Side) -> bool:
    """Tell whether the table has the move for this side."""
    move = _BY_KEY.get((state, act))
    return move is not None and move.by is by


class Verdict(StrEnum):
    """What the party says of a line."""

    CONFIRMED = "confirmed"
    OBJECTED = "objected"


class Outcome(StrEnum):
    """How the operator answers an objection."""

    OPEN = "open"
    EXPLAINED = "explained"
    CORRECTED = "corrected"


OUTCOME_NAMES: dict[Outcome, tuple[str, str]] = {
    Outcome.OPEN: ("待答复", "Waits for an answer"),
    Outcome.EXPLAINED: ("已说明", "Explained"),
    Outcome.CORRECTED: ("下期更正", "Corrected in the next period"),
}
