"""PDF files (ISO 32000): every object is walked, so nothing that acts stays hidden."""

import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
)

from matou.spine.documents.contracts import (
    DocumentDamaged,
    DocumentHasScript,
    DocumentIsBomb,
    DocumentLocked,
)

MAX_OBJECTS = 100_000
MAX_PAGES = 2_000
MAX_DEPTH = 60
TAIL = 2048
ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/AA", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
)
ACTIVE_VALUES = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/GoToR",
        "/GoToE",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/RichMedia",
        "/EmbeddedFile",
        "/FileAttachment",
        "/Screen",
        "/3D",
    }
)
"""Action, annotation and stream types that run, send, embed or open something outside."""

PLAIN_MARKS = re.compile(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia|SubmitForm|ImportData)\b")
"""Also looked for in the raw bytes: a viewer that repairs a broken table finds more objects."""

# What pypdf raises on broken input besides its own errors, found by feeding it altered files.
_BROKEN = (
    PyPdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
    AssertionError,
    NotImplementedError,
    OSError,
    struct.error,
    zlib.error,
)


def read(data: bytes, *, name: str) -> dict[str, object]:
    """Return the page count; raises when the file acts, is locked, broken or a bomb."""
    if b"%%EOF" not in data[-TAIL:]:
        raise DocumentDamaged(name=name, found="%%EOF")
    plain = PLAIN_MARKS.search(data)
    if plain:
        raise DocumentHasScript(name=name, found=plain.group().decode())
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted:
            raise DocumentLocked(name=name)
        _refuse_active(reader, name)
        pages = len(reader.pages)
    except _BROKEN as error:
        raise DocumentDamaged(name=name, found=type(error).__name__) from error
    if pages > MAX_PAGES:
        raise DocumentIsBomb(name=name, found=f"{pages} pages")
    if pages == 0:
        raise DocumentDamaged(name=name, found="0 pages")
    return {"pages": pages}


def _refuse_active(reader: PdfReader, name: str) -> None:
    numbers = _object_numbers(reader)
    if len(numbers) > MAX_OBJECTS:
        raise DocumentIsBomb(name=name, found=f"{len(numbers)} objects")
    found = next(_active_in(reader.trailer, depth=0), "")
    for number, generation in numbers:
        if found:
            break
        thing = reader.get_object(IndirectObject(number, generation, reader))
        found = next(_active_in(thing, depth=0), "")
    if found:
        raise DocumentHasScript(name=name, found=found)


def _object_numbers(reader: PdfReader) -> list[tuple[int, int]]:
    plain = {
        (number, generation)
        for generation, entries in reader.xref.items()
        for number in entries
        if generation != 65535  # noqa: PLR2004  # the head of the free list
    }
    packed = {(number, 0) for number in reader.xref_objStm}
    return sorted(plain | packed)


def _active_in(thing: PdfObject | None, *, depth: int) -> Iterator[str]:
    """Name what acts in an object; other objects that it points at are walked on their own."""
    if depth > MAX_DEPTH:
        yield "depth"
    elif isinstance(thing, DictionaryObject):
        yield from _active_in_dictionary(thing, depth=depth)
    elif isinstance(thing, ArrayObject):
        for member in thing:
            if not isinstance(member, IndirectObject):
                yield from _active_in(member, depth=depth + 1)


def _active_in_dictionary(thing: DictionaryObject, *, depth: int) -> Iterator[str]:
    for key in thing:
        value = thing.raw_get(key)
        if key in ACTIVE_KEYS:
            yield str(key)
        if key in {"/S", "/Subtype", "/Type"} and value.get_object() in ACTIVE_VALUES:
            yield str(value.get_object())
        if not isinstance(value, IndirectObject):
            yield from _active_in(value, depth=depth + 1)
