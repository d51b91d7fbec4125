"""One-time codes that open the page of one rating (评价码): made from the case, kept nowhere.

A code is the case's code, a letter for the way it was handed over, and a keyed digest of both;
that it works once follows from one rating a case. A code shows neither the applicant nor what
was rated.
"""

import base64
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from matou.kit.errors import NotFound
from matou.modules.affairs.rules import ratings

RECEIPT, MESSAGE, CONFIRM = "R", "S", "C"
"""Printed on the receipt; sent when the case is closed; sent when a bad rating was put right."""
_CHANNELS = {RECEIPT: ratings.PAPER_CODE, MESSAGE: ratings.SMS, CONFIRM: ratings.SMS}
_CASE, _DIGEST = 9, 12
_SALT = "matou.affairs.rating-code"


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingCode:
    """A code that was read: which case, handed over how."""

    case: str
    way: str

    @property
    def channel(self) -> str:
        """The channel of a rating that is given with it."""
        return _CHANNELS[self.way]


def rating_code(case: str, way: str) -> str:
    """Return the code of a case for one way of handing over."""
    return f"{case}{way}{_digest(case, way, settings.SECRET_KEY)}"


def rating_url(case: str, way: str) -> str:
    """Return the address that a code opens."""
    return f"/affairs/rate/{rating_code(case, way)}/"


def read_code(text: str) -> RatingCode:
    """Return what a code stands for; raises NotFound for every other text."""
    code = "".join(text.split()).replace("-", "").upper()
    case, way, digest = code[:_CASE], code[_CASE : _CASE + 1], code[_CASE + 1 :]
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = [_digest(case, way, str(key)) for key in keys]
    if way not in _CHANNELS or not any(constant_time_compare(digest, one) for one in made):
        raise NotFound(what=text[:20])
    return RatingCode(case=case, way=way)


def _digest(case: str, way: str, key: str) -> str:
    mac = salted_hmac(_SALT, f"{case}:{way}", secret=key, algorithm="sha256").digest()
    return base64.b32encode(mac).decode()[:_DIGEST]
