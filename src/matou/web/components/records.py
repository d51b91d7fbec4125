"""Components for rows: table, facts, timeline, pager, journal foot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from matou.web import texts
from matou.web.components.base import part, register
from matou.web.journal import journal_rows, public_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineItem:
    """One thing that happened, or will: ``at`` None = not yet."""

    title: str
    at: datetime | None = None
    actor: str = ""
    note: str = ""
    url: str = ""
    tone: str = texts.NEUTRAL


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysetPage:
    """A page of a long list that is read by key: the next page starts after ``next_key``."""

    rows: Sequence[Any]
    next_key: str = ""
    parameter: str = "before"


@register.simple_block_tag
def table(content: str, caption: str, dense: bool = False) -> SafeString:  # noqa: FBT001, FBT002
    """Wrap ``thead`` and ``tbody``; on a phone each row stacks, each ``td`` with ``data-label``."""
    return part("table", {"content": content, "caption": caption, "dense": dense})


@register.simple_block_tag
def facts(content: str, columns: int = 1) -> SafeString:
    """Wrap ``{% fact %}`` lines as a description list in one to three columns."""
    return part("facts", {"content": content, "columns": columns})


@register.simple_block_tag
def fact(content: str, label: str) -> SafeString:
    """Show one name and its value."""
    return part("fact", {"content": content, "label": label})


@register.simple_tag
def timeline(entries: Iterable[Any]) -> SafeString:
    """Show what happened in order: TimelineItem, or journal entries as they are."""
    items = [item if isinstance(item, TimelineItem) else _from_entry(item) for item in entries]
    return part("timeline", {"items": items})


def _from_entry(entry: Any) -> TimelineItem:
    row = journal_rows([entry])[0]
    return TimelineItem(title=row.title, at=row.occurred_at, actor=row.actor, tone=texts.INFO)


@register.simple_tag(takes_context=True)
def pager(context: Context, page: Page[Any] | KeysetPage | None) -> SafeString:
    """Offer the neighbouring pages, keeping the filters of the address."""
    request = context.get("request")
    asked = request.GET.copy() if request else None

    def address(parameter: str, value: object) -> str:
        if asked is None:
            return f"?{parameter}={value}"
        asked[parameter] = str(value)
        return f"?{asked.urlencode()}"

    if isinstance(page, KeysetPage):
        shown: dict[str, Any] = {
            "next_url": address(page.parameter, page.next_key) if page.next_key else "",
            "first_url": _without(request, page.parameter),
        }
        return part("pager", shown) if any(shown.values()) else SafeString("")
    if page is None or page.paginator.num_pages <= 1:
        return SafeString("")
    shown = {
        "previous_url": address("page", page.number - 1) if page.has_previous() else "",
        "next_url": address("page", page.number + 1) if page.has_next() else "",
        "where": _("第 %(page)s / %(pages)s 页，共 %(rows)s 条")
        % {"page": page.number, "pages": page.paginator.num_pages, "rows": page.paginator.count},
    }
    return part("pager", shown)


def _without(request: HttpRequest | None, parameter: str) -> str:
    """Return the address without the key, empty where it has none."""
    if request is None or parameter not in request.GET:
        return ""
    rest = request.GET.copy()
    del rest[parameter]
    return f"{request.path}?{rest.urlencode()}" if rest else request.path


@register.simple_tag(takes_context=True)
def journal_foot(context: Context, code: str) -> SafeString:
    """Show, folded, every journal entry of the thing with this code, as the reader may see it."""
    if not code:
        return SafeString("")
    reader = getattr(context.get("request"), "actor", None)
    rows = public_rows(journal_rows(None, code=code), reader=reader)
    return part("journal_foot", {"code": code, "rows": rows})
