"""Whether an item's own form is of the right shape, so that its rules can be read safely."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Said = tuple[str, str]
"""A sentence in Chinese and English."""
PARTS = frozenset({"schema", "pages", "files"})
SCHEMA = frozenset({"$schema", "type", "properties", "required", "allOf"})
PAGE_PARTS = frozenset({"key", "fields", "title", "title_en", "help", "help_en"})


def shape_faults(own: Mapping[str, Any]) -> Iterator[Said]:
    """Yield what is not even of the right kind; while there is any, nothing else can be judged."""
    yield from _unknown(own, PARTS)
    schema, pages, files = own.get("schema", {}), own.get("pages", []), own.get("files", {})
    if not isinstance(schema, dict) or not isinstance(files, dict):
        yield "schema 和 files 应为对象。", "schema and files must be objects."
        return
    if not isinstance(pages, list) or not all(_is_page(row) for row in pages):
        yield ("pages 应为页的列表，每页有 key 和 fields。",
               "pages must be a list of pages with key and fields.")  # fmt: skip
    if schema:
        yield from _schema(schema)


def _schema(schema: Mapping[str, Any]) -> Iterator[Said]:
    yield from _unknown(schema, SCHEMA)
    if schema.get("type") != "object":
        yield "schema 的 type 应为 object。", "The schema's type must be object."
    properties = schema.get("properties", {})
    if not isinstance(properties, dict) or not all(
        isinstance(one, dict) for one in properties.values()
    ):
        yield "properties 下每个问题应为对象。", "Each question below properties must be an object."
    if not is_words(schema.get("required", [])):
        yield "required 应列出问题的代号。", "required must list keys of questions."
    rows = schema.get("allOf", [])
    if not isinstance(rows, list) or not all(_is_branch(row) for row in rows):
        zh = (
            "allOf 的每项应为 if（properties 中的 const 或 enum，并列入 required）和 then"
            "（required、properties）。"
        )
        en = (
            "Each of allOf must be an if (const or enum in properties, named in required) and a "
            "then (required, properties)."
        )
        yield zh, en


def is_words(told: Any) -> bool:
    """Tell whether something is a list of texts."""
    return isinstance(told, list) and all(isinstance(one, str) for one in told)


def _unknown(told: Mapping[str, Any], known: frozenset[str]) -> Iterator[Said]:
    listed: Sequence[str] = sorted(known)
    for key in sorted(str(key) for key in told.keys() - known):
        yield (f"不认识“{key[:40]}”，可用：{'、'.join(listed)}。",
               f"“{key[:40]}” is unknown; use {', '.join(listed)}.")  # fmt: skip


def _is_page(row: Any) -> bool:
    return (
        isinstance(row, dict)
        and not row.keys() - PAGE_PARTS
        and is_words(row.get("fields"))
        and all(isinstance(row.get(part, ""), str) for part in PAGE_PARTS - {"fields"})
    )


def _is_branch(row: Any) -> bool:
    if not isinstance(row, dict) or row.keys() != {"if", "then"}:
        return False
    return _is_condition(row["if"]) and _is_consequence(row["then"])


def _is_condition(told: Any) -> bool:
    if not isinstance(told, dict) or told.keys() != {"properties", "required"}:
        return False
    asked = told["properties"]
    return (
        isinstance(asked, dict)
        and bool(asked)
        and is_words(told["required"])
        and set(told["required"]) == asked.keys()
        and all(isinstance(one, dict) and set(one) in ({"const"}, {"enum"})
                for one in asked.values())
    )  # fmt: skip


def _is_consequence(then: Any) -> bool:
    return (
        isinstance(then, dict)
        and bool(then)
        and not then.keys() - {"required", "properties"}
        and is_words(then.get("required", []))
        and isinstance(then.get("properties", {}), dict)
        and all(one is True for one in then.get("properties", {}).values())
    )
