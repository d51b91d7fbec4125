"""Sealing of personal numbers: AES-256-GCM bound to its row, and blind indexes for look-up.

A sealed value is ``version | key name | nonce | ciphertext``. Keys come newest first: the first
seals, all open, so that keys can be changed without a halt.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_VERSION = b"\x01"
_NAME_BYTES = 4
_NONCE_BYTES = 12
_SHORTEST_KEY = 32


class SealBroken(Exception):
    """A sealed value was altered, moved to another row, or its key is gone."""


def seal(text: str, *, place: str, keys: Sequence[str]) -> bytes:
    """Encrypt a value for one place (``party code:field``); opened elsewhere it is refused."""
    key = keys[0]
    nonce = secrets.token_bytes(_NONCE_BYTES)
    cipher = AESGCM(_derived(key, b"seal"))
    return _VERSION + _name(key) + nonce + cipher.encrypt(nonce, text.encode(), place.encode())


def unseal(sealed: bytes, *, place: str, keys: Sequence[str]) -> str:
    """Decrypt what ``seal`` made for the same place; raises SealBroken."""
    name_end = len(_VERSION) + _NAME_BYTES
    nonce_end = name_end + _NONCE_BYTES
    name = sealed[len(_VERSION) : name_end]
    key = next((key for key in keys if _name(key) == name), None)
    if key is None or sealed[:1] != _VERSION:
        raise SealBroken(place)
    cipher = AESGCM(_derived(key, b"seal"))
    try:
        return cipher.decrypt(
            sealed[name_end:nonce_end], sealed[nonce_end:], place.encode()
        ).decode()
    except (ValueError, InvalidTag) as error:
        raise SealBroken(place) from error


def is_sealed_by_newest(sealed: bytes, *, keys: Sequence[str]) -> bool:
    """Tell whether the value needs no new sealing after a change of keys."""
    return sealed[: len(_VERSION) + _NAME_BYTES] == _VERSION + _name(keys[0])


def blind_index(text: str, *, kind: str, keys: Sequence[str]) -> str:
    """Return the keyed hash under which a value of this kind is found."""
    return blind_indexes(text, kind=kind, keys=keys[:1])[0]


def blind_indexes(text: str, *, kind: str, keys: Sequence[str]) -> list[str]:
    """Return the value's keyed hash under each key, for look-ups while keys change."""
    message = f"{kind}:{text}".encode()
    return [hmac.new(_derived(key, b"index"), message, hashlib.sha256).hexdigest() for key in keys]


@lru_cache(maxsize=32)
def _derived(key: str, purpose: bytes) -> bytes:
    assert len(key) >= _SHORTEST_KEY, "a field key needs at least 32 characters"  # noqa: S101
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"matou field " + purpose).derive(
        key.encode()
    )


def _name(key: str) -> bytes:
    return _derived(key, b"name")[:_NAME_BYTES]
