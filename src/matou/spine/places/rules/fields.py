"""Which fields of a place a registrar may correct, and what each may hold."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from matou.kit.errors import InvalidInput
from matou.spine.places.rules.opening import read_opening_hours

MAX_NAME_LENGTH = 80
MAX_TEXT_LENGTH = 500
MAX_DWT = 500_000
"""Above the largest ship ever built (Seawise Giant, 564,763 t) no berth figure is plausible."""
MODES = frozenset("RWTA")
CONFIDENCES = ("A", "B", "C")

Cleaner: TypeAlias = Callable[[str, object], object]


def clean_changes(changes: Mapping[str, object]) -> dict[str, object]:
    """Return the changes in the types the table keeps; raises InvalidInput for a bad one."""
    if not changes:
        raise _bad("changes", "请至少更正一个字段。", "Correct at least one field.")
    return {field: clean_field(field=field, value=value) for field, value in changes.items()}


def clean_field(*, field: str, value: object) -> object:
    """Return one value in the type its field keeps; raises InvalidInput."""
    cleaner = _CLEANERS.get(field)
    if cleaner is None:
        raise _bad(field, "此字段不可更正。", "This field cannot be corrected.")
    return cleaner(field, value)


def clean_confidence(value: str) -> str:
    """Return A, B or C; raises InvalidInput."""
    if value not in CONFIDENCES:
        raise _bad("confidence", "可信度须为 A、B 或 C。", "Confidence is A, B or C.")
    return value


def clean_source(value: str) -> str:
    """Return the source, which no correction goes without; raises InvalidInput."""
    text = _text("source", value)
    if not text:
        raise _bad("source", "请写明来源。", "Say where the value comes from.")
    return text


def _name(field: str, value: object) -> str:
    text = _text(field, value)
    if not text or len(text) > MAX_NAME_LENGTH:
        raise _bad(field, f"请填写 1 至 {MAX_NAME_LENGTH} 个字。", "Give 1 to 80 characters.")
    return text


def _text(field: str, value: object) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT_LENGTH or "\x00" in value:
        raise _bad(field, f"请填写不超过 {MAX_TEXT_LENGTH} 个字。", "Give at most 500 characters.")
    return value.strip()


def _latitude(field: str, value: object) -> float:
    return _degrees(field, value, limit=90)


def _longitude(field: str, value: object) -> float:
    return _degrees(field, value, limit=180)


def _degrees(field: str, value: object, *, limit: int) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= limit:
        raise _bad(
            field,
            f"请填写 -{limit} 到 {limit} 的度数(WGS-84)。",
            f"Give degrees from -{limit} to {limit} (WGS-84).",
        )
    return float(value)


def _dwt(field: str, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_DWT:
        raise _bad(field, f"请填写 0 到 {MAX_DWT} 吨的整数。", f"Give whole tonnes to {MAX_DWT}.")
    return value


def _flag(field: str, value: object) -> bool | None:
    if value is not None and not isinstance(value, bool):
        raise _bad(field, "请选择是、否或未知。", "Choose yes, no or unknown.")
    return value


def _hours(_field: str, value: object) -> str:
    return str(read_opening_hours(str(value)))


def _words(field: str, value: object) -> list[str]:
    if not isinstance(value, list | tuple):
        raise _bad(field, "请填写列表。", "Give a list.")
    return [_name(field, word) for word in value]


def _bad(field: str, reason_zh: str, reason_en: str) -> InvalidInput:
    return InvalidInput(field=field, reason_zh=reason_zh, reason_en=reason_en)


_CLEANERS: dict[str, Cleaner] = {
    "name_zh": _name,
    "name_en": _name,
    "city": _text,
    "latitude": _latitude,
    "longitude": _longitude,
    "cargo": _words,
    "berth_dwt_max": _dwt,
    "takes_containers": _flag,
    "takes_dangerous_goods": _flag,
    "opening_hours": _hours,
    "note": _text,
}

CORRECTABLE = frozenset(_CLEANERS)
POSITION_FIELDS = frozenset({"latitude", "longitude"})
