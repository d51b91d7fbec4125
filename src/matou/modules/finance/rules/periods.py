"""The periods of statements (对账期间): months, quarters and any days, by Beijing midnights."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from matou.kit.clock import CHINA
from matou.kit.errors import DomainError, InvalidInput
from matou.kit.period import Period

_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")
_QUARTER = re.compile(r"(20\d\d)Q([1-4])")
_FIRST = date(2000, 1, 1)
_LAST = date(2100, 1, 1)
LONGEST = timedelta(days=366)
"""A year: what lies further apart is more than one paper."""
MONTHS = 12


class Span(StrEnum):
    """How a period was chosen."""

    MONTH = "month"
    QUARTER = "quarter"
    DAYS = "days"


SPAN_NAMES: dict[Span, tuple[str, str]] = {
    Span.MONTH: ("月对账单", "Monthly"),
    Span.QUARTER: ("季对账单", "Quarterly"),
    Span.DAYS: ("区间对账单", "Interim"),
}


class PeriodNotOver(DomainError):
    """A month or quarter still runs, or its last day lies ahead."""

    code = "finance.period-not-over"
    status = 409
    zh = "该期间尚未结束。请等到期间结束后再出具，或选择截至今天的区间。"
    en = "This period is not over. Wait for its end, or choose days up to today."


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementPeriod:
    """What a statement covers."""

    span: Span
    period: Period


def month_of(text: str) -> StatementPeriod:
    """Return the month ``2026-10``; raises InvalidInput for anything else."""
    found = _MONTH.fullmatch(text)
    if found is None:
        raise _bad("month", "2026-10")
    first = date(int(found[1]), int(found[2]), 1)
    return StatementPeriod(span=Span.MONTH, period=_days(first, _months_later(first, 1)))


def quarter_of(text: str) -> StatementPeriod:
    """Return the quarter ``2026Q3``; raises InvalidInput for anything else."""
    found = _QUARTER.fullmatch(text)
    if found is None:
        raise _bad("quarter", "2026Q3")
    first = date(int(found[1]), int(found[2]) * 3 - 2, 1)
    return StatementPeriod(span=Span.QUARTER, period=_days(first, _months_later(first, 3)))


def days_between(*, first: date, last: date, now: datetime) -> StatementPeriod:
    """Return the days from ``first`` to ``last``, both inside; today counts up to now.

    Raises InvalidInput for days that run backwards or too far, PeriodNotOver for the future.
    """
    if not _FIRST <= first <= last < _LAST or last - first >= LONGEST:
        raise InvalidInput(
            field="期间 period",
            reason_zh="结束日不得早于开始日，最长一年。",
            reason_en="The last day must not be before the first; a year at most.",
        )
    today = now.astimezone(CHINA).date()
    if last > today:
        raise PeriodNotOver
    whole = _days(first, last + timedelta(days=1))
    period = Period(whole.from_at, now) if last == today else whole
    return StatementPeriod(span=Span.DAYS, period=period)


def last_month(now: datetime) -> StatementPeriod:
    """Return the month before the one in which ``now`` lies in Beijing."""
    first = now.astimezone(CHINA).date().replace(day=1)
    before = first - timedelta(days=1)
    return month_of(f"{before:%Y-%m}")


def quarter_with(now: datetime) -> str:
    """Return the name of the quarter in which ``now`` lies in Beijing."""
    today = now.astimezone(CHINA).date()
    return f"{today.year}Q{(today.month - 1) // 3 + 1}"


def last_quarter(now: datetime) -> str:
    """Return the name of the quarter before the one in which ``now`` lies in Beijing."""
    today = now.astimezone(CHINA).date()
    first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    before = first - timedelta(days=1)
    return f"{before.year}Q{(before.month - 1) // 3 + 1}"


def report_due_on(quarter: str) -> date:
    """Return the last day of the month after the quarter's end (decree 810, article 4)."""
    ends = quarter_of(quarter).period.until_at.astimezone(CHINA).date()
    return _months_later(ends, 1) - timedelta(days=1)


def declaration_due_on(quarter: str) -> date:
    """Return until when withheld tax of the quarter's last month is declared and paid over.

    The 15th of the month after (个人所得税法, individual income tax law, article 14).
    """
    ends = quarter_of(quarter).period.until_at.astimezone(CHINA).date()
    return ends.replace(day=15)


def check_over(wanted: StatementPeriod, *, now: datetime) -> None:
    """Raise PeriodNotOver where the period still runs."""
    if wanted.period.until_at > now:
        raise PeriodNotOver


def period_name(span: Span, period: Period) -> str:
    """Return ``2026-10``, ``2026Q3`` or ``2026-10-01 – 2026-10-15``, the same in both languages."""
    first = period.from_at.astimezone(CHINA).date()
    last = (period.until_at - timedelta(microseconds=1)).astimezone(CHINA).date()
    if span is Span.MONTH:
        return f"{first:%Y-%m}"
    if span is Span.QUARTER:
        return f"{first.year}Q{(first.month - 1) // 3 + 1}"
    return f"{first}" if first == last else f"{first} – {last}"


def _days(first: date, until: date) -> Period:
    return Period(
        datetime.combine(first, time.min, tzinfo=CHINA),
        datetime.combine(until, time.min, tzinfo=CHINA),
    )


def _months_later(first: date, months: int) -> date:
    year, month = divmod(first.year * MONTHS + first.month - 1 + months, MONTHS)
    return date(year, month + 1, 1)


def _bad(field: str, example: str) -> InvalidInput:
    return InvalidInput(
        field=f"期间 {field}",
        reason_zh=f"请按 {example} 的格式填写。",
        reason_en=f"Write it like {example}.",
    )
