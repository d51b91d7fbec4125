"""Reads of the exchange: members and keys, grants, the log, calls on their way."""

from matou.spine.exchange.queries.calls import outgoing, waiting_count
from matou.spine.exchange.queries.grants import grant, grants_of, grants_page, steps_of
from matou.spine.exchange.queries.identity import (
    base_url,
    own_card,
    own_keys,
    own_member,
    own_signers,
)
from matou.spine.exchange.queries.log import (
    check_chain,
    log_page,
    log_row,
    reads_of,
    stamp_health,
)
from matou.spine.exchange.queries.members import (
    key,
    keys_of,
    member,
    members,
    versions_of,
)

__all__ = [
    "base_url",
    "check_chain",
    "grant",
    "grants_of",
    "grants_page",
    "key",
    "keys_of",
    "log_page",
    "log_row",
    "member",
    "members",
    "outgoing",
    "own_card",
    "own_keys",
    "own_member",
    "own_signers",
    "reads_of",
    "stamp_health",
    "steps_of",
    "versions_of",
    "waiting_count",
]
