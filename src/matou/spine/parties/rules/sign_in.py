"""Sign-in names and passwords."""

import re

from matou.kit.errors import InvalidInput

_USERNAME = re.compile(r"[a-z][a-z0-9_.-]{2,39}")
_EMAIL = re.compile(r"[^@\s\x00]{1,64}@[^@\s\x00]{1,189}\.[^@\s\x00.]{2,}")
LONGEST_PASSWORD = 256
"""Hashing costs time in proportion: a longer one would be a lever against the server."""


def checked_username(text: str) -> str:
    """Return the sign-in name in lower case; raises InvalidInput.

    It starts with a letter and holds no @, so it is never taken for a phone number or e-mail.
    """
    name = text.strip().lower() if isinstance(text, str) else ""
    if not _USERNAME.fullmatch(name):
        raise InvalidInput(
            field="登录名 sign-in name",
            reason_zh="请用 3 至 40 个小写字母、数字或 . _ -，以字母开头。",
            reason_en="Use 3 to 40 small letters, digits or . _ -, starting with a letter.",
        )
    return name


def checked_email(text: str) -> str:
    """Return the e-mail address trimmed and in lower case, or nothing; raises InvalidInput."""
    email = text.strip().lower() if isinstance(text, str) else "\0"
    if email and not _EMAIL.fullmatch(email):
        raise InvalidInput(
            field="电子邮箱 e-mail",
            reason_zh="请填写形如 name@example.com 的地址。",
            reason_en="Give an address such as name@example.com.",
        )
    return email
