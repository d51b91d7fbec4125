"""The keys that sign e-licences: ES256 (P-256), for every browser can check it.

One PEM file; the first key signs, every key in it checks, so an old one stays until the last
licence it signed has ended.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from joserfc.jwk import ECKey

from matou.spine.credentials.rules.compact import KEY_LENGTH

ALGORITHM = "ES256"
_HALF = 32
_BLOCK = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenceKeys:
    """The installation's keys for e-licences by key id (RFC 7638 thumbprint)."""

    newest: str
    by_id: Mapping[str, ECKey]

    def public(self) -> dict[str, list[dict[str, str]]]:
        """Return the public halves as a JWK set (RFC 7517)."""
        return {
            "keys": [
                {**_texts(key), "kid": key_id, "alg": ALGORITHM, "use": "sig"}
                for key_id, key in self.by_id.items()
            ]
        }

    def beginning(self, start: str) -> ECKey | None:
        """Return the key whose id begins so, None where there is none."""
        found = [key for key_id, key in self.by_id.items() if key_id[:KEY_LENGTH] == start]
        return found[0] if found else None


@cache
def keys_in(path: Path) -> LicenceKeys:
    """Return the keys of a PEM file, read once a process."""
    keys = [ECKey.import_key(block) for block in _BLOCK.findall(path.read_bytes())]
    by_id = {key.thumbprint(): key for key in keys}
    assert by_id, f"{path} holds no private key"  # noqa: S101
    return LicenceKeys(newest=next(iter(by_id)), by_id=by_id)


def sign_bytes(key: ECKey, content: bytes) -> bytes:
    """Return the signature as JWS writes it: both numbers in 32 bytes each (RFC 7518)."""
    private = key.private_key
    assert isinstance(private, ec.EllipticCurvePrivateKey), "P-256 with its secret"  # noqa: S101
    r, s = decode_dss_signature(private.sign(content, ec.ECDSA(hashes.SHA256())))
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def is_signed_by(key: ECKey, content: bytes, signature: bytes) -> bool:
    """Tell whether a signature over some bytes is the key's."""
    if len(signature) != 2 * _HALF:
        return False
    r, s = (int.from_bytes(part, "big") for part in (signature[:_HALF], signature[_HALF:]))
    public = key.public_key
    assert isinstance(public, ec.EllipticCurvePublicKey), "P-256"  # noqa: S101
    try:
        public.verify(encode_dss_signature(r, s), content, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _texts(key: ECKey) -> dict[str, str]:
    return {name: str(value) for name, value in key.as_dict(private=False).items()
            if name in {"kty", "crv", "x", "y"}}  # fmt: skip
