"""Files of statements: which are made while one waits, and which by a job."""

from datetime import datetime, timedelta
from enum import StrEnum

from matou.kit.errors import DomainError

XLSX = "xlsx"
MOST_AT_ONCE = 5_000
"""Lines that a workbook takes in a request: some tenths of a second, with the reading."""
GIVEN_UP_AFTER = timedelta(minutes=15)
"""A job that is silent for so long may be asked for once more."""


class FileState(StrEnum):
    """Where a large statement's file stands."""

    WAITING = "waiting"
    READY = "ready"


class FileNotAsked(DomainError):
    """Nobody has asked for the file of a large statement yet."""

    code = "finance.file-not-asked"
    status = 409
    zh = "本对账单行数较多，文件须先生成：请先提交生成请求，完成后再下载。"
    en = "The statement is long, so its file is made first. Ask for it, then fetch it when ready."


def is_large(lines: int, *, most_at_once: int = MOST_AT_ONCE) -> bool:
    """Tell whether a statement of so many lines gets its workbook from a job."""
    return lines > most_at_once


def is_given_up(*, state: FileState, asked_at: datetime, now: datetime) -> bool:
    """Tell whether a file waits for so long that asking again puts a new job in line."""
    return state is FileState.WAITING and now - asked_at > GIVEN_UP_AFTER
