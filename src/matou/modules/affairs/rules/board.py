"""The manager's board (督办看板): what it may be narrowed to, and what its rows mean."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from matou.kit.clock import CHINA
from matou.modules.affairs.rules import case_states

LEGS = frozenset(
    {"submit", "correct", "accept", "ask", "step", "suspend", "resume", "propose", "send_back",
     "sign", "decline", "deliver", "transfer", "return", "reopen"}
)  # fmt: skip
"""Acts that end a leg: the time from the act before is what a case waited or was worked on."""
WAITING = {"accept": "desk", "ask": "desk", "correct": "applicant", "resume": "procedure"}
"""Whose time a leg is where it is not the desk's work."""
OPEN_QUEUES = ("acceptance", "applicant", "handling", "procedure", "decision", "delivery",
               "elsewhere")  # fmt: skip
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFilter:
    """What a manager looks at: a month, and one item or all."""

    month: date
    item: str = ""

    @property
    def from_at(self) -> datetime:
        """When the month begins in China."""
        return _midnight(self.month)

    @property
    def until_at(self) -> datetime:
        """When it has ended."""
        return _midnight(next_month(self.month))

    @property
    def trend_from_at(self) -> datetime:
        """When the twelve months begin that end with this one."""
        month = self.month
        for _ in range(_MONTHS - 1):
            month = (month - timedelta(days=1)).replace(day=1)
        return _midnight(month)


def month_asked(text: str, *, now: datetime) -> date:
    """Return the first day of a month written ``2026-11``; this month where it is none."""
    today = now.astimezone(CHINA).date()
    year, _, month = text.partition("-")
    is_known = year.isdecimal() and month.isdecimal() and text.isascii() and len(text) == 7  # noqa: PLR2004
    if is_known and 2000 <= int(year) <= today.year and 1 <= int(month) <= 12:  # noqa: PLR2004
        return date(int(year), int(month), 1)
    return today.replace(day=1)


def next_month(month: date) -> date:
    """Return the first day of the month after."""
    return (month + timedelta(days=31)).replace(day=1)


def leg_words(act: str, step_zh: str, step_en: str) -> tuple[str, str]:
    """Return which act a leg ends with, in Chinese and English."""
    if act == "step" and step_zh:
        return step_zh, step_en or step_zh
    move = case_states.BY_KEY[act]
    return move.zh, move.en


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=CHINA).astimezone(UTC)
