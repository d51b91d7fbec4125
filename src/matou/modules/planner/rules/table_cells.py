"""How a cell of the network's files becomes a value of a table, and how it is written back.

The text of a cell is what files, forms and programmes share; tables keep whole units (metres,
centimetres, fen, seconds), so that nothing is rounded on the way.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

Value: TypeAlias = str | int | bool | Decimal | date | list[str] | None

MAX_TEXT = 500
_LARGEST = 2_000_000_000
"""Below what PostgreSQL keeps as an integer."""
_FORMULA_SIGNS = ("=", "+", "-", "@")
"""A cell that begins so is run as a formula by office programs (CWE-1236)."""
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_HOURS = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)/[1-7]")
_PLACE = re.compile(r"[A-Z0-9][A-Z0-9_]{0,31}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,119}")
_STATUS = re.compile(r"open|closed|under_construction|planned_\d{4}-(0[1-9]|1[0-2])")
_DAYS = re.compile(r"1?2?3?4?5?6?7?")
_MODES = "WTAR"
"""The order in which the files write the letters: water, rail, air, road."""


class BadCell(ValueError):
    """A cell cannot be read; says why in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both sentences."""
        super().__init__(en)
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class Cell:
    """A way to read and write one sort of cell."""

    read: Callable[[str], Value]
    write: Callable[[Value], str]


def _text(text: str) -> Value:
    if len(text) > MAX_TEXT or not all(sign.isprintable() for sign in text):
        raise BadCell(f"须为不超过 {MAX_TEXT} 个可见字符。", f"Give at most {MAX_TEXT} signs.")
    if text.startswith(_FORMULA_SIGNS):
        raise BadCell("不能以 = + - @ 开头。", "It cannot begin with = + - @.")
    return text


def _matching(pattern: re.Pattern[str], zh: str, en: str) -> Callable[[str], Value]:
    def read(text: str) -> Value:
        if not pattern.fullmatch(text):
            raise BadCell(zh, en)
        return text

    return read


def _plain(value: Value) -> str:
    return "" if value is None else str(value)


def _clock(text: str) -> Value:
    found = _CLOCK.fullmatch(text)
    if not found:
        raise BadCell("时刻须写成 HH:MM。", "Write the time as HH:MM.")
    return int(found[1]) * 60 + int(found[2])


def _clock_text(value: Value) -> str:
    if not isinstance(value, int):
        return ""
    return f"{value // 60:02}:{value % 60:02}"


def _flag(text: str) -> Value:
    if text not in {"", "0", "1"}:
        raise BadCell("须为 0、1 或空。", "Give 0, 1 or nothing.")
    return {"": None, "0": False, "1": True}[text]


def _flag_text(value: Value) -> str:
    return "" if value is None else str(int(bool(value)))


def _days(text: str) -> Value:
    if not text or not _DAYS.fullmatch(text):
        raise BadCell("星期须为 1 至 7 的递增数字，1 为周一。", "Give digits 1 to 7, 1 = Monday.")
    return text


def _hours(text: str) -> Value:
    opens, _, rest = text.partition("-")
    if not _HOURS.fullmatch(text) or opens >= rest.partition("/")[0]:
        raise BadCell(
            "须写成 08:00-18:00/7：开始-结束/每周天数。", "Write 08:00-18:00/7: from-until/days."
        )
    return text


def _mode_letters(text: str) -> Value:
    if not text or set(text) - set(_MODES) or len(set(text)) != len(text):
        raise BadCell("须由 W、T、A、R 组成且不重复。", "Use W, T, A, R, each at most once.")
    return "".join(sorted(text, key=_MODES.index))


def _day(text: str) -> Value:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise BadCell("日期须写成 2026-12-31。", "Write the date as 2026-12-31.") from None
    if not 2000 <= day.year <= 2200:  # noqa: PLR2004  # as instants everywhere in the house
        raise BadCell("日期须在 2000 至 2200 年之间。", "Dates lie between 2000 and 2200.")
    return day


def _optional(read: Callable[[str], Value]) -> Callable[[str], Value]:
    return lambda text: read(text) if text else None


def _places(text: str) -> Value:
    found = text.split()
    if not all(_PLACE.fullmatch(one) for one in found):
        raise BadCell("须为以空格隔开的地点编号。", "Give codes of places parted by blanks.")
    return list(found)


def _places_text(value: Value) -> str:
    return " ".join(value) if isinstance(value, list) else ""


def number(*, factor: int = 1, least: int = 0) -> Cell:
    """Return a cell that holds a number and is kept as a whole count of its ``factor``-th part."""

    def read(text: str) -> Value:
        try:
            value = Decimal(text) * factor
        except InvalidOperation:
            raise BadCell("不是可识别的数值。", "This is not a readable number.") from None
        if not value.is_finite() or value != value.to_integral_value():
            raise BadCell("数值的小数位过多。", "The number has too many decimals.")
        if not least <= value <= _LARGEST:
            lowest = _shown(least, factor)
            raise BadCell(f"数值须不小于 {lowest} 且合理。", f"Give {lowest} or more, in reason.")
        return int(value)

    def write(value: Value) -> str:
        return _shown(value, factor) if isinstance(value, int) else ""

    return Cell(read, write)


def _shown(value: int, factor: int) -> str:
    text = f"{Decimal(value) / factor:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _decimal(text: str) -> Value:
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise BadCell("不是可识别的数值。", "This is not a readable number.") from None
    if not value.is_finite() or not 0 <= value < 10**8 or value != round(value, 6):
        raise BadCell("须为不小于 0、至多六位小数的数。", "Give 0 or more, at most six decimals.")
    return value


def _decimal_text(value: Value) -> str:
    if not isinstance(value, Decimal):
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def degrees(limit: int) -> Cell:
    """Return a cell of degrees up to the limit, kept to six decimals (0.1 m)."""

    def read(text: str) -> Value:
        negative = text.startswith("-")
        value = _decimal(text.removeprefix("-"))
        if not isinstance(value, Decimal) or value > limit:
            raise BadCell(f"须为 -{limit} 至 {limit} 的度数。", f"Give degrees up to {limit}.")
        return -value if negative else value

    return Cell(read, _decimal_text)


def optional(cell: Cell) -> Cell:
    """Return the cell that may also be empty, which is kept as None."""
    return Cell(_optional(cell.read), cell.write)


def one_of(*words: str) -> Cell:
    """Return a cell that holds one of the words."""

    def read(text: str) -> Value:
        if text not in words:
            raise BadCell(f"须为 {'、'.join(words)} 之一。", f"Give one of {', '.join(words)}.")
        return text

    return Cell(read, _plain)


TEXT = Cell(_text, _plain)
PLACE = Cell(_matching(_PLACE, "须为地点编号。", "Give the code of a place."), _plain)
CODE = Cell(
    _matching(_CODE, "编号只能有字母、数字、_、.、-。", "Use letters, digits, _ . -"), _plain
)
STATUS = Cell(
    _matching(
        _STATUS,
        "须为 open、closed、under_construction 或 planned_年-月。",
        "Give open, closed, under_construction or planned_YYYY-MM.",
    ),
    _plain,
)
CLOCK = Cell(_clock, _clock_text)
FLAG = Cell(_flag, _flag_text)
DAYS = Cell(_days, _plain)
HOURS = Cell(_hours, _plain)
MODES = Cell(_mode_letters, _plain)
PLACES = Cell(_places, _places_text)
DECIMAL = Cell(_decimal, _decimal_text)
DAY = Cell(_day, _plain)
CONFIDENCE = one_of("A", "B", "C")
METRES = number(factor=1000, least=1)
CENTIMETRES = number(factor=100, least=1)
FEN = number(factor=100)
COUNT = number()
POSITIVE = number(least=1)
SECONDS = number(factor=60)
GRAMS = number(factor=1000)
