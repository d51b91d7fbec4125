"""Identifiers of people and companies: checked, brought to one form, masked."""

import re
from datetime import date
from typing import Any

from stdnum.cn import ric
from stdnum.cn import uscc as stdnum_uscc
from stdnum.exceptions import InvalidComponent, ValidationError

from matou.kit.errors import InvalidInput

NAME_LENGTH = 100
_GB_11714_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714-1997, 4.2: weights of the eight characters of an organisation code."""

_PERMIT_REGIONS = frozenset({"810000", "820000", "830000"})
"""Residence permits for people from Hong Kong, Macao and Taiwan
(港澳台居民居住证申领发放办法, 国办发〔2018〕81号)."""

_MOBILE = re.compile(r"1[3-9]\d{9}")
_FOREIGN_PHONE = re.compile(r"\+[1-9]\d{6,14}")
"""E.164: at most 15 digits after the plus."""

_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
"""Control characters, and marks that make a shown name differ from the stored one."""


def checked_name(text: str, *, field: str = "名称 name") -> str:
    """Return the name trimmed; raises InvalidInput when empty, too long or with hidden marks."""
    name = " ".join(_text(text, field=field, longest=4 * NAME_LENGTH).split())
    if not name or len(name) > NAME_LENGTH:
        raise InvalidInput(
            field=field,
            reason_zh=f"请填写 1 至 {NAME_LENGTH} 个字。",
            reason_en=f"Give 1 to {NAME_LENGTH} characters.",
        )
    return name


def checked_uscc(text: str) -> str:
    """Return the unified social credit code (统一社会信用代码, GB 32100-2015) in one form.

    Checks form and last character, and the organisation code's own check character at position
    17 (GB 11714), which the library leaves out. Raises InvalidInput.
    """
    field = "统一社会信用代码 credit code"
    number = _checked(stdnum_uscc, _text(text, field=field, longest=40), field=field)
    if number[16] != organisation_check(number[8:16]):
        raise _wrong_digits(field)
    return number


def checked_id_number(text: str) -> str:
    """Return the citizen's identity number (身份证号码, GB 11643-1999) in one form.

    Residence permits (港澳台居民居住证) follow the same standard under region codes that are not
    in the table of districts. Raises InvalidInput.
    """
    field = "身份证号码 identity number"
    number = ric.compact(_text(text, field=field, longest=40))
    if number[:6] not in _PERMIT_REGIONS:
        number = _checked(ric, number, field=field)
    elif not _is_residence_permit(number):
        raise _wrong_digits(field)
    if ric.get_birth_date(number) < date(1900, 1, 1):
        raise _wrong_digits(field)
    return number


def checked_phone(text: str) -> str:
    """Return a phone number: eleven digits for China's mobiles, else ``+`` and country code.

    Raises InvalidInput.
    """
    field = "手机号 phone"
    number = re.sub(r"[ \-()（）]", "", _text(text, field=field, longest=40))
    number = re.sub(r"^(\+86|0086)(?=1)", "", number)
    if not (number.isascii() and (_MOBILE.fullmatch(number) or _FOREIGN_PHONE.fullmatch(number))):
        raise InvalidInput(
            field=field,
            reason_zh="请填写 11 位手机号；境外号码以 + 和国家代码开头。",
            reason_en="Give eleven digits, or + and the country code for a number from abroad.",
        )
    return number


def organisation_check(body: str) -> str:
    """Return the check character of an organisation code's eight characters (GB 11714)."""
    total = sum(
        weight * int(character, 36)
        for weight, character in zip(_GB_11714_WEIGHTS, body, strict=True)
    )
    remainder = 11 - total % 11
    return {10: "X", 11: "0"}.get(remainder, str(remainder))


def masked_id_number(number: str) -> str:
    """Hide all but the province and the last two characters: the birthday must not show."""
    return number[:2] + "*" * (len(number) - 4) + number[-2:]


def masked_phone(number: str) -> str:
    """Hide the middle of a phone number."""
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


def _text(value: Any, *, field: str, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or _FORBIDDEN.search(value.strip()):
        raise InvalidInput(
            field=field,
            reason_zh="内容过长，或含有不可见字符。",
            reason_en="It is too long or contains hidden characters.",
        )
    return value.strip()


def _checked(standard: Any, text: str, *, field: str) -> str:
    try:
        number: str = standard.validate(text)
    except ValidationError as error:
        raise _wrong_digits(field) from error
    # The library lets other scripts' digits pass; what is stored must be one form.
    if not number.isascii():
        raise _wrong_digits(field)
    return number


def _is_residence_permit(number: str) -> bool:
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return False
    try:
        ric.get_birth_date(number)
    except InvalidComponent:
        return False
    return bool(number[-1] == ric.calc_check_digit(number))


def _wrong_digits(field: str) -> InvalidInput:
    return InvalidInput(
        field=field,
        reason_zh="号码或校验位不正确，请对照证件逐位核对。",
        reason_en="The number or its check digit is wrong; compare it with the document.",
    )
