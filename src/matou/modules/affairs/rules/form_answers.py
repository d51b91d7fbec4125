"""Reads what an applicant typed: which questions are open, what is wrong with each answer.

Kept is what was typed, as text, even where it is wrong; values are read out of it each time. A
branch that is not taken hides its answers, and nothing is thrown away until the case is submitted.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs
from stdnum.cn import uscc

from matou.kit.errors import DomainError
from matou.modules.affairs.rules import situations
from matou.modules.affairs.rules.case_form import FormDefinition, FormField, FormPage

Typed = Mapping[str, str]
"""What was typed, by field key."""
MOST_TYPED = 4_000
YES, NO = "yes", "no"
_LINEAR = jsonschema_rs.RegexOptions()
"""Regular expressions in linear time: no pattern of an editor can make a page hang."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFault:
    """What is wrong with an answer, or that it is missing."""

    field: str
    page: str
    zh: str
    en: str
    is_missing: bool = False

    def message(self, language: str) -> str:
        """Return the sentence in the reader's language."""
        return self.zh if language.startswith("zh") else self.en


class AnswerTooLong(DomainError):
    """More was typed than any question takes."""

    code = "affairs.answer-too-long"
    status = 422
    zh = "“{title_zh}”最多 {most} 个字，现有 {count} 个。请删短后再保存。"
    en = "“{title_en}” takes at most {most} characters; there are {count}. Shorten it and save."


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The answers of an open form, read and judged."""

    pages: tuple[FormPage, ...]
    """The pages that are open, in order."""
    values: Mapping[str, Any]
    faults: tuple[AnswerFault, ...]
    needed: frozenset[str]
    """Fields that must be answered as things stand."""

    def faults_of(self, page: str) -> tuple[AnswerFault, ...]:
        """Return what is wrong on a page."""
        return tuple(fault for fault in self.faults if fault.page == page)


def judge(form: FormDefinition, typed: Typed) -> Judged:
    """Return which pages are open and every fault of their answers, in the order of the pages."""
    pages: list[FormPage] = []
    values: dict[str, Any] = {}
    needed: set[str] = set()
    for page in form.pages:
        asked = _open_page(form, page, values)
        if asked is None:
            continue
        pages.append(asked)
        for one in asked.fields:
            value = read(one, typed.get(one.key, ""))
            if value is not None:
                values[one.key] = value
            if one.is_required or _is_needed(form, one.key, values):
                needed.add(one.key)
    schema = _open_schema(form, pages, needed)
    found = {page.key: list(_faults(page, schema, values)) for page in pages}
    faults = tuple(fault for page in pages for fault in found[page.key])
    return Judged(pages=tuple(pages), values=values, faults=faults, needed=frozenset(needed))


def read(one: FormField, text: str) -> Any:
    """Return the value that was meant; the text itself where it is none of its kind."""
    told = text.strip()
    if not told:
        return None
    if one.key == "credit_code":
        return unicodedata.normalize("NFKC", told).upper().replace(" ", "")
    match one.kind:
        case "whole":
            return _whole(told)
        case "number":
            return _number(told)
        case "flag":
            return {YES: True, NO: False}.get(told, told)
        case "day":
            return unicodedata.normalize("NFKC", told).replace("/", "-")
        case "long":
            return told.replace("\r\n", "\n")
        case _:
            return " ".join(told.split())


def typed_of(value: Any) -> str:
    """Return a value as one would type it."""
    if isinstance(value, bool):
        return YES if value else NO
    return str(value)


def storable(one: FormField, text: str) -> str:
    """Return what was typed as it can be kept; raises AnswerTooLong."""
    kept = "".join(sign for sign in text if sign in "\n\r\t" or sign.isprintable())
    if len(kept) > MOST_TYPED:
        raise AnswerTooLong(title_zh=one.zh, title_en=one.en, most=MOST_TYPED, count=len(kept))
    return kept


def is_valid(one: FormField, text: str) -> bool:
    """Tell whether a text answers a question by itself, as for taking over earlier answers."""
    value = read(one, text)
    return value is not None and not _sentences(one, value)


def _open_page(form: FormDefinition, page: FormPage, values: Mapping[str, Any]) -> FormPage | None:
    """Return a page with the questions that are open, None where none is."""
    if page.material:
        when = page.material.row["when"]
        told = {key: str(value) for key, value in values.items()}
        shown = situations.applies(when, told) and not situations.is_open(when, told)
        return page if shown else None
    asked = tuple(one for one in page.fields if _is_open(form, one.key, values))
    if len(asked) == len(page.fields):
        return page
    return FormPage(key=page.key, zh=page.zh, en=page.en, help_zh=page.help_zh,
                    help_en=page.help_en, fields=asked) if asked else None  # fmt: skip


def _is_open(form: FormDefinition, key: str, values: Mapping[str, Any]) -> bool:
    """Tell whether a question is asked: no branch names it, or one that does is taken."""
    naming = [one for one in form.branches() if key in _named(one["then"])]
    return not naming or any(_is_taken(one, values) for one in naming)


def _is_needed(form: FormDefinition, key: str, values: Mapping[str, Any]) -> bool:
    return any(
        key in one["then"].get("required", ()) and _is_taken(one, values) for one in form.branches()
    )


def _is_taken(one: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    return jsonschema_rs.is_valid(one["if"], dict(values))


def _named(then: Mapping[str, Any]) -> set[str]:
    return {*then.get("required", ()), *then.get("properties", {})}


def _open_schema(form: FormDefinition, pages: list[FormPage], needed: set[str]) -> dict[str, Any]:
    listed = [one for page in pages for one in page.fields]
    return {
        "$schema": form.schema["$schema"],
        "type": "object",
        "properties": {one.key: dict(one.schema) for one in listed},
        "required": [one.key for one in listed if one.key in needed],
    }


def _faults(page: FormPage, schema: Mapping[str, Any], values: Mapping[str, Any]) -> Any:
    for one in page.fields:
        if one.key not in values:
            if one.key in schema["required"]:
                yield AnswerFault(field=one.key, page=page.key, is_missing=True,
                                  zh=f"请回答“{one.zh}”。", en=f"Answer “{one.en}”.")  # fmt: skip
            continue
        for zh, en in _sentences(one, values[one.key]):
            yield AnswerFault(field=one.key, page=page.key, zh=zh, en=en)


def _sentences(one: FormField, value: Any) -> list[tuple[str, str]]:
    validator = jsonschema_rs.Draft202012Validator(
        dict(one.schema), validate_formats=True, pattern_options=_LINEAR
    )
    found = [_sentence(one, error) for error in validator.iter_errors(value)]
    if not found and one.key == "credit_code" and not uscc.is_valid(value):
        found.append(("校验位不对，请对照证照逐位核对。",
                      "The check character is wrong; compare each character."))  # fmt: skip
    return found


def _sentence(one: FormField, error: Any) -> tuple[str, str]:
    told = one.schema
    unit = one.unit
    match error.kind.name:
        case "type":
            return _KINDS[one.kind]
        case "minimum" | "exclusiveMinimum":
            least = told.get("minimum", told.get("exclusiveMinimum"))
            return f"应不小于 {least}{unit}。", f"It must be at least {least} {unit}".strip() + "."
        case "maximum" | "exclusiveMaximum":
            most = told.get("maximum", told.get("exclusiveMaximum"))
            return f"应不大于 {most}{unit}。", f"It must be at most {most} {unit}".strip() + "."
        case "minLength":
            return (f"至少 {told['minLength']} 个字。",
                    f"At least {told['minLength']} characters.")  # fmt: skip
        case "maxLength":
            return (f"最多 {told['maxLength']} 个字。",
                    f"At most {told['maxLength']} characters.")  # fmt: skip
        case "enum":
            return "请选择一项。", "Choose one."
        case "format":
            return _FORMATS[told["format"]]
        case _:
            return "格式不对，请按提示填写。", "It is not written as asked; see the note."


_KINDS = {
    "whole": ("请填写整数。", "Write a whole number."),
    "number": ("请填写数字。", "Write a number."),
    "flag": ("请选择是或否。", "Choose yes or no."),
    "choice": ("请选择一项。", "Choose one."),
    "day": ("请写成 2026-12-31。", "Write it as 2026-12-31."),
    "text": ("这里应为文字。", "This must be text."),
    "long": ("这里应为文字。", "This must be text."),
}
_FORMATS = {
    "date": ("没有这一天，请写成 2026-12-31。", "There is no such day; write it as 2026-12-31."),
    "email": (
        "邮箱地址不对，请写成 name@example.cn。",
        "Write an address such as name@example.cn.",
    ),
}


def _whole(told: str) -> Any:
    plain = unicodedata.normalize("NFKC", told).replace(",", "").replace(" ", "")
    return int(plain) if plain.lstrip("+-").isascii() and _is_digits(plain) else told


def _is_digits(plain: str) -> bool:
    digits = plain[1:] if plain[:1] in {"+", "-"} else plain
    return digits.isdecimal() and len(digits) <= 15  # noqa: PLR2004  # exact in JSON, RFC 8259 section 6


def _number(told: str) -> Any:
    plain = unicodedata.normalize("NFKC", told).replace(",", "").replace(" ", "")
    whole, _point, part = plain.partition(".")
    if not _is_digits(whole) or (part and not part.isdecimal()) or len(plain) > 15:  # noqa: PLR2004  # as above
        return told
    return float(plain) if part else int(whole)
