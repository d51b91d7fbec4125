"""What differs between two contents: two versions of an item, or one item in two regions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from matou.modules.affairs.rules import fields
from matou.modules.affairs.rules.fields import Field, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One field, or one cell of one row, that differs; None means that it is not there."""

    field: str
    row: str
    column: str
    before: Any
    after: Any


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what differs, field by field; rows are told apart by their first column."""
    found: list[Difference] = []
    for one in fields.written():
        old, new = before.get(one.key), after.get(one.key)
        if old == new:
            continue
        if one.kind is Kind.ROWS:
            found += _rows(one, old or [], new or [])
        else:
            found.append(Difference(field=one.key, row="", column="", before=old, after=new))
    return tuple(found)


def _rows(one: Field, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> Iterator[Difference]:
    before, after = _named(one, old), _named(one, new)
    for name in dict.fromkeys([*before, *after]):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            yield Difference(field=one.key, row=name, column="", before=_first(one, was),
                             after=_first(one, now))  # fmt: skip
            continue
        for column in one.columns:
            if was[column.key] != now[column.key]:
                yield Difference(field=one.key, row=name, column=column.key,
                                 before=was[column.key], after=now[column.key])  # fmt: skip
    if list(before) != list(after) and set(before) == set(after):
        yield Difference(field=one.key, row="", column="", before="、".join(before),
                         after="、".join(after))  # fmt: skip


def _named(one: Field, rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return rows by their first column; one that repeats gets a number behind its name."""
    named: dict[str, dict[str, Any]] = {}
    for row in rows:
        name = str(row[one.columns[0].key])
        number = sum(known == name or known.startswith(f"{name} #") for known in named)
        named[f"{name} #{number + 1}" if number else name] = row
    return named


def _first(one: Field, row: dict[str, Any] | None) -> Any:
    return None if row is None else row[one.columns[0].key]
