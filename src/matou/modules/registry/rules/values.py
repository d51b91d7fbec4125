"""Values of fields: read from text in two languages of refusal, written as JSON, and shown."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from matou.modules.registry.contracts import DraughtRow
from matou.modules.registry.rules import identifiers
from matou.modules.registry.rules.faults import BadValue
from matou.modules.registry.rules.fields import TONNES, Field, Kind

PERSON = "person"
COMPANY = "company"
MAX_TABLE_ROWS = 200
EARLIEST_DAY = date(1900, 1, 1)
LATEST_DAY = date(2100, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyRef:
    """An owner or operator as registered: party code where there is one, name, and kind."""

    code: str = ""
    name: str = ""
    kind: str = COMPANY


Value = str | int | date | PartyRef | tuple[DraughtRow, ...] | None


def empty_value(field: Field) -> Value:
    """Return what stands for “not recorded” in the field."""
    match field.kind:
        case Kind.INTEGER | Kind.DAY:
            return None
        case Kind.PARTY:
            return PartyRef()
        case Kind.TABLE:
            return ()
        case _:
            return ""


def read_text(field: Field, text: str) -> Value:
    """Read a stored-unit text (CSV, API): whole cm, kg and kW; raises BadValue."""
    cleaned = clean_text(text)
    if not cleaned:
        return empty_value(field)
    match field.kind:
        case Kind.INTEGER:
            return _read_whole(field, cleaned)
        case Kind.DAY:
            return _read_day(cleaned)
        case Kind.CHOICE:
            return _read_choice(field, cleaned)
        case Kind.TABLE:
            return read_table(text)
        case Kind.PARTY:
            return PartyRef(name=read_name(field, cleaned))
        case Kind.NUMBER_CODE:
            return identifiers.checked(field.name, _bounded(field, cleaned.upper()))
        case _:
            return _bounded(field, cleaned)


def read_name(field: Field, text: str) -> str:
    """Return the cleaned name of an owner or operator; raises BadValue when it is too long."""
    return _bounded(field, clean_text(text))


def read_shown(field: Field, text: str) -> Value:
    """Read a text in shown units (form): metres, tonnes; raises BadValue."""
    cleaned = clean_text(text)
    if field.kind is not Kind.INTEGER or not cleaned or field.unit is None:
        return read_text(field, text)
    try:
        stored = Decimal(cleaned.replace(",", "")) * field.unit.factor
    except InvalidOperation as error:
        raise _not_a_number(field) from error
    if not stored.is_finite() or stored != stored.to_integral_value():
        raise _not_a_number(field)
    return _within(field, int(stored))


def clean_text(text: str) -> str:
    """Return the text without control characters and double blanks, width-normalised (NFKC).

    Full-width digits and letters come from Chinese keyboards; brackets in names keep their form.
    """
    kept = "".join(
        " " if character.isspace() else character
        for character in text
        if character.isspace() or not unicodedata.category(character).startswith("C")
    )
    folded = "".join(
        character
        if character in "（）【】，。：；！？"
        else unicodedata.normalize("NFKC", character)
        for character in kept
    )
    return re.sub(" +", " ", folded).strip()


def _bounded(field: Field, text: str) -> str:
    if len(text) > field.max_length:
        raise BadValue(f"最多 {field.max_length} 个字。", f"At most {field.max_length} characters.")
    return text


def _not_a_number(field: Field) -> BadValue:
    if field.unit is None or field.unit.factor == 1:
        return BadValue("请填写整数。", "Give a whole number.")
    symbol, decimals = field.unit.symbol, field.unit.decimals
    return BadValue(
        f"请填写以 {symbol} 为单位、最多 {decimals} 位小数的数。",
        f"Give a number in {symbol} with at most {decimals} decimals.",
    )


def _read_whole(field: Field, text: str) -> int:
    if not re.fullmatch(r"-?[0-9]{1,12}", text):
        raise BadValue("请填写整数，不带单位。", "Give a whole number without a unit.")
    return _within(field, int(text))


def _within(field: Field, number: int) -> int:
    if field.minimum <= number <= field.maximum:
        return number
    low, high = shown(field, field.minimum), shown(field, field.maximum)
    raise BadValue(f"须在 {low} 到 {high} 之间。", f"Must lie between {low} and {high}.")


def _read_day(text: str) -> date:
    try:
        day = date.fromisoformat(text.replace("/", "-").replace(".", "-"))
    except ValueError as error:
        raise BadValue(
            "请按 2026-01-31 的格式填写日期。", "Write the day as 2026-01-31."
        ) from error
    if not EARLIEST_DAY <= day < LATEST_DAY:
        raise BadValue("日期须在 1900 年至 2099 年之间。", "The day must lie in 1900 to 2099.")
    return day


def _read_choice(field: Field, text: str) -> str:
    for key, zh, en in field.choices:
        if text.casefold() in {key.casefold(), clean_text(zh).casefold(), en.casefold()}:
            return key
    options_zh = "、".join(zh for _, zh, _ in field.choices)
    options_en = ", ".join(en for _, _, en in field.choices)
    raise BadValue(f"请选择：{options_zh}。", f"Choose one of: {options_en}.")


def read_table(text: str) -> tuple[DraughtRow, ...]:
    """Read ``80:600000; 120:900000`` (draught cm : displacement kg), rows by ``;`` or line end.

    Raises BadValue for rows that are not two whole numbers or do not grow.
    """
    parts = [part.strip() for part in re.split(r"[;；\n]", text) if part.strip()]
    if len(parts) > MAX_TABLE_ROWS:
        raise BadValue(f"最多 {MAX_TABLE_ROWS} 行。", f"At most {MAX_TABLE_ROWS} rows.")
    rows: list[DraughtRow] = []
    for part in parts:
        match = re.fullmatch(r"([0-9]{1,4})\s*[:：,，\s]\s*([0-9]{1,9})", part)
        if not match:
            raise BadValue(
                "每行写“吃水厘米:排水量千克”，如 80:600000。",
                "Write each row as “draught cm:displacement kg”, such as 80:600000.",
            )
        rows.append(DraughtRow(draught_cm=int(match[1]), displacement_kg=int(match[2])))
    return checked_table(tuple(rows))


def checked_table(rows: tuple[DraughtRow, ...]) -> tuple[DraughtRow, ...]:
    """Return the table when it has two rows or more (or none) and both columns grow."""
    if len(rows) == 1:
        raise BadValue("载重线表至少两行。", "A draught table needs at least two rows.")
    for lower, upper in pairwise(rows):
        if upper.draught_cm <= lower.draught_cm or upper.displacement_kg <= lower.displacement_kg:
            raise BadValue(
                "吃水与排水量须逐行增大。", "Draught and displacement must grow from row to row."
            )
    return rows


def to_json(value: Value) -> Any:
    """Return the value as JSON keeps it in the history."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, PartyRef):
        return {"code": value.code, "name": value.name, "kind": value.kind}
    if isinstance(value, tuple):
        return [[row.draught_cm, row.displacement_kg] for row in value]
    return value


