"""One HTTP exchange with another member: no redirects, no proxies, limits on time and size."""

import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from matou.spine.exchange.rules.limits import MAX_BYTES, TIMEOUT_S
from matou.spine.exchange.rules.messages import RESPONSE_HEADERS, Request, Response


class NoAnswer(Exception):
    """Nothing came back that could be read; the call may or may not have been carried out."""


def post(request: Request) -> Response:
    """Send a signed request and return the answer, unproven; raises NoAnswer."""
    parts = urlsplit(request.url)
    connection = _connection(parts.scheme, parts.netloc)
    try:
        connection.request(
            request.method, parts.path, body=request.body, headers=dict(request.headers)
        )
        got = connection.getresponse()
        body = got.read(MAX_BYTES + 1)
        found = {name.lower(): value for name, value in got.getheaders()}
    except (OSError, HTTPException) as error:
        raise NoAnswer(type(error).__name__) from error
    finally:
        connection.close()
    if len(body) > MAX_BYTES:
        raise NoAnswer("answer too large")
    headers = {name: found[name] for name in RESPONSE_HEADERS if name in found}
    return Response(status_code=got.status, headers=headers, body=body, request=request)


def _connection(scheme: str, place: str) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(place, timeout=TIMEOUT_S, context=ssl.create_default_context())
    return HTTPConnection(place, timeout=TIMEOUT_S)
