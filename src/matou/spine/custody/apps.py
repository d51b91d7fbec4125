"""Custody as a room of the spine."""

from matou.spine.room import SpineConfig


class CustodyConfig(SpineConfig):
    """Orders to the institution that holds the money, and the daily comparison with it."""

    name = "matou.spine.custody"
    label = "custody"
    title_zh = "资金存管"
    title_en = "Custody"
    append_only = ("custody_callbackreceived",)
