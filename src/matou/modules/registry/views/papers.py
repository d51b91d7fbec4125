"""Licences and certificates of one vessel: the form that records one."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, InvalidInput
from matou.modules.registry import services
from matou.modules.registry.forms import PaperForm
from matou.modules.registry.queries import vessels
from matou.modules.registry.rules.proposals import REGISTRARS, NotTheOwner
from matou.modules.registry.views.shown import language, vessel_line
from matou.spine.credentials.contracts import CredentialCard
from matou.web.access import PageRequest, may, requires
from matou.web.account.credential_forms import field_of


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def new_paper(request: PageRequest, code: str) -> HttpResponse:
    """Record a licence of a vessel; it counts once a registrar has verified it."""
    row = vessels.vessel_row(code)
    parties = {row.card.owner, row.card.operator}
    if not may(request.actor, REGISTRARS) and request.actor.acts_for not in parties:
        raise NotTheOwner
    form = PaperForm(request.POST or None, request.FILES or None)
    back_url = reverse("registry:vessel", args=[code])
    if request.method == "POST" and form.is_valid() and _recorded(request, form, code):
        messages.success(request, _("证照已登记，核验属实后计入。"))
        return HttpResponseRedirect(f"{back_url}#papers")
    facts = {"form": form, "line": vessel_line(row.card), "back_url": back_url}
    return render(request, "registry/paper_form.html", facts, status=422 if form.errors else 200)


def _recorded(request: PageRequest, form: PaperForm, code: str) -> CredentialCard | None:
    """Record the paper; a refusal stands in the form, beside what it is about."""
    try:
        return services.record_paper(
            vessel=code, paper=form.paper(), actor=request.actor, now=utc_now()
        )
    except DomainError as error:
        if isinstance(error, InvalidInput):
            text = str(error.facts[f"reason_{language()}"])
        else:
            text = error.message(language())
        form.add_error(field_of(error), text)
    return None
