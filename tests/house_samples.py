"""Collects the page samples of all rooms and the committed query counts."""

import json
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from matou.web.samples import PageSample

ROOT = Path(__file__).resolve().parents[1]
NOT_OURS = {"admin", "api-v1", "djdt", "mfa"}
"""Namespaces of libraries, walked by tests of their own."""


def all_samples() -> list[PageSample]:
    """Return every room's samples, the surface kit's first."""
    names = [
        "matou.web.page_samples",
        "matou.web.account.samples",
        "matou.web.licences.samples",
        *(f"matou.modules.{room}.seeds" for room in settings.MODULES),
    ]
    found: list[PageSample] = []
    for name in names:
        if find_spec(name):
            found += getattr(import_module(name), "page_samples", tuple)()
    return found


def named_urls() -> set[str]:
    """Return the names of all URLs that the house itself declares."""
    return set(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> list[str]:
    found: list[str] = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace not in NOT_OURS:
                found += _walk(entry, f"{entry.namespace}:" if entry.namespace else prefix)
        elif isinstance(entry, URLPattern) and entry.name and _is_ours(entry):
            found.append(prefix + entry.name)
    return found


def _is_ours(entry: URLPattern) -> bool:
    return getattr(entry.callback, "__module__", "").startswith("matou.")


def counts_file(name: str) -> Path:
    """Return the file that commits the query count of a URL."""
    room = name.split(":", maxsplit=1)[0]
    home = ROOT / "src" / "matou" / ("modules" if room in settings.MODULES else "")
    return (home / room if room in settings.MODULES else home / "web") / "tests/query_counts.json"


def committed_counts() -> dict[str, int]:
    """Return all committed counts by URL name."""
    counts: dict[str, int] = {}
    for file in sorted((ROOT / "src" / "matou").glob("**/tests/query_counts.json")):
        counts |= json.loads(file.read_text("utf-8"))
    return counts


def record(name: str, count: int) -> None:
    """Write a count to its file."""
    file = counts_file(name)
    counts = json.loads(file.read_text("utf-8")) if file.exists() else {}
    counts[name] = count
    file.write_text(json.dumps(dict(sorted(counts.items())), indent=2) + "\n", "utf-8")
