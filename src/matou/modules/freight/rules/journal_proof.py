"""The journal's part of an evidence bundle: lines with their seals, and their check offline."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from matou.modules.freight.rules.bundle import BLOCKS, JOURNAL, Finding

_DIGEST_BYTES = 32
_FIELDS = (
    "seq",
    "id",
    "aggregate",
    "version",
    "event",
    "payload",
    "actor",
    "occurred_at_us",
    "recorded_at_us",
    "classifier",
    "txid",
)
"""The order of an entry's canonical JSON; instants are microseconds since 1970."""


def journal_line(*, canonical: str, block: int | None, position: int | None) -> str:
    """Return one line: the canonical text, its place under the seals, and its fields by name."""
    facts = dict(zip(_FIELDS, json.loads(canonical), strict=True))
    line = {"block": block, "position": position, "canonical": canonical, **facts}
    return json.dumps(line, ensure_ascii=False)


def block_line(*, number: int, previous: bytes, seqs: tuple[int, ...], digests: bytes) -> str:
    """Return one block as a line, with the hash that its parts have."""
    sealed = _block_hash(number, previous, seqs, digests)
    return json.dumps(
        {
            "number": number,
            "hash": sealed.hex(),
            "previous": previous.hex(),
            "seqs": list(seqs),
            "digests": digests.hex(),
        }
    )


def check_journal(*, files: Mapping[str, bytes]) -> tuple[int, list[Finding]]:
    """Recompute every hash; returns how many entries stand sealed, and what does not agree."""
    try:
        blocks = {row["number"]: row for row in _lines(files[BLOCKS])}
        entries = _lines(files[JOURNAL])
        findings = [_wrong(BLOCKS, row["number"]) for row in blocks.values() if not _holds(row)]
        sealed = [row for row in entries if row["block"] is not None]
        findings += [_wrong(JOURNAL, row["seq"]) for row in sealed if not _is_under(row, blocks)]
        findings += [_wrong(JOURNAL, row["seq"]) for row in entries if not _says_the_same(row)]
    except (KeyError, TypeError, ValueError):
        return 0, [Finding(path=JOURNAL, zh="无法读取", en="cannot be read")]
    return len(sealed), findings


def _lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.decode().splitlines()]


def _holds(row: dict[str, Any]) -> bool:
    parts = bytes.fromhex(row["previous"]), tuple(row["seqs"]), bytes.fromhex(row["digests"])
    return bool(_block_hash(row["number"], *parts).hex() == row["hash"])


def _is_under(row: dict[str, Any], blocks: Mapping[int, dict[str, Any]]) -> bool:
    block, position = blocks[row["block"]], row["position"]
    at = position * _DIGEST_BYTES
    digest = bytes.fromhex(block["digests"])[at : at + _DIGEST_BYTES]
    is_listed = block["seqs"][position] == row["seq"]
    return is_listed and sha256(row["canonical"].encode()).digest() == digest


def _says_the_same(row: dict[str, Any]) -> bool:
    fields = dict(zip(_FIELDS, json.loads(row["canonical"]), strict=True))
    return all(row[name] == value for name, value in fields.items())


def _block_hash(number: int, previous: bytes, seqs: tuple[int, ...], digests: bytes) -> bytes:
    """Return a seal as the journal makes it (``spine.journal.rules.block_hash``)."""
    listed = ",".join(str(seq) for seq in seqs)
    return sha256(previous + f"{number}:{listed}:".encode() + digests).digest()


def _wrong(path: str, number: int) -> Finding:
    return Finding(
        path=path, zh=f"第 {number} 号的哈希不符", en=f"number {number} has another hash"
    )
