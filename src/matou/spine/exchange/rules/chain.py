"""The chain of the log: each row's hash covers its content and the hash before it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

GENESIS = hashlib.sha256(b"matou exchange log").digest()
"""What the first row points at."""
COLUMNS = (
    "seq",
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
"""All that the hash covers, which is every column but the two hashes."""


def row_hash(row: Mapping[str, Any], *, previous: bytes) -> bytes:
    """Return the hash of a row by its columns."""
    content = {name: _plain(row[name]) for name in COLUMNS}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
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
