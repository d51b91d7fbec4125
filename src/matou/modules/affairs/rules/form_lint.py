"""Finds what is wrong with an item's own form before anybody meets it.

The part of JSON Schema 2020-12 that forms take: one object; properties of type string, integer,
number or boolean, with ``enum``, ``format`` (date, email), ``pattern``, ``minLength``,
``maxLength``, ``minimum``, ``maximum``; ``required``; and ``allOf`` of ``if``/``then``, where
``if`` asks for chosen answers and ``then`` names the questions that follow. Words stand beside, as
annotations: ``title``, ``description``, ``labels``, ``unit``, ``hint``, and ``remember: false`` for
what an earlier case must not fill in.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import jsonschema_rs

from matou.modules.affairs.rules import situations
from matou.modules.affairs.rules.case_form import (
    TYPES,
    UTMOST,
    FormDefinition,
    compose,
    reserved_keys,
)
from matou.modules.affairs.rules.form_shape import Said, is_words, shape_faults

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
PAGE = re.compile(r"[a-z][a-z0-9-]{1,39}")
MOST_FIELDS = 80
_TEXT = frozenset({"minLength", "maxLength", "pattern", "format", "enum"})
_SIZE = frozenset({"minimum", "maximum"})
_ALLOWED = {"string": _TEXT, "integer": _SIZE, "number": _SIZE, "boolean": frozenset[str]()}
_WORDS = {"title": str, "title_en": str, "description": str, "description_en": str, "unit": str,
          "labels": dict, "remember": bool, "hint": str, "hint_en": str}  # fmt: skip
_FORMATS = frozenset({"date", "email"})
_LANGUAGES = 2
_MOST_TITLE = 200
_MOST_ON_PAGE = 4


def form_faults(content: Mapping[str, Any]) -> Iterator[Said]:
    """Yield every fault of an item's own form, each with what to do."""
    own = content.get("form")
    if not own:
        return
    shape = list(shape_faults(own))
    if shape:
        yield from shape
        return
    schema = own.get("schema") or {}
    fields: Mapping[str, Any] = schema.get("properties", {})
    found = [*_fields(fields, reserved=_taken(content)), *_pages(own, fields, content)]
    yield from found
    yield from _required(schema, fields)
    yield from _files(own.get("files") or {}, content)
    if not found:
        yield from _branches(own, content)


def _taken(content: Mapping[str, Any]) -> frozenset[str]:
    return reserved_keys(content) if not situations.bad_questions(content) else frozenset()


def _fields(fields: Mapping[str, Any], *, reserved: frozenset[str]) -> Iterator[Said]:
    if len(fields) > MOST_FIELDS:
        yield (f"问题最多 {MOST_FIELDS} 个。", f"There may be at most {MOST_FIELDS} questions.")
    for key, told in fields.items():
        if not KEY.fullmatch(key):
            yield (
                f"问题代号“{key[:40]}”应为小写字母、数字和下划线。",
                f"The key “{key[:40]}” takes small letters, digits and underscores.",
            )
        if key in reserved or key.replace("_", "-") in reserved:
            yield (f"“{key}”已由申请人或情形问题使用，请换一个代号。",
                   f"“{key}” is asked already; choose another key.")  # fmt: skip
        yield from _field(key, told)


def _field(key: str, told: Mapping[str, Any]) -> Iterator[Said]:
    kind = told.get("type")
    if not isinstance(kind, str) or kind not in _ALLOWED:
        yield (f"“{key}”的 type 不认识，可用：{'、'.join(_ALLOWED)}。",
               f"The type of “{key}” is unknown; use one of {', '.join(_ALLOWED)}.")  # fmt: skip
        return
    for name in sorted(told.keys() - _ALLOWED[kind] - _WORDS.keys() - {"type"}):
        yield (f"“{key}”不能用 {name[:40]}。", f"“{key}” cannot use {name[:40]}.")
    for name, wanted in _WORDS.items():
        if name in told and not isinstance(told[name], wanted):
            yield (f"“{key}”的 {name} 写法不对。", f"{name} of “{key}” is of the wrong kind.")
    title = told.get("title", "")
    if not isinstance(title, str) or not 1 <= len(title) <= _MOST_TITLE:
        yield (f"“{key}”没有 title：请写出问题。", f"“{key}” has no title: write the question.")
    yield from _bounds(key, told)
    yield from _enum(key, told)
    yield from _pattern(key, told)


