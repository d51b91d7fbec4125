"""Tables of the exchange."""

from matou.spine.exchange.models.calls import Nonce, Outgoing, StoredAnswer
from matou.spine.exchange.models.grants import Grant, GrantStep, GrantUse
from matou.spine.exchange.models.log import LogRow, Stamp
from matou.spine.exchange.models.members import MemberKey, MemberKeyStep, MemberVersion

__all__ = [
    "Grant",
    "GrantStep",
    "GrantUse",
    "LogRow",
    "MemberKey",
    "MemberKeyStep",
    "MemberVersion",
    "Nonce",
    "Outgoing",
    "Stamp",
    "StoredAnswer",
]
