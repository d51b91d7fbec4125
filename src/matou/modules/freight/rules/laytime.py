"""Laytime and demurrage (装卸时间与滞期费): from notices and stoppages to a sum in fen.

The clock of a port starts when the notice of readiness (NOR, 装卸准备就绪通知书) was accepted and
the notice time has run; it stops when work is done. Weather, lock queues and the carrier's own
faults do not count. Loading and discharging share one pool of time (两港装卸时间) where the
contract pools them. Time is exact to the second; money is rounded once, half-up, at the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import KG_PER_TONNE, Tonnes

DAY = timedelta(days=1)
NO_TIME = timedelta(0)


class ExclusionReason(StrEnum):
    """Why a stretch of time does not count against the shipper."""

    WEATHER = "weather"
    LOCK_QUEUE = "lock_queue"
    CARRIER_FAULT = "carrier_fault"
    AUTHORITY = "authority"
    AGREED = "agreed"


class RateBasis(StrEnum):
    """What the demurrage rate is charged on."""

    PER_TONNE_DAY = "per_tonne_day"
    PER_DAY = "per_day"


class DayRounding(StrEnum):
    """How a part of a day is charged."""

    PRO_RATA = "pro_rata"
    WHOLE_DAYS = "whole_days"


class ClockStart(StrEnum):
    """When the clock of a port starts."""

    NOTICE_EXPIRY = "notice_expiry"
    WORK_IF_SOONER = "work_if_sooner"


class DemurrageExclusions(StrEnum):
    """Whether exclusions still stop the clock after the allowed time is used up."""

    ALWAYS = "always"
    BEFORE_DEMURRAGE = "before_demurrage"
    """Once on demurrage, always on demurrage (一旦滞期，永远滞期)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaytimeTerms:
    """What the contract says: pooled time for all ports, the rate and its customs."""

    allowed: timedelta
    notice_time: timedelta
    rate: Money
    basis: RateBasis = RateBasis.PER_TONNE_DAY
    rounding: DayRounding = DayRounding.PRO_RATA
    clock_start: ClockStart = ClockStart.NOTICE_EXPIRY
    exclusions: DemurrageExclusions = DemurrageExclusions.ALWAYS

    def __post_init__(self) -> None:
        """Refuse negative times and rates; raises InvalidInput."""
        _require(self.allowed >= NO_TIME, "装卸时间 laytime", "不能为负数。", "It is negative.")
        _require(self.notice_time >= NO_TIME, "通知时间 notice", "不能为负数。", "It is negative.")
        _require(self.rate.fen >= 0, "滞期费率 rate", "不能为负数。", "It is negative.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A stretch that does not count, with its ground."""

    period: Period
    reason: ExclusionReason


@dataclass(frozen=True, slots=True, kw_only=True)
class PortCall:
    """What happened in one port: accepted notice, work begun and ended, stoppages."""

    place: str
    notice_accepted_at: datetime
    work_started_at: datetime | None = None
    work_ended_at: datetime
    exclusions: tuple[Exclusion, ...] = ()

    def __post_init__(self) -> None:
        """Refuse work that ended before the notice or before it began; raises InvalidInput."""
        began_at = self.work_started_at or self.notice_accepted_at
        _require(
            self.work_ended_at >= max(began_at, self.notice_accepted_at),
            "完工时间 work ended",
            "完工时间不能早于接受通知或开工时间。",
            "Work cannot end before the notice was accepted or work began.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallUsage:
    """How one port's time was counted: clock from start to end, less what is excluded."""

    place: str
    clock_started_at: datetime
    clock_ended_at: datetime
    excluded: timedelta
    used: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class LaytimeStatement:
    """The laytime statement (装卸时间事实记录与结算): time per port and what is owed."""

    calls: tuple[CallUsage, ...]
    allowed: timedelta
    used: timedelta
    demurrage_time: timedelta
    demurrage: Money


def laytime_statement(
    *, terms: LaytimeTerms, cargo: Tonnes, calls: Sequence[PortCall]
) -> LaytimeStatement:
    """Count the time of all calls against the pool and price what is over.

    Raises InvalidInput when there is no cargo, no call, or calls overlap or stand out of order.
    """
    _require(cargo.kg > 0, "货量 cargo", "货量须大于零。", "The cargo must be above zero.")
    _require(bool(calls), "港口 calls", "至少需要一个港口。", "At least one port is needed.")
    for earlier, later in pairwise(calls):
        _require(
            earlier.work_ended_at <= later.notice_accepted_at,
            "港口 calls",
            "后一港的通知不能早于前一港完工。",
            "A port's notice cannot come before the work in the port before it ended.",
        )
    usages: list[CallUsage] = []
    left = terms.allowed
    for call in calls:
        usage = _usage(terms=terms, call=call, left=left)
        usages.append(usage)
        left -= usage.used
    used = sum((usage.used for usage in usages), NO_TIME)
    over = max(used - terms.allowed, NO_TIME)
    return LaytimeStatement(
        calls=tuple(usages),
        allowed=terms.allowed,
        used=used,
        demurrage_time=over,
        demurrage=demurrage(terms=terms, cargo=cargo, over=over),
    )


def demurrage(*, terms: LaytimeTerms, cargo: Tonnes, over: timedelta) -> Money:
    """Price the time over the allowance (滞期费), rounded once to whole fen."""
    days = Fraction(over // timedelta(microseconds=1), DAY // timedelta(microseconds=1))
    if terms.rounding is DayRounding.WHOLE_DAYS:
        days = Fraction(-(-over // DAY))
    mass = Fraction(cargo.kg, KG_PER_TONNE) if terms.basis is RateBasis.PER_TONNE_DAY else 1
    exact = terms.rate.fen * days * mass
    # floor(x + 1/2) is half-up for amounts that are never negative.
    return Money(int((exact + Fraction(1, 2)) // 1))


def duration_text(length: timedelta) -> str:
    """Write a length as ``7 d 6 h 00 min`` for statements."""
    days, rest = divmod(length, DAY)
    hours, rest = divmod(rest, timedelta(hours=1))
    return f"{days} d {hours} h {rest // timedelta(minutes=1):02d} min"


def days_decimal(length: timedelta) -> Decimal:
    """Return a length in days with four decimals, as statements print it."""
    return (Decimal(length // timedelta(seconds=1)) / 86_400).quantize(Decimal("0.0001"))


def _usage(*, terms: LaytimeTerms, call: PortCall, left: timedelta) -> CallUsage:
    started_at = _clock_start(terms=terms, call=call)
    ended_at = max(call.work_ended_at, started_at)
    stops = _merged(call.exclusions, from_at=started_at, until_at=ended_at)
    if terms.exclusions is DemurrageExclusions.BEFORE_DEMURRAGE:
        stops = _before_exhaustion(stops, from_at=started_at, left=left)
    excluded = sum((until_at - from_at for from_at, until_at in stops), NO_TIME)
    return CallUsage(
        place=call.place,
        clock_started_at=started_at,
        clock_ended_at=ended_at,
        excluded=excluded,
        used=ended_at - started_at - excluded,
    )


def _clock_start(*, terms: LaytimeTerms, call: PortCall) -> datetime:
    expiry_at = call.notice_accepted_at + terms.notice_time
    if terms.clock_start is ClockStart.WORK_IF_SOONER and call.work_started_at is not None:
        return max(min(expiry_at, call.work_started_at), call.notice_accepted_at)
    return expiry_at


_Span = tuple[datetime, datetime]


def _merged(
    exclusions: Iterable[Exclusion], *, from_at: datetime, until_at: datetime
) -> list[_Span]:
    """Cut the exclusions to the clock and join those that overlap: no minute counts twice."""
    spans = sorted(
        (max(one.period.from_at, from_at), min(one.period.until_at, until_at))
        for one in exclusions
        if one.period.from_at < until_at and one.period.until_at > from_at
    )
    joined: list[_Span] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


def _before_exhaustion(
    stops: Sequence[_Span], *, from_at: datetime, left: timedelta
) -> list[_Span]:
    """Keep only the stops that begin while allowed time is left."""
    kept: list[_Span] = []
    clock_at, rest = from_at, left
    for start, end in stops:
        rest -= start - clock_at
        if rest <= NO_TIME:
            break
        kept.append((start, end))
        clock_at = end
    return kept


def _require(holds: bool, field: str, reason_zh: str, reason_en: str) -> None:  # noqa: FBT001
    if not holds:
        raise InvalidInput(field=field, reason_zh=reason_zh, reason_en=reason_en)
