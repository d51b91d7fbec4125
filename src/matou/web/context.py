"""What every page knows: language, who is at work, the menus."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url

from matou.kit.actor import ADMIN, AUDITOR, EXCHANGE, OPERATOR, REGISTRAR, Actor
from matou.web.access import may
from matou.web.bell import unread_notices
from matou.web.language import CHINESE, ENGLISH, in_language, is_chinese
from matou.web.slots import MENU, MenuItem

STAFF = frozenset({OPERATOR, AUDITOR, ADMIN, REGISTRAR, EXCHANGE})


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the values that ``web/page.html`` needs."""
    actor: Actor | None = getattr(request, "actor", None)
    chinese = is_chinese()
    return {
        "actor": actor,
        "is_chinese": chinese,
        "page_language": "zh-CN" if chinese else "en",
        "other_language": ENGLISH if chinese else CHINESE,
        "main_menu": menu_lines(MENU.fillers(), actor=actor, path=request.path),
        "is_staff_actor": may(actor, STAFF),
        # Called by the header alone, so that fragments don't count.
        "unread_notices": partial(unread_notices, actor) if actor else 0,
        "sign_in_url": sign_in_url(request),
    }


def menu_lines(
    items: Iterable[MenuItem], *, actor: Actor | None, path: str
) -> list[dict[str, Any]]:
    """Return the entries this person sees; of those that lead here, the nearest is open."""
    seen = [item for item in items if may(actor, item.roles)]
    here = {
        address: item.name
        for item in seen
        for address in (item.url, *item.also)
        if address == path or (address != "/" and path.startswith(address))
    }
    nearest = here[max(here, key=len)] if here else ""
    return [
        {
            "title": in_language(zh=item.title_zh, en=item.title_en),
            "url": item.url,
            "icon": item.icon,
            "open": item.name == nearest,
        }
        for item in seen
    ]


def sign_in_url(request: HttpRequest) -> str:
    """Return the sign-in address that leads back to this page."""
    address = resolve_url(settings.LOGIN_URL)
    if request.path.startswith("/account/") or request.path == "/":
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"
