"""Changes to notices: tell a party, deliver over channels, mark read, keep wishes."""

from matou.spine.notices.services.delivering import deliver_due, register_sender, retry_delivery
from matou.spine.notices.services.reading import mark_all_read, mark_read, set_preference
from matou.spine.notices.services.telling import notify, register_template

__all__ = [
    "deliver_due",
    "mark_all_read",
    "mark_read",
    "notify",
    "register_sender",
    "register_template",
    "retry_delivery",
    "set_preference",
]
