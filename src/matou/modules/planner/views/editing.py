"""The editors' desk: add, change and end rows of the network."""

from collections.abc import Callable

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.planner.forms import language
from matou.modules.planner.forms.network import EndForm, RowForm
from matou.modules.planner.queries import rows
from matou.modules.planner.rules.editing import EDITORS, RowsRefused
from matou.modules.planner.services import editing
from matou.web.access import PageRequest, requires
from matou.web.language import in_language


@requires(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def row_new(request: PageRequest, kind: str) -> HttpResponse:
    """Add a row to the network."""
    own = rows.kind_of(kind)
    form = RowForm(request.POST or None, kind=own)
    if request.method == "POST" and form.is_valid():
        now = utc_now()
        code = tried(
            form,
            lambda: editing.add_row(
                kind=own,
                row=form.row(),
                grounds=form.grounds(),
                occasion=editing.occasion_of(
                    actor=request.actor, now=now, effective_at=form.cleaned_data["effective_at"]
                ),
            ),
        )
        if code:
            messages.success(request, _("已加入路网。"))
            return HttpResponseRedirect(reverse("planner:row", args=[kind, code]))
    facts = {
        "form": form,
        "kind": own,
        "title": in_language(zh=own.zh, en=own.en),
        "back_url": reverse("planner:rows", args=[kind]),
    }
    return render(request, "planner/row_form.html", facts, status=status_of(form))


@requires(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def row_change(request: PageRequest, kind: str, code: str) -> HttpResponse:
    """Change a row; the form begins with its latest wording."""
    own = rows.kind_of(kind)
    row = rows.open_row(own, code)
    form = RowForm(request.POST or None, kind=own, row=row.cells)
    back_url = reverse("planner:row", args=[kind, code])
    if request.method == "POST" and form.is_valid():
        now = utc_now()
        done = tried(
            form,
            lambda: (
                editing.change_row(
                    kind=own,
                    code=code,
                    row=form.row(),
                    grounds=form.grounds(),
                    occasion=editing.occasion_of(
                        actor=request.actor, now=now, effective_at=form.cleaned_data["effective_at"]
                    ),
                )
                or code
            ),
        )
        if done:
            messages.success(request, _("已更改，原来的内容保留在履历中。"))
            return HttpResponseRedirect(back_url)
    facts = {
        "form": form,
        "kind": own,
        "title": in_language(zh=own.zh, en=own.en),
        "code": code,
        "back_url": back_url,
    }
    return render(request, "planner/row_form.html", facts, status=status_of(form))


@requires(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def row_end(request: PageRequest, kind: str, code: str) -> HttpResponse:
    """Take a row out of the network, now or from an instant on."""
    own = rows.kind_of(kind)
    row = rows.open_row(own, code)
    form = EndForm(request.POST or None)
    back_url = reverse("planner:row", args=[kind, code])
    if request.method == "POST" and form.is_valid():
        now = utc_now()
        done = tried(
            form,
            lambda: (
                editing.end_row(
                    kind=own,
                    code=code,
                    occasion=editing.occasion_of(
                        actor=request.actor, now=now, effective_at=form.cleaned_data["effective_at"]
                    ),
                )
                or code
            ),
        )
        if done:
            messages.success(request, _("已移出路网，履历仍可查阅。"))
            return HttpResponseRedirect(back_url)
    facts = {
        "form": form,
        "kind": own,
        "title": in_language(zh=own.zh, en=own.en),
        "row": row,
        "back_url": back_url,
    }
    return render(request, "planner/row_end.html", facts, status=status_of(form))


def tried(form: Form, act: Callable[[], str]) -> str:
    """Do the act; a refusal stands in the form instead, beside the fields it names."""
    try:
        return act()
    except RowsRefused as refusal:
        if isinstance(form, RowForm):
            form.add_problems(refusal.problems)
        else:
            form.add_error(None, refusal.message(language()))
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        named = str(refusal.facts.get("field", ""))
        own = {"depth_cm": "depth_m"}.get(named, named)
        reason = in_language(
            zh=str(refusal.facts.get("reason_zh", "")), en=str(refusal.facts.get("reason_en", ""))
        )
        is_own = own in form.fields and reason
        form.add_error(own if is_own else None, reason if is_own else refusal.message(language()))
    return ""


def status_of(form: Form) -> int:
    """Return 422 where the form holds refusals."""
    return 422 if form.errors else 200
