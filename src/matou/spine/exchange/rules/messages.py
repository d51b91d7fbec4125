"""HTTP messages as they are signed and kept: a start line, few headers, a body."""

import hashlib
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

CLIENT = "exchange-client"
SERVICE = "exchange-service"
REQUEST_ID = "exchange-request-id"
PURPOSE = "exchange-purpose"
BASIS = "exchange-basis"
CASE = "exchange-case"
OWN_HEADERS = (CLIENT, SERVICE, REQUEST_ID, PURPOSE, BASIS, CASE)
SIGNATURES = ("signature-input", "signature")
REQUEST_HEADERS = ("content-digest", "content-type", *OWN_HEADERS, *SIGNATURES)
RESPONSE_HEADERS = ("content-digest", "content-type", REQUEST_ID, *SIGNATURES)
JSON_TYPE = "application/json"
PATH = "/exchange/v1/"
_LONGEST_HEADER = 4000


@dataclass(slots=True, kw_only=True)
class Request:
    """A request with the headers that are signed, their names in lower case."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes = b""

    def head(self) -> str:
        """Return start line and headers as the log keeps them."""
        return _head(f"{self.method} {self.url}", self.headers)


@dataclass(slots=True, kw_only=True)
class Response:
    """A response, with the request that it answers."""

    status_code: int
    headers: dict[str, str]
    body: bytes = b""
    request: Request | None = field(default=None)

    def head(self) -> str:
        """Return status and headers as the log keeps them."""
        return _head(str(self.status_code), self.headers)


class HeadUnreadable(ValueError):
    """A kept head is not byte for byte as it was written."""


def request_of(*, head: str, body: bytes) -> Request:
    """Read a kept request back, strictly; raises HeadUnreadable."""
    start, headers = _parts(head, known=REQUEST_HEADERS)
    method, space, url = start.partition(" ")
    if not space or not method.isupper() or " " in url:
        raise HeadUnreadable(start)
    return Request(method=method, url=url, headers=headers, body=body)


def response_of(*, head: str, body: bytes, request: Request) -> Response:
    """Read a kept response back, strictly; raises HeadUnreadable."""
    start, headers = _parts(head, known=RESPONSE_HEADERS)
    if not (start.isascii() and start.isdigit() and len(start) == len("200")):
        raise HeadUnreadable(start)
    return Response(status_code=int(start), headers=headers, body=body, request=request)


def digest(head: str, body: bytes) -> str:
    """Return the SHA-256 of a whole message, as both sides' logs keep it."""
    return hashlib.sha256(head.encode() + b"\n\n" + body).hexdigest()


def encoded(text: str) -> str:
    """Return any text as a header may carry it: percent-encoded UTF-8 (RFC 3986, 2.1)."""
    return quote(text, safe="")


def decoded(value: str) -> str:
    """Return the text of an encoded header; NUL, which no table holds, becomes a blank."""
    return unquote(value, errors="replace").replace("\x00", " ")


def kept_headers(found: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    """Return the named headers, cut to a length that a row of the log can bear."""
    return {
        name: " ".join(found[name][:_LONGEST_HEADER].split()) for name in names if name in found
    }


def _head(start: str, headers: dict[str, str]) -> str:
    return "\n".join([start, *(f"{name}: {headers[name]}" for name in sorted(headers))])


def _parts(head: str, *, known: tuple[str, ...]) -> tuple[str, dict[str, str]]:
    start, *lines = head.split("\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(": ")
        if not colon or name not in known or name in headers:
            raise HeadUnreadable(line)
        headers[name] = value
    if list(headers) != sorted(headers):
        raise HeadUnreadable(head)
    return start, headers
