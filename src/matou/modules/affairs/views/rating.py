"""Rating a case by page: with a code from paper or message, signed in, or through an officer."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.ratings import AnswerForm, CodeForm, EnteredForm, RatingForm
from matou.modules.affairs.queries import rated, rectifications
from matou.modules.affairs.queries.rated import RatingStand
from matou.modules.affairs.queries.rating_codes import CONFIRM, read_code
from matou.modules.affairs.rules import case_states, rectification
from matou.modules.affairs.rules.ratings import Told
from matou.modules.affairs.services import rating, rectifying
from matou.web.access import GuestRequest, PageRequest, requires
from matou.web.language import in_language
from matou.web.limits import count_guest

_REFUSED = 422
_A_MINUTE = 30
WINDOW = "window"


@require_http_methods(["GET", "HEAD", "POST"])
def rate_entry(request: GuestRequest) -> HttpResponse:
    """Ask for the code on the receipt; a tablet at a window keeps this page open."""
    count_guest(request, what="affairs-rate", limit=_A_MINUTE)
    place = WINDOW if request.GET.get("place") == WINDOW else ""
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["code"].strip()
        try:
            read_code(text)
            address = reverse("affairs:rate_code", args=[text.replace("/", "")])
            return HttpResponseRedirect(f"{address}?place={place}" if place else address)
        except DomainError:
            form.add_error("code", _("没有这个评价码。请照回执上的再输入一次。"))
    status = _REFUSED if form.is_bound else 200
    facts = {"form": form, "is_at_window": bool(place)}
    return render(request, "affairs/rate_entry.html", facts, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def rate_code(request: GuestRequest, code: str) -> HttpResponse:
    """Rate with a code, or answer whether what was told is put right."""
    count_guest(request, what="affairs-rate", limit=_A_MINUTE)
    now = utc_now()
    if read_code(code).way == CONFIRM:
        return _answer(request, code)
    place = request.GET.get("place", "")

    def give(told: Told) -> None:
        at_window = place if place == WINDOW else ""
        rating.rate_by_code(text=code, told=told, now=now, at_window=at_window)

    after = f"{reverse('affairs:rate_entry')}?place={WINDOW}" if place == WINDOW else "/affairs/"
    return _rate(request, rated.stand_of_code(code, now=now), give, after=after)


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def rate_own(request: PageRequest, code: str) -> HttpResponse:
    """Rate one's own case."""
    now = utc_now()
    stand = rated.own_stand(code, actor=request.actor, now=now)

    def give(told: Told) -> None:
        rating.rate_own(code=code, told=told, actor=request.actor, now=now)

    return _rate(request, stand, give, after=reverse("affairs:cases"))


@requires(*case_states.SUPERVISORS)
@require_http_methods(["GET", "HEAD", "POST"])
def rate_entered(request: PageRequest) -> HttpResponse:
    """Enter a rating that came by telephone or on paper."""
    form = EnteredForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data
            code = typed["code"].replace("-", "").strip().upper()
            rating.enter_rating(code=code, told=form.told(), channel=typed["channel"],
                                actor=request.actor, now=utc_now())  # fmt: skip
            messages.success(request, _("已登记这条评价。"))
            return HttpResponseRedirect(request.path)
        except DomainError as refusal:
            form.add_error(None, refusal.message(language()))
    status = _REFUSED if form.is_bound else 200
    return render(request, "affairs/rate_entered.html", {"form": form}, status=status)


def _rate(
    request: Any, stand: RatingStand, give: Callable[[Told], None], *, after: str
) -> HttpResponse:
    form = RatingForm(request.POST or None)
    is_done = False
    if request.method == "POST" and form.is_valid():
        try:
            give(form.told())
            is_done = True
        except DomainError as refusal:
            if refusal.status in {403, 404}:
                raise
            form.add_error(None, refusal.message(language()))
    facts = {
        "form": form, "stand": stand, "is_done": is_done, "after": after,
        "name": in_language(zh=stand.name_zh, en=stand.name_en),
        # A refusal in this very moment is told in the form.
        "is_asking": not is_done and (stand.is_open or form.is_bound),
    }  # fmt: skip
    status = _REFUSED if form.is_bound and not is_done else 200
    return render(request, "affairs/rate.html", facts, status=status)


def _answer(request: GuestRequest, code: str) -> HttpResponse:
    asked = rectifications.answering(code)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data
            rectifying.answer_by_code(text=code, key=typed["answer"], note=typed["note"],
                                      now=utc_now())  # fmt: skip
            messages.success(request, _("已收到您的答复，谢谢。"))
            return HttpResponseRedirect(request.path)
        except DomainError as refusal:
            if refusal.status in {403, 404}:
                raise
            form.add_error(None, refusal.message(language()))
    zh, en = rectification.state_words(asked.state)
    facts = {
        "form": form, "asked": asked, "name": in_language(zh=asked.name_zh, en=asked.name_en),
        "state": in_language(zh=zh, en=en),
        "is_waiting": asked.state == rectification.RECTIFIED,
    }  # fmt: skip
    status = _REFUSED if form.is_bound else 200
    return render(request, "affairs/rate_answer.html", facts, status=status)
