"""The window's desk by page: take an application in for another region, check, seal, send."""

from datetime import datetime
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.affairs.forms import handovers as typed
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.case_form import AnswerForm
from matou.modules.affairs.queries import across, handovers
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.services import handover_catalogue, handover_receiving
from matou.modules.affairs.services.case_papers import Upload
from matou.modules.affairs.views.form_shown import material_facts
from matou.modules.affairs.views.handover_shown import (
    detail_facts,
    handover_line,
    item_line,
    part_line,
)
from matou.modules.affairs.views.shown import page_asked, page_numbers
from matou.web.access import PageRequest, requires
from matou.web.language import in_language

_REFUSED, _MOST_AT_ONCE = 422, 20


@requires(*case_states.DESK)
@require_safe
def handover_list(request: PageRequest) -> HttpResponse:
    """List hand-overs with their clocks, and the opinions that others wait for."""
    now, page = utc_now(), page_asked(request)
    form = typed.HandoverFilterForm(request.GET.dict())
    wanted = form.wanted()
    found = handovers.handovers_page(**wanted, now=now, page=page)
    facts = {
        "form": form,
        "lines": [handover_line(row) for row in found.rows],
        "numbers": page_numbers(page, found.total, size=handovers.SIZE),
        "total": found.total,
        "is_filtered": any(wanted.values()),
        "may_receive": bool(request.actor.roles & case_states.CLERKS),
        "parts": [part_line(row) for row in across.asked_parts(now=now)],
    }
    return render(request, "affairs/handovers/list.html", facts)


@requires(*case_states.CLERKS)
@require_http_methods(["GET", "HEAD", "POST"])
def handover_new(request: PageRequest) -> HttpResponse:
    """Look for an item among what other members told; a POST asks the member anew."""
    members = handovers.active_members()
    form = typed.NeighbourForm(request.POST or request.GET or None, members=members)
    rows: tuple[across.ItemRow, ...] = ()
    status = 200
    if form.is_bound and form.is_valid():
        member, text = form.cleaned_data["member"], form.cleaned_data["q"].strip()
        if request.method == "POST":
            status = _refreshed(request, form, member=member, text=text)
        rows = across.neighbour_items(member=member, text=text)
    elif request.method == "POST":
        status = _REFUSED
    facts = {
        "form": form, "members": members, "lines": [item_line(row) for row in rows],
        "is_asked": form.is_bound and not form.errors,
    }  # fmt: skip
    return render(request, "affairs/handovers/new.html", facts, status=status)


def _refreshed(request: PageRequest, form: typed.NeighbourForm, *, member: str, text: str) -> int:
    try:
        count = handover_catalogue.refresh_catalogue(
            member=member, text=text, actor=request.actor, now=utc_now()
        )
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        form.add_error(None, refusal.message(language()))
        return _REFUSED
    messages.success(request, _("已获取 %d 个事项。") % count)
    return 200


@requires(*case_states.CLERKS)
@require_http_methods(["GET", "HEAD", "POST"])
def handover_begin(request: PageRequest, member: str, item: str) -> HttpResponse:
    """Say who applies, then begin the hand-over by the wording in force there."""
    row, now = across.neighbour_item(member=member, code=item), utc_now()
    form = typed.ApplyingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            handover_catalogue.refresh_item(member=member, code=item, actor=request.actor, now=now)
        except handover_catalogue.NeighbourSilent as refusal:
            # What is kept is good enough to begin; the owner refuses an outdated version.
            messages.info(request, refusal.message(language()))
        try:
            code = handover_receiving.receive_application(
                member=member, item=item, who=form.who(), actor=request.actor, now=now
            )
            return HttpResponseRedirect(reverse("affairs:handover_fill", args=[code]))
        except DomainError as refusal:
            form.add_error(None, refusal.message(language()))
    facts = {"form": form, "line": item_line(row)}
    is_refused = request.method == "POST"
    return render(request, "affairs/handovers/begin.html", facts,
                  status=_REFUSED if is_refused else 200)  # fmt: skip


