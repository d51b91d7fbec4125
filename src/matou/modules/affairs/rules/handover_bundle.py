"""What a window hands on (转递包): answers and files by hash, and the digest that is sealed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from matou.kit.errors import DomainError

MOST_FILE_BYTES = 7 * 1024 * 1024
"""One file travels in one call of at most 10 MiB: base64 makes four bytes of three."""


class FileTooLargeToSend(DomainError):
    """The file does not fit into one message."""

    code = "affairs.file-too-large-to-send"
    status = 422
    zh = "“{name}”超过 {most} MiB，无法转递。请压缩或分成几个文件。"
    en = "“{name}” is larger than {most} MiB and cannot be sent on. Compress or split it."


class FileAltered(DomainError):
    """The bytes are not those that the message names."""

    code = "affairs.file-altered"
    status = 422
    zh = "文件“{name}”的哈希与声明不符，没有收下。请重新转递。"
    en = "The bytes of “{name}” are not those announced; it was not taken. Send it again."


class SealWrong(DomainError):
    """The seal is not the sender's over this bundle."""

    code = "affairs.seal-wrong"
    status = 422
    zh = "转递包的平台章与内容不符，没有收下。请重新盖章后转递。"
    en = "The seal does not fit the bundle; it was not taken. Seal and send it again."


def check_size(*, name: str, size: int) -> None:
    """Raise FileTooLargeToSend for a file that no message can carry."""
    if size > MOST_FILE_BYTES:
        raise FileTooLargeToSend(name=name[:80], most=MOST_FILE_BYTES // (1024 * 1024))


def check_bytes(*, name: str, data: bytes, sha256: str) -> None:
    """Raise FileAltered unless the bytes have the hash that was announced."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileAltered(name=name[:80])


def sealed_text(told: Mapping[str, Any]) -> bytes:
    """Return the bytes that the window's seal is over: canonical JSON, the same on both sides.

    ``told`` names handover, round, item, version, applicant, answers and files.
    """
    plain = {key: told[key] for key in ("handover", "round", "item", "version")}
    files: Sequence[Mapping[str, Any]] = told["files"]
    named = [{key: one[key] for key in ("material", "name", "sha256")} for one in files]
    plain |= {
        "applicant": dict(told["applicant"]),
        "answers": dict(told["answers"]),
        "files": sorted(named, key=lambda one: (one["material"], one["sha256"], one["name"])),
    }
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(text: bytes) -> str:
    """Return the SHA-256 that people compare."""
    return hashlib.sha256(text).hexdigest()
