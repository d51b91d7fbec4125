"""Papers of a lot as PDF: its contract and its statement."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.modules.freight.services import papers
from matou.modules.freight.views.lots import WATCHERS
from matou.modules.freight.views.shown import asked_code
from matou.web.access import PageRequest, requires


@requires(SHIPPER_ROLE, CARRIER_ROLE, *WATCHERS)
@require_safe
def lot_contract_pdf(request: PageRequest, code: str) -> HttpResponse:
    """Give the contract to those whom its money concerns."""
    known = asked_code(code)
    pdf = papers.lot_contract(lot_code=known, actor=request.actor, base_url=settings.BASE_URL)
    return _pdf(pdf, name=f"{known}-contract")


@requires(SHIPPER_ROLE, CARRIER_ROLE, *WATCHERS)
@require_safe
def lot_statement_pdf(request: PageRequest, code: str) -> HttpResponse:
    """Give the statement to those whom its money concerns."""
    known = asked_code(code)
    pdf = papers.lot_statement(lot_code=known, actor=request.actor, base_url=settings.BASE_URL)
    return _pdf(pdf, name=f"{known}-statement")


def _pdf(content: bytes, *, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="matou-{name}.pdf"'
    return response
