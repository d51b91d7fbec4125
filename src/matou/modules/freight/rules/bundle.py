"""The evidence bundle (证据包): which files it holds, how they are packed, how they are checked.

One rule carries the proof: ``SHA256SUMS`` names every other file with its hash and is signed by
the platform's seal. The pack itself is deterministic (files in order, uncompressed, one date), so
a checker packs the same files again and any byte between them shows too.
"""

import io
import json
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from matou.kit.clock import CHINA
from matou.kit.errors import DomainError

SUMS = "SHA256SUMS"
SIGNATURE = "SHA256SUMS.sig"
MANIFEST = "manifest.json"
PAPER = "bundle.pdf"
CERTIFICATE = "seal-certificate.pem"
PUBLIC_KEY = "seal-public-key.pem"
JOURNAL = "journal.jsonl"
BLOCKS = "journal-blocks.jsonl"
MOST_BYTES = 300 * 1024 * 1024
"""Three times the documents that a large lot has; more is handed over on a disk by the operator."""

_DIGITS = re.compile(r"(?<![0-9A-Za-z])(\d{3})\d{4}(\d{4}|\d{10}[\dXx])(?![0-9A-Za-z])")
_NEW_DAY = (1980, 1, 1, 0, 0, 0)
"""The oldest date that a ZIP can name; the true one stands in the manifest."""


class BundleTooLarge(DomainError):
    """The documents are more than a bundle carries."""

    code = "freight.bundle-too-large"
    status = 413
    zh = "证据材料合计 {size_mb} MB，超过 {most_mb} MB 的上限。请联系平台运营当面交付。"
    en = "The evidence is {size_mb} MB, over the {most_mb} MB of a bundle. Ask the operator."


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleFile:
    """One file of a bundle, and what it is in both languages."""

    path: str
    content: bytes
    zh: str
    en: str

    @property
    def digest(self) -> str:
        """The SHA-256 of its bytes."""
        return sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found wrong, and in which file."""

    path: str
    zh: str
    en: str


def masked(text: str) -> str:
    """Return a text with phone and identity numbers hidden but for their ends (打码)."""
    return _DIGITS.sub(lambda found: f"{found[1]}****{found[2][-4:]}", text)


def safe_name(name: str) -> str:
    """Return a file's name for a path inside the bundle: no folders, no signs that act."""
    kept = re.sub(r"[^\w.\-]+", "_", name.rsplit("/", maxsplit=1)[-1]).strip("._")
    return kept[-80:] or "file"


def manifest_of(*, lot: str, dispute: str, made_at: datetime, files: Sequence[BundleFile]) -> bytes:
    """Return the manifest: what each file is, with its size and hash, as JSON."""
    facts = {
        "bundle": "matou-evidence/1",
        "lot": lot,
        "dispute": dispute,
        "made_at": made_at.astimezone(CHINA).isoformat(timespec="seconds"),
        "seal": "平台章，非法定可靠电子签名 platform seal, not a legally accredited e-seal",
        "files": [
            {
                "path": file.path,
                "sha256": file.digest,
                "bytes": len(file.content),
                "zh": file.zh,
                "en": file.en,
            }
            for file in files
        ],
    }
    return as_json(facts)


def sums_of(files: Sequence[BundleFile]) -> bytes:
    """Return the list that ``sha256sum -c`` reads."""
    return "".join(f"{file.digest}  {file.path}\n" for file in files).encode()


def as_json(facts: object) -> bytes:
    """Return facts as JSON that people can read too."""
    return json.dumps(facts, ensure_ascii=False, indent=1, default=str).encode() + b"\n"


