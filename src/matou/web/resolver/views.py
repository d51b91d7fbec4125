"""``/c/<code>``: a page for people, JSON for machines, by who asks; and the printed code."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import DomainError, NotFound
from matou.spine.codes import queries, services
from matou.spine.codes.contracts import CodeCard, ErrorLevel, LookUp, Verdict
from matou.spine.parties import services as parties
from matou.web.api.answers import domain_problem, problem
from matou.web.api.auth import TokenLacksScope
from matou.web.limits import CODES, count_guest
from matou.web.resolver import answers

READ_SCOPE = "codes:read"

HTML, JSON = "text/html", "application/json"
NOT_FOUND, GONE = 404, 410


@require_safe
def look_up(request: HttpRequest) -> HttpResponse:
    """Ask for a code, or go to the page of the one that was typed."""
    text = request.GET.get("q", "").replace("\x00", "").strip()
    if text:
        # A slash would end the address; no code holds one.
        return HttpResponseRedirect(reverse("resolver:code", args=[text[:40].replace("/", "-")]))
    return render(request, "resolver/look_up.html", {"text": ""})


@require_safe
def code_page(request: HttpRequest, text: str) -> HttpResponse:
    """Answer what a code names: 200, 404 with help, or 410 with the successor."""
    wants_json = request.get_preferred_type([HTML, JSON]) == JSON
    try:
        count_guest(request, what=CODES)
    except DomainError as error:
        if wants_json:
            return domain_problem(request, error)
        raise
    answer = queries.look_up(text)
    if wants_json:
        response = _for_machine(request, answer)
    elif answer.card and answer.card.code != text:
        response = HttpResponseRedirect(reverse("resolver:code", args=[answer.card.code]))
    else:
        response = _for_person(request, answer)
    patch_vary_headers(response, ["Accept", "Cookie", "Authorization"])
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def qr_svg(request: HttpRequest, text: str) -> HttpResponse:
    """Answer the QR symbol as SVG; ``?error=L|M|Q|H`` chooses the error level."""
    count_guest(request, what=CODES)
    card = queries.card(text)
    svg = queries.qr_svg(card.code, base_url=settings.BASE_URL, error=_error_level(request))
    return _download(svg, content_type="image/svg+xml", name=f"{card.code}.svg")


@require_safe
def qr_png(request: HttpRequest, text: str) -> HttpResponse:
    """Answer the QR symbol as PNG."""
    count_guest(request, what=CODES)
    card = queries.card(text)
    png = queries.qr_png(card.code, base_url=settings.BASE_URL, error=_error_level(request))
    return _download(png, content_type="image/png", name=f"{card.code}.png")


@require_safe
def label_pdf(request: HttpRequest, text: str) -> HttpResponse:
    """Answer the A6 label."""
    count_guest(request, what=CODES)
    card = queries.card(text)
    pdf = queries.label_pdf(card, base_url=settings.BASE_URL, error=_error_level(request))
    return _download(pdf, content_type="application/pdf", name=f"{card.code}.pdf")


def _for_person(request: HttpRequest, answer: LookUp) -> HttpResponse:
    if answer.card is None:
        facts = {"answer": answer, "text": answer.text, "help": answers.help_for(answer)}
        return render(request, "resolver/unknown.html", facts, status=NOT_FOUND)
    if request.method == "GET":
        services.count_scan(code=answer.card.code, now=utc_now())
    if answer.card.leads_to_page and answer.card.page_url:
        return HttpResponseRedirect(answer.card.page_url)
    actor: Actor | None = getattr(request, "actor", None)
    facts_read = queries.facts_of(answer.card, actor=actor)
    shown = {
        "card": answer.card,
        "title": answer.card.title(request.LANGUAGE_CODE),
        "facts": answers.fact_lines(facts_read),
        "may_read": facts_read is not None,
        "shows_journal": facts_read is not None and actor is not None,
    }
    status = GONE if answer.verdict is Verdict.RETIRED else 200
    return render(request, "resolver/code.html", shown, status=status)


def _for_machine(request: HttpRequest, answer: LookUp) -> HttpResponse:
    try:
        actor = _asker(request)
    except DomainError as error:
        return domain_problem(request, error)
    if answer.card is None:
        return domain_problem(request, NotFound(what=answer.text))
    if answer.verdict is Verdict.RETIRED:
        return _gone(answer.card)
    facts = queries.facts_of(answer.card, actor=actor)
    return JsonResponse(
        answers.machine_answer(answer.card, facts), json_dumps_params={"ensure_ascii": False}
    )


def _gone(card: CodeCard) -> HttpResponse:
    follow_zh = f"请改用 {card.successor}。" if card.successor else ""
    follow_en = f" Follow {card.successor}." if card.successor else ""
    return problem(
        status=GONE,
        code="code-retired",
        zh=f"编号 {card.code} 已停用。{follow_zh}",
        en=f"The code {card.code} is out of use.{follow_en}",
    )


def _asker(request: HttpRequest) -> Actor | None:
    """Return who asks: the token's actor, else who is signed in; raises the tokens' refusals."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer":
        return getattr(request, "actor", None)
    actor, scopes = parties.authenticate_token(secret=secret.strip(), now=utc_now())
    if READ_SCOPE not in scopes:
        raise TokenLacksScope(scope=READ_SCOPE)
    return actor


def _error_level(request: HttpRequest) -> ErrorLevel:
    wanted = request.GET.get("error", "").upper()
    return ErrorLevel(wanted) if wanted in {*ErrorLevel} else ErrorLevel.QUARTILE


def _download(data: bytes, *, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "public, max-age=3600"
    return response
