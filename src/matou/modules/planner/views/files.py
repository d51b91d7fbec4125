"""The network's files: look at them, take them in, give them out."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.modules.planner.forms import language
from matou.modules.planner.forms.network import ImportForm
from matou.modules.planner.queries import feeds, rows
from matou.modules.planner.rules.editing import EDITORS
from matou.modules.planner.services import importing
from matou.modules.planner.views.editing import status_of, tried
from matou.modules.planner.views.network import file_answer
from matou.modules.planner.views.shown import change_lines, today
from matou.spine.places.contracts import RowProblem
from matou.web.access import GuestRequest, PageRequest, requires
from matou.web.language import in_language

_MOST_LINES = 200


@requires(*EDITORS)
@require_http_methods(["GET", "HEAD", "POST"])
def import_files(request: PageRequest) -> HttpResponse:
    """Look at files of the network, then take all of them in or nothing."""
    form = ImportForm(request.POST or None, request.FILES or None)
    facts: dict[str, object] = {"form": form, "back_url": reverse("planner:home")}
    if request.method == "POST" and form.is_valid():
        files, now = form.given(), utc_now()
        report = importing.preview_import(files=files, actor=request.actor, now=now)
        if request.POST.get("act") == "import" and report.may_run:
            done = tried(form, lambda: _taken_in(files, request))
            if done:
                messages.success(request, _("已导入：%s 处变更。") % done)
                return HttpResponseRedirect(reverse("planner:home"))
        facts |= {"report": report, "contents": _texts(files)}
        facts |= {"problems": [(one, _reason(one)) for one in report.problems[:_MOST_LINES]]}
        facts |= {"changes": _lines(report), "tally": _tally(report)}
        facts |= {"is_cut": len(report.changes) > _MOST_LINES}
    return render(request, "planner/import.html", facts, status=status_of(form))


@require_safe
def export_files(_request: GuestRequest) -> HttpResponse:
    """Give all files of the network in force now, as an import takes them."""
    now = utc_now()
    return file_answer(rows.files_at(now), rows.ZIP_TYPE, f"matou-network-{today(now)}.zip")


@require_safe
def export_gtfs(_request: GuestRequest) -> HttpResponse:
    """Give the services in force now as a GTFS feed."""
    now = utc_now()
    feed = feeds.gtfs_at(now, site_url=settings.BASE_URL)
    return file_answer(feed, rows.ZIP_TYPE, f"matou-gtfs-{today(now)}.zip")


def _taken_in(files: dict[str, bytes], request: PageRequest) -> str:
    report = importing.import_network(files=files, actor=request.actor, now=utc_now())
    return str(len(report.changes))


def _texts(files: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(name, content.decode("utf-8-sig", "replace")) for name, content in files.items()]


def _reason(problem: RowProblem) -> str:
    return in_language(zh=problem.reason_zh, en=problem.reason_en)


def _lines(report: importing.ImportReport) -> list[dict[str, object]]:
    words = {"added": _("新增"), "changed": _("更改"), "ended": _("失效")}
    tones = {"added": "good", "changed": "info", "ended": "warn"}
    return [
        {
            "kind": change.kind.title(language()),
            "code": change.code,
            "what": change.what,
            "label": words[change.what],
            "tone": tones[change.what],
            "differences": change_lines(change.kind, change.differences),
        }
        for change in report.changes[:_MOST_LINES]
    ]


def _tally(report: importing.ImportReport) -> dict[str, int]:
    found = {"added": 0, "changed": 0, "ended": 0}
    for change in report.changes:
        found[change.what] += 1
    return found
