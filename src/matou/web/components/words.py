"""Small components inside a line: icon, badge, money, mass, instant, code."""

import re
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import segno
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from matou.kit.codes import normal_code, shown_code
from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.web import texts
from matou.web.components.base import part, register
from matou.web.language import is_chinese

_HAN = re.compile(r"[\u3400-\u9fff]")
NOTHING = mark_safe('<span class="none" aria-hidden="true">—</span>')


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of ``icons.txt``; with a label it speaks, without it is decoration."""
    sheet = f"{_icons_url()}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, sheet
        )
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', sheet
    )


@cache
def _icons_url() -> str:
    """Return where the drawings lie: a page shows twenty, and looking it up took half of each."""
    return static("vendor/tabler/icons.svg")


@register.simple_tag
def badge(state: Any, label: str = "", tone: str = "") -> SafeString:
    """Show a state by colour and by word; a TextChoices member brings its own label."""
    value = str(getattr(state, "value", state) or "")
    words = label or str(getattr(state, "label", "") or _(value) if value else "")
    chosen = tone if tone in texts.TONES else texts.tone_of(value)
    return format_html('<span class="badge tone-{}">{}</span>', chosen, words)


@register.simple_tag
def money(amount: Money | int | None, sign: bool = False) -> SafeString:  # noqa: FBT001, FBT002
    """Show fen as ``¥1,234.50``; with ``sign`` a plus stands before what came in."""
    if amount is None:
        return NOTHING
    value = amount if isinstance(amount, Money) else Money(int(amount))
    plus = "+" if sign and value.fen > 0 else ""
    tone = "minus" if value.fen < 0 else "plus" if plus else ""
    return format_html(
        '<data class="money {}" value="{}">{}{}</data>', tone, value.fen, plus, str(value)
    )


@register.simple_tag
def tonnes(mass: Tonnes | int | None) -> SafeString:
    """Show kilograms as ``2,400 t``."""
    if mass is None:
        return NOTHING
    value = mass if isinstance(mass, Tonnes) else Tonnes(int(mass))
    return format_html('<data class="tonnes" value="{}">{}</data>', value.kg, str(value))


@register.simple_tag
def instant(at: datetime | None, relative: bool = False) -> SafeString:  # noqa: FBT001, FBT002
    """Show an instant in Beijing time with its zone; ``relative`` adds “3 小时前”."""
    if at is None:
        return NOTHING
    shown = texts.instant_text(at)
    # Drawn here, for lists of plans and cases show two a row: by a template each took 0.1 ms.
    ago = format_html('<span class="relative">{}</span>', shown.relative) if relative else ""
    return format_html(
        '<time class="instant" datetime="{}" title="{}">{}<span class="zone"> +08</span>{}</time>',
        *(shown.iso, shown.full, shown.text, ago),
    )


@register.simple_tag
def day(on: date | None) -> SafeString:
    """Show a calendar day as ISO 8601."""
    if on is None:
        return NOTHING
    return format_html('<time class="day" datetime="{0}">{0}</time>', on.isoformat())


@register.simple_tag
def code_chip(code: str, label: str = "", with_qr: bool = False) -> SafeString:  # noqa: FBT001, FBT002
    """Show a code grouped for people, linked to its page, with a button that copies it.

    ``with_qr`` adds the QR code, folded.
    """
    if not code:
        return NOTHING
    shown = shown_code(code) if normal_code(code) == code else code
    return part("code_chip", {"code": code, "shown": shown, "label": label, "with_qr": with_qr})


@register.simple_tag
def qr(code: str, size: int = 4) -> SafeString:
    """Draw the QR code of ``/c/<code>`` as inline SVG; ``size`` is the scale of one module."""
    return _qr_drawing(f"{settings.BASE_URL.rstrip('/')}/c/{code}", code, size)


@lru_cache(maxsize=2048)
def _qr_drawing(address: str, title: str, size: int) -> SafeString:
    """Draw it once: choosing the symbol's mask costs some ten milliseconds."""
    drawing = segno.make(address, error="m").svg_inline(
        scale=size, border=2, title=title, svgclass="qr", lineclass=None, omitsize=False
    )
    # segno escapes the title; the rest is numbers.
    return mark_safe(drawing)  # noqa: S308  # nosec B703


@register.filter
def chinese(value: object) -> str:
    """Mark Chinese words of the data on an English page, so that they are read aloud as such."""
    text = "" if value is None else conditional_escape(str(value))
    if is_chinese() or not _HAN.search(text):
        return text
    return format_html('<span lang="zh">{}</span>', text)