def _bounds(key: str, told: Mapping[str, Any]) -> Iterator[Said]:
    for low, high in (("minimum", "maximum"), ("minLength", "maxLength")):
        pair = [told[name] for name in (low, high) if name in told]
        if any(isinstance(one, bool) or not isinstance(one, int | float) for one in pair):
            yield (f"“{key}”的 {low}、{high} 应为数。", f"{low} and {high} of “{key}” are numbers.")
        elif low in told and high in told and told[low] > told[high]:
            yield (f"“{key}”的 {low} 大于 {high}，没有答案能通过。",
                   f"{low} of “{key}” is beyond {high}: no answer can pass.")  # fmt: skip
    if "maxLength" in told and not 1 <= _number(told["maxLength"]) <= 2000:  # noqa: PLR2004
        yield (f"“{key}”的 maxLength 应在 1 到 2000 之间。", f"maxLength of “{key}”: 1 to 2000.")


def _number(told: Any) -> float:
    return float(told) if isinstance(told, int | float) else 0.0


def _enum(key: str, told: Mapping[str, Any]) -> Iterator[Said]:
    if "enum" not in told:
        return
    options, labels = told["enum"], told.get("labels", {})
    if not is_words(options) or len(set(options)) < 2 or len(set(options)) != len(options):  # noqa: PLR2004  # else there is nothing to choose
        yield (f"“{key}”至少要有两个不同的选项。", f"“{key}” needs two different options.")
        return
    bad = [one for one in options if not _is_label(labels, one)]
    if bad:
        yield (
            f"“{key}”的选项没有中英文：{'、'.join(bad)[:80]}。",
            f"Options of “{key}” lack words in both languages: {', '.join(bad)[:80]}.",
        )


def _is_label(labels: Any, option: str) -> bool:
    words = labels.get(option) if isinstance(labels, dict) else None
    return isinstance(words, list) and is_words(words) and len(words) == _LANGUAGES and all(words)


def _pattern(key: str, told: Mapping[str, Any]) -> Iterator[Said]:
    if "format" in told and told["format"] not in _FORMATS:
        yield (f"“{key}”的 format 只能是 date 或 email。", f"format of “{key}” is date or email.")
    if "pattern" not in told:
        return
    if not told.get("description"):
        yield (f"“{key}”有 pattern，请在 description 中写明怎样填。",
               f"“{key}” has a pattern: say in its description how to write it.")  # fmt: skip
    try:
        jsonschema_rs.Draft202012Validator(
            {"pattern": told["pattern"]}, pattern_options=jsonschema_rs.RegexOptions()
        )
    except ValueError:
        yield (
            f"“{key}”的 pattern 不能用：请改写，不用前后查看和回引。",
            f"pattern of “{key}”: write it without look-around and back-references.",
        )


def _pages(
    own: Mapping[str, Any], fields: Mapping[str, Any], content: Mapping[str, Any]
) -> Iterator[Said]:
    pages: Sequence[Mapping[str, Any]] = own.get("pages") or ()
    shown = [key for row in pages for key in row["fields"]]
    keys = [row.get("key", "") for row in pages]
    for number, row in enumerate(pages, start=1):
        is_free = keys.count(row.get("key")) == 1 and row.get("key") not in _taken(content)
        yield from _page(number, row, is_free=is_free)
    for key in dict.fromkeys(shown):
        if key not in fields:
            yield (f"页上的问题“{key[:40]}”不在 schema 中。",
                   f"“{key[:40]}” stands on a page, but not in the schema.")  # fmt: skip
        if shown.count(key) > 1:
            yield (f"“{key[:40]}”出现在不止一页。", f"“{key[:40]}” stands on more than one page.")
    for key in fields:
        if key not in shown:
            yield (f"“{key}”不在任何一页上，没有人会被问到。",
                   f"“{key}” stands on no page, so nobody is asked.")  # fmt: skip


