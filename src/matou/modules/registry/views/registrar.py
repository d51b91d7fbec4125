"""The registrar's desk: enter, correct, transfer, import."""

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import CHINA, utc_now
from matou.kit.errors import DomainError
from matou.modules.registry import services
from matou.modules.registry.forms import (
    ImportForm,
    ParticularsForm,
    RegistrationForm,
    TransferForm,
)
from matou.modules.registry.queries import histories, vessels
from matou.modules.registry.rules.faults import ParticularsRefused
from matou.modules.registry.rules.importing import columns
from matou.modules.registry.rules.proposals import REGISTRARS
from matou.modules.registry.views.shown import language, vessel_line
from matou.web.access import PageRequest, requires

T = TypeVar("T")


def today() -> date:
    """Return the day in China, by which forms judge dates."""
    return utc_now().astimezone(CHINA).date()


def tried(form: Form, act: Callable[[], T]) -> T | None:
    """Do the act; a refusal stands in the form instead, beside the fields it names."""
    try:
        return act()
    except ParticularsRefused as refusal:
        assert isinstance(form, ParticularsForm), "only particulars are refused so"  # noqa: S101
        form.add_faults(refusal.faults)
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        form.add_error(None, refusal.message(language()))
    return None


@requires(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: PageRequest) -> HttpResponse:
    """Enter a vessel in the register."""
    form = RegistrationForm(request.POST or None, today=today(), initial={"status": "in_service"})
    if request.method == "POST" and form.is_valid():
        card = tried(
            form,
            lambda: services.register_vessel(
                particulars=form.particulars(),
                provenance=form.provenance(),
                actor=request.actor,
                now=utc_now(),
            ),
        )
        if card:
            messages.success(request, _("已登记，船舶码 %s。") % card.code)
            return HttpResponseRedirect(reverse("registry:vessel", args=[card.code]))
    facts = {"form": form, "mode": "register", "back_url": reverse("registry:vessels")}
    return render(request, "registry/particulars_form.html", facts, status=_status(form))


@requires(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: PageRequest, code: str) -> HttpResponse:
    """Correct particulars of a vessel."""
    row = vessels.vessel_row(code)
    values = histories.present_values(code)
    form = ParticularsForm(request.POST or None, today=today(), values=values)
    back_url = reverse("registry:vessel", args=[code])
    if request.method == "POST" and form.is_valid():
        card = tried(
            form,
            lambda: services.correct_vessel(
                vessel=code,
                changes=form.particulars(),
                provenance=form.provenance(),
                actor=request.actor,
                now=utc_now(),
            ),
        )
        if card:
            messages.success(request, _("已更正，原来的内容保留在逐项履历中。"))
            return HttpResponseRedirect(back_url)
    line = vessel_line(row.card)
    facts = {"form": form, "mode": "correct", "back_url": back_url, "line": line}
    return render(request, "registry/particulars_form.html", facts, status=_status(form))


@requires(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: PageRequest, code: str) -> HttpResponse:
    """Enter a new owner or operator."""
    row = vessels.vessel_row(code)
    form = TransferForm(request.POST or None, today=today())
    back_url = reverse("registry:vessel", args=[code])
    if request.method == "POST" and form.is_valid():
        card = tried(
            form,
            lambda: services.transfer_ownership(
                vessel=code,
                parties=form.parties(),
                provenance=form.provenance(),
                actor=request.actor,
                now=utc_now(),
            ),
        )
        if card:
            messages.success(request, _("已变更，相关各方会收到通知。"))
            return HttpResponseRedirect(back_url)
    facts = {"form": form, "line": vessel_line(row.card), "row": row, "back_url": back_url}
    return render(request, "registry/transfer.html", facts, status=_status(form))


@requires(*REGISTRARS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_vessels(request: PageRequest) -> HttpResponse:
    """Look at a CSV file, then enter all its vessels or none."""
    form = ImportForm(request.POST or None, request.FILES or None, today=today())
    facts: dict[str, object] = {"form": form, "back_url": reverse("registry:vessels")}
    if request.method == "POST" and form.is_valid():
        content = form.bytes_given()
        preview = services.preview_import(content=content, actor=request.actor, now=utc_now())
        if request.POST.get("act") == "import" and preview.may_run:
            cards = tried(
                form,
                lambda: services.import_vessels(
                    content=content,
                    provenance=form.provenance(),
                    actor=request.actor,
                    now=utc_now(),
                ),
            )
            if cards:
                messages.success(request, _("已登记 %s 艘船舶。") % len(cards))
                return HttpResponseRedirect(reverse("registry:vessels"))
        facts |= {"preview": preview, "content": content.decode("utf-8-sig", "replace")}
        facts["faults"] = [(fault, fault.message(language())) for fault in preview.faults[:200]]
    return render(request, "registry/import.html", facts, status=_status(form))


@requires(*REGISTRARS)
@require_safe
def import_template(_request: PageRequest) -> HttpResponse:
    """Give the empty CSV file with all columns."""
    content = "\ufeff" + ",".join(columns()) + "\r\n"
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="matou-vessels-template.csv"'
    return response


def _status(form: Form) -> int:
    return 422 if form.errors else 200
