"""The bits of a Token Status List (draft-ietf-oauth-status-list): two for each licence.

One byte holds four entries, the first in its lowest bits; the array is packed by zlib.
"""

import zlib
from collections.abc import Mapping
from enum import IntEnum

BITS = 2
_PER_BYTE = 8 // BITS
CAPACITY = 1 << 15
"""Entries of one list: 8 kB unpacked, and one among 32,768 tells nobody whom a fetch is about."""


class Status(IntEnum):
    """What a list says of one licence."""

    VALID = 0
    INVALID = 1
    SUSPENDED = 2


def packed(statuses: Mapping[int, Status], *, capacity: int = CAPACITY) -> bytes:
    """Return the packed array; an index that is not named counts as valid.

    O(capacity) bytes and time. Unused entries read as valid, as the draft has it: what makes a
    token true is its signature.
    """
    array = bytearray(capacity // _PER_BYTE)
    for index, status in statuses.items():
        assert 0 <= index < capacity, "inside the list"  # noqa: S101
        array[index // _PER_BYTE] |= status << (index % _PER_BYTE * BITS)
    return zlib.compress(bytes(array), level=9)


def status_at(packed_array: bytes, index: int) -> Status:
    """Return one entry of a packed array."""
    array = zlib.decompress(packed_array)
    return Status(array[index // _PER_BYTE] >> (index % _PER_BYTE * BITS) & 0b11)
