"""From a chosen chain to a booking: the offer is made, shown, and booked with the goods named."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, InvalidInput
from matou.modules.planner.forms.addresses import query_of
from matou.modules.planner.forms.asking import AskForm
from matou.modules.planner.forms.bookings import GoodsForm
from matou.modules.planner.queries import bookings
from matou.modules.planner.queries.gazetteer import gazetteer
from matou.modules.planner.queries.outlooks import outlook_at
from matou.modules.planner.rules.asked import LONGEST, question_asked
from matou.modules.planner.rules.asking import Question as Asked
from matou.modules.planner.rules.assuming import AssumedCase, as_it_is, is_assumed
from matou.modules.planner.rules.booking_states import SHIPPERS
from matou.modules.planner.rules.notices import week_start
from matou.modules.planner.services.booking import book
from matou.modules.planner.services.chain_offers import Pick, make_offer
from matou.modules.planner.views import booking_lines as lines
from matou.modules.planner.views.editing import status_of, tried
from matou.web.access import GuestRequest, PageRequest, requires, sign_in_first
from matou.web.confirm import Question, confirm_page
from matou.web.language import is_chinese


class QuestionPast(DomainError):
    """The address no longer asks what can be answered, mostly as its time has come."""

    code = "question-past"
    status = 422
    zh = "这个问题已不能按原样询价，多半是备妥时间已过。请返回比较页，重新询价后再订。"
    en = (
        "This question can no longer be asked as it stands, mostly because its ready time has "
        "passed. Go back to the comparison, ask again, then book."
    )


_OWN = ("question", "chain", "cost_fen", "csrfmiddlewaretoken")
_MOST_DIGITS = 15


@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: GuestRequest) -> HttpResponse:
    """Make an offer of the chosen chain; a guest signs in first and finds the choice again.

    ``question`` is the query string of the question, or its fields stand beside ``chain``;
    ``chain`` is the place of the chain among those shown, ``cost_fen`` its price, if known.
    """
    given = request.POST if request.method == "POST" else request.GET
    text = given.get("question") or urlencode(
        [(name, value) for name, values in given.lists() if name not in _OWN for value in values]
    )
    chosen = {"question": text, "chain": given.get("chain", "0")}
    if given.get("cost_fen"):
        chosen["cost_fen"] = given["cost_fen"]
    if request.actor is None:
        return _signed_in(request, chosen)
    request.actor.require_any(SHIPPERS)
    now = utc_now()
    question = _question(text, now)
    if is_assumed(question):
        return _asked_as_it_is(request, question, now=now)
    if request.method != "POST":
        return _asked(request, chosen)
    offer = make_offer(
        question=question,
        pick=Pick(place=_whole(chosen["chain"], "chain"), fen=_fen(chosen)),
        actor=request.actor,
        now=now,
    )
    return HttpResponseRedirect(reverse("planner:offer", args=[offer]))


@requires(*SHIPPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: PageRequest, offer_id: UUID) -> HttpResponse:
    """Show an offer until it expires, and book it."""
    card = bookings.offer_card(offer_id=offer_id, actor=request.actor)
    if card.booking:
        return HttpResponseRedirect(lines.booking_url(card.booking))
    now = utc_now()
    form = GoodsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = tried(
            form,
            lambda: book(offer_id=offer_id, terms=form.terms(), actor=request.actor, now=now),
        )
        if code:
            messages.success(request, _("各段舱位已占下，请在保留时间内确认。"))
            return HttpResponseRedirect(lines.booking_url(code))
    chain = card.chain
    places = {place for leg in chain.legs for place in (leg.origin, leg.destination)}
    places |= {card.question.origin, card.question.destination}
    spots = lines.place_names(places)
    facts = {
        "card": card,
        "chain": chain,
        "cargo": card.question.cargo,
        "legs": lines.offer_legs(card, spots=spots),
        "origin": spots[card.question.origin],
        "destination": spots[card.question.destination],
        "kg_co2e": chain.grams / 1000,
        "is_over": card.expires_at <= now or chain.starts_by <= now,
        "form": form,
    }
    return render(request, "planner/offer.html", facts, status=status_of(form))


def _signed_in(request: GuestRequest, chosen: dict[str, str]) -> HttpResponse:
    """Let a guest sign in and come back here with the choice."""
    if request.method == "POST":
        return HttpResponseRedirect(f"{reverse('planner:offers')}?{urlencode(chosen)}")
    return sign_in_first(request)


def _asked(request: GuestRequest, chosen: dict[str, str]) -> HttpResponse:
    """Ask whether the offer shall be made."""
    question = Question(
        title=_("按此方案报价"),
        message=_("价格与时刻表按当前路网固定 30 分钟，其间可以订舱。"),
        button=_("固定价格"),
        action_url=reverse("planner:offers"),
        back_url=f"{reverse('planner:ask')}?{chosen['question']}",
        hidden=chosen,
    )
    return confirm_page(request, question)


def _asked_as_it_is(request: GuestRequest, question: Asked, *, now: datetime) -> HttpResponse:
    """Say that an assumption cannot be booked, and show the plans without it."""
    messages.warning(request, AssumedCase().message("zh" if is_chinese() else "en"))
    query = query_of(as_it_is(question), starts_at=week_start(now))
    return HttpResponseRedirect(f"{reverse('planner:ask')}?{query}")


def _question(text: str, now: datetime) -> Asked:
    """Return the question of an address of the plan page or of the API's field names."""
    network, is_long = outlook_at(now).edition(0), len(text) > LONGEST
    fields = QueryDict("" if is_long else text.lstrip("?"))
    if "amount" not in fields:  # what is too long is refused there
        return question_asked(text, network=network, now=now)
    form = AskForm(fields, names=gazetteer(network=network, is_zh=is_chinese()), now=now)
    if not form.is_valid():
        raise QuestionPast
    return form.question()


def _fen(chosen: dict[str, str]) -> int | None:
    return _whole(chosen["cost_fen"], "cost_fen") if "cost_fen" in chosen else None


def _whole(text: str, field: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS):
        raise InvalidInput(
            field=field, reason_zh="请填写非负整数。", reason_en="Give a whole number from 0 on."
        )
    return int(text)
