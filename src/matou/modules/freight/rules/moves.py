"""Looking up the state table: which row allows an act, what may be handed in, who is refused."""

from collections.abc import Collection

from matou.kit.errors import DomainError
from matou.modules.freight.rules.evidence import EVIDENCE_NAMES, EvidenceKind
from matou.modules.freight.rules.states import (
    FINAL_STATES,
    FLAG_ACT_NAMES,
    LOT_ACT_NAMES,
    LOT_STATE_NAMES,
    FlagAct,
    LotAct,
    LotState,
    Relation,
)
from matou.modules.freight.rules.table import BESIDES, FLAG_MOVES, HANDING_IN, MOVES, FlagMove, Move


class FlagUnproven(DomainError):
    """The flag needs a piece of evidence that was not handed in with it."""

    code = "freight.flag-unproven"
    status = 422
    zh = "请同时提交：{missing_zh}。"
    en = "Hand in with it: {missing_en}."


class IllegalAct(DomainError):
    """The act does not exist in the lot's present state."""

    code = "freight.illegal-act"
    zh = "当前状态“{state_zh}”不能执行“{act_zh}”。请刷新页面查看下一步。"
    en = "In the state “{state_en}” nobody can {act_en}. Reload the page to see the next step."


class NotYourAct(DomainError):
    """The act exists in this state, but not for this side."""

    code = "freight.not-your-act"
    status = 403
    zh = "“{act_zh}”不由您执行。请等待对方或以相应身份登录。"
    en = "It is not for you to {act_en}. Wait for the other side or sign in as the right party."


_BY_STATE_AND_ACT = {(move.source, move.act): move for move in MOVES}
assert len(_BY_STATE_AND_ACT) == len(MOVES), "one row per state and act"  # noqa: S101


def move_for(*, state: LotState, act: LotAct, relations: Collection[Relation]) -> Move:
    """Return the row that allows the act; raises IllegalAct or NotYourAct."""
    move = _BY_STATE_AND_ACT.get((state, act))
    act_zh, act_en = LOT_ACT_NAMES[act]
    if move is None:
        state_zh, state_en = LOT_STATE_NAMES[state]
        raise IllegalAct(state_zh=state_zh, state_en=state_en, act_zh=act_zh, act_en=act_en)
    if move.who.isdisjoint(relations):
        raise NotYourAct(act_zh=act_zh, act_en=act_en)
    return move


def flag_move_for(*, act: FlagAct, relations: Collection[Relation], state: LotState) -> FlagMove:
    """Return the row of the side table; raises NotYourAct, or IllegalAct on an ended lot."""
    move = next(move for move in FLAG_MOVES if move.act is act)
    act_zh, act_en = FLAG_ACT_NAMES[act]
    if state in FINAL_STATES:
        state_zh, state_en = LOT_STATE_NAMES[state]
        raise IllegalAct(state_zh=state_zh, state_en=state_en, act_zh=act_zh, act_en=act_en)
    if move.who.isdisjoint(relations):
        raise NotYourAct(act_zh=act_zh, act_en=act_en)
    return move


def evidence_wanted(state: LotState, kind: EvidenceKind) -> frozenset[Relation]:
    """Return the sides that may hand in this kind of evidence while a lot is in this state."""
    sides: set[Relation] = set()
    for move in moves_from(state):
        for need in move.needs:
            if kind in need.kinds:
                sides |= {need.by} if need.by else HANDING_IN
    if kind in BESIDES and state in BESIDES[kind]:
        sides |= HANDING_IN
    return frozenset(sides)


def moves_from(state: LotState) -> tuple[Move, ...]:
    """Return the rows that leave a state, the way of a good trip first."""
    return tuple(move for move in MOVES if move.source is state)


def require_flag_evidence(move: FlagMove, kept: Collection[str]) -> None:
    """Refuse a flag without the evidence it needs; raises FlagUnproven."""
    missing = move.needs.difference(kept)
    if missing:
        names = [EVIDENCE_NAMES[kind] for kind in sorted(missing)]
        raise FlagUnproven(
            missing_zh="、".join(name[0] for name in names),
            missing_en=", ".join(name[1] for name in names),
        )
