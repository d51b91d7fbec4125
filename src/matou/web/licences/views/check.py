"""The check for everyone: a page that also works without network, and what it checks by."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from matou.kit.clock import utc_now
from matou.spine.credentials import queries
from matou.spine.credentials.queries import Checked
from matou.spine.credentials.queries.status_lists import MEDIA_TYPE, TTL
from matou.spine.credentials.rules.licence_types import TYPES
from matou.web.language import is_chinese
from matou.web.licences.checking import check_paper
from matou.web.licences.forms import CheckForm
from matou.web.licences.shown import answer_facts, verdict_notes, verdict_word
from matou.web.limits import CODES, count_guest

_REFUSED = 422


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Ask for a licence and say how it stands."""
    sent = request.POST if request.method == "POST" else None
    form = CheckForm(sent, request.FILES if sent is not None else None)
    answer, status = None, 200
    if request.method == "POST":
        count_guest(request, what=CODES)
        status = _REFUSED
        if form.is_valid():
            answer, status = answer_facts(_checked(form)), 200
    facts = {"form": form, "answer": answer, "words": _words(), "at": utc_now()}
    return render(request, "licences/check.html", facts, status=status)


@require_safe
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Answer who scanned the code on a paper."""
    count_guest(request, what=CODES)
    checked = queries.check_code(code, at=utc_now())
    facts = {
        "form": CheckForm(), "answer": answer_facts(checked), "words": _words(), "at": utc_now(),
    }  # fmt: skip
    response = render(request, "licences/check.html", facts, status=200 if checked.card else 404)
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def status_list(request: HttpRequest, code: str) -> HttpResponse:
    """Answer a signed status list, as any wallet or checker fetches it."""
    count_guest(request, what="status-list")
    token = queries.status_list_token(code=code, now=utc_now())
    response = HttpResponse(token, content_type=MEDIA_TYPE)
    response["Cache-Control"] = f"public, max-age={int(TTL.total_seconds())}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def keys(_request: HttpRequest) -> HttpResponse:
    """Answer the public keys of e-licences as a JWK set (RFC 7517)."""
    response = JsonResponse(queries.public_keys())
    response["Cache-Control"] = "public, max-age=3600"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@require_safe
def kit(request: HttpRequest) -> HttpResponse:
    """Answer all that the page needs to check without network: keys, lists, names of kinds."""
    count_guest(request, what="status-list")
    now = utc_now()
    lists = {code: queries.status_list_token(code=code, now=now) for code in
             queries.status_list_codes()}  # fmt: skip
    response = JsonResponse(
        {
            "as_of": now.isoformat(timespec="seconds"),
            **queries.public_keys(),
            "lists": lists,
            "types": {one.code: [one.kind.zh, one.kind.en] for one in TYPES.values()},
        }
    )
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Answer the service worker; from this address its scope is the check page alone."""
    response = render(request, "licences/worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def _checked(form: CheckForm) -> Checked:
    paper = form.cleaned_data["paper"]
    if paper:
        return check_paper(paper.read(), at=utc_now())
    return queries.check_text(form.cleaned_data["text"], at=utc_now())


def _words() -> dict[str, object]:
    """Return what the script says, in the reader's language."""
    notes = verdict_notes()
    return {
        "verdicts": {str(key): [verdict_word(key), note] for key, note in notes.items()},
        "holder": _("持证人"),
        "kind": _("证照种类"),
        "identifier": _("电子证照标识"),
        "issuer": _("发证机关"),
        "issuer_code": _("发证机关代码"),
        "valid": _("有效期"),
        "no_end": _("长期"),
        "as_of": _("状态截至 {when}"),
        "stale": _("状态列表已超过一天，联网后请刷新再核验。"),
        "no_list": _("本机没有这份证照的状态列表，只能确认签名。请联网后再核验。"),
        "offline_code": _("断网时只能核验带签名的大二维码或凭证。编号和标识需要联网查询。"),
        "no_crypto": _("这个浏览器不能在本机核验签名。请联网提交核验。"),
        "no_kit": _("本机还没有核验资料。请联网打开一次本页。"),
        "no_qr": _("照片里没有找到二维码。请对准、补光后重拍。"),
        "no_camera": _("打不开摄像头。请允许使用，或上传照片。"),
        "ready": _("断网也能核验"),
        "kit_url": reverse("licences:kit"),
        "worker_url": reverse("licences:worker"),
        "page_url": reverse("licences:check"),
        "language": "zh" if is_chinese() else "en",
    }
