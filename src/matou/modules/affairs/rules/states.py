"""The states of a version (事项版本): who may move it where, as one table."""

from collections.abc import Collection
from dataclasses import dataclass

from matou.kit.actor import REGISTRAR, Actor
from matou.kit.errors import DomainError
from matou.modules.affairs.contracts import EDITOR_ROLE, LEGAL_ROLE, PUBLISHER_ROLE

DRAFT = "draft"
LEGAL_CHECK = "legal_check"
SECOND_PERSON = "second_person"
PUBLISHED = "published"
WITHDRAWN = "withdrawn"
STATES = (
    (DRAFT, "草稿", "Draft"),
    (LEGAL_CHECK, "法制审核中", "In legal check"),
    (SECOND_PERSON, "待第二人复核", "Waiting for the second person"),
    (PUBLISHED, "已发布", "Published"),
    (WITHDRAWN, "已撤销", "Withdrawn"),
)
UNDER_WAY = frozenset({DRAFT, LEGAL_CHECK, SECOND_PERSON})
"""An item has at most one version in these."""

EDITORS = frozenset({EDITOR_ROLE, REGISTRAR})
LAWYERS = frozenset({LEGAL_ROLE})
PUBLISHERS = frozenset({PUBLISHER_ROLE})
DESK = EDITORS | LAWYERS | PUBLISHERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One legal move of a version."""

    key: str
    zh: str
    en: str
    origin: str
    target: str
    roles: frozenset[str]
    needs_reason: bool = False
    needs_clean_lint: bool = False
    needs_another: bool = False
    """Whoever wrote any part of the version may not do it."""


MOVES = (
    Move(key="submit", zh="送法制审核", en="Send to legal check", origin=DRAFT,
         target=LEGAL_CHECK, roles=EDITORS, needs_clean_lint=True),
    Move(key="pass", zh="法制审核通过", en="Pass the legal check", origin=LEGAL_CHECK,
         target=SECOND_PERSON, roles=LAWYERS, needs_clean_lint=True, needs_another=True),
    Move(key="return", zh="退回修改", en="Return for changes", origin=LEGAL_CHECK,
         target=DRAFT, roles=LAWYERS, needs_reason=True),
    Move(key="publish", zh="复核并发布", en="Approve and publish", origin=SECOND_PERSON,
         target=PUBLISHED, roles=PUBLISHERS, needs_clean_lint=True, needs_another=True),
    Move(key="send_back", zh="复核不通过，退回", en="Send back as second person",
         origin=SECOND_PERSON, target=DRAFT, roles=PUBLISHERS, needs_reason=True),
    Move(key="withdraw", zh="撤销事项", en="Withdraw the item", origin=PUBLISHED,
         target=WITHDRAWN, roles=PUBLISHERS, needs_reason=True),
)  # fmt: skip
BY_KEY = {move.key: move for move in MOVES}


class MoveNotPossible(DomainError):
    """The version is not in the state that the move begins with."""

    code = "affairs.move-not-possible"
    zh = "该版本现在是“{state_zh}”，不能“{move_zh}”。请刷新页面查看最新状态。"
    en = "This version is now “{state_en}”, so “{move_en}” is not possible. Reload the page."


class SecondPersonNeeded(DomainError):
    """The one who wrote it may not also approve it."""

    code = "affairs.second-person-needed"
    status = 403
    zh = "您参与编写了这个版本，须由另一人审核发布。请通知有复核权限的同事。"
    en = "You wrote part of this version, so another person must do this. Ask a colleague."


def check_move(*, key: str, state: str, actor: Actor, authors: Collection[str]) -> Move:
    """Return the move, if this actor may make it from this state.

    Raises NotAllowed, MoveNotPossible and SecondPersonNeeded.
    """
    move = BY_KEY[key]
    actor.require_any(move.roles)
    if move.origin != state:
        zh, en = state_words(state)
        raise MoveNotPossible(state_zh=zh, state_en=en, move_zh=move.zh, move_en=move.en)
    if move.needs_another and actor.code in authors:
        raise SecondPersonNeeded
    return move


def moves_open(*, state: str, actor: Actor, authors: Collection[str]) -> tuple[Move, ...]:
    """Return the moves that this actor may make now."""
    return tuple(
        move
        for move in MOVES
        if move.origin == state
        and actor.roles & move.roles
        and not (move.needs_another and actor.code in authors)
    )


def state_words(state: str) -> tuple[str, str]:
    """Return a state in Chinese and English."""
    return next((zh, en) for key, zh, en in STATES if key == state)
