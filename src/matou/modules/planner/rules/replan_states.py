"""The moves of a re-plan (改配), the refusals a person can meet, and its reasons in words."""

from dataclasses import dataclass
from enum import StrEnum

from matou.kit.errors import DomainError
from matou.modules.planner.rules.replaying import Snag


class ReplanState(StrEnum):
    """Where a proposal stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SUPERSEDED = "superseded"
    OBSOLETE = "obsolete"
    EXPIRED = "expired"


class ReplanAct(StrEnum):
    """What may happen to a proposal."""

    ACCEPT = "accept"
    DECLINE = "decline"
    SUPERSEDE = "supersede"
    MOOT = "moot"
    EXPIRE = "expire"


REPLAN_STATES = (
    (ReplanState.OPEN, "待货主决定", "waiting for the shipper"),
    (ReplanState.ACCEPTED, "已改配", "accepted"),
    (ReplanState.DECLINED, "已谢绝", "declined"),
    (ReplanState.SUPERSEDED, "已被新方案取代", "superseded"),
    (ReplanState.OBSOLETE, "已无需改配", "no longer needed"),
    (ReplanState.EXPIRED, "已过期", "expired"),
)
REASONS = (
    (Snag.LOCK, "船闸停航", "lock closed"),
    (Snag.WATER, "水深不足", "too little water"),
    (Snag.SAILING, "班次停开", "sailing cancelled"),
    (Snag.STORM, "防台停工", "typhoon stop"),
    (Snag.ROW, "线路、码头或班次有变", "link, terminal or service changed"),
    (Snag.MISSED, "赶不上班次", "departure missed"),
    (Snag.SLOWER, "到达推迟", "arrives later"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanMove:
    """One row of the state table."""

    source: ReplanState
    act: ReplanAct
    target: ReplanState


REPLAN_MOVES = tuple(
    ReplanMove(source=ReplanState.OPEN, act=act, target=target)
    for act, target in (
        (ReplanAct.ACCEPT, ReplanState.ACCEPTED),
        (ReplanAct.DECLINE, ReplanState.DECLINED),
        (ReplanAct.SUPERSEDE, ReplanState.SUPERSEDED),
        (ReplanAct.MOOT, ReplanState.OBSOLETE),
        (ReplanAct.EXPIRE, ReplanState.EXPIRED),
    )
)
_BY_STATE_AND_ACT = {(move.source, move.act): move.target for move in REPLAN_MOVES}


class ReplanNotSo(DomainError):
    """The proposal is decided or overtaken already."""

    code = "planner.replan-not-so"
    zh = "这份改配方案当前为“{state_zh}”，不能再决定。请打开订舱查看现状。"
    en = "This re-plan is {state_en}, so nothing is left to decide. Open the booking to see it."


class ReplanOutdated(DomainError):
    """What was proposed no longer holds: the cargo has moved on, or the network has."""

    code = "planner.replan-outdated"
    zh = (
        "提出方案后货物或路网又有变化，所选方案不再成立；原订舱未动。请选其他方案，或稍候新的方案。"
    )
    en = (
        "The cargo or the network has moved on since this was proposed, so the choice no longer "
        "holds; the booking is untouched. Choose another, or wait for the next proposal."
    )


class ReplanStartGone(DomainError):
    """The chosen chain would have to have left already."""

    code = "planner.replan-start-gone"
    zh = (
        "所选方案须在 {starts_by:%Y-%m-%d %H:%M} UTC 前开始，已经过去；原订舱未动。"
        "请选其他方案，或稍候新的方案。"
    )
    en = (
        "The choice had to begin by {starts_by:%Y-%m-%d %H:%M} UTC, which is past; the booking is "
        "untouched. Choose another, or wait for the next proposal."
    )


class ReplanCarrierEngaged(DomainError):
    """A carrier has one of the legs that would be replaced."""

    code = "planner.replan-carrier-engaged"
    zh = (
        "第 {leg} 段已有承运人（货盘 {demand}），不能替换；原订舱未动。"
        "请先在货运中取消该运单，再接受改配。"
    )
    en = (
        "A carrier has leg {leg} (demand {demand}), so it cannot be replaced; the booking is "
        "untouched. Cancel its lot in freight first, then accept."
    )


class ReplanChoiceUnknown(DomainError):
    """The proposal has no such alternative."""

    code = "planner.replan-choice-unknown"
    status = 422
    zh = "方案中没有第 {choice} 个选择。请从所列方案中选一个。"
    en = "There is no choice {choice}. Choose one of those shown."


def replan_move(*, state: ReplanState, act: ReplanAct) -> ReplanState:
    """Return the state to which an act leads; raises ReplanNotSo."""
    target = _BY_STATE_AND_ACT.get((state, act))
    if target is None:
        _key, state_zh, state_en = next(row for row in REPLAN_STATES if row[0] is state)
        raise ReplanNotSo(state_zh=state_zh, state_en=state_en)
    return target
