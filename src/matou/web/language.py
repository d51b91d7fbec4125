"""The reader's language: Chinese unless they chose English; kept in a cookie."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

CHINESE = "zh-hans"
ENGLISH = "en"
LANGUAGES = (CHINESE, ENGLISH)
COOKIE = "matou_language"
COOKIE_AGE_S = 365 * 24 * 3600


def is_chinese() -> bool:
    """Tell whether the page being made is in Chinese."""
    return (translation.get_language() or CHINESE).startswith("zh")


def in_language(*, zh: str, en: str) -> str:
    """Return the text in the reader's language."""
    return (zh or en) if is_chinese() else (en or zh)


class LanguageMiddleware:
    """Activates the chosen language for the request.

    Django's own middleware follows the browser's Accept-Language; here Chinese comes first and
    only the reader's own choice changes it, so that a shared address looks the same to everyone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language and say so in the header."""
        chosen = request.COOKIES.get(COOKIE, CHINESE)
        language = chosen if chosen in LANGUAGES else CHINESE
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def safe_next(request: HttpRequest, *, default: str = "/") -> str:
    """Return where the form wants to go on, only if that lies on this site."""
    target = request.POST.get("next") or request.GET.get("next") or default
    if url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return target
    return default


@csrf_exempt
@require_POST
def switch_language(request: HttpRequest) -> HttpResponse:
    """Remember the language the reader chose and go back to their page.

    Exempt from the form's secret: a stranger gains nothing by changing it, and without the
    secret a page can be the same for all guests.
    """
    response = HttpResponseRedirect(safe_next(request))
    language = request.POST.get("language", "")
    if language in LANGUAGES:
        response.set_cookie(
            COOKIE,
            language,
            max_age=COOKIE_AGE_S,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response
