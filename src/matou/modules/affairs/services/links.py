"""Tries the web addresses of items by the clock, through a port, never at publication."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from matou.kit.port import Port
from matou.modules.affairs.models import LinkState
from matou.modules.affairs.queries.checking import addresses

_TIMEOUT_S = 8
_ALIVE_BELOW = 400
_ASKS_FOR_MORE = {401, 403, 405, 429}
"""The address is there, only not for a visitor like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address answered."""

    is_alive: bool
    note: str


LINK_PROBE: Port[Callable[[str], Answer]] = Port("affairs.LINK_PROBE")
"""How an address is tried; an installation without a way out fills it with nothing."""


def try_links(*, now: datetime) -> int:
    """Try every address of items in force or under way; returns how many did not answer."""
    probe = LINK_PROBE.get()
    if probe is None:
        return 0
    known = addresses(now=now)
    LinkState.objects.exclude(address__in=known).delete()
    dead = 0
    for address in known:
        answer = probe(address)
        dead += not answer.is_alive
        LinkState.objects.update_or_create(
            address=address,
            defaults={"is_alive": answer.is_alive, "note": answer.note[:200], "tried_at": now},
        )
    return dead


def probe_by_http(address: str) -> Answer:
    """Ask an address for its head, on a public host alone: editors must not reach inside."""
    parts = urlsplit(address)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        host = _public_address(parts.hostname or "", port)
    except (OSError, ValueError) as error:
        return Answer(is_alive=False, note=str(error))
    connection: http.client.HTTPConnection | None = None
    try:
        connection = _connection(parts.scheme, parts.hostname or "", host, port)
        query = f"?{parts.query}" if parts.query else ""
        connection.request("HEAD", f"{parts.path or '/'}{query}", headers={"Host": parts.netloc})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Answer(is_alive=False, note=str(error) or type(error).__name__)
    finally:
        if connection is not None:
            connection.close()
    return Answer(is_alive=status < _ALIVE_BELOW or status in _ASKS_FOR_MORE, note=str(status))


def _public_address(host: str, port: int) -> str:
    """Return the address of a host, resolved once: it must not change before the call."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    address = str(found[0][4][0])
    if not ipaddress.ip_address(address).is_global:
        raise ValueError(f"{host} is not public")
    return address


def _connection(scheme: str, name: str, host: str, port: int) -> http.client.HTTPConnection:
    if scheme != "https":
        return http.client.HTTPConnection(host, port, timeout=_TIMEOUT_S)
    context = ssl.create_default_context()
    connection = http.client.HTTPSConnection(host, port, timeout=_TIMEOUT_S, context=context)
    plain = socket.create_connection((host, port), timeout=_TIMEOUT_S)
    connection.sock = context.wrap_socket(plain, server_hostname=name)
    return connection
