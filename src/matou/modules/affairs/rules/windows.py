"""What a window reads: a card typed by a reader, a company's code, an item by scan or number."""

import re
from dataclasses import dataclass
from datetime import timedelta

from matou.kit.errors import DomainError, InvalidInput

LONGEST_VISIT = timedelta(hours=2)
"""A visit that nobody ended stops giving rights after this."""
_NUMBER = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")
_QUEUE = re.compile(r"[0-9A-Za-z\-]{0,12}")
_NAME = re.compile(r"[\u4e00-\u9fff·]{2,30}")
MOST_TEXT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRead:
    """What was read of an identity card: the number, and the name where the reader gives it."""

    number: str
    name: str


class SayConsent(DomainError):
    """Nobody applies for somebody who did not agree."""

    code = "affairs.consent-needed"
    status = 422
    zh = "请当面征得同意并勾选“本人同意由窗口代办”。"
    en = "Ask the person, and tick that they agree to be served at the window."


def read_card(text: str, *, typed_name: str = "") -> CardRead:
    """Return what a keyboard-wedge reader typed, in whatever order it types number and name.

    Readers type the fields with tabs, commas or line ends between; the first Chinese word is the
    name. A name typed by hand counts first. Raises InvalidInput.
    """
    found = _NUMBER.search(text[:MOST_TEXT])
    if found is None:
        raise InvalidInput(field="card", reason_zh="没有读到 18 位身份证号码。请重新刷证。",
                           reason_en="No 18-character number was read. Try again.")  # fmt: skip
    rest = f"{text[: found.start()]} {text[found.end() : MOST_TEXT]}"
    named = _NAME.search(rest)
    name = " ".join(typed_name.split()) or (named[0] if named else "")
    if not name:
        raise InvalidInput(field="name", reason_zh="读卡器没有给出姓名，请填写姓名。",
                           reason_en="The reader gave no name. Type it.")  # fmt: skip
    return CardRead(number=found[0].upper(), name=name)


def item_text(text: str) -> str:
    """Return what names an item: the code at the end of a scanned address, or the text itself."""
    return text.strip().partition("?")[0].rstrip("/").rsplit("/", 1)[-1][:60]


def queue_number(text: str) -> str:
    """Return a number of the hall's queue in one form; raises InvalidInput."""
    number = text.strip().upper()
    if not _QUEUE.fullmatch(number):
        raise InvalidInput(field="queue_number", reason_zh="排队号只写字母、数字，12 位以内。",
                           reason_en="Give letters and digits, at most 12.")  # fmt: skip
    return number
