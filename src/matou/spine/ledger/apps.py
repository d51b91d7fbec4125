"""The ledger as a room of the spine."""

from matou.spine.room import SpineConfig


class LedgerConfig(SpineConfig):
    """Total truth about money in the house; written by one database function only."""

    name = "matou.spine.ledger"
    label = "ledger"
    title_zh = "总账"
    title_en = "Ledger"
    append_only = ("ledger_transfer", "ledger_rejection", "ledger_block")
    function_written = (
        *("ledger_account", "ledger_transfer", "ledger_rejection"),
        *("ledger_deferredentry", "ledger_timer", "ledger_block", "ledger_mark"),
    )