def from_json(field: Field, stored: Any) -> Value:
    """Return the value that ``to_json`` wrote."""
    match field.kind:
        case Kind.DAY:
            return date.fromisoformat(stored) if stored else None
        case Kind.PARTY:
            return PartyRef(**stored)
        case Kind.TABLE:
            return tuple(DraughtRow(draught_cm=row[0], displacement_kg=row[1]) for row in stored)
        case Kind.INTEGER:
            return None if stored is None else int(stored)
        case _:
            return str(stored)


def shown(field: Field, value: Value, language: str = "zh") -> str:
    """Return the value as a page prints it, with its unit; "" where not recorded."""
    if isinstance(value, tuple):
        return "; ".join(f"{row.draught_cm}:{row.displacement_kg}" for row in value)
    if isinstance(value, PartyRef):
        return value.name or value.code
    if isinstance(value, int):
        return f"{shown_number(field, value)} {unit_symbol(field, language)}".strip()
    if field.kind is Kind.CHOICE and value:
        return field.choice_label(str(value), language)
    return "" if value is None else str(value)


def unit_symbol(field: Field, language: str) -> str:
    """Return the unit's symbol; heads are counted in the reader's language."""
    if field.unit is None:
        return ""
    return (
        "persons"
        if field.unit.symbol == "人" and not language.startswith("zh")
        else (field.unit.symbol)
    )


def shown_number(field: Field, value: int) -> str:
    """Return a stored number in shown units: ``2,400`` or ``12.80``, no unit."""
    if field.unit is None or field.unit.factor == 1:
        return f"{value:,}"
    if field.unit is TONNES:  # decimals only where there are any
        whole, rest = divmod(value, TONNES.factor)
        return f"{whole:,}" + (f".{rest:03}".rstrip("0") if rest else "")
    return f"{Decimal(value) / field.unit.factor:,.{field.unit.decimals}f}"


def changed(current: Mapping[str, Value], wanted: Mapping[str, Value]) -> dict[str, Value]:
    """Return those wanted values that differ from the current ones."""
    return {name: value for name, value in wanted.items() if current.get(name) != value}
