"""Business acts on credentials."""

from matou.spine.credentials.services.checking import (
    NumberVerifiedElsewhere,
    reinstate_credential,
    revoke_credential,
    suspend_credential,
    verify_credential,
)
from matou.spine.credentials.services.expiring import announce_expiring
from matou.spine.credentials.services.numbers import read_number, reseal_numbers
from matou.spine.credentials.services.recording import CredentialKnown, record_credential

__all__ = [
    "CredentialKnown",
    "NumberVerifiedElsewhere",
    "announce_expiring",
    "read_number",
    "record_credential",
    "reinstate_credential",
    "reseal_numbers",
    "revoke_credential",
    "suspend_credential",
    "verify_credential",
]
