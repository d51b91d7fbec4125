"""Writes of the journal: publish, subscribe, deliver, seal, replay."""

from matou.spine.journal.services.dead_letters import retry_dead_letter, set_aside_dead_letter
from matou.spine.journal.services.delivery import deliver_due
from matou.spine.journal.services.pruning import prune_delivered
from matou.spine.journal.services.publishing import (
    PublishedOutsideTransaction,
    on_published,
    publish,
)
from matou.spine.journal.services.replaying import catch_up, rebuild, replay
from matou.spine.journal.services.sealing import seal_due
from matou.spine.journal.services.subscriptions import (
    SubscriberUnknown,
    subscribe,
    subscribers,
)

__all__ = [
    "PublishedOutsideTransaction",
    "SubscriberUnknown",
    "catch_up",
    "deliver_due",
    "on_published",
    "prune_delivered",
    "publish",
    "rebuild",
    "replay",
    "retry_dead_letter",
    "seal_due",
    "set_aside_dead_letter",
    "subscribe",
    "subscribers",
]
