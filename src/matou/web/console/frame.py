"""What every console page shares: who may see it, and the menu at its side."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from matou.kit.actor import ADMIN, AUDITOR, EXCHANGE, OPERATOR, REGISTRAR, Actor
from matou.web.access import may, requires
from matou.web.context import menu_lines
from matou.web.slots import CONSOLE_MENU, MenuItem

READERS = frozenset({OPERATOR, AUDITOR, ADMIN})
readers = requires(*READERS)
"""Pages to look at."""
writers = requires(OPERATOR, ADMIN)
"""Acts."""
_CHECKERS = frozenset({REGISTRAR, ADMIN})
checkers = requires(*_CHECKERS)
"""Licences to verify, suspend and revoke."""
anyone_inside = requires(*READERS, *_CHECKERS, EXCHANGE)
"""The start page, which leads each to their own desk."""

PAGE_ROWS = 50


def show(request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
    """Render a console page with its side menu."""
    actor: Actor | None = getattr(request, "actor", None)
    home = reverse("console:home")
    own = [
        MenuItem(name="home", title_zh="概览", title_en="Overview", url=home,
                 icon="layout-dashboard", order=0, roles=READERS),
        *CONSOLE_MENU.fillers(),
    ]  # fmt: skip
    menu = menu_lines(own, actor=actor, path=request.path) + _spine_menu(request.path, actor=actor)
    # "Overview" is the root of all console addresses: open only on itself.
    for line in menu:
        line["open"] = line["open"] and (line["url"] != home or request.path == home)
    may_act = actor is not None and bool(actor.roles & {OPERATOR, ADMIN})
    return render(request, template, {"console_menu": menu, "may_act": may_act, **facts})


def _spine_menu(path: str, *, actor: Actor | None) -> list[dict[str, Any]]:
    entries = (
        ("journal", _("流水账"), "history", READERS),
        ("dead_letters", _("死信"), "inbox", READERS),
        ("jobs", _("后台任务"), "cpu", READERS),
        ("accounts", _("账本"), "book-2", READERS),
        ("custody", _("存管"), "building-bank", READERS),
        ("payouts", _("待审出金"), "user-check", READERS),
        ("signals", _("风险信号"), "flag", READERS),
        ("exchange", _("数据共享"), "arrows-exchange", READERS | {EXCHANGE}),
        ("credentials", _("证照核验"), "certificate", _CHECKERS),
        ("users", _("账号与角色"), "users", READERS),
    )
    lines = []
    for name, title, icon, roles in entries:
        if may(actor, roles):
            url = reverse(f"console:{name}")
            lines.append({"title": title, "url": url, "icon": icon, "open": path.startswith(url)})
    return lines