def _page(number: int, row: Mapping[str, Any], *, is_free: bool) -> Iterator[Said]:
    key = row.get("key", "")
    if not is_free or not PAGE.fullmatch(key):
        yield (
            f"第 {number} 页的 key“{key[:40]}”应为小写字母、数字和连字符，且不重复。",
            f"Page {number}: its key takes small letters, digits and hyphens, once.",
        )
    if not 1 <= len(row["fields"]) <= _MOST_ON_PAGE:
        yield (f"第 {number} 页应有 1 到 {_MOST_ON_PAGE} 个问题。",
               f"Page {number} must ask 1 to {_MOST_ON_PAGE} questions.")  # fmt: skip
    if len(row["fields"]) > 1 and not row.get("title"):
        yield (f"第 {number} 页有几个问题，请写 title。",
               f"Page {number} asks more than one question: give it a title.")  # fmt: skip


def _required(schema: Mapping[str, Any], fields: Mapping[str, Any]) -> Iterator[Said]:
    for key in schema.get("required", ()):
        if key not in fields:
            yield (f"required 中的“{key[:40]}”不在 schema 中。",
                   f"“{key[:40]}” is required, but not in the schema.")  # fmt: skip


def _files(files: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[Said]:
    names = {row["material_name"] for row in content["materials"]}
    for name, told in files.items():
        if name not in names:
            yield (f"files 中的“{name[:60]}”不是本事项的材料。",
                   f"“{name[:60]}” in files is no material of this item.")  # fmt: skip
        own = told if isinstance(told, dict) else {}
        types, most = own.get("types"), own.get("most", 1)
        if not is_words(types) or not types or set(types) - set(TYPES):
            yield (f"“{name[:60]}”的 types 可用：{'、'.join(TYPES)}。",
                   f"types of “{name[:60]}”: {', '.join(TYPES)}.")  # fmt: skip
        if isinstance(most, bool) or not isinstance(most, int) or not 1 <= most <= UTMOST:
            yield (f"“{name[:60]}”的 most 应为 1 到 {UTMOST}。",
                   f"most of “{name[:60]}” is 1 to {UTMOST}.")  # fmt: skip


def _branches(own: Mapping[str, Any], content: Mapping[str, Any]) -> Iterator[Said]:
    """Yield branches that nobody can take or that ask about what comes later."""
    if situations.bad_questions(content):
        return
    form = compose(content)
    order = {one.key: number for number, page in enumerate(form.pages) for one in page.fields}
    for row in (own.get("schema") or {}).get("allOf", ()):
        named = {*row["then"].get("required", ()), *row["then"].get("properties", {})}
        for key in sorted(named - order.keys()):
            yield (f"分支指向的“{key[:40]}”不存在。",
                   f"A branch leads to “{key[:40]}”, which there is not.")  # fmt: skip
        first = min((order[key] for key in named if key in order), default=len(form.pages))
        for key, told in row["if"]["properties"].items():
            if key in order and order[key] >= first:
                yield (f"分支在问“{key}”之前就需要它的答案，请把它移到前面。",
                       f"A branch needs “{key}” before it is asked: move it forward.")  # fmt: skip
            yield from _condition(form, key, told)


def _condition(form: FormDefinition, key: str, told: Mapping[str, Any]) -> Iterator[Said]:
    one = form.field(key)
    if one is None:
        yield (f"分支所问的“{key[:40]}”不存在。",
               f"A branch asks for “{key[:40]}”, which there is not.")  # fmt: skip
        return
    wanted = told.get("enum", [told.get("const")])
    offered: list[str | bool] = [choice[0] for choice in one.choices] or [True, False]
    is_choice = bool(one.choices) or one.kind == "flag"
    if (
        not isinstance(wanted, list)
        or not wanted
        or not is_choice
        or any(option not in offered for option in wanted)
    ):
        yield (f"分支要求的“{key}”选项不存在，没有人能走到。",
               f"A branch wants an answer to “{key}” that is not offered.")  # fmt: skip
