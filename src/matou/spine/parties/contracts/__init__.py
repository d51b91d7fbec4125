"""What other rooms may know of parties: events, cards and refusals."""

from matou.spine.parties.contracts.cards import (
    AccessRow,
    MemberCard,
    PartyCard,
    PartyKind,
    SessionRow,
    TokenCard,
    UserRow,
)
from matou.spine.parties.contracts.events import (
    CompanyRegistered,
    MemberAdded,
    MemberRemoved,
    PersonRegistered,
    RoleGranted,
    RoleWithdrawn,
    SignInClosed,
    SignInReopened,
    TokenIssued,
    TokenRevoked,
)
from matou.spine.parties.contracts.refusals import (
    TokenRefused,
    TooManyRequests,
)
from matou.spine.parties.contracts.told import (
    NewCompany,
    NewPerson,
    NewSignIn,
)

__all__ = [
    "MANAGER",
    "AccessRow",
    "CompanyRegistered",
    "MemberAdded",
    "MemberCard",
    "MemberRemoved",
    "NewCompany",
    "NewPerson",
    "NewSignIn",
    "PartyCard",
    "PartyKind",
    "PersonRegistered",
    "RoleGranted",
    "RoleWithdrawn",
    "SessionRow",
    "SignInClosed",
    "SignInReopened",
    "TokenCard",
    "TokenIssued",
    "TokenRefused",
    "TokenRevoked",
    "TooManyRequests",
    "UserRow",
]

MANAGER = "parties.manager"
"""The membership role that may change a company's members."""
