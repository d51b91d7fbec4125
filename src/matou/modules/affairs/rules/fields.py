"""The one table of the national fields of a service item: forms, pages, API and files follow it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import yaml

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"

Content: TypeAlias = Mapping[str, Any]
"""What one version of an item says, by field key; lists of rows hold such mappings again."""


class Kind(StrEnum):
    """How a field is written."""

    TEXT = "text"
    LONG = "long"
    CHOICE = "choice"
    CHOICES = "choices"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"
    DAY = "day"
    URL = "url"
    ROWS = "rows"
    FORM = "form"
    """An item's own questions (see ``rules.form_lint``), a mapping; typed and filed as JSON."""
    SYSTEM = "system"
    """Filled by the platform and told by the API, never typed; scans are counted by ``codes``."""


Choice: TypeAlias = tuple[str, str, str]
"""Key, Chinese, English."""

MARKS: tuple[Choice, ...] = (
    ("seen", "已见于公开实现", "Seen in public implementations"),
    ("memory", "凭记忆，待核", "From memory, to be confirmed"),
    ("own", "本平台补充", "Added by this platform"),
)
"""How far a field's definition may be trusted; editors see it beside the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an item (要素), or one column of a list inside it."""

    key: str
    zh: str
    en: str
    kind: Kind = Kind.TEXT
    group: str = ""
    required: bool = False
    max_length: int = 200
    occurs: str = ""
    maps: str = ""
    mark: str = "own"
    choices: tuple[Choice, ...] = ()
    columns: tuple["Field", ...] = ()
    help_zh: str = ""
    help_en: str = ""

    def label(self, language: str) -> str:
        """Return the name in the reader's language."""
        return self.zh if language.startswith("zh") else self.en

    def help(self, language: str) -> str:
        """Return how to write it, empty where the name says enough."""
        return self.help_zh if language.startswith("zh") else self.help_en

    def choice_label(self, key: str, language: str) -> str:
        """Return a choice in words, its key where there is none."""
        for known, zh, en in self.choices:
            if known == key:
                return zh if language.startswith("zh") else en
        return key

    def column(self, key: str) -> "Field":
        """Return a column of a list."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Fields that an editor fills on one page."""

    key: str
    zh: str
    en: str

    def label(self, language: str) -> str:
        """Return the name in the reader's language."""
        return self.zh if language.startswith("zh") else self.en


@cache
def _table() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((CATALOGUE / "fields.yaml").read_text("utf-8"))
    return loaded


@cache
def groups() -> tuple[Group, ...]:
    """Return the groups in the order of the edit form."""
    return tuple(Group(**group) for group in _table()["groups"])


@cache
def fields() -> tuple[Field, ...]:
    """Return every field in order."""
    return tuple(_field(row) for row in _table()["fields"])


@cache
def by_key() -> Mapping[str, Field]:
    """Return the fields by key."""
    return {field.key: field for field in fields()}


def field(key: str) -> Field:
    """Return one field; an unknown key is a programmer's error."""
    return by_key()[key]


def written() -> Iterator[Field]:
    """Yield the fields that people write."""
    return (one for one in fields() if one.kind is not Kind.SYSTEM)


def fields_of(group: str) -> tuple[Field, ...]:
    """Return the fields of a group that people write."""
    return tuple(one for one in written() if one.group == group)


def choices(name: str) -> tuple[Choice, ...]:
    """Return a code list."""
    listed: Mapping[str, Sequence[str]] = _table()["choices"][name]
    return tuple((key, zh, en) for key, (zh, en) in listed.items())


def empty_value(one: Field) -> Any:
    """Return what a field holds before anyone has written it."""
    match one.kind:
        case Kind.ROWS | Kind.CHOICES:
            return []
        case Kind.WHOLE | Kind.NUMBER | Kind.FLAG | Kind.FORM:
            return None
        case _:
            return ""


def empty_content() -> dict[str, Any]:
    """Return an item that says nothing yet."""
    return {one.key: empty_value(one) for one in written()}


def _field(row: Mapping[str, Any]) -> Field:
    listed = row.get("choices")
    return Field(
        key=row["key"],
        zh=row["zh"],
        en=row["en"],
        kind=Kind(row.get("kind", "text")),
        group=row.get("group", ""),
        required=row.get("required", False),
        max_length=row.get("max", 200),
        occurs=row.get("occurs", ""),
        maps=row.get("maps", ""),
        mark=row["mark"],
        choices=choices(listed) if listed else (),
        columns=tuple(_field(column) for column in row.get("columns", ())),
        help_zh=row.get("help_zh", ""),
        help_en=row.get("help_en", ""),
    )
