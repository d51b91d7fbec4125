"""What other rooms may know of documents: cards, the storage protocol, events and refusals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol

from matou.kit.errors import DomainError
from matou.kit.event import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCard:
    """A kept document as other rooms and pages read it.

    ``facts`` holds what was read out of the file: page count, pixel size, and for photos the
    instant (``taken_at``) and place (``latitude``, ``longitude``) its camera wrote.
    """

    code: str
    about: str
    owner: str
    name: str
    declared_type: str
    real_type: str
    size: int
    sha256: str
    has_thumbnail: bool
    readers: frozenset[str]
    facts: Mapping[str, object]
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDocument:
    """A document opened for one reader; ``inline`` is true only for types that cannot act."""

    card: DocumentCard
    file: BinaryIO
    content_type: str
    name: str
    size: int
    inline: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """Who read which form of a document, and when."""

    document: str
    actor: str
    acts_for: str
    form: str
    read_at: datetime


class Storage(Protocol):
    """Where the bytes lie, addressed by their own SHA-256; writing the same twice is harmless."""

    def put(self, *, sha256: str, data: bytes) -> None:
        """Keep the bytes durably before returning."""

    def get(self, *, sha256: str) -> bytes:
        """Return the bytes; raises DocumentLost when missing or altered."""

    def has(self, *, sha256: str) -> bool:
        """Tell whether the bytes are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStored(Event):
    """A document was accepted; ``aggregate`` is the code of what it is about."""

    document: str
    sha256: str
    real_type: str


class DocumentRefused(DomainError):
    """The file cannot be accepted; every refusal below is one of these."""

    code = "document-refused"
    status = 422
    zh = "文件“{name}”未被接受。"
    en = "The file “{name}” was not accepted."


class DocumentEmpty(DocumentRefused):
    """The file has no bytes."""

    code = "document-empty"
    zh = "文件“{name}”是空的。请重新选择文件。"
    en = "The file “{name}” is empty. Choose it again."


class DocumentTooLarge(DocumentRefused):
    """The file is over the size limit of its type."""

    code = "document-too-large"
    status = 413
    zh = "文件“{name}”超过 {limit_mb} MB 的上限。请压缩或拆分后再上传。"
    en = "The file “{name}” is over {limit_mb} MB. Compress or split it."


class DocumentTypeRefused(DocumentRefused):
    """The file's real type is not among those the house keeps."""

    code = "document-type-refused"
    zh = "不接受“{name}”的文件类型。请上传 JPG、PNG、WebP、PDF、DOCX、XLSX、CSV 或 TXT。"
    en = "The type of “{name}” is not accepted. Send JPG, PNG, WebP, PDF, DOCX, XLSX, CSV or TXT."


class DocumentRenamed(DocumentRefused):
    """The file is something else than its name or declared type says."""

    code = "document-renamed"
    zh = "“{name}”自称 {declared}，实际是 {real}。请上传未改名的原文件。"
    en = "“{name}” says it is {declared} but is {real}. Send the original file, not renamed."


class DocumentHasMacro(DocumentRefused):
    """An office file carries macros, embedded objects or outside links."""

    code = "document-has-macro"
    zh = "“{name}”含有宏或嵌入对象({found})。请另存为不含宏的 DOCX/XLSX 或 PDF。"
    en = "“{name}” carries macros or embedded objects ({found}). Save it without, or as PDF."


class DocumentHasScript(DocumentRefused):
    """A PDF carries scripts, launch actions, embedded files or forms that submit."""

    code = "document-has-script"
    zh = "“{name}”含有脚本或自动动作({found})。请打印为普通 PDF 后再上传。"
    en = "“{name}” carries a script or action ({found}). Print it to a plain PDF and send that."


class DocumentIsBomb(DocumentRefused):
    """The file unfolds to far more than it shows: too many pixels or too much packed data."""

    code = "document-is-bomb"
    zh = "“{name}”展开后过大({found})。请缩小后再上传。"
    en = "“{name}” unfolds to too much ({found}). Send a smaller one."


class DocumentDamaged(DocumentRefused):
    """The file's inside does not follow its format, or two formats share it."""

    code = "document-damaged"
    zh = "“{name}”已损坏或夹带其他内容({found})。请重新导出后再上传。"
    en = "“{name}” is damaged or carries something else ({found}). Export it again."


class DocumentLocked(DocumentRefused):
    """The file is encrypted, so that nobody could check it."""

    code = "document-locked"
    zh = "“{name}”设有密码，无法检查。请去除密码后再上传。"
    en = "“{name}” is locked with a password and cannot be checked. Remove the password."


class DocumentLost(DomainError):
    """The kept bytes are missing or differ from their hash."""

    code = "document-lost"
    status = 500
    zh = "文件 {sha256} 缺失或已被改动。请联系平台管理员从备份恢复。"
    en = "The bytes {sha256} are missing or altered. Ask the administrator to restore a backup."


class StorageFull(DomainError):
    """The disk that keeps the documents is full; nothing was kept."""

    code = "storage-full"
    status = 507
    zh = "存放文件的磁盘已满，未保存任何内容。请管理员清理磁盘后，再上传一次。"
    en = "The disk that keeps documents is full, and nothing was kept. Have it cleared, then retry."


class StorageUnreachable(DomainError):
    """The storage service does not answer; nothing was kept."""

    code = "storage-unreachable"
    status = 503
    zh = "文件存储暂时无法访问，未保存任何内容。请稍后重试。"
    en = "The document storage does not answer, and nothing was kept. Try again later."
