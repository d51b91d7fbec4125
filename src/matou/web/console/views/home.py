"""The operator's start page: what waits for a person."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from matou.kit.actor import EXCHANGE
from matou.spine.custody import queries as custody
from matou.spine.jobs import queries as jobs
from matou.spine.jobs.contracts import JobStatus
from matou.spine.journal import queries as journal
from matou.web.access import PageRequest, may
from matou.web.console.frame import READERS, anyone_inside, show
from matou.web.slots import CONSOLE_CARDS


@require_safe
@anyone_inside
def home(request: PageRequest) -> HttpResponse:
    """Show what the spine has waiting, then the cards of every room.

    A registrar's only desk here is the licences, an exchange officer's the exchange: the page
    leads each there.
    """
    actor = request.actor
    if not may(actor, READERS):
        desk = "exchange" if actor.has(EXCHANGE) else "credentials"
        return redirect(f"console:{desk}")
    counts = jobs.job_counts()
    lag = journal.delivery_lag()
    facts = {
        "cards": [card for card in CONSOLE_CARDS.fillers() if may(actor, card.roles)],
        "failed_jobs": counts[JobStatus.FAILED],
        "open_jobs": counts[JobStatus.TODO] + counts[JobStatus.DOING],
        "dead": sum(line.dead for line in lag),
        "waiting": sum(line.waiting for line in lag),
        "breaks": custody.open_break_count(),
        "payouts": custody.open_approval_count(),
        "signals": custody.open_signal_count(),
    }
    return show(request, "web/console/home.html", facts)
