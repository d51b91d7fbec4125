"""The room's name and titles."""

from matou.spine.room import SpineConfig


class NoticesConfig(SpineConfig):
    """Notices (通知)."""

    name = "matou.spine.notices"
    label = "notices"
    title_zh = "通知"
    title_en = "Notices"
