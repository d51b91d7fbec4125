"""How one cell of a reference file is read; each refusal says why in both languages."""

from collections.abc import Callable
from decimal import Decimal

from matou.kit.errors import InvalidInput
from matou.spine.places.contracts import PlaceKind
from matou.spine.places.rules import fields

KINDS = {
    "city": PlaceKind.CITY,
    # The reference network draws each harbour as its terminals; it knows no berths, and none
    # are invented: registrars add them.
    "port": PlaceKind.TERMINAL,
    "lock": PlaceKind.LOCK,
    "junction": PlaceKind.JUNCTION,
    "rail": PlaceKind.STATION,
    "airport": PlaceKind.AIRPORT,
}
GRADES = frozenset({"I", "II", "III", "IV", "V", "VI", "VII", "sea", "coastal"})
"""Inland waterway classes of GB 50139-2014, and open water."""
STATUSES = frozenset({"open", "closed", "under_construction"})
MIN_YEAR, MAX_YEAR = 1850, 2100
MAX_MINUTES = 14 * 24 * 60


def kind(text: str) -> PlaceKind:
    """Read the kind of a node."""
    if text not in KINDS:
        raise _bad("未知的类别。", f"The kind must be one of {', '.join(KINDS)}.")
    return KINDS[text]


def field(name: str) -> Callable[[str], str]:
    """Return a reader that holds the text to the rules of a place's field."""

    def read(text: str) -> str:
        return str(fields.clean_field(field=name, value=text))

    return read


def degrees(name: str) -> Callable[[str], float]:
    """Return a reader of degrees for ``latitude`` or ``longitude``."""

    def read(text: str) -> float:
        fields.clean_field(field=name, value=float(text))
        return float(text)

    return read


def modes(text: str) -> list[str]:
    """Read the modes, one letter each: road, water, rail (T), air."""
    if not text or not fields.MODES.issuperset(text) or len(set(text)) != len(text):
        raise _bad("须由 R、W、T、A 组成且不重复。", "Use the letters R, W, T, A, each once.")
    return sorted(text)


def cargo(text: str) -> list[str]:
    """Read cargo kinds parted by semicolons."""
    words = [word.strip() for word in text.split(";")] if text else []
    if not all(word.isalpha() and word.islower() for word in words):
        raise _bad("货类须为以分号隔开的小写词。", "Give small-letter words parted by semicolons.")
    return words


def deadweight(text: str) -> int | None:
    """Read the largest deadweight in tonnes; an empty cell and 0 mean that it says nothing."""
    value = int(text or 0)
    fields.clean_field(field="berth_dwt_max", value=value)
    return value or None


def flag(text: str) -> bool | None:
    """Read 1, 0 or nothing."""
    if text not in {"", "0", "1"}:
        raise _bad("须为 0、1 或空。", "Give 0, 1 or nothing.")
    return {"": None, "0": False, "1": True}[text]


def grade(text: str) -> str:
    """Read a waterway class."""
    if text not in GRADES:
        raise _bad("未知的航道等级。", f"The class must be one of {', '.join(sorted(GRADES))}.")
    return text


def status(text: str) -> str:
    """Read a link's status; planned ones carry their month (``planned_2026-12``)."""
    if text not in STATUSES and not text.startswith("planned_"):
        raise _bad("未知的状态。", "Give open, closed, under_construction or planned_YYYY-MM.")
    return text


def metres(text: str) -> int:
    """Read kilometres as whole metres, more than zero."""
    return _scaled(text, factor=1000)


def centimetres(text: str) -> int:
    """Read metres as whole centimetres, more than zero."""
    return _scaled(text, factor=100)


def centimetres_or_none(text: str) -> int | None:
    """Read metres as whole centimetres, or nothing where the depth is not kept."""
    return centimetres(text) if text else None


def fen(text: str) -> int:
    """Read yuan as whole fen, zero included."""
    return 0 if Decimal(text or 0) == 0 else _scaled(text, factor=100)


def count(text: str) -> int:
    """Read a positive whole number."""
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise _bad("须为正整数。", "Give a whole number above zero.")
    return int(text)


def minutes(text: str) -> int:
    """Read whole minutes, at most a fortnight."""
    if not text.isascii() or not text.isdigit() or int(text) > MAX_MINUTES:
        raise _bad("须为不超过十四天的分钟数。", "Give whole minutes, at most a fortnight.")
    return int(text)


def year_or_none(text: str) -> int | None:
    """Read a year, or nothing where it is not known or not yet."""
    if not text:
        return None
    if not MIN_YEAR <= int(text) <= MAX_YEAR:
        raise _bad("年份不合理。", "The year is not plausible.")
    return int(text)


def _scaled(text: str, *, factor: int) -> int:
    value = Decimal(text) * factor
    if not value.is_finite() or value != value.to_integral_value() or value <= 0:
        raise _bad(
            "须为正数，且小数位不过多。", "Give a number above zero without excess decimals."
        )
    return int(value)


def _bad(reason_zh: str, reason_en: str) -> InvalidInput:
    return InvalidInput(field="cell", reason_zh=reason_zh, reason_en=reason_en)
