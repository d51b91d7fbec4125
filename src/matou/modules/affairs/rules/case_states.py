"""The states of a case (办件): who may move it where, and in which one queue it is, as tables."""

from dataclasses import dataclass

from matou.kit.actor import Actor
from matou.kit.errors import DomainError, NotAllowed
from matou.modules.affairs.contracts import CLERK_ROLE, DECIDER_ROLE, SUPERVISOR_ROLE

DRAFTED = "drafted"
SUBMITTED = "submitted"
CORRECTION = "correction_asked"
ACCEPTED = "accepted"
HANDLING = "handling"
PROPOSED = "proposed"
DECIDED = "decided"
DELIVERED = "delivered"
RATED = "rated"
ARCHIVED = "archived"
SUSPENDED = "suspended"
TRANSFERRED = "transferred"
WITHDRAWN = "withdrawn"
STATES = (
    (DRAFTED, "待提交", "Not yet submitted"),
    (SUBMITTED, "已提交，待受理", "Submitted, waiting for acceptance"),
    (CORRECTION, "待补正", "Waiting for missing things"),
    (ACCEPTED, "已受理", "Accepted"),
    (HANDLING, "办理中", "In hand"),
    (PROPOSED, "待签发", "Waiting for signature"),
    (DECIDED, "已决定，待送达", "Decided, to be delivered"),
    (DELIVERED, "已送达", "Delivered"),
    (RATED, "评价期已结束", "Rating period over"),
    (ARCHIVED, "已归档", "Archived"),
    (SUSPENDED, "特别程序中", "In a special procedure"),
    (TRANSFERRED, "已转办", "Transferred"),
    (WITHDRAWN, "已撤回", "Withdrawn"),
)
RUNNING = frozenset({ACCEPTED, HANDLING, PROPOSED})
"""Where the clock runs."""

CLERKS = frozenset({CLERK_ROLE})
DECIDERS = frozenset({DECIDER_ROLE})
SUPERVISORS = frozenset({SUPERVISOR_ROLE})
DESK = CLERKS | DECIDERS | SUPERVISORS
HOUSE = frozenset({"platform.system"})
"""The house itself, by its clock: the state tells nobody whether a case was rated."""
APPLICANT = frozenset({"applicant"})
"""Whoever applied, in own name or for the company; no role that an office gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One place where cases wait (队列), for whom, and which states wait there."""

    key: str
    zh: str
    en: str
    states: frozenset[str]
    roles: frozenset[str]


QUEUES = (
    Queue(key="drafts", zh="草稿", en="Drafts", states=frozenset({DRAFTED}), roles=APPLICANT),
    Queue(key="acceptance", zh="待受理", en="To accept", states=frozenset({SUBMITTED}),
          roles=DESK),
    Queue(key="applicant", zh="等申请人", en="With the applicant",
          states=frozenset({CORRECTION}), roles=APPLICANT | DESK),
    Queue(key="handling", zh="在办", en="In hand", states=frozenset({ACCEPTED, HANDLING}),
          roles=DESK),
    Queue(key="procedure", zh="特别程序", en="Special procedures",
          states=frozenset({SUSPENDED}), roles=DESK),
    Queue(key="decision", zh="待签发", en="To sign", states=frozenset({PROPOSED}), roles=DESK),
    Queue(key="delivery", zh="待送达", en="To deliver", states=frozenset({DECIDED}), roles=DESK),
    Queue(key="elsewhere", zh="已转办", en="Transferred", states=frozenset({TRANSFERRED}),
          roles=DESK),
    Queue(key="closed", zh="已办结", en="Closed",
          states=frozenset({DELIVERED, RATED, ARCHIVED, WITHDRAWN}), roles=APPLICANT | DESK),
)  # fmt: skip
DESK_QUEUES = tuple(queue for queue in QUEUES if queue.roles & DESK)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMove:
    """One legal move of a case."""

    key: str
    zh: str
    en: str
    origins: frozenset[str]
    target: str
    roles: frozenset[str]
    needs_reason: bool = False
    needs_hands: bool = False
    """Only the one whose case it is, or who covers for them."""


def _move(key: str, words: tuple[str, str], origins: tuple[str, ...], target: str,
          roles: frozenset[str], **needs: bool) -> CaseMove:  # fmt: skip
    return CaseMove(key=key, zh=words[0], en=words[1], origins=frozenset(origins), target=target,
                    roles=roles, **needs)  # fmt: skip


