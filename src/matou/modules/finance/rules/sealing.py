"""The seal of a statement (封存): SHA-256 over canonical JSON, chained to the one before.

Canonical JSON here: keys sorted, no blanks, UTF-8 unescaped, instants in UTC with microseconds,
amounts in whole fen. Lines come first in their order, then accounts, then the header, which knows
the totals; each piece ends with a newline, so that no two statements write the same bytes.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from matou.kit.money import Money

FIRST = "0" * 64
"""What stands before a party's first statement."""

Piece = Mapping[str, object]


def canonical(piece: Piece) -> bytes:
    """Return the piece as canonical JSON with its newline."""
    text = json.dumps(
        piece, default=_plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return text.encode() + b"\n"


class Seal:
    """A seal in the making: pieces are added one at a time and need not be kept."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._digest = sha256()

    def add(self, piece: Piece) -> None:
        """Add the next piece."""
        self._digest.update(canonical(piece))

    def text(self) -> str:
        """Return the hash of what was added so far."""
        return self._digest.hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, Money):
        return value.fen
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(type(value).__name__)
