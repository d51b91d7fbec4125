"""Re-plans: the list, old and new side by side, and the decision."""

from itertools import chain
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.modules.planner.forms.replans import ReplanFilterForm
from matou.modules.planner.queries import replans
from matou.modules.planner.queries.replans import ReplanFilter, ReplanPage
from matou.modules.planner.rules.booking_states import SHIPPERS
from matou.modules.planner.rules.replan_states import ReplanChoiceUnknown, ReplanState
from matou.modules.planner.services.replanning import accept_replan, decline_replan
from matou.modules.planner.views import booking_lines as names
from matou.modules.planner.views import replan_lines as lines
from matou.modules.planner.views.home import page_asked, page_numbers
from matou.web.access import PageRequest, requires
from matou.web.confirm import Question, confirm_page

_SIZE = 20


@requires()
@require_safe
def replan_list(request: PageRequest) -> HttpResponse:
    """List the proposals that the reader may see, the newest first."""
    form = ReplanFilterForm(request.GET)
    wanted = form.wanted()
    page = page_asked(request)
    found, total = replans.replans_page(actor=request.actor, wanted=wanted, page=page, size=_SIZE)
    spots = names.place_names(chain.from_iterable((one.origin, one.destination) for one in found))
    facts = {
        "form": form,
        "lines": [lines.replan_line(one, spots=spots) for one in found],
        "total": total,
        "numbers": page_numbers(page, total, size=_SIZE),
        "is_filtered": wanted != ReplanFilter(),
    }
    return render(request, "planner/replan_list.html", facts)


@requires()
@require_safe
def replan_page(request: PageRequest, replan_id: UUID) -> HttpResponse:
    """Show why a plan no longer holds, and the ways to go on beside it."""
    page = replans.replan_page(replan_id=replan_id, actor=request.actor)
    spots = names.place_names(lines.places_of(page))
    is_shipper = page.is_own and bool(request.actor.roles & SHIPPERS)
    facts = {
        "page": page,
        "line": lines.replan_line(page.row, spots=spots),
        "reasons": [lines.reason_line(one, spots=spots) for one in page.row.reasons],
        "old": lines.old_line(page, spots=spots),
        "choices": [lines.choice_line(one, spots=spots) for one in page.choices],
        "binding": lines.binding_words(page.row),
        "place": spots[page.place],
        "may_decide": is_shipper and page.row.state is ReplanState.OPEN,
    }
    return render(request, "planner/replan.html", facts)


@requires(*SHIPPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def replan_accept(request: PageRequest, replan_id: UUID, choice: int) -> HttpResponse:
    """Ask, then carry the booking on by the chosen chain."""
    page = replans.replan_page(replan_id=replan_id, actor=request.actor)
    if choice >= len(page.choices):
        raise ReplanChoiceUnknown(choice=choice + 1)
    if request.method != "POST":
        return confirm_page(request, _accepting(request, page, choice))
    code = accept_replan(replan_id=replan_id, choice=choice, actor=request.actor, now=utc_now())
    messages.success(request, _("已改配：新的运段已订妥，原运段已释放，运单编号不变。"))
    return HttpResponseRedirect(names.booking_url(code))


@requires(*SHIPPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def replan_decline(request: PageRequest, replan_id: UUID) -> HttpResponse:
    """Ask, then keep the plan as it is."""
    page = replans.replan_page(replan_id=replan_id, actor=request.actor)
    if request.method != "POST":
        question = Question(
            title=_("谢绝改配"),
            message=_("订舱保持原方案。同一原因不再提出方案；原方案能否成行由您自行安排。"),
            button=_("谢绝改配"),
            action_url=request.path,
            back_url=_page_url(page),
            tone="bad",
        )
        return confirm_page(request, question)
    code = decline_replan(replan_id=replan_id, actor=request.actor, now=utc_now())
    messages.success(request, _("已谢绝，订舱保持原方案。"))
    return HttpResponseRedirect(names.booking_url(code))


def _accepting(request: PageRequest, page: ReplanPage, choice: int) -> Question:
    told = lines.difference_words(page.choices[choice])
    return Question(
        title=_("接受改配"),
        message=_("与原方案相比：%(told)s。新运段全部订妥后才释放原运段，要么全换，要么不动。")
        % {"told": told},
        button=_("接受改配"),
        action_url=request.path,
        back_url=_page_url(page),
    )


def _page_url(page: ReplanPage) -> str:
    return reverse("planner:replan", args=[page.row.id])