_OPEN = (DRAFTED, SUBMITTED, CORRECTION, ACCEPTED, HANDLING, PROPOSED, SUSPENDED)
MOVES = (
    _move("submit", ("提交申请", "Submit"), (DRAFTED,), SUBMITTED, APPLICANT),
    _move("correct", ("提交补正", "Send what was missing"), (CORRECTION,), SUBMITTED, APPLICANT),
    _move("accept", ("受理", "Accept"), (SUBMITTED,), ACCEPTED, CLERKS, needs_hands=True),
    _move("ask", ("一次性告知补正", "Ask for what is missing, once"), (SUBMITTED,), CORRECTION,
          CLERKS, needs_reason=True, needs_hands=True),
    _move("decline", ("不予受理", "Decline to accept"), (SUBMITTED,), DECIDED, DECIDERS,
          needs_reason=True),
    _move("transfer", ("转有权机关", "Transfer to the competent body"), (SUBMITTED,), TRANSFERRED,
          SUPERVISORS, needs_reason=True),
    _move("return", ("收回转办", "Take back"), (TRANSFERRED,), SUBMITTED, SUPERVISORS,
          needs_reason=True),
    _move("step", ("完成当前环节", "Finish this step"), (ACCEPTED, HANDLING), HANDLING, CLERKS,
          needs_hands=True),
    _move("suspend", ("进入特别程序", "Begin a special procedure"), (ACCEPTED, HANDLING),
          SUSPENDED, CLERKS, needs_hands=True),
    _move("resume", ("特别程序结束", "End the special procedure"), (SUSPENDED,), HANDLING,
          CLERKS, needs_hands=True),
    _move("propose", ("提出办理意见", "Propose the decision"), (ACCEPTED, HANDLING), PROPOSED,
          CLERKS, needs_hands=True),
    _move("send_back", ("退回重办", "Send back"), (PROPOSED,), HANDLING, DECIDERS,
          needs_reason=True),
    _move("sign", ("签发决定", "Sign the decision"), (PROPOSED,), DECIDED, DECIDERS),
    _move("deliver", ("登记送达", "Record the delivery"), (DECIDED,), DELIVERED, CLERKS,
          needs_hands=True),
    _move("rate", ("评价期结束", "End of the rating period"), (DELIVERED,), RATED, HOUSE),
    _move("archive", ("归档", "Archive"), (RATED,), ARCHIVED, CLERKS, needs_hands=True),
    _move("reopen", ("重新办理", "Reopen"), (DELIVERED, RATED, ARCHIVED), HANDLING, SUPERVISORS,
          needs_reason=True),
    _move("withdraw", ("撤回申请", "Withdraw"), _OPEN, WITHDRAWN, APPLICANT, needs_reason=True),
)  # fmt: skip
BY_KEY = {move.key: move for move in MOVES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the rules need to know of a case and of who stands before it."""

    state: str
    is_applicant: bool
    has_hands: bool
    """The case is the actor's, or of somebody for whom the actor covers."""
    corrections: int = 0


class CaseMoveNotPossible(DomainError):
    """The case is not in a state that the move begins with."""

    code = "affairs.case-move-not-possible"
    zh = "办件现在是“{state_zh}”，不能“{move_zh}”。请刷新页面查看最新状态。"
    en = "The case is now “{state_en}”, so “{move_en}” is not possible. Reload the page."


class AskedAlready(DomainError):
    """Missing things are told once and all together (行政许可法 article 32)."""

    code = "affairs.asked-already"
    zh = "已经一次性告知过补正，不能再次要求补正。请受理，或由签发人不予受理。"
    en = "What is missing was told once already. Accept the case, or have a signer decline it."


class TakeItFirst(DomainError):
    """Nobody works on a case that is not theirs."""

    code = "affairs.take-the-case-first"
    zh = "这件办件不在您名下。请先领取，或请督办人员转给您。"
    en = "This case is not yours. Take it first, or ask a supervisor to give it to you."


def check_case_move(*, key: str, standing: Standing, actor: Actor) -> CaseMove:
    """Return the move, if this actor may make it now.

    Raises NotAllowed, CaseMoveNotPossible, AskedAlready and TakeItFirst.
    """
    move = BY_KEY[key]
    if not _may(move, standing=standing, actor=actor):
        raise NotAllowed(needed=", ".join(sorted(move.roles)))
    if standing.state not in move.origins:
        zh, en = state_words(standing.state)
        raise CaseMoveNotPossible(state_zh=zh, state_en=en, move_zh=move.zh, move_en=move.en)
    if key == "ask" and standing.corrections:
        raise AskedAlready
    if move.needs_hands and not standing.has_hands:
        raise TakeItFirst
    return move


def case_moves_open(*, standing: Standing, actor: Actor) -> tuple[CaseMove, ...]:
    """Return the moves that this actor may make now."""
    return tuple(
        move
        for move in MOVES
        if standing.state in move.origins
        and _may(move, standing=standing, actor=actor)
        and (standing.has_hands or not move.needs_hands)
        and not (move.key == "ask" and standing.corrections)
    )


def queue_of(state: str) -> Queue:
    """Return the one queue in which a case of a state waits."""
    found = [queue for queue in QUEUES if state in queue.states]
    assert len(found) == 1, state  # noqa: S101
    return found[0]


def state_words(state: str) -> tuple[str, str]:
    """Return a state in Chinese and English."""
    return next((zh, en) for key, zh, en in STATES if key == state)


def _may(move: CaseMove, *, standing: Standing, actor: Actor) -> bool:
    if move.roles == APPLICANT:
        return standing.is_applicant
    # Nobody handles or decides what they applied for (公务员法 article 76).
    return bool(actor.roles & move.roles) and not standing.is_applicant
