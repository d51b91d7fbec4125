"""Every page of the house in a real browser, phone and desk, both languages.

With ``MATOU_SHOTS`` naming a folder, each page's picture is kept there, to be looked at.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journeys.browser import DESK, LANGUAGES, PHONE, Site, Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOTS = os.environ.get("MATOU_SHOTS", "")


def pages_of(site: Site) -> dict[str, list[str]]:
    """Return the addresses that open as pages, by the person who opens them."""
    found: dict[str, list[str]] = {}
    for sample in site.samples():
        if sample["status"] == 200:
            found.setdefault(sample["actor"], []).append(sample["path"])
    return found


def complaints(visitor: Visitor, path: str) -> Iterator[str]:
    """Open a page; yield what is wrong with it on a phone and on a desk."""
    answer = visitor.context.request.head(path)
    if not answer.headers.get("content-type", "").startswith("text/html"):
        return
    visitor.page.set_viewport_size({"width": DESK, "height": 800})
    visitor.page.goto(path, wait_until="load")
    for width in (DESK, PHONE):
        visitor.page.set_viewport_size({"width": width, "height": 800})
        yield from (f"{path} at {width}: {line}" for line in visitor.axe())
        if visitor.overflow_px() > 0:
            yield f"{path} at {width}: {visitor.overflow_px()} px too wide"
        if SHOTS:
            _keep_picture(visitor, path, width)
    yield from (f"{path}: {line}" for line in visitor.complaints)
    visitor.complaints.clear()


def _keep_picture(visitor: Visitor, path: str, width: int) -> None:
    language = visitor.page.locator("html").get_attribute("lang")
    name = re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-")[:120] or "front"
    picture = Path(SHOTS) / f"{language}-{width}" / f"{name}.png"
    visitor.page.screenshot(path=picture, full_page=True)


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, list[str]]:
    return pages_of(site)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "person",
    ["guest", "shipper", "skipper", "consignee", "operator", "registrar", "auditor", "admin"],
)
def test_every_page_of_a_person_is_usable_by_everyone(
    pages: dict[str, list[str]], visit: Visit, person: str, language: str
) -> None:
    visitor: Any = visit(person, language=language)

    found = [line for path in pages.get(person, []) for line in complaints(visitor, path)]

    assert found == [], "\n".join(found)
