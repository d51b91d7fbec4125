"""The operator's start page: what waits for a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR
from matou.web.access import may, requires
from matou.web.slots import CONSOLE_CARDS


@requires(OPERATOR, AUDITOR, ADMIN)
def home(request: HttpRequest) -> HttpResponse:
    """Show the cards of every room that has something for the operator."""
    actor = getattr(request, "actor", None)
    cards = [card for card in CONSOLE_CARDS.fillers() if may(actor, card.roles)]
    return render(request, "web/console/home.html", {"cards": cards})
