"""The public list of items, one kind of item in several regions, and files of what is in force."""

from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.modules.affairs.forms import language
from matou.modules.affairs.forms.lists import ItemFilterForm
from matou.modules.affairs.queries import desk, exports, items, labels
from matou.modules.affairs.rules import fields, states
from matou.modules.affairs.rules.difference import differences
from matou.modules.affairs.rules.regions import region_name
from matou.modules.affairs.views.shown import (
    difference_line,
    file_answer,
    item_line,
    limit_words,
    page_asked,
    page_numbers,
)
from matou.web.access import GuestRequest, may
from matou.web.limits import count_guest


@require_safe
def item_list(request: GuestRequest) -> HttpResponse:
    """List the items in force; ``?format=`` answers those of the filters as a file."""
    now = utc_now()
    form = _form(request, now)
    wanted, asked = form.wanted(), form.asked()
    kind = request.GET.get("format", "")
    if kind:
        count_guest(request, what="affairs-files")
        content, content_type = exports.exported(
            kind=kind, wanted=wanted, base_url=settings.BASE_URL, now=now
        )
        return file_answer(content, content_type, f"matou-items.{kind}")
    page = page_asked(request)
    found = items.items_page(wanted=wanted, now=now, page=page)
    facts = {
        "form": form,
        "lines": [item_line(row) for row in found.rows],
        "total": found.total,
        "numbers": page_numbers(page, found.total, size=items.PAGE_SIZE),
        "is_filtered": bool(asked),
        "is_desk": may(request.actor, states.DESK),
        "export_url": f"{request.path}?{urlencode(asked)}" if asked else request.path,
        "labels_query": urlencode(asked),
        "may_label": found.total <= labels.MOST,
    }
    return render(request, "affairs/list.html", facts)


@require_safe
def regions(request: GuestRequest, basic_code: str) -> HttpResponse:
    """Compare one kind of item between the regions that have it in force."""
    found = desk.in_regions(basic_code=basic_code, now=utc_now())
    if not found:
        raise NotFound(what=basic_code[:12])
    first = found[0][2]
    lines = [
        {
            "code": code,
            "region": region_name(region, language()),
            "department": content["dept_name"],
            "promised": limit_words(content["promise_day"], content["promise_type"]),
            "statutory": limit_words(content["anticipate_day"], content["anticipate_type"]),
            "materials": len(content["materials"]),
            "visits": content["limit_scene_num"],
            "differences": [
                difference_line(told)
                for told in differences(first, content)
                if told.field not in _OWN
            ],
        }
        for code, region, content in found
    ]
    name = first["task_name_en"] if language() == "en" and first["task_name_en"] else None
    facts = {"lines": lines, "name": name or first["task_name"], "basic_code": basic_code}
    return render(request, "affairs/regions.html", facts)


@require_safe
def label(request: GuestRequest, code: str) -> HttpResponse:
    """Answer one label on A6."""
    count_guest(request, what="affairs-files")
    pdf = labels.labels_pdf(codes=[code], size="a6", base_url=settings.BASE_URL)
    return file_answer(pdf, "application/pdf", f"matou-label-{code}.pdf")


@require_safe
def label_sheets(request: GuestRequest) -> HttpResponse:
    """Answer A4 sheets of eight labels for the items that the filters show."""
    count_guest(request, what="affairs-files")
    now = utc_now()
    form = _form(request, now)
    found = items.items_page(wanted=form.wanted(), now=now, size=labels.MOST + 1)
    if found.total > labels.MOST:
        raise labels.TooManyLabels(most=labels.MOST, asked=found.total)
    codes = [row.code for row in found.rows]
    pdf = labels.labels_pdf(codes=codes, size="a4", base_url=settings.BASE_URL)
    return file_answer(pdf, "application/pdf", "matou-labels.pdf")


def _form(request: GuestRequest, now: datetime) -> ItemFilterForm:
    return ItemFilterForm(
        request.GET, departments=items.departments(now=now), regions=items.regions(now=now)
    )


_OWN = frozenset(
    one.key for one in fields.fields() if one.group == "identity" and one.key != "summary"
) | {"dept_name", "dept_name_en", "dept_code", "confidence_note"}
"""What every region has of its own, so that a comparison need not tell it."""
