"""The front page of the registers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matou.modules.registry.queries import shared, vessels
from matou.modules.registry.rules.proposals import REGISTRARS
from matou.modules.registry.views.shown import vessel_row_line
from matou.web.access import GuestRequest, may


@require_safe
def home(request: GuestRequest) -> HttpResponse:
    """Show what is registered, a search, and the latest changes."""
    latest = vessels.vessels_page(wanted=vessels.VesselFilter(), order="updated", limit=6)
    is_registrar = may(request.actor, REGISTRARS)
    facts = {
        "counts": shared.register_counts(),
        "latest": [vessel_row_line(row) for row in latest.rows],
        "is_registrar": is_registrar,
        "waiting": shared.waiting_proposals() if is_registrar else 0,
    }
    return render(request, "registry/home.html", facts)
