"""Configuration of the parties room."""

from matou.spine.room import SpineConfig


class PartiesConfig(SpineConfig):
    """People, companies, memberships, roles, sign-in and tokens."""

    name = "matou.spine.parties"
    label = "parties"
    verbose_name = "主体 Parties"
    title_zh = "主体"
    title_en = "Parties"
    append_only = ("parties_accesslog",)
