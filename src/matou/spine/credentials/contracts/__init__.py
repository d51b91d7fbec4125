"""What other rooms may know of credentials and of e-licences issued here."""

from matou.spine.credentials.contracts.licences import (
    LicenceCard,
    LicenceField,
    LicenceIssued,
    LicenceOrder,
    LicenceReinstated,
    LicenceReplaced,
    LicenceRevoked,
    LicenceState,
    LicenceSuspended,
)
from matou.spine.credentials.contracts.recorded import (
    CheckRow,
    CredentialCard,
    CredentialExpiring,
    CredentialRecorded,
    CredentialRevoked,
    CredentialState,
    CredentialSuspended,
    CredentialVerified,
    HolderKind,
)

__all__ = [
    "CheckRow",
    "CredentialCard",
    "CredentialExpiring",
    "CredentialRecorded",
    "CredentialRevoked",
    "CredentialState",
    "CredentialSuspended",
    "CredentialVerified",
    "HolderKind",
    "LicenceCard",
    "LicenceField",
    "LicenceIssued",
    "LicenceOrder",
    "LicenceReinstated",
    "LicenceReplaced",
    "LicenceRevoked",
    "LicenceState",
    "LicenceSuspended",
]
