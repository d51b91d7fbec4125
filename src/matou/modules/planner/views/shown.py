"""Small translations from rows of the network to what templates print."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from matou.kit.clock import CHINA
from matou.modules.planner.forms import language
from matou.modules.planner.queries.notices import NoticeCard
from matou.modules.planner.queries.rows import NetworkRow, place_heads, place_names
from matou.modules.planner.rules import kinds, notices
from matou.modules.planner.rules.columns import Cells, Column, Kind
from matou.web import texts
from matou.web.components.layout import Tab
from matou.web.language import in_language

Names = Mapping[str, tuple[str, str]]
_CONFIDENCE_TONES = {"A": texts.GOOD, "B": texts.INFO, "C": texts.WARN}
_PHASE_TONES = {
    "ahead": texts.WARN,
    "acting": texts.BAD,
    "over": texts.DONE,
    "withdrawn": texts.NEUTRAL,
}


def names_in(kind: Kind, rows: Iterable[NetworkRow]) -> Names:
    """Return the names of all places that rows of a kind name, in one read."""
    heads = place_heads(kind)
    codes = {row.cells[head] for row in rows for head in heads}
    return place_names(codes) if codes else {}


def name_of(names: Names, code: str) -> str:
    """Return a place's name in the reader's language, its code where it has none."""
    zh, en = names.get(code, (code, code))
    return in_language(zh=zh, en=en)


def cell_words(column: Column, text: str, names: Names) -> str:
    """Return a cell as people read it: words for choices, names for places, units for numbers."""
    if not text:
        return ""
    if column.choices:
        return column.choice_label(text, language())
    if text in names:
        return name_of(names, text)
    if column.head == "status":
        return status_words(text)
    if column.head == "days":
        return days_words(text)
    return f"{text} {column.unit}" if column.unit and column.unit != "UTC+8" else text


def days_words(days: str) -> str:
    """Return ``1234567`` as “每天”, ``135`` as “周一、周三、周五”."""
    if days == "1234567":
        return _("每天")
    words = {
        "1": _("周一"), "2": _("周二"), "3": _("周三"), "4": _("周四"), "5": _("周五"),
        "6": _("周六"), "7": _("周日"),
    }  # fmt: skip
    return in_language(zh="、", en=", ").join(words[day] for day in days)


def status_words(status: str) -> str:
    """Return the status of a link in words."""
    fixed = {"open": _("开放"), "closed": _("停止使用"), "under_construction": _("在建")}
    if status.startswith("planned_"):
        return _("规划 %s") % status.removeprefix("planned_")
    return fixed.get(status, status)


def hours_text(minutes: str | int) -> str:
    """Return minutes as hours and minutes: ``35 h 50 min``."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def row_line(row: NetworkRow, names: Names) -> dict[str, Any]:
    """Return a row as a line of a list: the columns that lists show."""
    shown = [column for column in row.kind.columns if column.is_shown]
    return {
        "code": row.code,
        "cells": [
            {
                "label": column.label(language()),
                "text": cell_words(column, row.cells[column.head], names),
                "is_number": bool(column.unit),
            }
            for column in shown
        ],
        "confidence": row.confidence,
        "confidence_tone": _CONFIDENCE_TONES[row.confidence],
    }


def shown_heads(kind: Kind) -> list[tuple[str, bool]]:
    """Return the labels of the columns that lists show, and which of them hold numbers."""
    return [
        (column.label(language()), bool(column.unit)) for column in kind.columns if column.is_shown
    ]


def row_facts(row: NetworkRow, names: Names) -> list[tuple[str, str]]:
    """Return every filled cell of a row with its label."""
    return [
        (column.label(language()), text)
        for column in row.kind.columns
        if (text := cell_words(column, row.cells[column.head], names))
    ]


def history_lines(rows: Collection[NetworkRow], *, now: datetime) -> list[dict[str, Any]]:
    """Return the wordings of a row with what each changed, the latest first."""
    ordered = list(rows)
    lines = []
    for at, row in enumerate(ordered):
        former = ordered[at + 1] if at + 1 < len(ordered) else None
        state, label, tone = _state(row, now=now)
        lines.append(
            {
                "row": row,
                "state": state,
                "label": label,
                "tone": tone,
                "changes": _changes(row.kind, former.cells, row.cells) if former else [],
            }
        )
    return lines


def change_lines(kind: Kind, differences: Iterable[tuple[str, str, str]]) -> list[str]:
    """Return differences of cells as “维护水深：2.4 → 2.9”."""
    labels = {column.head: column.label(language()) for column in kind.columns}
    empty = _("空")
    joint = in_language(zh="：", en=": ")
    return [
        f"{labels[head]}{joint}{before or empty} → {after or empty}"
        for head, before, after in differences
    ]


def notice_line(card: NoticeCard, names: Names) -> dict[str, Any]:
    """Return a notice as a line of a list."""
    kind = _word(notices.KINDS, card.terms.kind)
    return {
        "card": card,
        "kind": kind,
        "phase": phase_words(card.phase),
        "tone": _PHASE_TONES[card.phase],
        "targets": [(code, name_of(names, code)) for code in card.terms.targets],
        "depth": "" if card.terms.depth_cm is None else f"{card.terms.depth_cm / 100:g} m",
        "state": _word(notices.STATES, card.state),
    }


def phase_words(phase: str) -> str:
    """Return where a notice stands in time, in words."""
    return {
        "ahead": _("即将生效"),
        "acting": _("生效中"),
        "over": _("已结束"),
        "withdrawn": _("已撤回"),
        "standing": _("未结束"),
    }.get(phase, phase)


def kind_tabs() -> list[Tab]:
    """Return the lists of all kinds as tabs."""
    return [
        Tab(title=kind.title(language()), url=f"/planner/network/{kind.key}/")
        for kind in kinds.KINDS
    ]


def today(now: datetime) -> str:
    """Return the day in China."""
    return now.astimezone(CHINA).date().isoformat()


def _changes(kind: Kind, before: Cells, after: Cells) -> list[str]:
    found = [
        (head, before[head], after[head]) for head in kind.heads if before[head] != after[head]
    ]
    return change_lines(kind, found)


def _state(row: NetworkRow, *, now: datetime) -> tuple[str, str, str]:
    if row.valid_from == row.valid_until:
        return "replaced", _("未生效即被替换"), texts.NEUTRAL
    if row.valid_from > now:
        return "planned", _("待生效"), texts.WARN
    if row.is_in_force(now):
        return "in_force", _("现行"), texts.GOOD
    return "ended", _("已失效"), texts.DONE


def _word(choices: Iterable[tuple[str, str, str]], key: str) -> str:
    return next((in_language(zh=zh, en=en) for own, zh, en in choices if own == key), key)
