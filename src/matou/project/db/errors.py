"""What can go wrong before the first query, said so that a person can mend it."""

from typing import Self


class DatabaseUnavailable(Exception):  # named as a fact, as all our refusals are
    """The database cannot be started or reached."""

    @classmethod
    def because(cls, reason_zh: str, reason_en: str) -> Self:
        """Say the reason and what to do next in both languages."""
        if "No space left" in reason_en:
            reason_zh, reason_en = "磁盘已满", "the disk is full"
        reason = reason_zh if reason_zh == reason_en else f"{reason_zh} ({reason_en})"
        return cls(
            f"数据库无法启动：{reason}。请处理后重新运行；已有数据不会丢失。\n"
            f"The database cannot start: {reason_en}. Mend that and run again; nothing is lost."
        )
