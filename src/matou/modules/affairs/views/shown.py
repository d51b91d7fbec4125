"""Small translations from items to what templates print."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from matou.modules.affairs.forms import language
from matou.modules.affairs.queries.desk import DeskRow
from matou.modules.affairs.queries.items import ItemRow
from matou.modules.affairs.rules import fields, states, values
from matou.modules.affairs.rules.difference import Difference
from matou.modules.affairs.rules.fields import Field, Kind
from matou.modules.affairs.rules.regions import region_name
from matou.web import texts
from matou.web.language import in_language

_TONES = {
    states.DRAFT: texts.NEUTRAL,
    states.LEGAL_CHECK: texts.WARN,
    states.SECOND_PERSON: texts.WARN,
    states.PUBLISHED: texts.GOOD,
    states.WITHDRAWN: texts.DONE,
}
MARK_TONES = {"seen": texts.GOOD, "memory": texts.WARN, "own": texts.INFO}


def page_asked(request: HttpRequest) -> int:
    """Return the number of the page that was asked for, the first where it is none."""
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and text.isascii() and len(text) < 6 else 1  # noqa: PLR2004


def page_numbers(page: int, total: int, *, size: int) -> Page[int]:
    """Return what the pager draws for a list that was cut by the database."""
    return Paginator(range(total), size).get_page(page)


def limit_words(count: int | None, unit: str) -> str:
    """Return a time limit in words: “5 个工作日”, “at once”."""
    if count is None or not unit:
        return ""
    if not count:
        return _("当场办结")
    named = fields.field("promise_type").choice_label(unit, language())
    return in_language(zh=f"{count} {'个' if unit in {'work_day', 'month'} else ''}{named}",
                       en=f"{count} {named[:-1] if count == 1 else named}")  # fmt: skip


def item_line(row: ItemRow) -> dict[str, Any]:
    """Return an item as a line of the public list."""
    kind = fields.field("server_type")
    return {
        "code": row.code,
        "name": in_language(zh=row.name_zh, en=row.name_en),
        "summary": in_language(zh=row.summary_zh, en=row.summary_en),
        "department": in_language(zh=row.department_zh, en=row.department_en),
        "region": region_name(row.region, language()),
        "audience": joined(kind.choice_label(key, language()) for key in row.audience),
        "limit": limit_words(row.promised_count, row.promised_unit),
        "is_sample": row.is_sample,
    }


def desk_line(row: DeskRow) -> dict[str, Any]:
    """Return a version as a line of the desk's list."""
    zh, en = states.state_words(row.state)
    return {
        "code": row.code,
        "number": row.number,
        "name": in_language(zh=row.name_zh, en=row.name_en),
        "department": row.department,
        "region": region_name(row.region, language()),
        "state": row.state,
        "label": in_language(zh=zh, en=en),
        "tone": _TONES[row.state],
        "errors": row.errors,
        "warnings": row.warnings,
        "is_sample": row.is_sample,
        "valid_from": row.valid_from,
        "valid_until": row.valid_until,
    }


def joined(words: Any) -> str:
    """Return words in one line, parted as the language parts them."""
    return in_language(zh="、", en=", ").join(words)


def value_words(one: Field, value: Any) -> str:
    """Return a value as people read it."""
    if value is None or value in ("", []):
        return ""
    match one.kind:
        case Kind.FLAG:
            return _("是") if value else _("否")
        case Kind.CHOICE:
            return one.choice_label(value, language())
        case Kind.CHOICES:
            return joined(one.choice_label(key, language()) for key in value)
        case Kind.FORM:
            return values.shown(one, value)
        case _:
            return str(value)


def content_blocks(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return all that an item says, by groups, for the desk's page."""
    return [
        {
            "key": group.key,
            "title": group.label(language()),
            "facts": [
                _fact(one, content[one.key])
                for one in fields.fields_of(group.key)
                if one.kind is not Kind.ROWS and content[one.key] not in ("", None, [])
            ],
            "tables": [
                _table(one, content[one.key])
                for one in fields.fields_of(group.key)
                if one.kind is Kind.ROWS and content[one.key]
            ],
        }
        for group in fields.groups()
        if fields.fields_of(group.key)
    ]


def difference_line(told: Difference) -> dict[str, Any]:
    """Return a difference as a line of a table."""
    one = fields.field(told.field)
    column = one.column(told.column) if told.column else one
    label = one.label(language())
    if told.column:
        label = f"{label} · {column.label(language())}"
    simple = column if column.kind is not Kind.ROWS else None
    return {
        "label": label,
        "row": told.row,
        "before": value_words(simple, told.before) if simple else str(told.before or ""),
        "after": value_words(simple, told.after) if simple else str(told.after or ""),
    }


def file_answer(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Answer a file to keep."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _fact(one: Field, value: Any) -> dict[str, Any]:
    return {
        "label": one.label(language()),
        "text": value_words(one, value),
        "mark": one.mark,
        "mark_label": mark_words(one.mark),
        "tone": MARK_TONES[one.mark],
    }


def _table(one: Field, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    used = [
        column for column in one.columns if any(row[column.key] not in ("", None) for row in rows)
    ]
    return {
        "label": one.label(language()),
        "mark_label": mark_words(one.mark),
        "mark": one.mark,
        "tone": MARK_TONES[one.mark],
        "rows": [
            [(column.label(language()), value_words(column, row[column.key])) for column in used]
            for row in rows
        ],
    }


def mark_words(mark: str) -> str:
    """Return how far a field's definition may be trusted, in words."""
    return next(in_language(zh=zh, en=en) for key, zh, en in fields.MARKS if key == mark)
