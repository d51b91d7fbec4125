"""Across regions by page: a case's origin, parts and home registers; and what others ask of us."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from matou.kit.clock import utc_now
from matou.kit.errors import DomainError
from matou.modules.affairs.forms import handovers as typed
from matou.modules.affairs.forms import language
from matou.modules.affairs.queries import across as queries
from matou.modules.affairs.queries import handovers
from matou.modules.affairs.rules import case_states
from matou.modules.affairs.services import home_reads, joint_parts
from matou.modules.affairs.views.handover_shown import asked_part_line, part_line
from matou.web.access import PageRequest, refuse_unless, requires
from matou.web.language import in_language

_REFUSED = 422


@requires()
@require_http_methods(["GET", "HEAD", "POST"])
def across(request: PageRequest, code: str) -> HttpResponse:
    """Show where a case came from, its parts and what homes said; ask one of them."""
    now = utc_now()
    found = queries.across(code=code, actor=request.actor, now=now)
    members = handovers.active_members()
    is_part = request.POST.get("do") == "part"
    part_form = typed.AskPartForm(request.POST if is_part else None, members=members)
    home_form = typed.HomeForm(request.POST if request.POST and not is_part else None,
                               members=members)  # fmt: skip
    if request.method == "POST":
        refuse_unless(allowed=found.may_ask_part if is_part else found.may_ask_home, needed="ask")
        done = _part(request, code, part_form) if is_part else _home(request, code, home_form)
        if done:
            return HttpResponseRedirect(request.path)
    names = {key: (zh, en) for key, zh, en in members}
    origin = found.origin
    facts = {
        "found": found,
        "name": in_language(zh=found.name_zh, en=found.name_en),
        "window": in_language(zh=origin.get("window_zh", ""), en=origin.get("window_en", "")),
        "parts": [asked_part_line(row, names.get(row.member, (row.member, row.member)))
                  for row in found.parts],
        "homes": [{"member": in_language(zh=names.get(row.member, (row.member,) * 2)[0],
                                         en=names.get(row.member, (row.member,) * 2)[1]),
                   "row": row} for row in found.homes],
        "part_form": part_form if found.may_ask_part else None,
        "home_form": home_form if found.may_ask_home and not found.homes else None,
    }  # fmt: skip
    is_refused = request.method == "POST"
    return render(request, "affairs/handovers/across.html", facts,
                  status=_REFUSED if is_refused else 200)  # fmt: skip


def _part(request: PageRequest, code: str, form: typed.AskPartForm) -> bool:
    if not form.is_valid():
        return False
    try:
        joint_parts.ask_part(
            case=code, member=form.cleaned_data["member"],
            question=form.cleaned_data["question"], due_at=form.due_at(),
            actor=request.actor, now=utc_now(),
        )  # fmt: skip
    except DomainError as refusal:
        form.add_error(None, refusal.message(language()))
        return False
    messages.success(request, _("已征求意见，办件照常计时。"))
    return True


def _home(request: PageRequest, code: str, form: typed.HomeForm) -> bool:
    if not form.is_valid():
        return False
    try:
        home_reads.ask_home(
            case=code, member=form.cleaned_data["member"], actor=request.actor, now=utc_now()
        )
    except DomainError as refusal:
        form.add_error(None, refusal.message(language()))
        return False
    messages.success(request, _("已向登记地核验，答复到达后显示在这里。"))
    return True


@requires(*case_states.DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: PageRequest, code: str) -> HttpResponse:
    """Show what another member asks of us, and give our opinion, once."""
    now = utc_now()
    row = queries.asked_part(code=code, now=now)
    may_answer = bool(request.actor.roles & (case_states.CLERKS | case_states.DECIDERS))
    form = typed.OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            joint_parts.answer_part(
                code=code, opinion=form.cleaned_data["opinion"],
                words=form.cleaned_data["words"], actor=request.actor, now=now,
            )  # fmt: skip
            messages.success(request, _("已答复牵头地。"))
            return HttpResponseRedirect(request.path)
        except DomainError as refusal:
            if refusal.status in {403, 404}:
                raise
            form.add_error(None, refusal.message(language()))
    names = queries.member_names().get(row.member, (row.member, row.member))
    facts = {
        "line": part_line(row),
        "member": in_language(zh=names[0], en=names[1]),
        "form": form if may_answer and row.answered_at is None else None,
    }
    is_refused = request.method == "POST"
    return render(request, "affairs/handovers/part.html", facts,
                  status=_REFUSED if is_refused else 200)  # fmt: skip
