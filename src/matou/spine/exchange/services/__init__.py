"""Acts of the exchange."""

from matou.spine.exchange.services.calling import ask_now, call, give_up, send, send_due
from matou.spine.exchange.services.flips import FlipReport, flip_bits
from matou.spine.exchange.services.granting import (
    approve_grant,
    end_grant,
    refuse_grant,
    request_grant,
)
from matou.spine.exchange.services.identity import new_own_key, new_sm2_key
from matou.spine.exchange.services.members import (
    confirm_key,
    confirm_member,
    end_member,
    propose_key,
    propose_member,
    refuse_member,
    resume_member,
    revoke_key,
    suspend_member,
)
from matou.spine.exchange.services.pruning import prune
from matou.spine.exchange.services.receiving import receive
from matou.spine.exchange.services.sealing import ContentSeal, is_sealed_by, seal_content
from matou.spine.exchange.services.stamping import stamp_due

__all__ = [
    "ContentSeal",
    "FlipReport",
    "approve_grant",
    "ask_now",
    "call",
    "confirm_key",
    "confirm_member",
    "end_grant",
    "end_member",
    "flip_bits",
    "give_up",
    "is_sealed_by",
    "new_own_key",
    "new_sm2_key",
    "propose_key",
    "propose_member",
    "prune",
    "receive",
    "refuse_grant",
    "refuse_member",
    "request_grant",
    "resume_member",
    "revoke_key",
    "seal_content",
    "send",
    "send_due",
    "stamp_due",
    "suspend_member",
]
