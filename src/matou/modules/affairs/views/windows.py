"""Window mode by page: who stands there, then the same forms that the applicant would fill in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.affairs.contracts import CLERK_ROLE
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.windows import WindowForm
from matou.modules.affairs.queries import windows as visits
from matou.modules.affairs.services import windows
from matou.web.access import PageRequest, requires
from matou.web.language import in_language

_REFUSED = 422
View = Callable[..., HttpResponseBase]


def at_window(view: View) -> View:
    """Let a clerk open an applicant's page while that person stands at the window."""

    @wraps(view)
    def served(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        clerk = getattr(request, "actor", None)
        if clerk is not None and clerk.has(CLERK_ROLE):
            visit = visits.open_visit(case=str(kwargs["code"]), clerk=clerk, now=utc_now())
            if visit is not None:
                request.actor = visit.actor  # type: ignore[attr-defined]  # as the middleware does
                request.visit = visit  # type: ignore[attr-defined]  # for the notice on the page
        return view(request, *args, **kwargs)

    return served


@requires(CLERK_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def window(request: PageRequest) -> HttpResponse:
    """Read the card, agree, choose the item, and go to its form."""
    now = utc_now()
    form = WindowForm(request.POST or None, initial={"item": request.GET.get("item", "")[:60]})
    if request.method == "POST" and form.is_valid():
        try:
            code = windows.begin_visit(told=form.told(), actor=request.actor, now=now)
            return HttpResponseRedirect(reverse("affairs:form_start", args=[code]))
        except DomainError as refusal:
            if refusal.status in {403, 404}:
                raise
            form.add_error(None, refusal.message(language()))
    facts = {
        "form": form,
        "visits": [
            {"case": one.case, "person": one.person_name, "shown_as": one.shown_as,
             "queue_number": one.queue_number,
             "name": in_language(zh=one.item_zh, en=one.item_en)}
            for one in visits.open_visits(clerk=request.actor, now=now)
        ],
    }  # fmt: skip
    return render(request, "affairs/window.html", facts, status=_REFUSED if form.is_bound else 200)


@requires(CLERK_ROLE)
@require_http_methods(["GET", "HEAD", "POST"])
def window_end(request: PageRequest, code: str) -> HttpResponse:
    """End the visit, asked first."""
    if request.method == "POST":
        windows.end_visit(code=code, actor=request.actor, now=utc_now())
        messages.success(request, _("已结束代办。下一位。"))
        return HttpResponseRedirect(reverse("affairs:window"))
    return render(request, "affairs/window_end.html", {"code": code})
