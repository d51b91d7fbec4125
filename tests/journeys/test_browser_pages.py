"""Every page of the house in a real browser, phone and desk, both languages.

A page is opened and measured at both widths in both languages; axe, which takes longest, judges it
once a language, in Chinese on the desk and in English on the phone. Both have the same elements
from the same templates, and no style sheet colours by language, which a test holds.

With ``MATOU_SHOTS`` naming a folder, each page's picture is kept there, to be looked at.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from journeys.browser import DESK, PHONE, ROOT, Site, Visit, Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WIDTHS = {"zh-hans": (DESK, PHONE), "en": (PHONE, DESK)}
"""At which width a page is opened and judged, and to which it is then resized."""
PERSONS = (
    *("guest", "shipper", "skipper", "consignee", "operator", "registrar", "auditor", "admin"),
    *("item-editor", "item-publisher", "case-clerk", "case-signer", "case-supervisor"),
    *("exchange-officer", "exchange-officer2"),
)
IS_PAGE: dict[str, bool] = {}
"""What is known of an address once one language has asked: a page, or a picture, a file, data."""
BY_LANGUAGE = re.compile(r"(?::lang\(|\[lang)[^{}]*\{([^}]*)\}")
SHOTS = os.environ.get("MATOU_SHOTS", "")


def pages_of(site: Site) -> dict[str, list[str]]:
    """Return the addresses that open as pages, by the person who opens them."""
    found: dict[str, list[str]] = {}
    for sample in site.samples():
        if sample["status"] == 200:
            found.setdefault(sample["actor"], []).append(sample["path"])
    return found


def complaints(visitor: Visitor, path: str, language: str) -> Iterator[str]:
    """Open a page; yield what is wrong with it on a phone and on a desk."""
    if not is_page(visitor, path):
        return
    first, _then = WIDTHS[language]
    visitor.page.set_viewport_size({"width": first, "height": 800})
    visitor.page.goto(path, wait_until="load")
    yield from (f"{path} at {first}: {line}" for line in visitor.axe())
    for width in WIDTHS[language]:
        visitor.page.set_viewport_size({"width": width, "height": 800})
        if visitor.overflow_px() > 0:
            yield f"{path} at {width}: {visitor.overflow_px()} px too wide"
        if SHOTS:
            _keep_picture(visitor, path, width)
    yield from (f"{path}: {line}" for line in visitor.complaints)
    visitor.complaints.clear()


def is_page(visitor: Visitor, path: str) -> bool:
    """Tell whether an address is a page, asking the site once for both languages."""
    if path not in IS_PAGE:
        answer = visitor.context.request.head(path)
        IS_PAGE[path] = answer.headers.get("content-type", "").startswith("text/html")
    return IS_PAGE[path]


def _keep_picture(visitor: Visitor, path: str, width: int) -> None:
    language = visitor.page.locator("html").get_attribute("lang")
    name = re.sub(r"[^A-Za-z0-9]+", "-", path).strip("-")[:120] or "front"
    picture = Path(SHOTS) / f"{language}-{width}" / f"{name}.png"
    visitor.page.screenshot(path=picture, full_page=True)


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, list[str]]:
    return pages_of(site)


@pytest.mark.parametrize("language", WIDTHS)
@pytest.mark.parametrize("person", PERSONS)
def test_every_page_of_a_person_is_usable_by_everyone(
    pages: dict[str, list[str]], visit: Visit, person: str, language: str
) -> None:
    visitor: Any = visit(person, language=language)

    found = [line for path in pages.get(person, []) for line in complaints(visitor, path, language)]

    assert found == [], "\n".join(found)


def test_nobody_who_opens_pages_is_left_out(pages: dict[str, list[str]]) -> None:
    assert set(pages) == set(PERSONS)


def test_no_style_sheet_colours_by_language() -> None:
    sheets = [file for file in ROOT.glob("src/**/static/**/*.css") if "vendor" not in file.parts]

    rules = [rule for file in sheets for rule in BY_LANGUAGE.findall(file.read_text("utf-8"))]

    assert rules
    assert not [rule for rule in rules if re.search(r"color|background|border|shadow", rule)]
