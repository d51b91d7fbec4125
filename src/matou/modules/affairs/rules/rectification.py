"""Work that a bad rating opens (差评整改): its states, who may do what, and its two deadlines."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from matou.kit.clock import CHINA
from matou.kit.errors import DomainError, InvalidInput
from matou.kit.workdays import is_workday

OPENED, CALLED_BACK, RECTIFIED, CONFIRMED, CLOSED = (
    "opened", "called_back", "rectified", "confirmed", "closed",
)  # fmt: skip
STATES = (
    (OPENED, "待回访", "To be called back"),
    (CALLED_BACK, "整改中", "Being put right"),
    (RECTIFIED, "待评价人确认", "Waiting for the rater"),
    (CONFIRMED, "评价人已确认", "Confirmed by the rater"),
    (CLOSED, "复核办结", "Closed by a second person"),
)
OPEN = frozenset({OPENED, CALLED_BACK, RECTIFIED})
ASSIGNEE, SECOND, RATER = "assignee", "second", "rater"
CALL_BACK, RECTIFY = "call_back", "rectify"
CLOCKS = ((CALL_BACK, "回访时限", "Call-back"), (RECTIFY, "整改时限", "Rectification"))
MARKS = ((CALL_BACK, 100), (RECTIFY, 80), (RECTIFY, 100))
"""Told to whose work it is; from the whole limit on to every supervisor who may see it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkMove:
    """One legal move of the work."""

    key: str
    zh: str
    en: str
    origins: frozenset[str]
    target: str
    who: str


MOVES = (
    WorkMove(key="call_back", zh="登记回访", en="Record the call-back",
             origins=frozenset({OPENED}), target=CALLED_BACK, who=ASSIGNEE),
    WorkMove(key="rectify", zh="登记整改结果", en="Record what was put right",
             origins=frozenset({CALLED_BACK}), target=RECTIFIED, who=ASSIGNEE),
    WorkMove(key="confirm", zh="确认已解决", en="Confirm that it is solved",
             origins=frozenset({RECTIFIED}), target=CONFIRMED, who=RATER),
    WorkMove(key="reject", zh="问题没有解决", en="Not solved",
             origins=frozenset({RECTIFIED}), target=CALLED_BACK, who=RATER),
    WorkMove(key="close", zh="复核办结", en="Close as the second person",
             origins=frozenset({CALLED_BACK, RECTIFIED}), target=CLOSED, who=SECOND),
)  # fmt: skip
BY_KEY = {move.key: move for move in MOVES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms in force (整改参数): how long each part may take."""

    ask_days: int = 15
    """Calendar days in which a rating can be given; our own choice."""
    call_back_days: int = 1
    rectify_days: int = 15
    """Working days: 15 in one province's notice, 5 in one city's (both seen in public notices)."""


class WorkMoveNotPossible(DomainError):
    """The work is not in a state that the move begins with."""

    code = "affairs.rectification-move-not-possible"
    zh = "整改工单现在是“{state_zh}”，不能“{move_zh}”。请刷新页面。"
    en = "The work is now “{state_en}”, so “{move_en}” is not possible. Reload the page."


class NotYourWork(DomainError):
    """Only whose work it is calls back and puts right."""

    code = "affairs.not-your-rectification"
    zh = "这件整改工单由别人负责。请先接手，再登记。"
    en = "Somebody else has this work. Take it over first."


class SecondPersonCloses(DomainError):
    """Whoever put it right does not close it."""

    code = "affairs.a-second-person-closes"
    zh = "复核办结须由另一位督办人员进行。请转给同事复核。"
    en = "Another supervisor than the one who has the work closes it. Ask a colleague."


def check_work_move(*, key: str, state: str, is_assignee: bool) -> WorkMove:
    """Return the move, if it may be made now by somebody who may see the work.

    Raises WorkMoveNotPossible, NotYourWork and SecondPersonCloses.
    """
    move = BY_KEY[key]
    if state not in move.origins:
        zh, en = state_words(state)
        raise WorkMoveNotPossible(state_zh=zh, state_en=en, move_zh=move.zh, move_en=move.en)
    if move.who == ASSIGNEE and not is_assignee:
        raise NotYourWork
    if move.who == SECOND and is_assignee:
        raise SecondPersonCloses
    return move


def work_moves_open(*, state: str, is_assignee: bool) -> tuple[WorkMove, ...]:
    """Return the moves that a supervisor may make now."""
    own = ASSIGNEE if is_assignee else SECOND
    return tuple(move for move in MOVES if state in move.origins and move.who == own)


def state_words(state: str) -> tuple[str, str]:
    """Return a state in Chinese and English."""
    return next((zh, en) for key, zh, en in STATES if key == state)


def due_after(start: datetime, days: int) -> datetime:
    """Return the end of the last of so many working days, the first of them the day after."""
    assert days > 0, "a limit has days"  # noqa: S101
    day, left = start.astimezone(CHINA).date(), days
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=CHINA)
    return midnight.astimezone(start.tzinfo)


def mark_times(
    *, opened_at: datetime, call_back_due_at: datetime, due_at: datetime
) -> Mapping[tuple[str, int], datetime]:
    """Return when each mark is reached."""
    ends = {CALL_BACK: call_back_due_at, RECTIFY: due_at}
    return {
        (clock, per_cent): opened_at + (ends[clock] - opened_at) * per_cent / 100
        for clock, per_cent in MARKS
    }


def marks_due(
    times: Mapping[tuple[str, int], datetime],
    *,
    state: str,
    told: Collection[tuple[str, int]],
    now: datetime,
) -> tuple[tuple[str, int], ...]:
    """Return the marks that are reached, not told, and still of use in this state."""
    ended = {CALL_BACK: state != OPENED, RECTIFY: state not in {OPENED, CALLED_BACK}}
    return tuple(
        mark for mark, at in times.items() if at <= now and mark not in told and not ended[mark[0]]
    )


def chosen_supervisor(loads: Mapping[str, int], *, involved: Collection[str]) -> str:
    """Return the supervisor with the least open work who had no hand in the case, or nobody."""
    free = sorted((load, code) for code, load in loads.items() if code not in involved)
    return free[0][1] if free else ""


def checked_terms(terms: Terms) -> Terms:
    """Return terms that can be kept; raises InvalidInput."""
    most = {"ask_days": 90, "call_back_days": 10, "rectify_days": 60}
    for field, limit in most.items():
        if not 1 <= getattr(terms, field) <= limit:
            raise InvalidInput(field=field, reason_zh=f"请填 1 到 {limit} 天。",
                               reason_en=f"Give 1 to {limit} days.")  # fmt: skip
    return terms
