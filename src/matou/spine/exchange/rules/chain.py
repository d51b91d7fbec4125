"""The chain of the log: each row's hash covers its content and the hash before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = hashlib.sha256(b"matou exchange log").digest()
"""What the first row points at."""
COLUMNS = (
    "at",
    "direction",
    "member",
    "is_genuine",
    "service",
    "request_id",
    "purpose",
    "basis",
    "case",
    "outcome",
    "reason",
    "subjects",
    "fields",
    "grant_number",
    "actor",
    "key_id",
    "request_head",
    "request_digest",
    "response_head",
    "response_digest",
)
"""What the hash covers beside the row's number: every column but the two hashes."""


def content_text(row: Mapping[str, Any]) -> str:
    """Return the one text of a row's columns, which the database turns into the row."""
    content = {name: _plain(row[name]) for name in COLUMNS}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def row_hash(row: Mapping[str, Any], *, seq: int, previous: bytes) -> bytes:
    """Return the hash of a row, as ``exchange_append`` makes it."""
    text = f"{seq}\n{content_text(row)}"
    return hashlib.sha256(previous + text.encode("utf-8", "surrogatepass")).digest()


def stamp_text(*, number: int, seq: int, head: bytes, at: datetime) -> bytes:
    """Return the bytes that a stamp signs: up to which row the chain stood, and when."""
    lines = ("matou exchange stamp 1", str(number), str(seq), head.hex(), _instant(at))
    return "\n".join(lines).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return _instant(value)
    return list(value) if isinstance(value, tuple) else value


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
