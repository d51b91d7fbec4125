"""Web addresses in items: whether they can lead anywhere, judged by their form alone."""

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from matou.modules.affairs.rules import fields
from matou.modules.affairs.rules.fields import Kind


def links(content: Mapping[str, Any]) -> Iterator[tuple[str, int, str, str]]:
    """Yield every address of an item as field, row (0 outside lists), column and address."""
    for one in fields.written():
        if one.kind is Kind.URL and content[one.key]:
            yield one.key, 0, "", content[one.key]
        for number, row in enumerate(content[one.key] if one.kind is Kind.ROWS else (), start=1):
            for column in one.columns:
                if column.kind is Kind.URL and row[column.key]:
                    yield one.key, number, column.key, row[column.key]


def is_well_formed(address: str) -> bool:
    """Tell whether an address is one of the open web: http or https, and a public host."""
    if any(sign.isspace() for sign in address):
        return False
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in {"http", "https"} or parts.username is not None:
        return False
    return _is_public(host)


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.rstrip(".").split(".")
        ends = labels[-1]
        return len(labels) > 1 and all(labels) and ends not in {"local", "internal", "localhost"}
