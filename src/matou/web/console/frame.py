"""What every console page shares: who may see it, and the menu at its side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR, Actor
from matou.web.access import requires
from matou.web.context import menu_lines
from matou.web.slots import CONSOLE_MENU, MenuItem

readers = requires(OPERATOR, AUDITOR, ADMIN)
"""Pages to look at."""
writers = requires(OPERATOR, ADMIN)
"""Acts."""

PAGE_ROWS = 50


def show(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    """Render a console page with its side menu."""
    actor: Actor | None = getattr(request, "actor", None)
    own = [
        MenuItem(name="home", title_zh="概览", title_en="Overview", url=reverse("console:home"),
                 icon="layout-dashboard", order=0),
        *CONSOLE_MENU.fillers(),
    ]  # fmt: skip
    menu = menu_lines(own, actor=actor, path=request.path) + _spine_menu(request.path)
    # "Overview" is the root of all console addresses: open only on itself.
    menu[0]["open"] = request.path == menu[0]["url"]
    may_act = actor is not None and bool(actor.roles & {OPERATOR, ADMIN})
    return render(request, template, {"console_menu": menu, "may_act": may_act, **facts})


def _spine_menu(path: str) -> list[dict[str, Any]]:
    entries = (
        ("journal", _("流水账"), "history"),
        ("dead_letters", _("死信"), "inbox"),
        ("jobs", _("后台任务"), "cpu"),
        ("accounts", _("账本"), "book-2"),
        ("custody", _("存管"), "building-bank"),
        ("users", _("账号与角色"), "users"),
    )
    lines = []
    for name, title, icon in entries:
        url = reverse(f"console:{name}")
        lines.append({"title": title, "url": url, "icon": icon, "open": path.startswith(url)})
    return lines
