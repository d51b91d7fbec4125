"""Parts of a joint case (多地联办): opinions that are asked for, and marked where they are late.

An opinion never decides: the lead does, with the opinions or without a late one.
"""

from datetime import datetime

from matou.kit.errors import DomainError, InvalidInput

OPEN, ANSWERED, REFUSED, UNANSWERED = "open", "answered", "refused", "unanswered"
PART_STATES = (
    (OPEN, "等意见", "Waiting for the opinion"),
    (ANSWERED, "已回复", "Answered"),
    (REFUSED, "对方系统拒收", "Refused by the member"),
    (UNANSWERED, "对方没有应答", "The member did not answer"),
)
OPINIONS = (
    ("agree", "同意", "Agree"),
    ("object", "不同意", "Object"),
    ("none", "不涉及本地", "Does not concern us"),
)
_MOST = 1000


class PartAnsweredAlready(DomainError):
    """An opinion is given once."""

    code = "affairs.part-answered-already"
    zh = "这项征求意见已经回复过，不能再改。请联系牵头地。"
    en = "This opinion was given already and cannot be changed. Talk to the lead."


def check_due(*, due_at: datetime, now: datetime) -> None:
    """Raise InvalidInput for a last day that is over."""
    if due_at <= now:
        raise InvalidInput(field="due_on", reason_zh="请填写今天以后的日期。",
                           reason_en="Give a day after today.")  # fmt: skip


def checked_opinion(*, opinion: str, words: str) -> str:
    """Return the words of an opinion; an objection says why. Raises InvalidInput."""
    told = words.strip()
    if opinion not in {key for key, _zh, _en in OPINIONS}:
        raise InvalidInput(field="opinion", reason_zh="请选择一项意见。",
                           reason_en="Choose an opinion.")  # fmt: skip
    if len(told) > _MOST or (opinion == "object" and not told):
        raise InvalidInput(field="words", reason_zh=f"不同意须写明理由，最多 {_MOST} 字。",
                           reason_en=f"An objection says why, in {_MOST} characters.")  # fmt: skip
    return told


def opinion_words(opinion: str) -> tuple[str, str]:
    """Return an opinion in Chinese and English, empty where there is none yet."""
    return next(((zh, en) for key, zh, en in OPINIONS if key == opinion), ("", ""))


def part_words(state: str) -> tuple[str, str]:
    """Return a part's state in Chinese and English."""
    return next((zh, en) for key, zh, en in PART_STATES if key == state)
