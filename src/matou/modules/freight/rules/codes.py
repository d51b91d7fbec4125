"""One-time codes (收货验证码): their shape, their hash, and when they are still good."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import scrypt
from hmac import compare_digest

from matou.kit.errors import DomainError

CODE_DIGITS = 6
VALID_FOR = timedelta(minutes=10)
ATTEMPTS = 5
RESEND_AFTER = timedelta(seconds=60)
MOST_A_DAY = 10
"""Fifty guesses a day at a million codes; otherwise a minute's wait would be the only toll."""


class WrongDeliveryCode(DomainError):
    """The code is not the one that was sent."""

    code = "freight.wrong-delivery-code"
    status = 422
    zh = "验证码不正确，还可尝试 {attempts_left} 次。"
    en = "That is not the code. {attempts_left} attempts are left."


class DeliveryCodeSpent(DomainError):
    """The code ran out of time or of attempts, was used, or was never sent."""

    code = "freight.delivery-code-spent"
    zh = "验证码已失效。请让收货人重新获取。"
    en = "The code is no longer good. Have a new one sent to the consignee."


class DeliveryCodeTooSoon(DomainError):
    """A code was sent a moment ago."""

    code = "freight.delivery-code-too-soon"
    status = 429
    zh = "验证码刚刚发送，请一分钟后再试。"
    en = "A code was sent a moment ago. Try again in a minute."


class DeliveryCodesUsedUp(DomainError):
    """As many codes were sent for this lot as one day allows."""

    code = "freight.delivery-codes-used-up"
    status = 429
    zh = "该货运单 24 小时内发送验证码已达 {most} 次，请明天再试或联系平台运营。"
    en = "{most} codes were sent for this lot within a day. Try tomorrow, or ask the operator."


def check_may_send(*, issued: Sequence[datetime], now: datetime) -> None:
    """Refuse a further code too soon or too often; ``issued`` has the latest first, ten suffice.

    Raises DeliveryCodeTooSoon and DeliveryCodesUsedUp.
    """
    if issued and now < issued[0] + RESEND_AFTER:
        raise DeliveryCodeTooSoon
    if sum(now < at + timedelta(days=1) for at in issued) >= MOST_A_DAY:
        raise DeliveryCodesUsedUp(most=MOST_A_DAY)


def code_hash(*, code: str, salt: str) -> str:
    """Return the hash under which a code is kept: slow enough that six digits resist a leak."""
    return scrypt(code.encode(), salt=salt.encode(), n=2**12, r=8, p=1, dklen=32).hex()


def is_code(*, code: str, salt: str, kept: str) -> bool:
    """Tell whether a typed code is the kept one, in constant time."""
    return compare_digest(code_hash(code=code.strip(), salt=salt), kept)
