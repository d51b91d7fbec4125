"""The types the house keeps, and how a file's real type is told from its bytes."""

import re
from dataclasses import dataclass

import puremagic

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
"""No file of any type may be larger; nothing beyond is even read."""
UNKNOWN_DECLARED = frozenset({"", "application/octet-stream", "binary/octet-stream"})
"""What browsers send when they do not know; the name then speaks alone."""
POLYGLOT_HEAD = 1024
"""PDF readers look for the header this far into a file (ISO 32000-1 annex H, note 13)."""
POLYGLOT_TAIL = 65_557
"""A ZIP's end record lies at most this far from the end: 22 bytes and a comment of 65,535."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """A type that is kept: its media type, the names it goes by, and how large it may be."""

    media_type: str
    extensions: frozenset[str]
    also_declared: frozenset[str] = frozenset()
    max_bytes: int = MAX_BYTES


JPEG = FileType(
    media_type="image/jpeg",
    extensions=frozenset({"jpg", "jpeg", "jpe", "jfif"}),
    also_declared=frozenset({"image/jpg", "image/pjpeg"}),
)
PNG = FileType(
    media_type="image/png",
    extensions=frozenset({"png"}),
    also_declared=frozenset({"image/x-png"}),
)
WEBP = FileType(media_type="image/webp", extensions=frozenset({"webp"}))
PDF = FileType(
    media_type="application/pdf",
    extensions=frozenset({"pdf"}),
    also_declared=frozenset({"application/x-pdf"}),
)
DOCX = FileType(
    media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    extensions=frozenset({"docx"}),
)
XLSX = FileType(
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    extensions=frozenset({"xlsx"}),
)
CSV = FileType(
    media_type="text/csv",
    extensions=frozenset({"csv"}),
    # Windows with Excel installed declares CSV files so.
    also_declared=frozenset({"application/vnd.ms-excel", "text/plain", "application/csv"}),
    max_bytes=5 * MEGABYTE,
)
TEXT = FileType(media_type="text/plain", extensions=frozenset({"txt"}), max_bytes=5 * MEGABYTE)
IMAGES = frozenset({JPEG, PNG, WEBP})
OFFICE = frozenset({DOCX, XLSX})
TEXTS = frozenset({CSV, TEXT})
KEPT = (JPEG, PNG, WEBP, PDF, DOCX, XLSX, CSV, TEXT)

_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x7fELF", "Linux program"),
    (b"MZ", "Windows program"),
    (b"\xca\xfe\xba\xbe", "Java or macOS program"),
    (b"\xcf\xfa\xed\xfe", "macOS program"),
    (b"\xfe\xed\xfa\xcf", "macOS program"),
    (b"#!", "script"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Office file (OLE)"),
    (b"Rar!", "RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"\x1f\x8b", "gzip archive"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"{\\rtf", "RTF"),
)
_MARKUP = re.compile(
    rb"(?i)<(script|html|head|body|iframe|object|embed|svg|\?php|\?xml|!doctype|%)[\s>/=]?"
)
_ACTIVE = re.compile(rb"(?i)<(script|html|iframe|\?php|!doctype)[\s>/=]|<svg[\s>]")
_TAGS_AT_START = 512
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def real_name(head: bytes) -> str:
    """Return the media type, or what else the bytes begin as; empty when they tell nothing."""
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP.media_type
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head[4:8] == b"ftyp":
        return "HEIC/MP4"
    return ""


def guessed_name(data: bytes) -> str:
    """Return the best guess at a type the house does not keep, for the refusal's sentence."""
    try:
        guess: str = puremagic.from_string(data[:4096])
    except (puremagic.PureError, ValueError):
        return "unknown"
    return guess.lstrip(".") or "unknown"


def text_of(data: bytes) -> str | None:
    """Return the bytes as text in UTF-8 or GB 18030 (GB 18030-2022), or None."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if _CONTROL.search(text) else text
    return None


def begins_as_markup(data: bytes) -> bool:
    """Tell whether a text begins as HTML, SVG, XML or a page script."""
    return _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf").lstrip()[:_TAGS_AT_START]) is not None


def holds_active_markup(data: bytes) -> bool:
    """Tell whether markup that a browser would run lies anywhere in the bytes."""
    return _ACTIVE.search(data) is not None


def second_format(data: bytes, *, real: FileType) -> str:
    """Name another format that shares the file (a polyglot), or return an empty text."""
    if real is not PDF and b"%PDF-" in data[:POLYGLOT_HEAD]:
        return "PDF"
    if real not in OFFICE and b"PK\x05\x06" in data[-POLYGLOT_TAIL:]:
        return "ZIP"
    if real in IMAGES and holds_active_markup(data):
        return "HTML"
    return ""


def declared_as(extension: str) -> FileType | None:
    """Return the kept type that goes by a file name's extension."""
    return next((kept for kept in KEPT if extension in kept.extensions), None)
