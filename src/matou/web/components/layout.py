"""Components that arrange a page: headers, cards, steps, notices, actions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from matou.web import texts
from matou.web.components.base import part, register

_SHORT_STAT, _LONG_STAT = 7, 11
"""Characters that fit a tile of the narrowest column in the large face, and in the middle one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a way; ``state`` is done, current or todo."""

    title: str
    state: str = "todo"
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One tab: a page of its own, so that it works without JavaScript."""

    title: str
    url: str
    count: int | None = None


@register.simple_block_tag
def page_header(content: str, title: str, subtitle: str = "", icon: str = "") -> SafeString:
    """Head a page by hand; the content holds the actions. ``web/page.html`` calls it itself."""
    facts = {"title": title, "subtitle": subtitle, "icon": icon, "content": content}
    return part("page_header", facts)


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    icon: str = "",
    url: str = "",
    tone: str = "",
    flush: bool = False,  # noqa: FBT001, FBT002
) -> SafeString:
    """Frame what belongs together; ``url`` adds “all →”, ``flush`` drops the padding for tables."""
    facts = {"content": content, "title": title, "icon": icon, "url": url, "tone": tone}
    return part("card", {**facts, "flush": flush})


@register.simple_block_tag
def notice(content: str, title: str = "", tone: str = texts.INFO) -> SafeString:
    """Say something that matters now, in a tone of ``texts.TONES``."""
    icons = {texts.GOOD: "circle-check", texts.WARN: "alert-triangle", texts.BAD: "alert-circle"}
    facts = {"content": content, "title": title, "tone": tone}
    return part("notice", {**facts, "icon": icons.get(tone, "info-circle")})


@register.simple_block_tag
def hint(content: str, title: str = "") -> SafeString:
    """Fold an explanation behind a question; opens without JavaScript."""
    return part("hint", {"content": content, "title": title or _("这是什么？")})


@register.simple_tag
def breadcrumbs(*pairs: str) -> SafeString:
    """Show the way here: ``{% breadcrumbs "货运" "/freight/" "货盘" %}``, the last without url."""
    crumbs = [
        {"title": title, "url": pairs[at + 1] if at + 1 < len(pairs) else ""}
        for at, title in list(enumerate(pairs))[::2]
    ]
    return part("breadcrumbs", {"crumbs": crumbs})


@register.simple_tag
def tabs(items: Sequence[Tab], current: str) -> SafeString:
    """Show sibling pages; ``current`` is the url of the open one."""
    return part("tabs", {"items": items, "current": current})


@register.simple_tag
def steps(items: Sequence[Step]) -> SafeString:
    """Show how far along a way something is."""
    return part("steps", {"items": items})


@register.simple_tag
def stat(
    label: str, value: Any, unit: str = "", note: str = "", tone: str = "", url: str = ""
) -> SafeString:
    """Show one number that matters, with its unit."""
    facts = {"label": label, "value": value, "unit": unit, "note": note, "tone": tone, "url": url}
    length = len(str(value))
    return part("stat", {**facts, "is_long": length > _SHORT_STAT, "is_wide": length > _LONG_STAT})


@register.simple_tag
def progress(value: int, maximum: int, label: str, unit: str = "") -> SafeString:
    """Show how much of the whole is done, as a draught gauge and in words."""
    percent = min(100, max(0, round(100 * value / maximum))) if maximum else 0
    facts = {"value": value, "maximum": maximum, "label": label, "unit": unit}
    return part("progress", {**facts, "percent": percent})


@register.simple_tag
def empty_state(
    title: str, next_url: str = "", next_label: str = "", note: str = "", icon: str = "anchor"
) -> SafeString:
    """Say that there is nothing yet, and what to do next."""
    facts = {"title": title, "next_url": next_url, "next_label": next_label}
    return part("empty_state", {**facts, "note": note, "icon": icon})


@register.simple_tag(takes_context=True)
def action(
    context: Context, url: str, label: str, note: str = "", icon: str = "", method: str = "post"
) -> SafeString:
    """Offer the one large next step of a phone page; ``method`` get makes it a link."""
    facts = {"url": url, "label": label, "note": note, "icon": icon, "method": method}
    return part("action", {**facts, "csrf_token": context.get("csrf_token")})


@register.simple_tag
def confirm_link(url: str, label: str, tone: str = "", icon: str = "") -> SafeString:
    """Link to a confirmation page; with JavaScript the page opens as a dialog instead."""
    return part("confirm_link", {"url": url, "label": label, "tone": tone, "icon": icon})


@register.simple_tag(takes_context=True)
def search_box(
    context: Context, url: str, placeholder: str = "", name: str = "q", label: str = ""
) -> SafeString:
    """Ask for a search text; keeps what was asked."""
    request = context.get("request")
    asked = request.GET.get(name, "") if request else ""
    facts = {"url": url, "placeholder": placeholder, "name": name, "asked": asked}
    return part("search_box", {**facts, "label": label or _("搜索")})


@register.simple_tag
def filtered(url: str, chosen: Iterable[str]) -> SafeString:
    """Say to what a list is narrowed, and offer the whole at ``url``; nothing where it is whole."""
    words = [str(one) for one in chosen if one]
    return part("filtered", {"url": url, "words": words}) if words else SafeString("")


@register.simple_tag
def export_menu(url: str, formats: str = "csv") -> SafeString:
    """Offer downloads: each format of the comma list is ``?format=<name>`` added to the url."""
    joint = "&" if "?" in url else "?"
    names = [name.strip() for name in formats.split(",") if name.strip()]
    links = [{"name": name.upper(), "url": f"{url}{joint}format={name}"} for name in names]
    return part("export_menu", {"links": links})


@register.simple_tag
def print_button(label: str = "") -> SafeString:
    """Offer printing; hidden where scripts are off, the browser's own menu does it too."""
    return part("print_button", {"label": label or _("打印")})


@register.simple_tag(takes_context=True)
def language_switch(context: Context) -> SafeString:
    """Let the reader change between Chinese and English, on the same page."""
    request = context.get("request")
    facts = {
        "here": request.get_full_path() if request else "/",
        "csrf_token": context.get("csrf_token"),
        "other": context.get("other_language", "en"),
    }
    return part("language_switch", facts)


@register.simple_tag(takes_context=True)
def toasts(context: Context) -> SafeString:
    """Show Django's messages in the corner; the place where htmx refusals land too."""
    return part("toasts", {"messages": context.get("messages") or ()})
