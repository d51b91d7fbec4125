"""The surface kit as a Django app: base pages, components, slots and the operator's console."""

from matou.spine.room import SpineConfig


class WebConfig(SpineConfig):
    """The shared surface kit (界面底座)."""

    name = "matou.web"
    label = "web"
    title_zh = "界面"
    title_en = "Web"
