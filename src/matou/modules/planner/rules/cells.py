"""How one cell of the network's files is read; each refusal says why in both languages."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from matou.kit.errors import InvalidInput
from matou.modules.planner.rules.network import MINUTES_PER_DAY, Mode

Word = TypeVar("Word", bound=StrEnum)

LETTERS = {"R": Mode.ROAD, "W": Mode.WATER, "T": Mode.RAIL, "A": Mode.AIR}
GRADES = {
    Mode.ROAD: frozenset({"access", "expressway", "national/provincial"}),
    Mode.WATER: frozenset({"I", "II", "III", "IV", "V", "VI", "VII", "sea", "coastal"}),
    Mode.RAIL: frozenset({"freight main", "high-speed mixed"}),
    Mode.AIR: frozenset[str](),
}
STATUSES = frozenset({"open", "closed", "under_construction"})
MAX_MINUTES = 60 * MINUTES_PER_DAY
DAYS_OF_WEEK = "1234567"


def word(kind: type[Word]) -> Callable[[str], Word]:
    """Return a reader of one of the enumeration's words."""

    def read(text: str) -> Word:
        if text not in set(kind):
            choices = ", ".join(kind)
            raise bad(f"须为 {choices} 之一。", f"Give one of {choices}.")
        return kind(text)

    return read


def modes(text: str) -> frozenset[Mode]:
    """Read the modes of a node, one letter each."""
    if not text or not LETTERS.keys() >= set(text) or len(set(text)) != len(text):
        raise bad("须由 R、W、T、A 组成且不重复。", "Use the letters R, W, T, A, each once.")
    return frozenset(LETTERS[letter] for letter in text)


def text_cell(text: str) -> str:
    """Read words as they stand."""
    return text


def required(text: str) -> str:
    """Read words that may not be missing."""
    if not text:
        raise bad("不能为空。", "This may not be empty.")
    return text


def words(text: str) -> tuple[str, ...]:
    """Read words parted by semicolons or blanks."""
    return tuple(text.replace(";", " ").split())


def degrees(limit: int) -> Callable[[str], float]:
    """Return a reader of degrees between plus and minus the limit."""

    def read(text: str) -> float:
        value = Decimal(text)
        if not value.is_finite() or abs(value) > limit:
            raise bad(f"须在 ±{limit} 度之内。", f"Give degrees within ±{limit}.")
        return float(value)

    return read


def scaled(factor: int, *, least: int = 0) -> Callable[[str], int]:
    """Return a reader of a decimal number in units ``factor`` times as small, whole there."""

    def read(text: str) -> int:
        value = Decimal(text) * factor
        if not value.is_finite() or value != value.to_integral_value():
            raise bad("小数位过多或不是数。", "Not a number, or too many decimals.")
        if value < least:
            raise bad(f"不能小于 {Decimal(least) / factor}。", "The number is too small.")
        return int(value)

    return read


def optional(read: Callable[[str], int]) -> Callable[[str], int | None]:
    """Return a reader that takes an empty cell for nothing known."""
    return lambda text: read(text) if text else None


def or_zero(read: Callable[[str], int]) -> Callable[[str], int]:
    """Return a reader that takes an empty cell for zero."""
    return lambda text: read(text) if text else 0


def fraction(factor: int) -> Callable[[str], Fraction]:
    """Return a reader of an exact number that is not negative, times ``factor``."""

    def read(text: str) -> Fraction:
        value = Decimal(text)
        if not value.is_finite() or value < 0:
            raise bad("须为不小于零的数。", "Give a number not below zero.")
        return Fraction(value) * factor

    return read


def flag(text: str) -> bool | None:
    """Read 1, 0 or nothing."""
    if text not in {"", "0", "1"}:
        raise bad("须为 0、1 或空。", "Give 0, 1 or nothing.")
    return {"": None, "0": False, "1": True}[text]


def minutes(text: str) -> int:
    """Read whole minutes, at most sixty days."""
    if not text.isascii() or not text.isdigit() or int(text) > MAX_MINUTES:
        raise bad("须为不超过六十天的整分钟数。", "Give whole minutes, at most sixty days.")
    return int(text)


def days(text: str) -> tuple[int, ...]:
    """Read days of the week as digits, Monday 1, in rising order."""
    if not text or not set(DAYS_OF_WEEK) >= set(text) or list(text) != sorted(set(text)):
        raise bad("须为 1-7 的递增数字。", "Give days 1 to 7 in rising order, each once.")
    return tuple(int(digit) for digit in text)


def clock(text: str) -> int:
    """Read ``HH:MM`` as the minute of the day."""
    hour, colon, minute = text.partition(":")
    is_clock = colon and all(part.isdigit() and len(part) <= 2 for part in (hour, minute))  # noqa: PLR2004
    if not is_clock or int(hour) > 23 or int(minute) > 59:  # noqa: PLR2004 hours and minutes
        raise bad("时刻须写作 HH:MM。", "Write the time as HH:MM.")
    return int(hour) * 60 + int(minute)


def status(text: str) -> str:
    """Read a link's status; planned ones carry their month (``planned_2026-12``)."""
    if text not in STATUSES and not text.startswith("planned_"):
        raise bad("未知的状态。", "Give open, closed, under_construction or planned_YYYY-MM.")
    return text


def bad(reason_zh: str, reason_en: str) -> InvalidInput:
    """Return the refusal of a cell."""
    return InvalidInput(field="cell", reason_zh=reason_zh, reason_en=reason_en)
