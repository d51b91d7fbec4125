"""The states of a hand-over (转递) at the window that received it, and who moves it, as a table.

The window checks, seals and sends; it never decides. Everything after ``sent`` follows what the
owner region (受理地) tells, in the order of its numbers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from matou.kit.errors import DomainError

RECEIVED, CHECKED, SEALED = "received", "checked", "sealed"
SENT, TAKEN, REFUSED_BACK, UNANSWERED = "sent", "taken", "refused_back", "unanswered"
CORRECTION, ACCEPTED, DECIDED = "correction_asked", "accepted", "decided"
HANDED_OUT, WITHDRAWN, CANCELLED = "handed_out", "withdrawn", "cancelled"
STATES = (
    (RECEIVED, "已代收，待核对", "Received, to be checked"),
    (CHECKED, "材料已核对，待盖章", "Checked, to be sealed"),
    (SEALED, "已盖章封装，待转递", "Sealed, to be sent"),
    (SENT, "已转递，等受理地收件", "Sent, waiting for the owner region"),
    (REFUSED_BACK, "受理地退回，待修改", "Refused back, to be mended"),
    (UNANSWERED, "受理地没有应答", "The owner region did not answer"),
    (TAKEN, "受理地已收件，待受理", "Taken in by the owner region"),
    (CORRECTION, "受理地要求补正", "The owner region asks for missing things"),
    (ACCEPTED, "受理地已受理", "Accepted by the owner region"),
    (DECIDED, "受理地已决定，待交付", "Decided by the owner region, to be handed out"),
    (HANDED_OUT, "已交付", "Handed out"),
    (WITHDRAWN, "已撤回", "Withdrawn"),
    (CANCELLED, "已取消", "Cancelled"),
)
STAYS = ""
"""The owner withdraws the case, and tells; until then nothing changes here."""
PREPARING = frozenset({RECEIVED, CHECKED, SEALED, REFUSED_BACK})
"""The window works on it: the forwarding promise runs."""
ENDED = frozenset({HANDED_OUT, WITHDRAWN, CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverMove:
    """One legal move of a clerk at the window."""

    key: str
    zh: str
    en: str
    origins: frozenset[str]
    target: str
    needs_reason: bool = False


def _move(key: str, words: tuple[str, str], origins: Iterable[str], target: str,
          *, needs_reason: bool = False) -> HandoverMove:  # fmt: skip
    return HandoverMove(key=key, zh=words[0], en=words[1], origins=frozenset(origins),
                        target=target, needs_reason=needs_reason)  # fmt: skip


MOVES = (
    _move("check", ("核对材料", "Check the materials"), (RECEIVED,), CHECKED),
    _move("seal", ("盖章封装", "Seal the bundle"), (CHECKED,), SEALED),
    _move("send", ("转递", "Send it on"), (SEALED, UNANSWERED), SENT),
    _move("mend", ("修改", "Mend it"), (CHECKED, SEALED, REFUSED_BACK, CORRECTION), RECEIVED),
    _move("hand_out", ("登记交付", "Record the handing out"), (DECIDED,), HANDED_OUT),
    _move("withdraw", ("代为撤回", "Withdraw for the applicant"), (TAKEN, CORRECTION, ACCEPTED),
          STAYS, needs_reason=True),
    _move("cancel", ("取消", "Cancel"), (RECEIVED, CHECKED, SEALED, REFUSED_BACK), CANCELLED,
          needs_reason=True),
)  # fmt: skip
"""No move decides anything: that is the owner region's alone."""
BY_KEY = {move.key: move for move in MOVES}
_FOLLOWED: Mapping[str, str] = {
    "submitted": TAKEN,
    "transferred": TAKEN,
    "correction_asked": CORRECTION,
    "accepted": ACCEPTED,
    "handling": ACCEPTED,
    "proposed": ACCEPTED,
    "suspended": ACCEPTED,
    "decided": DECIDED,
    "delivered": HANDED_OUT,
    "archived": HANDED_OUT,
    "withdrawn": WITHDRAWN,
}
"""What each state of the owner's case is for the window."""
_SENT_BEFORE = frozenset({SENT, TAKEN, CORRECTION, ACCEPTED, DECIDED, UNANSWERED, HANDED_OUT,
                          WITHDRAWN})  # fmt: skip


class HandoverMoveNotPossible(DomainError):
    """The hand-over is not in a state that the move begins with."""

    code = "affairs.handover-move-not-possible"
    zh = "这件转递现在是“{state_zh}”，不能“{move_zh}”。请刷新页面查看最新状态。"
    en = "The hand-over is now “{state_en}”, so “{move_en}” is not possible. Reload the page."


def checked_handover_move(*, key: str, state: str, round_: int) -> HandoverMove:
    """Return the move if it may be made from a state; raises HandoverMoveNotPossible.

    A later round belongs to a case that the owner has: it is withdrawn, never cancelled.
    """
    move = BY_KEY[key]
    if move not in handover_moves(state=state, round_=round_):
        zh, en = handover_words(state)
        raise HandoverMoveNotPossible(state_zh=zh, state_en=en, move_zh=move.zh, move_en=move.en)
    return move


def handover_moves(*, state: str, round_: int) -> tuple[HandoverMove, ...]:
    """Return the moves that a clerk may make from a state."""
    return tuple(
        move
        for move in MOVES
        if state in move.origins and not (move.key == "cancel" and round_ > 1)
    )


def followed(*, state: str, owner_state: str) -> str:
    """Return where a hand-over is once the owner's case is in a state.

    While the window prepares a correction it goes on preparing, as long as the owner waits.
    """
    if owner_state not in _FOLLOWED:
        return state
    if state not in _SENT_BEFORE and owner_state == "correction_asked":
        return state
    return _FOLLOWED[owner_state]


def handover_words(state: str) -> tuple[str, str]:
    """Return a state in Chinese and English."""
    return next((zh, en) for key, zh, en in STATES if key == state)
