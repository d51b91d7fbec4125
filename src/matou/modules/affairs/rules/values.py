"""Reads what people and files write into fields, and writes it back as one would type it."""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from matou.modules.affairs.rules import fields
from matou.modules.affairs.rules.fields import Field, Kind

MOST_ROWS = 60
_TRUE = frozenset({"是", "yes", "true", "1", "y"})
_FALSE = frozenset({"否", "no", "false", "0", "n"})
_PARTS = re.compile(r"[;；,，、\s]+")
_MOST_WHOLE = 100_000
_MOST_FORM = 30_000
"""Characters of a form as JSON: a cell of a workbook takes 32,767."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Why a value cannot be taken; ``row`` counts from 1 inside lists, 0 outside."""

    field: str
    zh: str
    en: str
    row: int = 0
    column: str = ""

    @property
    def path(self) -> str:
        """Where it stands: ``materials.3.is_need``."""
        return ".".join(part for part in (self.field, str(self.row or ""), self.column) if part)

    def message(self, language: str) -> str:
        """Return the sentence in the reader's language."""
        return self.zh if language.startswith("zh") else self.en


class _BadValue(Exception):  # never leaves this file
    def __init__(self, zh: str, en: str) -> None:
        self.zh, self.en = zh, en
        super().__init__(en)