def packed(files: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a ZIP that depends on the files' names, order and bytes alone."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as pack:
        for path, content in files:
            entry = zipfile.ZipInfo(path, date_time=_NEW_DAY)
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            pack.writestr(entry, content)
    return stream.getvalue()


def unpacked(pack: bytes) -> tuple[dict[str, bytes], list[Finding]]:
    """Return the files of a ZIP, and those that cannot be read."""
    files: dict[str, bytes] = {}
    try:
        opened = zipfile.ZipFile(io.BytesIO(pack))
    except (zipfile.BadZipFile, ValueError):
        return {}, [_found("ZIP", "不是完整的 ZIP 文件", "is not a whole ZIP file")]
    findings = []
    with opened:
        for entry in opened.infolist():
            try:
                files[entry.filename] = opened.read(entry)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
                findings.append(_found(entry.filename, "内容已被改动", "was altered"))
    return files, findings


def check_pack(*, pack: bytes, files: Mapping[str, bytes]) -> list[Finding]:
    """Find bytes changed between the files of a ZIP that reads well otherwise."""
    again = packed(list(files.items()))
    if again == pack:
        return []
    place = next(
        (at for at, (one, other) in enumerate(zip(again, pack, strict=False)) if one != other),
        min(len(again), len(pack)),
    )
    return [_found(_owner(files, place), "包头字节已被改动", "has altered header bytes")]


def check_sums(*, files: Mapping[str, bytes]) -> list[Finding]:
    """Compare every file with the signed list: altered, missing, and foreign ones."""
    listed: dict[str, str] = {}
    for line in files.get(SUMS, b"").decode("utf-8", "replace").splitlines():
        digest, _gap, path = line.partition("  ")
        listed[path] = digest
    findings = []
    for path, digest in listed.items():
        if path not in files:
            findings.append(_found(path, "缺失", "is missing"))
        elif sha256(files[path]).hexdigest() != digest:
            findings.append(_found(path, "内容已被改动", "was altered"))
    foreign = set(files) - set(listed) - {SUMS, SIGNATURE}
    findings += [_found(path, "不在清单中", "is not in the list") for path in sorted(foreign)]
    return findings


def check_manifest(*, files: Mapping[str, bytes]) -> list[Finding]:
    """Compare the manifest's own hashes with the files it describes."""
    try:
        rows = json.loads(files[MANIFEST])["files"]
        wrong = [
            row["path"]
            for row in rows
            if sha256(files.get(row["path"], b"")).hexdigest() != row["sha256"]
        ]
    except (KeyError, TypeError, ValueError):
        return [_found(MANIFEST, "无法读取", "cannot be read")]
    return [_found(path, "与清单不符", "differs from the manifest") for path in wrong]


def _owner(files: Mapping[str, bytes], place: int) -> str:
    """Return the file whose header or bytes stand at a place of the pack."""
    at = 0
    for path, content in files.items():
        # A local header has 30 bytes and the name (APPNOTE 4.3.7).
        at += 30 + len(path.encode()) + len(content)
        if place < at:
            return path
    return "ZIP"


def _found(path: str, zh: str, en: str) -> Finding:
    return Finding(path=path, zh=zh, en=en)


def how_to_check() -> str:
    """Return the explanation that lies in every bundle: a check without this programme."""
    return """\
如何查验本证据包 How to check this bundle
========================================

1. 解压后在文件夹内运行 Unpack, and in the folder run:
   sha256sum -c SHA256SUMS
   每行应显示 OK。Every line must say OK.

2. 查验平台章 Check the platform's seal:
   openssl dgst -sha256 -verify seal-public-key.pem -signature SHA256SUMS.sig SHA256SUMS
   应显示 Verified OK。It must say: Verified OK.

3. 核对证书指纹，应与平台公布的一致 Compare the certificate's fingerprint with the published one:
   openssl x509 -in seal-certificate.pem -noout -fingerprint -sha256
   公钥须出自该证书 The public key must be the certificate's:
   openssl x509 -in seal-certificate.pem -noout -pubkey | diff - seal-public-key.pem

4. 在 PDF 阅读器中打开 bundle.pdf，签名面板应显示“未被修改”。
   Open bundle.pdf in a PDF reader: its signature panel must say that it was not modified.

5. journal.jsonl 每行的 canonical 以 SHA-256 计算，应等于 journal-blocks.jsonl 中同号区块 digests 的
   第 position 个 32 字节；区块哈希 = SHA-256(previous + "number:seqs:" + digests)。
   The SHA-256 of each line's `canonical` equals the 32 bytes at `position` of its block's
   `digests`; a block's hash is SHA-256(previous + "number:seqs:" + digests), seqs by commas.

平台章由本平台自有密钥签署，证明文件由平台出具且未被改动；它不是法定的可靠电子签名。
The platform's seal is made with the platform's own key: it proves that the platform issued these
files and that nobody changed them. It is not a legally accredited electronic seal.

文字中的手机号、证件号已打码；原始文件按上传时的原样收入。照片原件可能带有拍摄位置。
Phone and identity numbers in texts are masked; documents are as uploaded, and photographs may
carry the place where they were taken.
"""
