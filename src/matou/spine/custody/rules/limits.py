"""How much and how often money may be drawn, and when people must look; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from matou.spine.custody.contracts.limits import Finding, LimitMeasure, LimitScope

HOUR, DAY = 1, 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The house's limits in fen and payouts; the setting ``CUSTODY_LIMITS`` changes any of them.

    The defaults let a fleet be paid for some forty barges a day, and stop a thief of a session
    after two or three of them.
    """

    payout_fen: int = 100_000_000
    four_eyes_fen: int = 20_000_000
    refund_four_eyes_fen: int = 5_000_000
    party_hour_count: int = 10
    party_hour_fen: int = 100_000_000
    party_day_count: int = 40
    party_day_fen: int = 300_000_000
    payee_hour_count: int = 6
    payee_hour_fen: int = 100_000_000
    payee_day_count: int = 20
    payee_day_fen: int = 200_000_000
    cooling_h: int = 24
    most_payees: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """One earlier payout that counts."""

    at: datetime
    fen: int


def findings(
    *, limits: Limits, asked_fen: int, by_party: Sequence[Past], to_payee: Sequence[Past],
    now: datetime,
) -> tuple[Finding, ...]:  # fmt: skip
    """Return every limit that this payout would pass; none means that it may be ordered."""
    found = [_single(limits.payout_fen, asked_fen)]
    for scope, past, rows in (
        (LimitScope.PARTY, by_party, _party_rows(limits)),
        (LimitScope.PAYEE, to_payee, _payee_rows(limits)),
    ):
        for window_h, measure, most in rows:
            within = _within(past, window_h=window_h, now=now)
            found.append(_rolling(scope, measure, window_h, most, within, asked_fen))
    return tuple(one for one in found if one is not None)


def passes_at(found: Iterable[Finding]) -> datetime | None:
    """Return when the last of the limits lets the request through; None where one never does."""
    instants = [one.passes_at for one in found]
    known = [at for at in instants if at is not None]
    return max(known) if known and len(known) == len(instants) else None


def needs_four_eyes(*, limits: Limits, asked_fen: int) -> bool:
    """Tell whether two officers must let the payout go: above the amount, not at it."""
    return asked_fen > limits.four_eyes_fen


def usable_from(*, limits: Limits, registered_at: datetime) -> datetime:
    """Return when a payee account registered now may be paid for the first time."""
    return registered_at + timedelta(hours=limits.cooling_h)


def _single(most: int, asked_fen: int) -> Finding | None:
    if asked_fen <= most:
        return None
    return Finding(
        scope=LimitScope.PAYOUT,
        measure=LimitMeasure.AMOUNT,
        window_h=0,
        most=most,
        used=0,
        asked=asked_fen,
        passes_at=None,
    )


def _party_rows(limits: Limits) -> tuple[tuple[int, LimitMeasure, int], ...]:
    return (
        (HOUR, LimitMeasure.COUNT, limits.party_hour_count),
        (HOUR, LimitMeasure.AMOUNT, limits.party_hour_fen),
        (DAY, LimitMeasure.COUNT, limits.party_day_count),
        (DAY, LimitMeasure.AMOUNT, limits.party_day_fen),
    )


def _payee_rows(limits: Limits) -> tuple[tuple[int, LimitMeasure, int], ...]:
    return (
        (HOUR, LimitMeasure.COUNT, limits.payee_hour_count),
        (HOUR, LimitMeasure.AMOUNT, limits.payee_hour_fen),
        (DAY, LimitMeasure.COUNT, limits.payee_day_count),
        (DAY, LimitMeasure.AMOUNT, limits.payee_day_fen),
    )


def _within(past: Sequence[Past], *, window_h: int, now: datetime) -> list[Past]:
    """Return what a window that ends now holds, oldest first; its far end is open."""
    since = now - timedelta(hours=window_h)
    return sorted((one for one in past if one.at > since), key=lambda one: one.at)


def _rolling(
    scope: LimitScope, measure: LimitMeasure, window_h: int, most: int,
    within: Sequence[Past], asked_fen: int,
) -> Finding | None:  # fmt: skip
    weights = [1 if measure is LimitMeasure.COUNT else one.fen for one in within]
    asked = 1 if measure is LimitMeasure.COUNT else asked_fen
    used = sum(weights)
    if used + asked <= most:
        return None
    left, frees_at = used, None
    for one, weight in zip(within, weights, strict=True):
        left -= weight
        if left + asked <= most:
            frees_at = one.at + timedelta(hours=window_h)
            break
    return Finding(
        scope=scope,
        measure=measure,
        window_h=window_h,
        most=most,
        used=used,
        asked=asked,
        passes_at=frees_at,
    )