def read_content(raw: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Return the content that was meant, with what cannot be taken; never raises.

    Only form is judged here (kinds, lengths, code lists): a draft may still lack much. Keys that
    no field has are faults, so that a mistyped column does not vanish.
    """
    faults = [
        Fault(field=str(key)[:60], zh="没有这个要素，请核对名称。",
              en="There is no such field; check the name.")
        for key in raw if key not in fields.by_key()
    ]  # fmt: skip
    content = fields.empty_content()
    for one in fields.written():
        if one.key in raw:
            content[one.key], found = read_field(one, raw[one.key])
            faults += found
    return content, tuple(faults)


def read_field(one: Field, raw: Any) -> tuple[Any, list[Fault]]:
    """Return one field's value and what is wrong with it."""
    if one.kind is Kind.ROWS:
        return _read_rows(one, raw)
    try:
        return _read_one(one, raw), []
    except _BadValue as bad:
        return fields.empty_value(one), [Fault(field=one.key, zh=bad.zh, en=bad.en)]


def shown(one: Field, value: Any) -> str:
    """Return a value as one would type it, as forms and spreadsheets show it."""
    if value is None or value == "":
        return ""
    match one.kind:
        case Kind.FLAG:
            return "是" if value else "否"
        case Kind.CHOICES:
            return ";".join(value)
        case Kind.FORM:
            return json.dumps(value, ensure_ascii=False, indent=1)
        case _:
            return str(value)


def _read_rows(one: Field, raw: Any) -> tuple[list[dict[str, Any]], list[Fault]]:
    if raw in (None, ""):
        return [], []
    if not isinstance(raw, list):
        fault = Fault(field=one.key, zh="应为一组行。", en="This must be a list of rows.")
        return [], [fault]
    faults: list[Fault] = []
    if len(raw) > MOST_ROWS:
        faults.append(
            Fault(field=one.key, zh=f"最多 {MOST_ROWS} 行。", en=f"At most {MOST_ROWS} rows.")
        )
    rows = []
    for number, row in enumerate(raw[:MOST_ROWS], start=1):
        read, found = _read_row(one, row, number)
        faults += found
        if any(value not in ("", None, []) for value in read.values()):
            rows.append(read)
    return rows, faults


def _read_row(one: Field, row: Any, number: int) -> tuple[dict[str, Any], list[Fault]]:
    if not isinstance(row, Mapping):
        return {}, [Fault(field=one.key, row=number, zh="这一行应有列名。",
                          en="This row must name its columns.")]  # fmt: skip
    known = {column.key for column in one.columns}
    faults = [
        Fault(field=one.key, row=number, column=str(key)[:60], zh="没有这一列，请核对名称。",
              en="There is no such column; check the name.")
        for key in row if key not in known
    ]  # fmt: skip
    read: dict[str, Any] = {}
    for column in one.columns:
        try:
            read[column.key] = _read_one(column, row.get(column.key))
        except _BadValue as bad:
            read[column.key] = fields.empty_value(column)
            faults.append(Fault(field=one.key, row=number, column=column.key, zh=bad.zh, en=bad.en))
    return read, faults


def _read_one(one: Field, raw: Any) -> Any:
    if raw is None or (isinstance(raw, str) and not raw.strip()) or raw == []:
        return fields.empty_value(one)
    if one.kind is Kind.CHOICE:
        return _choice(one, str(raw).strip())
    if one.kind is Kind.CHOICES:
        parts = raw if isinstance(raw, list) else _PARTS.split(str(raw).strip())
        return list(dict.fromkeys(_choice(one, str(part).strip()) for part in parts if part))
    plain = _READERS.get(one.kind)
    return plain(raw) if plain else _text(one, raw)


def _choice(one: Field, text: str) -> str:
    for key, zh, en in one.choices:
        if text in {key, zh, en}:
            return key
    listed_zh = "、".join(f"{key} {zh}" for key, zh, _en in one.choices)
    listed_en = ", ".join(f"{key} {en}" for key, _zh, en in one.choices)
    raise _BadValue(
        f"“{text[:40]}”不在代码表中，可填：{listed_zh}。",
        f"“{text[:40]}” is not in the code list; write one of: {listed_en}.",
    )


def _whole(raw: Any) -> int:
    try:
        value = int(str(raw).strip())
    except ValueError:
        value = -1
    if isinstance(raw, bool) or not 0 <= value <= _MOST_WHOLE:
        raise _BadValue("请填写 0 以上的整数。", "Write a whole number from 0 on.")
    return value


def _number(raw: Any) -> float:
    try:
        value = float(str(raw).strip())
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > 180:  # noqa: PLR2004  # degrees of longitude
        raise _BadValue("请填写 -180 到 180 之间的数。", "Write a number from -180 to 180.")
    return value


def _flag(raw: Any) -> bool:
    text = str(raw).strip().lower()
    if text not in _TRUE | _FALSE:
        raise _BadValue("请填写“是”或“否”。", "Write yes or no.")
    return text in _TRUE


def _day(raw: Any) -> str:
    try:
        return date.fromisoformat(str(raw).strip()[:10]).isoformat()
    except ValueError:
        raise _BadValue("请写成 2026-12-31。", "Write it as 2026-12-31.") from None


def _form(raw: Any) -> dict[str, Any]:
    """Read an item's own questions: a mapping, or the same as JSON text."""
    try:
        told = json.loads(raw) if isinstance(raw, str) else raw
        text = json.dumps(told, ensure_ascii=False, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        told, text = None, ""
    if not isinstance(told, dict) or "\\u0000" in text:
        raise _BadValue('请写成 JSON：{"schema": …, "pages": …}。',
                        'Write it as JSON: {"schema": …, "pages": …}.')  # fmt: skip
    if len(text) > _MOST_FORM:
        raise _BadValue(f"表单最多 {_MOST_FORM} 个字符。",
                        f"A form has at most {_MOST_FORM} characters.")  # fmt: skip
    copied: dict[str, Any] = json.loads(text)
    return copied


def _text(one: Field, raw: Any) -> str:
    if isinstance(raw, list | Mapping):
        raise _BadValue("这里应为文字。", "This must be text.")
    text = str(raw).strip().replace("\r\n", "\n")
    if one.kind is not Kind.LONG:
        text = " ".join(text.split())
    if len(text) > one.max_length:
        raise _BadValue(f"最多 {one.max_length} 个字，现有 {len(text)} 个。",
                        f"At most {one.max_length} characters; there are {len(text)}.")  # fmt: skip
    if any(not (sign.isprintable() or sign in "\n\t　") for sign in text):
        raise _BadValue("含有不可见的控制字符，请删去后重填。",
                        "There are control characters in it; take them out.")  # fmt: skip
    return text


_READERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.DAY: _day,
    Kind.FORM: _form,
}


def missing(content: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what an item still lacks before it can be checked."""
    for one in fields.written():
        value = content.get(one.key, fields.empty_value(one))
        if one.required and value in ("", None, []):
            yield Fault(field=one.key, zh=f"请填写“{one.zh}”。", en=f"Fill in “{one.en}”.")
        for number, row in enumerate(value if one.kind is Kind.ROWS else (), start=1):
            for column in one.columns:
                if column.required and row.get(column.key) in ("", None, []):
                    yield Fault(field=one.key, row=number, column=column.key,
                                zh=f"请填写第 {number} 行的“{column.zh}”。",
                                en=f"Fill in “{column.en}” of row {number}.")  # fmt: skip
