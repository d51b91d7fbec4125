"""Pages on the licences of the party one acts for: list, one with its history, a new one."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.actor import REGISTRAR
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, InvalidInput, NotFound
from matou.spine.credentials import queries, services
from matou.spine.credentials.contracts import CredentialCard
from matou.spine.documents import services as documents
from matou.spine.parties import queries as parties
from matou.web.access import PageRequest, requires
from matou.web.account.credential_forms import CredentialForm, field_of
from matou.web.language import is_chinese
from matou.web.papers import check_lines, paper_line


@require_safe
@requires()
def credentials(request: PageRequest) -> HttpResponse:
    """List the licences of the party one acts for, with validity and state."""
    now = utc_now()
    cards = queries.credentials_of(request.actor.acts_for)
    facts = {
        "lines": [paper_line(card, now=now) for card in cards],
        "holder": parties.party_card(request.actor.acts_for),
    }
    return render(request, "account/credentials.html", facts)


@require_safe
@requires()
def credential(request: PageRequest, code: str) -> HttpResponse:
    """Show one licence of the party one acts for; for others it does not exist."""
    card = queries.credential(code)
    if card.holder != request.actor.acts_for:
        raise NotFound(what=code)
    facts = {"line": paper_line(card, now=utc_now()), "checks": check_lines(code)}
    return render(request, "account/credential.html", facts)


@require_http_methods(["GET", "POST"])
@requires()
def new_credential(request: PageRequest) -> HttpResponse:
    """Record a licence with its scan; it counts once a registrar has verified it."""
    holder = parties.party_card(request.actor.acts_for)
    form = CredentialForm(
        request.POST or None, request.FILES or None, holder_kind=holder.kind.value
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                card = _recorded(request, form)
            except DomainError as error:
                _explain(form, error)
                status = error.status
            else:
                messages.success(request, _("证照已提交，等待登记员核验。"))
                return redirect("account_credential", code=card.code)
    facts: dict[str, Any] = {"form": form, "holder": holder}
    return render(request, "account/new_credential.html", facts, status=status)


@transaction.atomic
def _recorded(request: PageRequest, form: CredentialForm) -> CredentialCard:
    """Keep the scan and record the paper: both or neither."""
    actor, now, told = request.actor, utc_now(), form.cleaned_data
    scan = documents.store(
        owner=actor.acts_for,
        about=actor.acts_for,
        file=told["scan"],
        declared_name=told["scan"].name,
        declared_type=told["scan"].content_type or "",
        readers={actor.acts_for, REGISTRAR},
        actor=actor,
        now=now,
    )
    return services.record_credential(
        holder=actor.acts_for,
        kind=told["kind"],
        number=told["number"],
        issuer=told["issuer"],
        valid=form.valid_period(),
        document_code=scan.code,
        actor=actor,
        now=now,
    )


def _explain(form: CredentialForm, error: DomainError) -> None:
    """Put the refusal beside the field it is about."""
    if isinstance(error, InvalidInput):
        text = str(error.facts["reason_zh" if is_chinese() else "reason_en"])
    else:
        text = error.message("zh" if is_chinese() else "en")
    form.add_error(field_of(error), text)
