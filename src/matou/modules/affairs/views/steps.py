"""The steps of an item as a picture: SVG made here, told in words in its description."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from matou.web.language import in_language, is_chinese

_WIDTH, _BOX, _GAP = 320, 44, 22
"""Narrow enough for the smallest phone without shrinking the words."""


def steps_picture(rows: Sequence[Mapping[str, Any]]) -> SafeString:
    """Return the steps from top to bottom; every word is escaped, no style is inline."""
    height = len(rows) * _BOX + max(0, len(rows) - 1) * _GAP + 2
    boxes = format_html_join("", "{}", ((_box(row, at),) for at, row in enumerate(rows)))
    arrows = format_html_join("", "{}", ((_arrow(at),) for at in range(len(rows) - 1)))
    described = " → ".join(_words(row) for row in rows)
    return format_html(
        '<svg class="steps" role="img" aria-labelledby="steps-title steps-desc" width="{}" '
        'height="{}" viewBox="0 0 {} {}"><title id="steps-title">{}</title>'
        '<desc id="steps-desc"{}>{}</desc>{}{}</svg>',
        _WIDTH, height, _WIDTH, height, _("办理流程图"), _mark(described), described, boxes, arrows,
    )  # fmt: skip


def _box(row: Mapping[str, Any], at: int) -> SafeString:
    top = at * (_BOX + _GAP) + 1
    words = _words(row)
    return format_html(
        '<rect x="1" y="{}" width="{}" height="{}" rx="6"></rect>'
        '<text x="16" y="{}"{}>{}</text><text class="limit" x="{}" y="{}"{}>{}</text>',
        top, _WIDTH - 2, _BOX, top + 27, _mark(words), f"{at + 1}. {words}",
        _WIDTH - 16, top + 27, _mark(row["limit"]), row["limit"],
    )  # fmt: skip


def _arrow(at: int) -> SafeString:
    top = at * (_BOX + _GAP) + 1 + _BOX
    middle = _WIDTH // 2
    return format_html('<path d="M{} {}v{}m-5 -6l5 6l5 -6"></path>', middle, top + 3, _GAP - 6)


def _words(row: Mapping[str, Any]) -> str:
    return in_language(zh=row["name"], en=row["name_en"])


def _mark(words: str) -> SafeString:
    """Mark Chinese on an English page, so that it is read aloud as such."""
    needs = not is_chinese() and not words.isascii()
    return SafeString(' lang="zh"') if needs else SafeString("")
