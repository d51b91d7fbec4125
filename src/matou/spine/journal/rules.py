"""When a failed delivery is tried again, and how blocks of entries are sealed."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

MAX_ATTEMPTS = 8
"""Tries before a delivery becomes a dead letter: about 4 minutes after the first failure."""

BLOCK_ENTRIES = 1000
"""Most entries under one seal; sealing afterwards keeps writers parallel (facts of the ledger)."""

DIGEST_BYTES = 32
GENESIS = bytes(DIGEST_BYTES)
"""What the first block names as its predecessor."""

_FIRST_WAIT_S = 2
_LONGEST_WAIT_S = 3600
_ERROR_CHARACTERS = 2000


def wait_after(*, attempts: int) -> timedelta | None:
    """Return the wait after the given number of failed tries; None means dead letter."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return timedelta(seconds=min(_FIRST_WAIT_S * 2 ** (attempts - 1), _LONGEST_WAIT_S))


def error_text(error: BaseException) -> str:
    """Return what an operator reads about a failure; NUL, which PostgreSQL refuses, is dropped."""
    return f"{type(error).__name__}: {error}".replace("\x00", "")[:_ERROR_CHARACTERS]


def entry_digest(canonical: str) -> bytes:
    """Return the hash of one entry's canonical JSON."""
    return sha256(canonical.encode()).digest()


def block_hash(*, number: int, previous: bytes, seqs: Sequence[int], digests: bytes) -> bytes:
    """Return the seal of a block over its predecessor's seal and its entries' digests."""
    assert len(digests) == DIGEST_BYTES * len(seqs)  # noqa: S101  # holds by construction
    listed = ",".join(str(seq) for seq in seqs)
    return sha256(previous + f"{number}:{listed}:".encode() + digests).digest()


def digest_of(digests: bytes, position: int) -> bytes:
    """Return the digest at a position, counted from 0, of a block's joined digests."""
    return digests[position * DIGEST_BYTES : (position + 1) * DIGEST_BYTES]
