"""The one check that every upload passes: size, real type, structure, second formats."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from matou.spine.documents.contracts import (
    DocumentDamaged,
    DocumentEmpty,
    DocumentRenamed,
    DocumentTooLarge,
    DocumentTypeRefused,
)
from matou.spine.documents.rules import office, types
from matou.spine.documents.rules.types import FileType

MAX_NAME_LENGTH = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A file that passed: its real type, what was read out of it, and copies for showing.

    ``shown`` and ``thumbnail`` are made anew from pixels, so nothing the camera or the sender
    wrote beside the picture is in them.
    """

    media_type: str
    facts: Mapping[str, object] = field(default_factory=dict)
    shown: bytes = b""
    shown_type: str = ""
    thumbnail: bytes = b""


def check(*, data: bytes, name: str, declared_type: str) -> Checked:
    """Return what the file is and holds; raises a DocumentRefused that says what is wrong."""
    if not data:
        raise DocumentEmpty(name=name)
    if len(data) > types.MAX_BYTES:
        raise DocumentTooLarge(name=name, limit_mb=types.MAX_BYTES // types.MEGABYTE)
    real = _real_type(data, name)
    if len(data) > real.max_bytes:
        raise DocumentTooLarge(name=name, limit_mb=real.max_bytes // types.MEGABYTE)
    _refuse_renamed(real, name, declared_type)
    second = types.second_format(data, real=real)
    if second:
        raise DocumentDamaged(name=name, found=second)
    return _look_inside(real, data, name)


def safe_name(name: str) -> str:
    """Return the last part of a path without anything a header or a shell could trip over."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '"<>|:*?;')
    stem, dot, extension = kept.strip(" .").rpartition(".")
    if not dot:
        return (extension or "file")[:MAX_NAME_LENGTH]
    return f"{stem[: MAX_NAME_LENGTH - len(extension[:10]) - 1]}.{extension[:10]}"


def _real_type(data: bytes, name: str) -> FileType:
    real_name = types.real_name(data[:64])
    if real_name == "application/zip":
        return office.type_of(data, name)
    for kept in types.KEPT:
        if kept.media_type == real_name:
            return kept
    if real_name:
        _refuse_other(name, real_name)
    if types.begins_as_markup(data):
        _refuse_other(name, "HTML/SVG/XML")
    if types.text_of(data) is None:
        _refuse_other(name, types.guessed_name(data))
    declared = types.declared_as(_extension(name))
    return declared if declared in types.TEXTS and declared else types.TEXT


def _refuse_other(name: str, real: str) -> None:
    """Refuse a type that is not kept; a name that claims a kept one makes it a renamed file."""
    declared = types.declared_as(_extension(name))
    if declared is not None:
        raise DocumentRenamed(name=name, declared=declared.media_type, real=real)
    raise DocumentTypeRefused(name=name)


def _refuse_renamed(real: FileType, name: str, declared_type: str) -> None:
    if _extension(name) not in real.extensions:
        raise DocumentRenamed(name=name, declared=f".{_extension(name)}", real=real.media_type)
    declared = declared_type.partition(";")[0].strip().lower()
    if declared in types.UNKNOWN_DECLARED:
        return
    if declared != real.media_type and declared not in real.also_declared:
        raise DocumentRenamed(name=name, declared=declared[:80], real=real.media_type)


def _look_inside(real: FileType, data: bytes, name: str) -> Checked:
    if real in types.IMAGES:
        # Pillow takes 6 MB, which a worker that is sent no picture does without.
        from matou.spine.documents.rules import images

        picture = images.read(data, name=name, media_type=real.media_type)
        return Checked(
            media_type=real.media_type,
            facts=picture.facts,
            shown=picture.shown,
            shown_type=picture.shown_type,
            thumbnail=picture.thumbnail,
        )
    if real is types.PDF:
        from matou.spine.documents.rules import pdfs  # pypdf: a seventh of a second of each start

        return Checked(media_type=real.media_type, facts=pdfs.read(data, name=name))
    if real in types.OFFICE:
        office.check(data, name=name)
    return Checked(media_type=real.media_type)


def _extension(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""
