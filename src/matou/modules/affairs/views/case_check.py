"""The check of all answers, the preview, the submission, and its receipt."""

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.kit.codes import shown_code
from matou.kit.errors import DomainError
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.case_form import CheckForm, CorrectForm
from matou.modules.affairs.queries import case_prints, case_receipts
from matou.modules.affairs.queries.case_forms import FormState, form_state
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.services import case_submitting
from matou.modules.affairs.services.case_submitting import FormIncomplete
from matou.modules.affairs.views.form_shown import (
    answer_lines,
    asked_lines,
    missing_lines,
    submitted_lines,
)
from matou.modules.affairs.views.shown import limit_words
from matou.web.access import PageRequest, requires
from matou.web.language import in_language
from matou.web.typesetting import qr_svg

_REFUSED = 422


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def form_check(request: PageRequest, code: str) -> HttpResponse:
    """Show every answer and all that is missing at once; submit when nothing is."""
    now = utc_now()
    state = form_state(code=code, actor=request.actor, now=now)
    if not state.may_write:
        return HttpResponseRedirect(_after(code, state))
    form = _form(request, state)
    if request.method == "POST" and form.is_valid():
        try:
            told = form.cleaned_data
            case_submitting.send_form(
                code=code, version=told["version"], revision=told["revision"],
                note=told.get("note", ""), actor=request.actor, now=now,
            )  # fmt: skip
            messages.success(request, _("已提交。请保存回执。"))
            return HttpResponseRedirect(reverse("affairs:receipt", args=[code]))
        except FormIncomplete:
            pass  # the list below names everything
        except DomainError as refusal:
            if refusal.status in {403, 404}:
                raise
            form = _renewed(request, state)
            form.add_error(None, refusal.message(language()))
    is_refused = request.method == "POST"
    facts = {**_facts(state, now=now), "form": form, "is_refused": is_refused}
    return render(request, "affairs/form_check.html", facts, status=_REFUSED if is_refused else 200)


@requires()
@require_safe
def form_preview(request: PageRequest, code: str) -> HttpResponse:
    """Show the form as a page to read, with a watermark."""
    now = utc_now()
    state = form_state(code=code, actor=request.actor, now=now)
    return render(request, "affairs/form_preview.html", _facts(state, now=now))


@requires()
@require_safe
def form_preview_pdf(request: PageRequest, code: str) -> HttpResponse:
    """Give the same as PDF, watermarked on every page."""
    pdf = case_prints.preview_pdf(
        code=code, actor=request.actor, now=utc_now(), base_url=settings.BASE_URL
    )
    return _pdf(pdf, f"{code}-preview")


@requires()
@require_safe
def receipt(request: PageRequest, code: str) -> HttpResponse:
    """Show the receipt of what was submitted, with the case's code to scan."""
    told = case_receipts.receipt(code=code, actor=request.actor)
    facts = {
        "told": told,
        "shown": shown_code(told.code),
        "name": in_language(zh=told.name_zh, en=told.name_en),
        "promised": limit_words(told.promised_count, told.promised_unit),
        "lines": submitted_lines(told.submitted.content),
        # The drawing is made of numbers alone.
        "rate_qr": mark_safe(qr_svg(f"{settings.BASE_URL.rstrip('/')}{told.rate_at}"))  # noqa: S308  # nosec B703
        if told.rate_at else "",
    }  # fmt: skip
    return render(request, "affairs/receipt.html", facts)


@requires()
@require_safe
def receipt_pdf(request: PageRequest, code: str) -> HttpResponse:
    """Give the receipt as PDF."""
    pdf = case_prints.receipt_pdf(code=code, actor=request.actor, base_url=settings.BASE_URL)
    return _pdf(pdf, f"{code}-receipt")


def _form(request: PageRequest, state: FormState) -> forms.Form:
    made = CorrectForm if state.state == case_states.CORRECTION else CheckForm
    sent = request.POST if request.method == "POST" else None
    return made(sent, initial={"version": state.version, "revision": state.revision})


def _renewed(request: PageRequest, state: FormState) -> forms.Form:
    """Return the form over what is shown now: whoever presses again has seen it."""
    made = CorrectForm if state.state == case_states.CORRECTION else CheckForm
    sent = request.POST.copy()
    sent["version"], sent["revision"] = str(state.version), str(state.revision)
    return made(sent)


def _facts(state: FormState, *, now: datetime) -> dict[str, Any]:
    missing = state.missing
    return {
        "code": state.code,
        "shown": shown_code(state.code),
        "state": state,
        "name": in_language(zh=state.name_zh, en=state.name_en),
        "lines": answer_lines(state, now=now),
        "missing": missing_lines(state, missing),
        "asked": asked_lines(state),
        "guide_url": reverse("affairs:guide", args=[state.item]),
    }


def _after(code: str, state: FormState) -> str:
    """Return where a form leads that is submitted already: a second press changes nothing."""
    name = "affairs:receipt" if state.state == case_states.SUBMITTED else "affairs:case"
    return reverse(name, args=[code])


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="matou-{name}.pdf"'
    return response
