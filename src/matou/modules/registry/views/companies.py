"""The company register."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from matou.modules.registry.queries import companies, exports
from matou.modules.registry.views.shown import language, vessel_line
from matou.web.access import GuestRequest
from matou.web.components.records import KeysetPage


@require_safe
def company_list(request: GuestRequest) -> HttpResponse:
    """List companies by name; ``?format=csv`` answers the same as a file."""
    text = request.GET.get("q", "")
    if request.GET.get("format") == "csv":
        rows = companies.companies_page(text=text, limit=companies.MOST).rows
        response = HttpResponse(
            "\ufeff" + exports.companies_csv(rows), content_type=exports.CSV_TYPE
        )
        response["Content-Disposition"] = 'attachment; filename="matou-companies.csv"'
        return response
    asked = {"q": text.strip()} if text.strip() else {}
    page = companies.companies_page(text=text, after=request.GET.get("after", ""))
    facts = {
        "lines": [(row, row.shown_name(language())) for row in page.rows],
        "page": KeysetPage(rows=page.rows, next_key=page.next, parameter="after"),
        "text": text.strip(),
        "total": companies.companies_count(text=text),
        "export_url": f"{request.path}?{urlencode(asked)}" if asked else request.path,
    }
    return render(request, "registry/company_list.html", facts)


@require_safe
def company_page(request: GuestRequest, code: str) -> HttpResponse:
    """Show one company and the vessels it owns or operates."""
    detail = companies.company_detail(code)
    facts = {
        "row": detail.row,
        "name": detail.row.shown_name(language()),
        "owned": [vessel_line(card) for card in detail.owned],
        "operated": [vessel_line(card) for card in detail.operated],
    }
    return render(request, "registry/company.html", facts)
