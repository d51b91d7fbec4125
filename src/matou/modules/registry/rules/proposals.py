"""Proposed corrections (更正申请): their states and who may move them."""

from typing import ClassVar

from matou.kit.errors import DomainError
from matou.modules.registry.contracts import REGISTRAR_ROLE

OPEN = "open"
ACCEPTED = "accepted"
REFUSED = "refused"
WITHDRAWN = "withdrawn"
REVERSED = "reversed"
STATES = (
    (OPEN, "待审核", "Open"),
    (ACCEPTED, "已采纳", "Accepted"),
    (REFUSED, "未采纳", "Refused"),
    (WITHDRAWN, "已撤回", "Withdrawn"),
    (REVERSED, "采纳后撤销", "Reversed"),
)
MOVES: dict[str, frozenset[str]] = {
    OPEN: frozenset({ACCEPTED, REFUSED, WITHDRAWN}),
    ACCEPTED: frozenset({REVERSED}),
    REFUSED: frozenset(),
    WITHDRAWN: frozenset(),
    REVERSED: frozenset(),
}

REGISTRARS = frozenset({REGISTRAR_ROLE, "platform.registrar"})
"""Whoever holds one of these keeps the registers."""

MAX_OPEN_PER_PARTY = 20
"""So that nobody buries the registrar; a fleet's yearly certificates fit in it."""


class ProposalDecided(DomainError):
    """The proposal was accepted, refused or withdrawn before."""

    code: ClassVar[str] = "registry.proposal-decided"
    zh: ClassVar[str] = "该更正申请已处理（{state}）。如需再改，请提交新的申请。"
    en: ClassVar[str] = "This proposal was already decided ({state}). Propose a new one if needed."


class ChangedSince(DomainError):
    """The register no longer says what the proposal brought in; undoing would undo something else.

    The registrar corrects the fields by hand instead, with a source of their own.
    """

    code: ClassVar[str] = "registry.changed-since"
    zh: ClassVar[str] = "“{fields}”在采纳之后又有更正，不能直接撤销。请用“更正”填写正确的内容。"
    en: ClassVar[str] = (
        "“{fields_en}” changed again after the proposal was accepted, so it cannot be undone. "
        "Enter the right values by a correction."
    )


class TooManyProposals(DomainError):
    """The party has too many open proposals."""

    code: ClassVar[str] = "registry.too-many-proposals"
    status: ClassVar[int] = 429
    zh: ClassVar[str] = "您已有 {limit} 条待审核的更正申请，请等候登记员处理。"
    en: ClassVar[str] = "You have {limit} open proposals; wait until the registrar has decided."


class NotTheOwner(DomainError):
    """Only the owner or operator of a vessel may propose corrections to it."""

    code: ClassVar[str] = "registry.not-the-owner"
    status: ClassVar[int] = 403
    zh: ClassVar[str] = "只有该船的所有人或经营人可以申请更正。请切换到相应单位后再试。"
    en: ClassVar[str] = "Only owner or operator may propose corrections. Switch to their account."


class NothingChanged(DomainError):
    """The given values are those that the register already holds."""

    code: ClassVar[str] = "registry.nothing-changed"
    status: ClassVar[int] = 422
    zh: ClassVar[str] = "填写的内容与登记簿一致，没有需要更改的项目。"
    en: ClassVar[str] = "The register already says this; there is nothing to change."


def check_move(*, state: str, wanted: str) -> None:
    """Raise ProposalDecided unless the move stands in the table."""
    if wanted not in MOVES[state]:
        raise ProposalDecided(state=state)
