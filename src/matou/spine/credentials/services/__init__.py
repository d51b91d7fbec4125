"""Business acts on credentials."""

from matou.spine.credentials.services.acting import (
    OwnLicence,
    reinstate_licence,
    replace_by_decision,
    replace_licence,
    revoke_by_decision,
    revoke_licence,
    suspend_licence,
)
from matou.spine.credentials.services.checking import (
    IssuedHere,
    NumberVerifiedElsewhere,
    reinstate_credential,
    revoke_credential,
    suspend_credential,
    verify_credential,
)
from matou.spine.credentials.services.expiring import announce_expiring
from matou.spine.credentials.services.issuing import issue_licence
from matou.spine.credentials.services.licence_papers import lock_version_for_paper, note_paper
from matou.spine.credentials.services.numbers import read_number, reseal_numbers
from matou.spine.credentials.services.recording import CredentialKnown, record_credential

__all__ = [
    "CredentialKnown",
    "IssuedHere",
    "NumberVerifiedElsewhere",
    "OwnLicence",
    "announce_expiring",
    "issue_licence",
    "lock_version_for_paper",
    "note_paper",
    "read_number",
    "record_credential",
    "reinstate_credential",
    "reinstate_licence",
    "replace_by_decision",
    "replace_licence",
    "reseal_numbers",
    "revoke_by_decision",
    "revoke_credential",
    "revoke_licence",
    "suspend_credential",
    "suspend_licence",
    "verify_credential",
]
