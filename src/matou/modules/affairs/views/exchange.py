"""Files of items by page: look first, then take all of a file in as drafts, or nothing."""

import base64
import binascii
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.editing import ImportForm
from matou.modules.affairs.rules import states
from matou.modules.affairs.rules.files import MOST_BYTES
from matou.modules.affairs.services import importing
from matou.modules.affairs.views.shown import difference_line
from matou.web.access import PageRequest, requires

_MOST_LINES = 200
_REFUSED = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sent:
    name: str
    content: bytes


@requires(*states.EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_file(request: PageRequest) -> HttpResponse:
    """Look at a file of items, then take it in."""
    form = ImportForm(request.POST or None, request.FILES or None)
    facts: dict[str, object] = {"form": form, "back_url": reverse("affairs:desk")}
    sent = _sent(request) if request.method == "POST" and form.is_valid() else None
    if sent is not None:
        try:
            if request.POST.get("act") == "import":
                report = importing.take_in(
                    file=sent.name, content=sent.content, actor=request.actor, now=utc_now()
                )
                messages.success(request, _("已导入 %s 个事项的草稿。") % len(report.plans))
                return HttpResponseRedirect(reverse("affairs:desk"))
            report = importing.look(file=sent.name, content=sent.content, actor=request.actor)
            facts |= _told(report, sent)
        except DomainError as refusal:
            if refusal.status == 403:  # noqa: PLR2004
                raise
            form.add_error(None, refusal.message(language()))
    elif request.method == "POST":
        form.add_error(None, _("请先选择文件。"))
    return render(request, "affairs/import.html", facts, status=_REFUSED if form.errors else 200)


def _sent(request: PageRequest) -> _Sent | None:
    """Return the file; one that was looked at before comes back in a field."""
    kept, name = request.POST.get("kept", ""), request.POST.get("name", "")
    if kept:
        try:
            return _Sent(name=name[:80], content=base64.b64decode(kept, validate=True))
        except binascii.Error:
            return None
    given = request.FILES.get("sent")
    if given is None:
        return None
    return _Sent(name=str(given.name)[:80], content=given.read(MOST_BYTES + 1))


def _told(report: importing.ImportReport, sent: _Sent) -> dict[str, object]:
    return {
        "report": report,
        "problems": [
            {
                "line": one.line,
                "column": one.column,
                "text": one.zh if language() == "zh" else one.en,
            }
            for one in report.problems[:_MOST_LINES]
        ],
        "plans": [
            {
                "name": plan.name,
                "code": plan.code,
                "differences": [difference_line(told) for told in plan.differences[:20]],
            }
            for plan in report.plans[:_MOST_LINES]
        ],
        "name": sent.name,
        "kept": base64.b64encode(sent.content).decode() if report.may_run else "",
    }
