"""What every page's test asks of its HTML; other rooms' and the whole-house tests use it too."""

import re
from collections.abc import Collection, Iterator
from typing import Any
from xml.etree.ElementTree import Element

import html5lib

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_READ_ALOUD = ("alt", "title", "placeholder", "aria-label", "label")
_NOT_READ = {"script", "style", "template", "pre"}
_LANGUAGE_NAMES = ("中文",)


def valid_html(html: str | bytes) -> Element:
    """Return the parsed page; raises html5lib's error where the HTML is not valid."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    page: Element = parser.parse(html)
    return page


def no_untranslated(html: str | bytes, *, allowed: Collection[str] = ()) -> None:
    """Fail where an English page reads Chinese.

    Names in the data may be Chinese: they stand in ``allowed`` (each a part of the text), or in
    an element marked ``lang="zh"`` (the ``chinese`` filter does it) or carrying ``data-name``;
    what is marked once may stand unmarked where no mark can: in the title and in attributes.
    """
    page = html5lib.parse(html, namespaceHTMLElements=False)
    known = (*_LANGUAGE_NAMES, *allowed, *_marked(page))
    found = [text for text in _texts(page) if _is_untranslated(text, known)]
    assert not found, f"untranslated: {found[:10]}"


def no_inline(html: str | bytes) -> None:
    """Fail where the page carries what the content security policy forbids."""
    page = valid_html(html)
    for element in _elements(page):
        assert "style" not in element.attrib, element.attrib
        assert not any(name.startswith("on") for name in element.attrib), element.attrib
        assert element.tag != "style"
        is_code = element.tag == "script" and element.get("type") != "application/json"
        assert not is_code or element.get("src"), "inline script"


def _is_untranslated(text: str, known: Collection[str]) -> bool:
    for name in sorted(known, key=len, reverse=True):
        text = text.replace(name, "")
    return bool(_CHINESE.search(text))


def _marked(page: Element) -> set[str]:
    """Return the texts of elements marked as data."""
    texts = {
        "".join(element.itertext()).strip() for element in _elements(page) if _is_data(element)
    }
    return texts - {""}


def _is_data(element: Any) -> bool:
    """Tell whether an element holds words of the data; a choice is data when it is its own key."""
    if element.tag == "option" and element.get("value") == (element.text or "").strip():
        return True
    return element.get("lang", "").startswith("zh") or "data-name" in element.attrib


def _texts(element: Any) -> Iterator[str]:
    if not isinstance(element.tag, str) or element.tag in _NOT_READ:
        return
    if _is_data(element):
        return
    yield element.text or ""
    yield from (element.get(name, "") for name in _READ_ALOUD)
    if element.tag == "input" and element.get("type") in {"submit", "button"}:
        yield element.get("value", "")
    for child in element:
        yield from _texts(child)
        yield child.tail or ""


def _elements(element: Any) -> Iterator[Any]:
    yield element
    for child in element:
        if isinstance(child.tag, str):
            yield from _elements(child)
