"""The door for signed calls of other members: genuine by signature, so without session or cookie.

It stands before all other middleware (thin surfaces for machines): what a page needs would cost
every call half a millisecond and tell it nothing.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from matou.kit.clock import utc_now
from matou.spine.exchange import queries, services
from matou.spine.exchange.rules.limits import MAX_BYTES
from matou.spine.exchange.rules.messages import PATH, REQUEST_HEADERS, Request, kept_headers
from matou.spine.parties.contracts import TooManyRequests
from matou.spine.parties.services.sign_in import client_address
from matou.web.api.answers import domain_problem, problem


class MachineDoor:
    """Answers what comes to ``/exchange/v1/<service>`` and lets everything else pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Keep the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a call, or pass the request on."""
        if request.path_info.startswith(PATH):
            return answer_call(request)
        return self.get_response(request)


def answer_call(request: HttpRequest) -> HttpResponse:
    """Take one call: read at most what a message may have, and hand it to the exchange."""
    if request.method != "POST":
        return _only_post()
    try:
        answer = services.receive(
            arrived=Request(
                method="POST",
                url=f"{queries.base_url()}{request.get_full_path()}",
                headers=kept_headers(
                    {name.lower(): value for name, value in request.headers.items()},
                    REQUEST_HEADERS,
                ),
                body=request.read(MAX_BYTES + 1),
            ),
            source=client_address(request),
            now=utc_now(),
        )
    except TooManyRequests as error:
        return domain_problem(request, error)
    response = HttpResponse(answer.body, status=answer.status_code)
    for name, value in answer.headers.items():
        response[name] = value
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _only_post() -> HttpResponse:
    response = problem(
        status=HTTPStatus.METHOD_NOT_ALLOWED,
        code="exchange-post-only",
        en="Calls of the exchange are signed POST requests. Call getOpenAPI to see how.",
        zh="数据共享调用须为已签名的 POST 请求。格式请用 getOpenAPI 查看。",
    )
    response["Allow"] = "POST"
    return response
