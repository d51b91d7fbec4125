"""The room's name and titles."""

from matou.spine.room import SpineConfig


class CodesConfig(SpineConfig):
    """Codes (码); rows of ``codes_code`` change only by retirement, which a trigger guards."""

    name = "matou.spine.codes"
    label = "codes"
    title_zh = "码"
    title_en = "Codes"
