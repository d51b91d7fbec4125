"""Exchange as a room of the spine."""

from matou.spine.room import SpineConfig


class ExchangeConfig(SpineConfig):
    """Who may ask whom for what, why and until when, and a log that shows every change to it."""

    name = "matou.spine.exchange"
    label = "exchange"
    title_zh = "数据共享"
    title_en = "Exchange"
    append_only = (
        "exchange_memberversion",
        "exchange_memberkey",
        "exchange_memberkeystep",
        "exchange_grant",
        "exchange_grantstep",
        "exchange_logrow",
        "exchange_stamp",
    )
