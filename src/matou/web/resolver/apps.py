"""The resolver as a Django app, so that its templates, messages and wiring are found."""

from matou.spine.room import SpineConfig


class ResolverConfig(SpineConfig):
    """The pages at ``/c/<code>`` (查码)."""

    name = "matou.web.resolver"
    label = "web_resolver"
    title_zh = "查码"
    title_en = "Code look-up"
