"""What can go wrong with the database, said so that a person can mend it."""

from typing import Self

from django.db.utils import OperationalError

_FULL_ZH = "磁盘已满，请清理或扩大磁盘"
_FULL_EN = "the disk is full: free or add some space"


def tells_of_full_disk(text: str) -> bool:
    """Tell whether a program's words mean that the disk is full (磁盘已满)."""
    return "No space left" in text


class DatabaseUnavailable(OperationalError):  # named as a fact, as all our refusals are
    """The database cannot be started or reached.

    One of Django's own errors of that kind, so that whoever waits out a lost connection (pages,
    workers, AIS feeds) waits this out too.
    """

    @classmethod
    def because(cls, reason_zh: str, reason_en: str) -> Self:
        """Say why it cannot start and what to do next in both languages."""
        reason_zh, reason_en = _plain(reason_zh, reason_en)
        return cls(
            f"数据库无法启动：{reason_zh}。请处理后重新运行；已有数据不会丢失。\n"
            f"The database cannot start: {reason_en}. Mend that and run again; nothing is lost."
        )

    @classmethod
    def at_work(cls, reason_zh: str, reason_en: str) -> Self:
        """Say why it failed in the middle of something, of which nothing was kept."""
        reason_zh, reason_en = _plain(reason_zh, reason_en)
        return cls(
            f"数据库中断了这一步：{reason_zh}。这一步没有留下任何内容；请处理后重新运行，即可继续。\n"
            f"The database gave up this step: {reason_en}. Nothing of it was kept; "
            "mend that and run again to go on."
        )


class DiskFull(DatabaseUnavailable):
    """The disk has too little room for the database to start, or to go on."""

    @classmethod
    def at(cls, folder: object, *, free_mb: int, needed_mb: int) -> Self:
        """Say how much room there is, how much is needed, and where."""
        return cls.because(
            f"磁盘空间不足：{folder} 只剩 {free_mb} MB，至少需要 {needed_mb} MB；"
            "请清理磁盘，或用 MATOU_HOME 指定另一块磁盘",
            f"the disk has too little room: {free_mb} MB left at {folder}, {needed_mb} MB needed; "
            "free some, or name another disk with MATOU_HOME",
        )

    @classmethod
    def found(cls) -> Self:
        """Say that the disk filled while the server was starting."""
        return cls.because(_FULL_ZH, _FULL_EN)


class TablesMissing(DatabaseUnavailable):
    """The database answers, but has not the tables of this version."""

    @classmethod
    def found(cls) -> Self:
        """Say what makes them."""
        return cls(
            "数据库里还没有本版本的数据表，未作任何更改。"
            "请先运行 matou migrate（以及 matou seed）。\n"
            "The database has not the tables of this version; nothing was changed. "
            "Run matou migrate first (and matou seed)."
        )


def _plain(zh: str, en: str) -> tuple[str, str]:
    if tells_of_full_disk(en):
        return _FULL_ZH, _FULL_EN
    return (zh if zh == en else f"{zh} ({en})"), en
