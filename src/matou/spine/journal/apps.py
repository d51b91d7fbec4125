"""How the journal introduces itself to the house."""

from matou.spine.room import SpineConfig


class JournalConfig(SpineConfig):
    """The lowest room: every other one publishes here."""

    name = "matou.spine.journal"
    label = "journal"
    title_zh = "事件日志"
    title_en = "Journal"
    append_only = ("journal_entry", "journal_block")
