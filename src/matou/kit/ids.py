"""Identifiers made outside the database, so that the schema also runs on PostgreSQL 15."""

import os
from datetime import datetime
from uuid import UUID

_RANDOM_BITS_A = 12
_RANDOM_BITS_B = 62


def uuid7(*, now: datetime) -> UUID:
    """Return a UUID version 7 (RFC 9562, section 5.7) for the instant ``now``.

    The first 48 bits are Unix milliseconds, so ids made later sort later and indexes stay compact.
    """
    milliseconds = int(now.timestamp() * 1000)
    noise = int.from_bytes(os.urandom(10), "big")
    rand_a = noise & ((1 << _RANDOM_BITS_A) - 1)
    rand_b = (noise >> _RANDOM_BITS_A) & ((1 << _RANDOM_BITS_B) - 1)
    return UUID(int=milliseconds << 80 | 7 << 76 | rand_a << 64 | 2 << 62 | rand_b)
