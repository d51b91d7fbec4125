"""Bookings: the list, one booking with its acts, and its waybill."""

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.modules.planner.forms.bookings import BookingFilterForm
from matou.modules.planner.queries import bookings, replans, waybills
from matou.modules.planner.queries.bookings import BookingFilter, BookingPage
from matou.modules.planner.rules import waybill_schema as schemas
from matou.modules.planner.rules.booking_states import SHIPPERS, BookingState
from matou.modules.planner.rules.waybill import GENERAL, ISSUED, REGIMES, waybill_json
from matou.modules.planner.services import booking as acts
from matou.modules.planner.services import releasing
from matou.modules.planner.services import waybill_paper as papers
from matou.modules.planner.views import booking_lines as lines
from matou.modules.planner.views.home import page_asked, page_numbers
from matou.web.access import GuestRequest, PageRequest, requires
from matou.web.confirm import Question, confirm_page
from matou.web.language import in_language

_SIZE = 20


@requires()
@require_safe
def booking_list(request: PageRequest) -> HttpResponse:
    """List the bookings that the reader may see, the newest first."""
    form = BookingFilterForm(request.GET)
    wanted = form.wanted()
    page = page_asked(request)
    found, total = bookings.bookings_page(actor=request.actor, wanted=wanted, page=page, size=_SIZE)
    spots = lines.place_names(chain.from_iterable((one.origin, one.destination) for one in found))
    facts = {
        "form": form,
        "lines": [lines.booking_line(one, spots=spots) for one in found],
        "total": total,
        "numbers": page_numbers(page, total, size=_SIZE),
        "is_filtered": wanted != BookingFilter(),
    }
    return render(request, "planner/booking_list.html", facts)


@requires()
@require_safe
def booking_page(request: PageRequest, code: str) -> HttpResponse:
    """Show a booking: legs, work orders, what happened, and what its shipper can do."""
    page = bookings.booking_page(code=code, actor=request.actor)
    spots, people = _names(page)
    is_shipper = page.is_own and bool(request.actor.roles & SHIPPERS)
    state = page.row.state
    facts = {
        "line": lines.booking_line(page.row, spots=spots),
        "replan": replans.open_replan(booking=code, actor=request.actor),
        "old_legs": lines.old_leg_lines(page, spots=spots),
        "page": page,
        "way": lines.way(state),
        "legs": lines.leg_lines(page, spots=spots, people=people),
        "works": lines.work_lines(page, spots=spots),
        "timeline": lines.timeline(page, spots=spots),
        "shipper": people[page.row.party],
        "consignee": people[page.row.consignee],
        "may_confirm": is_shipper and state is BookingState.HELD,
        "may_release": is_shipper and state in {BookingState.HELD, BookingState.CONFIRMED},
        "has_waybill": state in ISSUED,
    }
    return render(request, "planner/booking.html", facts)


@requires(*SHIPPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def booking_confirm(request: PageRequest, code: str) -> HttpResponse:
    """Ask, then confirm."""
    question = Question(
        title=_("确认订舱"),
        message=_("确认后舱位归您所有，驳船与卡车运段向承运人发布，并签发一单制运单。"),
        button=_("确认订舱"),
        action_url=request.path,
        back_url=lines.booking_url(code),
    )
    return _asked(request, code, question, act=acts.confirm, told=_("订舱已确认，运单已签发。"))


@requires(*SHIPPERS)
@require_http_methods(["GET", "HEAD", "POST"])
def booking_release(request: PageRequest, code: str) -> HttpResponse:
    """Ask, then give the booking back."""
    question = Question(
        title=_("退舱"),
        message=_("各段舱位即刻释放，尚无承运人的货盘一并撤回。退舱后不能恢复，须重新订舱。"),
        button=_("退舱"),
        action_url=request.path,
        back_url=lines.booking_url(code),
        tone="bad",
    )
    return _asked(request, code, question, act=releasing.release, told=_("已退舱，舱位已释放。"))


@requires()
@require_safe
def booking_waybill(request: PageRequest, code: str) -> HttpResponse:
    """Show the waybill."""
    paper = waybills.waybill(code=code, actor=request.actor)
    facts = {
        "paper": paper,
        "legs": [
            {
                "leg": leg,
                "mode": lines.mode_words(leg.mode),
                "icon": lines.MODE_ICONS[leg.mode],
                "origin": in_language(zh=leg.origin.zh, en=leg.origin.en),
                "destination": in_language(zh=leg.destination.zh, en=leg.destination.en),
                "carrier": in_language(zh=leg.carrier.zh, en=leg.carrier.en) if leg.carrier else "",
                "law": in_language(zh=REGIMES[leg.mode][0], en=REGIMES[leg.mode][1]),
            }
            for leg in paper.legs
        ],
        "consignor": in_language(zh=paper.consignor.zh, en=paper.consignor.en),
        "consignee": in_language(zh=paper.consignee.zh, en=paper.consignee.en),
        "origin": in_language(zh=paper.origin.zh, en=paper.origin.en),
        "destination": in_language(zh=paper.destination.zh, en=paper.destination.en),
        "law": in_language(zh=GENERAL[0], en=GENERAL[1]),
    }
    return render(request, "planner/waybill.html", facts)


@requires()
@require_safe
def booking_waybill_pdf(request: PageRequest, code: str) -> HttpResponse:
    """Give the waybill as PDF."""
    pdf = papers.waybill_pdf(code=code, actor=request.actor, base_url=settings.BASE_URL)
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="matou-{code}-waybill.pdf"'
    return response


@requires()
@require_safe
def booking_waybill_json(request: PageRequest, code: str) -> HttpResponse:
    """Give the waybill in the shape of the UN/CEFACT reference model."""
    told = waybill_json(waybills.waybill(code=code, actor=request.actor))
    link = f'<{_schema_address()}>; rel="describedby"; type="application/schema+json"'
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False}, headers={"Link": link})


@require_safe
def waybill_schema(_request: GuestRequest) -> HttpResponse:
    """Give the JSON Schema of waybills to anyone."""
    return JsonResponse(
        schemas.waybill_schema(address=_schema_address()),
        json_dumps_params={"ensure_ascii": False},
        content_type="application/schema+json",
    )


Act = Callable[..., None]


def _asked(
    request: PageRequest, code: str, question: Question, *, act: Act, told: str
) -> HttpResponse:
    """Show the question on GET, do the act on POST; strangers find nothing either way."""
    bookings.booking_page(code=code, actor=request.actor)
    if request.method != "POST":
        return confirm_page(request, question)
    now: datetime = utc_now()
    act(code=code, actor=request.actor, now=now)
    messages.success(request, told)
    return HttpResponseRedirect(lines.booking_url(code))


def _schema_address() -> str:
    return f"{settings.BASE_URL}{reverse('planner:waybill_schema')}"


def _names(page: BookingPage) -> tuple[lines.Names, lines.Names]:
    row = page.row
    spots = {row.origin, row.destination, *(one.origin for one in page.work_orders)}
    people = {row.party, row.consignee}
    for leg in page.legs:
        spots |= {leg.origin, leg.destination}
        people |= {leg.carrier, *(part.carrier for part in leg.parts)}
    return lines.place_names(spots), lines.party_names(people)
