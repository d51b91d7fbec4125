"""Keys of the exchange: Ed25519 always, SM2 beside it where its extra is installed."""

import hashlib
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from matou.spine.exchange.rules import sm2

ED25519 = "ed25519"
SM2 = "sm2-sm3"
"""Not in the registry of RFC 9421, section 6.2; members that use it agree on the name."""
_HEX_DIGITS = {ED25519: 64, SM2: 128}


class Signer(Protocol):
    """Something that signs in one member's name."""

    @property
    def algorithm(self) -> str:
        """Name of the algorithm, ``ed25519`` or ``sm2-sm3``."""

    @property
    def key_id(self) -> str:
        """The fingerprint of the public key."""

    def sign(self, base: bytes) -> bytes:
        """Return the signature over some bytes."""


class Verifier(Protocol):
    """Something that knows a member's public key."""

    @property
    def algorithm(self) -> str:
        """Name of the algorithm."""

    def holds(self, signature: bytes, base: bytes) -> bool:
        """Tell whether the signature is the key's over the bytes."""


class Ed25519Signer:
    """Signs with an Ed25519 key (RFC 8032)."""

    algorithm = ED25519

    def __init__(self, key: Ed25519PrivateKey) -> None:
        """Keep the key and work out its fingerprint once."""
        self._key = key
        self.public = key.public_key().public_bytes_raw().hex()
        self.key_id = fingerprint(algorithm=ED25519, public=self.public)

    def sign(self, base: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self._key.sign(base)


class Ed25519Verifier:
    """Checks signatures of an Ed25519 key."""

    algorithm = ED25519

    def __init__(self, public: str) -> None:
        """Read the 32 bytes in hex; raises ValueError."""
        self._key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))

    def holds(self, signature: bytes, base: bytes) -> bool:
        """Tell whether the signature is the key's."""
        try:
            self._key.verify(signature, base)
        except InvalidSignature:
            return False
        return True


def signer_of(pem: bytes) -> Ed25519Signer:
    """Return the signer of a private key file; raises ValueError."""
    key = serialization.load_pem_private_key(pem, password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("the exchange signs with an Ed25519 key")  # noqa: TRY004  # a bad file
    return Ed25519Signer(key)


def new_pem() -> bytes:
    """Return a new private key as the key folder keeps it."""
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def verifier_of(*, algorithm: str, public: str) -> Verifier:
    """Return the verifier of a public key; raises ValueError and sm2.Sm2Missing."""
    if algorithm == SM2:
        return sm2.Sm2Verifier(public)
    return Ed25519Verifier(public)


def is_public_key(*, algorithm: str, public: str) -> bool:
    """Tell whether a text has the form of a public key of the algorithm."""
    digits = _HEX_DIGITS.get(algorithm)
    return len(public) == digits and not set(public) - set("0123456789abcdef")


def fingerprint(*, algorithm: str, public: str) -> str:
    """Return what people compare on the telephone: 32 hex digits of SHA-256."""
    return hashlib.sha256(f"{algorithm}:{public}".encode()).hexdigest()[:32]


def spoken(key_id: str) -> str:
    """Return a fingerprint in groups of four, as it is read out."""
    return " ".join(key_id[at : at + 4] for at in range(0, len(key_id), 4))


def typed(text: str) -> str:
    """Return a typed fingerprint without what people put between its digits."""
    return "".join(text.lower().replace(":", " ").replace("-", " ").split())
