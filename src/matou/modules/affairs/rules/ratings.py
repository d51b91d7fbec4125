"""Ratings (好差评): five levels, who may be asked, what is hidden from whom, and small groups.

GB/T 39734/39735 name five levels, one rating a case and several channels; the two lowest are bad
(差评) and are followed by a call-back (see ``docs/decisions/0032-ratings-without-raters.md``).
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import TypeVar

from matou.kit.clock import CHINA
from matou.kit.errors import InvalidInput
from matou.modules.affairs.rules import case_states

LEVELS = (
    (5, "非常满意", "Very satisfied"),
    (4, "满意", "Satisfied"),
    (3, "基本满意", "Mostly satisfied"),
    (2, "不满意", "Dissatisfied"),
    (1, "非常不满意", "Very dissatisfied"),
)
LOWEST, HIGHEST = 1, 5
WORST_GOOD = 3
"""From this level on a rating counts as satisfied; below it opens work."""
TAGS = (
    ("quick", "办得快", "Quick"),
    ("clear", "讲得清楚", "Clearly explained"),
    ("kind", "态度好", "Friendly"),
    ("once", "一次办好", "Done in one go"),
    ("slow", "办得慢", "Slow"),
    ("unclear", "没讲清楚", "Not explained clearly"),
    ("rude", "态度差", "Unfriendly"),
    ("repeated", "反复要材料", "Papers asked for again and again"),
    ("extra", "要了指南以外的材料", "Papers asked for that the guide does not name"),
)
WEB, PAPER_CODE, SMS, TABLET, PHONE, PAPER = "web", "receipt", "sms", "tablet", "phone", "paper"
CHANNELS = (
    (WEB, "网上（本人登录）", "Online, signed in"),
    (PAPER_CODE, "回执二维码", "Code on the receipt"),
    (SMS, "短信链接", "Link in a message"),
    (TABLET, "窗口平板", "Tablet at the window"),
    (PHONE, "电话热线", "Telephone"),
    (PAPER, "纸质评价表", "Paper form"),
)
BY_OFFICER = frozenset({PHONE, PAPER})
"""Entered by an officer who had no hand in the case."""
SMALLEST_GROUP = 5
"""Fewer ratings than this are shown to nobody but those who follow them up."""
MOST_TEXT = 500
TEXT_DELAY = timedelta(days=7)
"""A group's words reach those who were rated no sooner than this after its last rating."""
HANDLING = frozenset(
    {"take", "window"}
    | {move.key for move in case_states.MOVES
       if move.roles and move.roles <= case_states.CLERKS | case_states.DECIDERS}
)  # fmt: skip
"""Acts by which somebody had a hand in a case, and so is one of the rated."""
_NUMBERS = re.compile(r"[0-9A-Za-z\-]{5,}")
_HIDDEN = "＊＊＊"
One = TypeVar("One")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a rater says."""

    level: int
    tags: tuple[str, ...] = ()
    text: str = ""


def checked_rating(told: Told) -> Told:
    """Return a rating in one form; raises InvalidInput."""
    if told.level not in range(LOWEST, HIGHEST + 1):
        raise InvalidInput(field="level", reason_zh="请选择一个满意程度。",
                           reason_en="Choose one of the five levels.")  # fmt: skip
    known = [key for key, _zh, _en in TAGS]
    tags = tuple(key for key in known if key in told.tags)
    if set(told.tags) - set(tags):
        raise InvalidInput(field="tags", reason_zh="请只选列出的标签。",
                           reason_en="Choose from the words that are listed.")  # fmt: skip
    text = " ".join(told.text.split())
    if len(text) > MOST_TEXT or not (text or " ").isprintable():
        raise InvalidInput(field="text", reason_zh=f"请写 {MOST_TEXT} 字以内的文字。",
                           reason_en=f"Write at most {MOST_TEXT} plain characters.")  # fmt: skip
    return Told(level=told.level, tags=tags, text=text)


def is_bad(level: int) -> bool:
    """Tell whether a level is one of the lowest two."""
    return level < WORST_GOOD


def is_to_be_asked(*, state: str, was_accepted: bool) -> bool:
    """Tell whether a case is closed so that its applicant is asked for a rating.

    Every delivered decision counts, a refusal and a declined application too; a case that was
    taken back counts once it had been accepted, because only then somebody was served.
    """
    if state == case_states.WITHDRAWN:
        return was_accepted
    return state in {case_states.DELIVERED, case_states.RATED, case_states.ARCHIVED}


def level_words(level: int) -> tuple[str, str]:
    """Return a level in Chinese and English."""
    return next((zh, en) for key, zh, en in LEVELS if key == level)


def channel_words(channel: str) -> tuple[str, str]:
    """Return a channel in Chinese and English."""
    return next((zh, en) for key, zh, en in CHANNELS if key == channel)


def redacted(text: str, *, names: Collection[str]) -> str:
    """Return words without what names people or things: names given, and long numbers or codes."""
    for name in sorted(filter(None, names), key=len, reverse=True):
        text = text.replace(name, _HIDDEN)
    return _NUMBERS.sub(lambda found: _HIDDEN if _is_number(found[0]) else found[0], text)


def whole_groups(rows: Sequence[One], *, size: int = SMALLEST_GROUP) -> tuple[tuple[One, ...], ...]:
    """Cut rows, the oldest first, into groups of a size; what fills no group is left out."""
    ends = range(size, len(rows) + 1, size)
    return tuple(tuple(rows[end - size : end]) for end in ends)


def shuffled(texts: Iterable[str]) -> tuple[str, ...]:
    """Return words in an order that tells nothing of when they were written."""
    return tuple(sorted(texts, key=lambda text: sha256(text.encode()).digest()))


def first_of_month(now: datetime) -> datetime:
    """Return when the month that it is in China began; figures of it are not public yet."""
    today = now.astimezone(CHINA).date()
    return datetime.combine(date(today.year, today.month, 1), datetime.min.time(),
                            tzinfo=CHINA).astimezone(UTC)  # fmt: skip


def _is_number(word: str) -> bool:
    return any(character.isdigit() for character in word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Ratings of one item over one month, or over some that were too small alone."""

    first: date
    last: date
    count: int = 0
    satisfied: int = 0
    bad: int = 0
    called_back: int = 0
    in_time: int = 0

    def joined(self, other: "Counted") -> "Counted":
        """Return both as one, in the order of their months."""
        return Counted(
            first=min(self.first, other.first), last=max(self.last, other.last),
            count=self.count + other.count, satisfied=self.satisfied + other.satisfied,
            bad=self.bad + other.bad, called_back=self.called_back + other.called_back,
            in_time=self.in_time + other.in_time,
        )  # fmt: skip


def public_cells(months: Iterable[Counted]) -> tuple[Counted, ...]:
    """Return the figures of one item that may be public, from its months in order.

    Months with fewer than ``SMALLEST_GROUP`` ratings wait and are told together with the next.
    Every rating is in at most one cell, so that no two published figures can be subtracted to
    find a smaller group; what still waits is not told at all.
    """
    cells: list[Counted] = []
    waiting: Counted | None = None
    for month in months:
        waiting = waiting.joined(month) if waiting else month
        if waiting.count >= SMALLEST_GROUP:
            cells.append(waiting)
            waiting = None
    return tuple(cells)
