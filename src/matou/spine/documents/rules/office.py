"""Office files (ECMA-376): a ZIP of XML parts that must hold no macro, object or bomb."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

from matou.spine.documents.contracts import (
    DocumentDamaged,
    DocumentHasMacro,
    DocumentIsBomb,
    DocumentLocked,
    DocumentRenamed,
    DocumentTypeRefused,
)
from matou.spine.documents.rules import types
from matou.spine.documents.rules.types import FileType

MAX_PARTS = 3_000
MAX_UNFOLDED = 200 * types.MEGABYTE
MAX_RATIO = 200
"""XML packs about 20 : 1; deflate's own limit is 1,032 : 1."""
RATIO_FROM = types.MEGABYTE
ENCRYPTED = 0x1
CONTENT_TYPES = "[Content_Types].xml"
PLAIN_BINARIES = re.compile(r"(?i)^(xl/printerSettings/|xl/.*/printerSettings|docProps/)")
ACTIVE_PARTS = re.compile(
    r"(?i)vbaproject|vbadata|activex|macrosheets|dialogsheets|externallinks|embeddings/|oleobject"
    r"|customui|attachedtoolbars|\.bin$|\.(exe|dll|js|vbs|ps1|bat|cmd|hta|jar|lnk|scr|msi)$"
)
ACTIVE_TYPES = re.compile(rb"(?i)macroEnabled|vbaProject|activeX|oleObject|ms-office\.vba")
ACTIVE_RELATIONS = re.compile(
    rb"(?i)relationships/(attachedTemplate|oleObject|frame|subDocument|externalLink|control"
    rb"|vbaProject|afChunk|package|mailMergeSource)\b"
)
FIELD_THAT_RUNS = re.compile(rb"(?i)<w:instrText[^>]*>[^<]*\b(DDEAUTO|DDE|INCLUDETEXT)\b")
DOCTYPE = re.compile(rb"(?i)<!(DOCTYPE|ENTITY)")
CHUNK = 64 * 1024


def type_of(data: bytes, name: str) -> FileType:
    """Return DOCX or XLSX; raises for other ZIP files, broken and locked ones."""
    parts = {info.filename for info in _parts(_open(data, name), name)}
    if CONTENT_TYPES in parts and "word/document.xml" in parts:
        return types.DOCX
    if CONTENT_TYPES in parts and "xl/workbook.xml" in parts:
        return types.XLSX
    declared = types.declared_as(name.rpartition(".")[2].lower())
    if declared is not None:
        raise DocumentRenamed(name=name, declared=declared.media_type, real="ZIP")
    raise DocumentTypeRefused(name=name)


def check(data: bytes, *, name: str) -> None:
    """Refuse macros, embedded objects, outside parts, entities and bombs in an office file."""
    archive = _open(data, name)
    left = MAX_UNFOLDED
    for info in _parts(archive, name):
        if ACTIVE_PARTS.search(info.filename) and not PLAIN_BINARIES.match(info.filename):
            raise DocumentHasMacro(name=name, found=info.filename[:80])
        content = _unfold(archive, info, limit=left, name=name)
        left -= len(content)
        _check_part(info.filename, content, name)


def _check_part(part: str, content: bytes, name: str) -> None:
    if not part.lower().endswith((".xml", ".rels", ".vml")):
        return
    if DOCTYPE.search(content) or content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        # Every writer of office files uses UTF-8 and no entities; both only serve to hide.
        raise DocumentDamaged(name=name, found=f"{part[:60]}: DOCTYPE")
    if part == CONTENT_TYPES and ACTIVE_TYPES.search(content):
        raise DocumentHasMacro(name=name, found="macroEnabled")
    if part.endswith(".rels") and ACTIVE_RELATIONS.search(content):
        raise DocumentHasMacro(name=name, found=part[:80])
    if part.startswith("word/") and FIELD_THAT_RUNS.search(content):
        raise DocumentHasMacro(name=name, found="DDE")


def _open(data: bytes, name: str) -> ZipFile:
    try:
        return ZipFile(BytesIO(data))
    except (BadZipFile, LargeZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DocumentDamaged(name=name, found="ZIP") from error


def _parts(archive: ZipFile, name: str) -> list[ZipInfo]:
    parts = archive.infolist()
    if len(parts) > MAX_PARTS:
        raise DocumentIsBomb(name=name, found=f"{len(parts)} parts")
    if len({info.filename.lower() for info in parts}) != len(parts):
        raise DocumentDamaged(name=name, found="two parts of one name")
    for info in parts:
        if info.flag_bits & ENCRYPTED:
            raise DocumentLocked(name=name)
        if info.filename.startswith(("/", "\\")) or ".." in info.filename:
            raise DocumentDamaged(name=name, found=info.filename[:80])
        packed = max(info.compress_size, 1)
        if info.file_size > RATIO_FROM and info.file_size / packed > MAX_RATIO:
            raise DocumentIsBomb(name=name, found=f"{info.file_size // packed} : 1")
    if sum(info.file_size for info in parts) > MAX_UNFOLDED:
        raise DocumentIsBomb(name=name, found="size")
    return parts


def _unfold(archive: ZipFile, info: ZipInfo, *, limit: int, name: str) -> bytes:
    """Return a part's bytes, stopping where the header's size was a lie."""
    content = bytearray()
    try:
        with archive.open(info) as part:
            while chunk := part.read(CHUNK):
                content += chunk
                if len(content) > limit:
                    raise DocumentIsBomb(name=name, found=info.filename[:80])
    except (BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError) as error:
        raise DocumentDamaged(name=name, found=info.filename[:80]) from error
    return bytes(content)
