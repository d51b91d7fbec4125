"""When a credential counts: states and their legal moves, coverage, thresholds."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from matou.kit.errors import DomainError, InvalidInput
from matou.kit.period import Period
from matou.spine.credentials.contracts import CredentialState
from matou.spine.credentials.rules.kinds import Kind

NOTICE_DAYS = (60, 30, 7)
"""Days before its end at which a credential's holder is told."""

MOVES: dict[CredentialState, frozenset[CredentialState]] = {
    CredentialState.CLAIMED: frozenset({CredentialState.VERIFIED, CredentialState.REVOKED}),
    CredentialState.VERIFIED: frozenset({CredentialState.SUSPENDED, CredentialState.REVOKED}),
    CredentialState.SUSPENDED: frozenset({CredentialState.VERIFIED, CredentialState.REVOKED}),
    CredentialState.REVOKED: frozenset(),
}
"""From each state, where it may go; revoked is for ever."""

_DAYS_IN_YEAR = 366
_SLACK = timedelta(days=31)
"""Renewals are issued up to a month early and run from the old end."""


class CredentialMoveRefused(DomainError):
    """The credential's state does not allow the step."""

    code = "credential-move-refused"
    zh = "该证照当前状态为“{state}”，不能执行此操作。"
    en = "The credential is {state}; this step is not possible."


def check_move(*, state: CredentialState, to: CredentialState) -> None:
    """Refuse a step that the table does not list; raises CredentialMoveRefused."""
    if to not in MOVES[state]:
        raise CredentialMoveRefused(state=state.value)


def check_length(*, kind: Kind, valid: Period) -> None:
    """Refuse a validity longer than the kind is ever issued for; raises InvalidInput."""
    if kind.longest_years is None:
        return
    if valid.length > timedelta(days=kind.longest_years * _DAYS_IN_YEAR) + _SLACK:
        raise InvalidInput(
            field="有效期 validity",
            reason_zh=f"{kind.zh}最长有效 {kind.longest_years} 年，请核对日期。",
            reason_en=f"A {kind.en} runs {kind.longest_years} years at most; check the dates.",
        )


def is_covered(*, by: Sequence[Period], wanted: Period) -> bool:
    """Tell whether the periods together leave no gap in the wanted one.

    A renewal that starts at the very instant the old one ends leaves none.
    """
    reached = wanted.from_at
    for period in sorted(by, key=lambda one: one.from_at):
        if period.from_at > reached:
            return False
        reached = max(reached, period.until_at)
        if reached >= wanted.until_at:
            return True
    return False


def crossed_thresholds(*, until_at: datetime, now: datetime) -> tuple[int, ...]:
    """Return the notice thresholds (days) that a credential has passed, the nearest end last.

    Nothing once it has ended: then it is too late for a notice of expiry.
    """
    left = until_at - now
    if left <= timedelta():
        return ()
    return tuple(days for days in NOTICE_DAYS if left <= timedelta(days=days))


def due_notice(*, until_at: datetime, now: datetime, told: Collection[int]) -> int | None:
    """Return the threshold to tell of now, or None; a nearer one already told hushes the rest."""
    crossed = crossed_thresholds(until_at=until_at, now=now)
    if not crossed or any(days <= crossed[-1] for days in told):
        return None
    return crossed[-1]
