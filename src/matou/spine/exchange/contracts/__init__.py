"""What other rooms may know of the exchange.

A room that **shares** declares a ``SharedService`` in its ``wiring.py`` and calls ``share``; its
handler runs inside the transaction that logs the call, so what it writes and the log stand or
fall together. A room that **asks** calls ``exchange.services.call`` with a ``NewCall`` inside its
own transaction and hears ``CallAnswered``, ``CallRefused`` or ``CallGivenUp``, whose aggregate is
``exchange:<request id>``; ``exchange.queries.outgoing`` then has the answer. The request id is
the whole of idempotency: the same id with the same content is one call however often it is sent.
"""

from matou.spine.exchange.contracts.calls import (
    CallCard,
    CallState,
    Direction,
    LogCard,
    NewCall,
    Outcome,
)
from matou.spine.exchange.contracts.events import (
    CallAnswered,
    CallGivenUp,
    CallRefused,
    GrantApproved,
    GrantEnded,
    GrantRefused,
    GrantRequested,
    KeyConfirmed,
    KeyProposed,
    KeyRevoked,
    MemberChanged,
)
from matou.spine.exchange.contracts.grants import GrantCard, GrantState, GrantStepCard, NewGrant
from matou.spine.exchange.contracts.members import (
    KeyCard,
    KeyState,
    MemberCard,
    MemberState,
    NewKey,
    NewMember,
)
from matou.spine.exchange.contracts.sharing import (
    Asked,
    Sensitivity,
    Shared,
    SharedField,
    SharedService,
    all_shared,
    share,
    shared,
)
from matou.spine.exchange.contracts.stamps import ChainReport, StampHealth

__all__ = [
    "Asked",
    "CallAnswered",
    "CallCard",
    "CallGivenUp",
    "CallRefused",
    "CallState",
    "ChainReport",
    "Direction",
    "GrantApproved",
    "GrantCard",
    "GrantEnded",
    "GrantRefused",
    "GrantRequested",
    "GrantState",
    "GrantStepCard",
    "KeyCard",
    "KeyConfirmed",
    "KeyProposed",
    "KeyRevoked",
    "KeyState",
    "LogCard",
    "MemberCard",
    "MemberChanged",
    "MemberState",
    "NewCall",
    "NewGrant",
    "NewKey",
    "NewMember",
    "Outcome",
    "Sensitivity",
    "Shared",
    "SharedField",
    "SharedService",
    "StampHealth",
    "all_shared",
    "share",
    "shared",
]