@requires(*case_states.DESK)
@require_safe
def handover(request: PageRequest, code: str) -> HttpResponse:
    """Show a hand-over: what is to be done, its clocks, what it holds, what the owner said."""
    now = utc_now()
    detail = handovers.handover_detail(code=code, now=now)
    is_clerk = bool(request.actor.roles & case_states.CLERKS)
    facts = detail_facts(detail, is_clerk=is_clerk, now=now)
    return render(request, "affairs/handovers/handover.html", facts)


@requires(*case_states.CLERKS)
@require_http_methods(["GET", "HEAD", "POST"])
def handover_fill(request: PageRequest, code: str) -> HttpResponse:
    """Type what the applicant says, and take the papers in; everything is on one page."""
    now = utc_now()
    detail = handovers.handover_detail(code=code, now=now)
    errors: list[str] = []
    if request.method == "POST":
        errors = _kept(request, detail, now=now)
        detail = handovers.handover_detail(code=code, now=now)
        if not errors and not detail.state.missing:
            messages.success(request, _("已保存，材料齐全。请核对。"))
            return HttpResponseRedirect(reverse("affairs:handover", args=[code]))
        if not errors:
            messages.info(request, _("已保存，还有内容没有补齐。"))
    is_judged = request.method == "POST" or bool(detail.typed)
    facts = {
        "code": code, "line": handover_line(detail.row), "errors": errors,
        "pages": _pages(detail, is_judged=is_judged, now=now),
        "missing_count": len(detail.state.missing),
    }  # fmt: skip
    return render(request, "affairs/handovers/fill.html", facts, status=_REFUSED if errors else 200)


@requires(*case_states.CLERKS)
@require_POST
def handover_file_remove(request: PageRequest, code: str, document: str) -> HttpResponse:
    """Take a file out of a hand-over that is being prepared."""
    handover_receiving.remove_file(code=code, document=document, actor=request.actor, now=utc_now())
    messages.success(request, _("已移除这个文件。"))
    return HttpResponseRedirect(reverse("affairs:handover_fill", args=[code]))


def _kept(request: PageRequest, detail: handovers.HandoverDetail, *, now: datetime) -> list[str]:
    """Keep answers and files; returns what was refused, in words."""
    code, errors = detail.row.code, []
    asked = [one.key for page in detail.state.judged.pages for one in page.fields]
    answers = {key: request.POST[key] for key in asked if key in request.POST}
    try:
        handover_receiving.write_answers(code=code, typed=answers, actor=request.actor, now=now)
    except DomainError as refusal:
        if refusal.status in {403, 404}:
            raise
        return [refusal.message(language())]
    for one in detail.state.materials:
        for sent in request.FILES.getlist(f"{one.page.key}-sent")[:_MOST_AT_ONCE]:
            upload = Upload(file=cast("BinaryIO", sent.file), name=str(sent.name),
                            media_type=str(sent.content_type))  # fmt: skip
            try:
                handover_receiving.add_file(
                    code=code, material=one.page.key, upload=upload, actor=request.actor, now=now
                )
            except DomainError as refusal:
                errors.append(f"{sent.name}: {refusal.message(language())}")
    return errors


def _pages(
    detail: handovers.HandoverDetail, *, is_judged: bool, now: datetime
) -> list[dict[str, Any]]:
    """Return every open question with its field, and every material with its files."""
    state, found = detail.state, []
    for page in state.judged.pages:
        if page.material:
            material = next(one for one in state.materials if one.page.key == page.key)
            upload = typed.FilesForm(prefix=page.key)
            title = in_language(zh=page.zh, en=page.en)
            found.append({"title": title, "material": material_facts(material, now=now),
                          "upload": upload["sent"]})  # fmt: skip
            continue
        form = AnswerForm(page, detail.typed, needed=state.judged.needed)
        if is_judged:
            form.add_faults(state.judged.faults_of(page.key))
        units = {one.key: one.unit for one in page.fields}
        found.append({"bounds": [(bound, units[bound.name]) for bound in form]})
    return found
