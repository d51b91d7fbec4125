"""The holder's pages: what they hold, one of them, its sealed PDF, and what to show of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.spine.credentials import queries
from matou.spine.credentials.rules import sd_jwt
from matou.spine.documents import services as documents
from matou.web.access import PageRequest, requires
from matou.web.licences import papers
from matou.web.licences.forms import PresentForm
from matou.web.licences.presenting import presentation_svg
from matou.web.licences.shown import field_lines, history_items, licence_line
from matou.web.slots import MENU

_REFUSED = 422


@require_safe
@requires()
def mine(request: PageRequest) -> HttpResponse:
    """List the e-licences of a person and of whom they act for."""
    actor = request.actor
    services = MENU.get("affairs")  # where that room is off, nothing can be applied for
    cards = queries.licences_of(actor=actor, at=utc_now())
    facts = {
        "lines": [licence_line(card) for card in cards],
        "may_search": queries.may_search(actor=actor),
        "services_url": services.url if services else "",
    }
    return render(request, "licences/mine.html", facts)


@require_safe
@requires()
def licence(request: PageRequest, code: str) -> HttpResponse:
    """Show one licence to its holder or an officer, with its versions and history."""
    detail = queries.licence_detail(code=code, actor=request.actor, at=utc_now())
    facts = {
        "detail": detail,
        "line": licence_line(detail.card),
        "fields": field_lines(detail.card),
        "versions": [licence_line(card) for card in detail.versions],
        "history": history_items(detail, names_officers=not detail.is_holder),
        "acts": _acts(detail),
    }
    return render(request, "licences/licence.html", facts)


@require_safe
@requires()
def paper(request: PageRequest, code: str) -> HttpResponse:
    """Answer the sealed PDF of the newest version or of the one asked for, and log the reading."""
    now = utc_now()
    detail = queries.licence_detail(code=code, actor=request.actor, at=now)
    asked = request.GET.get("version", str(detail.card.version))
    found = [card for card in detail.versions if str(card.version) == asked]
    if not found:
        raise NotFound(what=asked[:10])
    kept = found[0].document or papers.ensure_paper(code=code, version=found[0].version, now=now)
    opened = documents.open_document(code=kept, actor=request.actor, now=now)
    response = HttpResponse(opened.file.read(), content_type=opened.content_type)
    disposition = content_disposition_header(as_attachment=True, filename=opened.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@requires()
def present(request: PageRequest, code: str) -> HttpResponse:
    """Let the holder choose what to show, then give the token as text and as QR."""
    detail = queries.licence_detail(code=code, actor=request.actor, at=utc_now())
    if not detail.is_holder:
        raise NotFound(what=code[:20])
    card = detail.card
    form = PresentForm(request.POST if request.method == "POST" else None, card=card)
    facts: dict[str, Any] = {"form": form, "line": licence_line(card), "token": ""}
    status = 200
    if request.method == "POST":
        status = 200 if form.is_valid() else _REFUSED
        if form.is_valid():
            chosen = form.cleaned_data["shown"]
            token = sd_jwt.shown_only(queries.token_of(code=code), chosen)
            facts |= {"token": token, "qr": presentation_svg(token), "chosen": form.chosen_words()}
    return render(request, "licences/present.html", facts, status=status)


def _acts(detail: queries.LicenceDetail) -> list[str]:
    """Return what an officer may do now."""
    if not detail.may_act:
        return []
    return {
        "suspended": ["reinstate", "replace", "revoke"],
        "revoked": [],
        "replaced": [],
    }.get(detail.card.state.value, ["suspend", "replace", "revoke"])
