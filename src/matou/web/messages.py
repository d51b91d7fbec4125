"""Translations: collects the Chinese labels of each room and compiles its English catalogue.

Message ids are the Chinese texts themselves; each room keeps one complete catalogue,
``locale/en/LC_MESSAGES/django.po``. The compiled ``.mo`` files are made at set-up.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[1]
CATALOGUE = Path("locale/en/LC_MESSAGES/django.po")
EDITED = datetime(2026, 1, 1, tzinfo=UTC)
"""A constant date in the header: git knows when a catalogue changed."""

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "lazy", "_lazy"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class UnknownRoom(Exception):
    """No room has this label."""


def rooms() -> dict[str, Path]:
    """Return every room's folder by label."""
    found = {
        folder.parent.name: folder.parent
        for floor in ("spine", "modules")
        for folder in sorted((PACKAGE / floor).glob("*/apps.py"))
    }
    parts = {folder.parent.name: folder.parent for folder in (PACKAGE / "web").glob("*/apps.py")}
    return {**found, "web": PACKAGE / "web", **parts, "project": PACKAGE / "project"}


def collect(label: str) -> None:
    """Bring the catalogue of one room, or of all, up to date and say what lacks English."""
    known = rooms()
    if label != "all" and label not in known:
        raise UnknownRoom(f"没有这个模块 no such room: {label}")
    for name in known if label == "all" else [label]:
        catalogue = _merged(known[name])
        if len(catalogue) == 0:
            continue
        target = known[name] / CATALOGUE
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_text(catalogue))
        lacking = list(_lacking(catalogue))
        click.echo(f"{name}: {len(catalogue)} labels, {len(lacking)} without English")
        for message in lacking:
            click.echo(f"    {message.id!r}")


def missing(label: str) -> tuple[str, ...]:
    """Return the labels in a room's code whose English is absent, empty or itself Chinese."""
    return tuple(str(message.id) for message in _lacking(_merged(rooms()[label])))


def compile_all() -> None:
    """Compile every catalogue; a room without one is passed over."""
    for folder in rooms().values():
        source = folder / CATALOGUE
        if not source.is_file():
            continue
        with source.open("rb") as file:
            catalogue = read_po(file, locale="en")
        compiled = io.BytesIO()
        write_mo(compiled, catalogue)
        target = source.with_suffix(".mo")
        # A running process may read it this instant: replace it as a whole.
        draft = target.with_suffix(".mo.new")
        draft.write_bytes(compiled.getvalue())
        draft.replace(target)


def _merged(folder: Path) -> Catalog:
    """Return the labels found in the code, with the English that the catalogue has for them."""
    source = folder / CATALOGUE
    known = Catalog(locale="en")
    if source.is_file():
        with source.open("rb") as file:
            known = read_po(file, locale="en")
    merged = Catalog(
        locale="en",
        project="matou",
        version="1",
        creation_date=EDITED,
        revision_date=EDITED,
        language_team="matou",
        last_translator="matou",
        fuzzy=False,
        header_comment="# English catalogue; the message ids are the Chinese texts.",
    )
    for place, message, context in _labels(folder):
        old = known.get(message if isinstance(message, str) else message[0], context)
        merged.add(
            message,
            string=old.string if old and old.string else None,
            locations=[(place, 0)],
            context=context,
        )
    return merged


def _labels(folder: Path) -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """Yield file, label and context for each marked text of a room, in a stable order."""
    for path in sorted(folder.rglob("*.py")) + sorted(folder.rglob("*.html")):
        place = path.relative_to(folder).as_posix()
        if "/tests/" in f"/{place}" or "/migrations/" in f"/{place}":
            continue
        if (folder / Path(place).parts[0] / "apps.py").is_file():
            # A part of web that is an app has a catalogue of its own.
            continue
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            text = templatize(text, origin=place)
        source = io.BytesIO(text.encode())
        for _line, message, _comments, context in extract("python", source, KEYWORDS):
            # Labels without Chinese (units, names) read the same in both languages.
            if _CHINESE.search(message if isinstance(message, str) else message[0]):
                yield place, message, context


def _lacking(catalogue: Catalog) -> Iterator[Message]:
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        if not all(strings) or any(_CHINESE.search(str(string)) for string in strings):
            yield message


def _text(catalogue: Catalog) -> bytes:
    written = io.BytesIO()
    write_po(written, catalogue, width=96, include_lineno=False, sort_by_file=True)
    return written.getvalue()
