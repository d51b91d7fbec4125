"""The pages that belong to no room: front, search, map, help, state of health, style guide."""

import hashlib
import json
from urllib.parse import quote

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from matou.kit.codes import normal_code
from matou.kit.errors import NotFound
from matou.web import health, searching, styleguide
from matou.web.access import may
from matou.web.confirm import Question, confirm_page
from matou.web.limits import CODES, count_guest
from matou.web.slots import FRONT_CARDS, MAP_LAYERS, PARTY_HOME


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Say in ten seconds what this is, and show the river as it is now."""
    actor = getattr(request, "actor", None)
    cards = [card for card in FRONT_CARDS.fillers() if may(actor, card.roles)]
    mine = [card for card in PARTY_HOME.fillers() if actor and may(actor, card.roles)]
    return render(request, "web/front.html", {"cards": cards, "mine": mine})


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Go straight to the thing whose code was typed, else search every room.

    A typed code answers as its page does, so it uses the same allowance.
    """
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    if text:
        count_guest(request, what=CODES)
    code = normal_code(text) if text else None
    if code and searching.is_known(code):
        return HttpResponseRedirect(f"/c/{quote(code)}")
    groups = searching.search_rooms(text, actor=getattr(request, "actor", None))
    facts = {"text": text, "groups": groups, "looks_like_code": code is not None}
    return render(request, "web/find.html", facts)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Explain the platform to each kind of visitor."""
    return render(request, "web/help.html")


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the river map as large as the screen allows."""
    return render(request, "web/map.html")


@require_safe
def map_layer(request: HttpRequest, name: str) -> HttpResponse:
    """Answer one layer of the map as GeoJSON; unchanged ones cost the browser nothing."""
    layer = MAP_LAYERS.get(name)
    if layer is None:
        raise NotFound(what=name)
    body = json.dumps(layer.features(request), ensure_ascii=False, separators=(",", ":"))
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    return HttpResponse(body, content_type="application/geo+json", headers=headers)


@require_safe
def styleguide_page(request: HttpRequest) -> HttpResponse:
    """Show every component with the code that makes it."""
    if "toast" in request.GET:
        messages.success(request, _("已保存。这样的提示几秒后仍可阅读，不会自己消失。"))
        return HttpResponseRedirect(request.path)
    return render(request, "web/styleguide.html", styleguide.specimens())


@require_GET
def styleguide_confirm(request: HttpRequest) -> HttpResponse:
    """Show the confirmation page as a specimen."""
    question = Question(
        title=_("撤回这份货盘？"),
        message=_("撤回后，已收到的报价全部作废，承运人会收到通知。此操作不能恢复。"),
        button=_("撤回货盘"),
        action_url="/language/",
        back_url="/styleguide",
        tone="bad",
    )
    return confirm_page(request, question)


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Tell that this process answers; asks nothing of the database."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Tell whether this process can do its work: 200, or 503 with what is missing."""
    checks = health.checks()
    ready = all(check.ok for check in checks)
    if "text/html" in request.headers.get("Accept", ""):
        facts = {"checks": checks, "ready": ready}
        return render(request, "web/ready.html", facts, status=200 if ready else 503)
    answer = {"status": "ok" if ready else "not ready", "checks": {c.name: c.ok for c in checks}}
    return JsonResponse(answer, status=200 if ready else 503)
