"""Who may be paid, and how a bank account's number is written and masked; pure."""

import re
from collections.abc import Iterable
from datetime import datetime

from matou.kit.clock import CHINA
from matou.kit.errors import InvalidInput
from matou.spine.custody.contracts.payees import PayeeRole, Standing

ACCOUNT_NUMBER = "payee_account"
"""The kind under which account numbers are sealed and found."""

_DIGITS = re.compile(r"[0-9]{8,32}")
_SPACES = re.compile(r"[\s\-\u3000]+")
_LONGEST_BANK = 60
_SHOWN_DIGITS = 4

_ORDER = (
    PayeeRole.ACTUAL_CARRIER,
    PayeeRole.SELF,
    PayeeRole.VESSEL_OWNER,
    PayeeRole.DRIVER,
)
"""The nearest reason first, where somebody has several."""


def checked_number(text: str) -> str:
    """Return an account number as digits alone; raises InvalidInput.

    Company accounts follow no check digit and no one length; the name check finds wrong ones.
    """
    number = _SPACES.sub("", text[:100])
    if not number.isascii() or not _DIGITS.fullmatch(number):
        raise InvalidInput(
            field="账号 account number",
            reason_zh="请填写 8 至 32 位数字的银行账号。",
            reason_en="Give the bank account's 8 to 32 digits.",
        )
    return number


def checked_bank(text: str) -> str:
    """Return the bank's name trimmed; raises InvalidInput."""
    name = " ".join(text[:200].split())
    if not name or len(name) > _LONGEST_BANK or not name.isprintable():
        raise InvalidInput(
            field="开户行 bank",
            reason_zh=f"请填写开户行名称，最多 {_LONGEST_BANK} 字。",
            reason_en=f"Name the bank in at most {_LONGEST_BANK} characters.",
        )
    return name


def masked(number: str) -> str:
    """Return the number with all but its last four digits hidden."""
    return f"****{number[-_SHOWN_DIGITS:]}"


def standing_of(holder: str, standings: Iterable[Standing]) -> Standing | None:
    """Return the nearest reason for which the holder may be paid, None where there is none."""
    own = [one for one in standings if one.holder == holder]
    return min(own, key=lambda one: _ORDER.index(one.role), default=None)


def said_instant(at: datetime) -> str:
    """Return an instant for a sentence, in Beijing time."""
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M} (UTC+8)"
