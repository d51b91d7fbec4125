"""SM2 with SM3 (GB/T 32918, GB/T 32905) as a second signature, behind the extra ``sm``."""

from importlib.util import find_spec
from typing import Any

_LIBRARY = "gmssl_pyx"


class Sm2Missing(RuntimeError):
    """The extra ``sm`` is not installed: ``pip install 'matou[sm]'``."""


def is_installed() -> bool:
    """Tell whether this installation can make and check SM2 signatures."""
    return find_spec(_LIBRARY) is not None


class Sm2Signer:
    """Signs with an SM2 key: 32 private and 64 public bytes, in hex."""

    algorithm = "sm2-sm3"

    def __init__(self, *, private: str, public: str, key_id: str) -> None:
        """Keep the pair; raises Sm2Missing."""
        self._library = _library()
        self._private, self._public = bytes.fromhex(private), bytes.fromhex(public)
        self.key_id = key_id

    def sign(self, base: bytes) -> bytes:
        """Return the signature in DER, with the usual signer id."""
        made: bytes = self._library.sm2_sign(self._private, self._public, base)
        return made


class Sm2Verifier:
    """Checks signatures of an SM2 key."""

    algorithm = "sm2-sm3"

    def __init__(self, public: str) -> None:
        """Read 64 bytes in hex; raises Sm2Missing."""
        self._library = _library()
        self._public = bytes.fromhex(public)

    def holds(self, signature: bytes, base: bytes) -> bool:
        """Tell whether the signature is the key's."""
        try:
            return bool(self._library.sm2_verify(self._public, base, signature))
        except self._library.GmsslInnerError:  # not even the form of a signature
            return False


def new_pair() -> tuple[str, str]:
    """Return a new private and public key in hex; raises Sm2Missing."""
    public, private = _library().sm2_key_generate()
    return private.hex(), public.hex()


def _library() -> Any:
    if not is_installed():
        raise Sm2Missing("pip install 'matou[sm]'")
    # An extra: most installations have no such library, and must start without it.
    import gmssl_pyx

    return gmssl_pyx
