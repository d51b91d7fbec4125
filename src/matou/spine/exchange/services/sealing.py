"""Seals over content (平台章): what one member sealed, another can check years later."""

from dataclasses import dataclass
from datetime import datetime

from matou.spine.exchange.queries.identity import own_signers
from matou.spine.exchange.queries.members import keys_of
from matou.spine.exchange.rules.keys import ED25519, verifier_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentSeal:
    """A detached Ed25519 signature in hex, and the fingerprint of its key."""

    key_id: str
    signature: str


def seal_content(*, content: bytes, now: datetime) -> ContentSeal:
    """Seal some bytes with the key that signs now; raises KeysUnreadable."""
    signer = own_signers(now=now)[0]
    return ContentSeal(key_id=signer.key_id, signature=signer.sign(content).hex())


def is_sealed_by(*, member: str, seal: ContentSeal, content: bytes, at: datetime) -> bool:
    """Tell whether a member's key that was in force at an instant sealed these very bytes."""
    found = next((key for key in keys_of(member) if key.fingerprint == seal.key_id), None)
    if found is None or found.algorithm != ED25519 or not found.is_in_force(at):
        return False
    verifier = verifier_of(algorithm=found.algorithm, public=found.public)
    try:
        return verifier.holds(bytes.fromhex(seal.signature), content)
    except ValueError:
        return False
