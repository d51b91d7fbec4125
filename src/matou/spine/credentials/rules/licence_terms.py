"""E-licences in time: how one stands, its last day, and what its lines may say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from matou.kit.clock import CHINA
from matou.kit.errors import InvalidInput
from matou.kit.period import Period
from matou.spine.credentials.contracts import CredentialState, LicenceField, LicenceState

NO_END_AT = datetime.combine(date(9999, 1, 1), time.min, tzinfo=CHINA)
"""The end of a licence without one; a later instant cannot follow."""
RESERVED_KEYS = frozenset({
    "iss", "iat", "nbf", "exp", "vct", "licence", "title", "issuing_authority", "status",
    "holder", "holder_number", "_sd", "_sd_alg", "cnf", "sub", "aud",
})  # fmt: skip
"""Names that a token uses itself, so no field may."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
_MOST_FIELDS, _LONGEST_VALUE, _LONGEST_LABEL, _LONGEST_REASON = 20, 300, 40, 150


def state_at(
    *, credential: CredentialState, is_newest: bool, valid: Period, at: datetime
) -> LicenceState:
    """Tell how a version stands: what people did to it first, then the calendar."""
    if not is_newest:
        return LicenceState.REPLACED
    if credential is CredentialState.REVOKED:
        return LicenceState.REVOKED
    if at >= valid.until_at:
        return LicenceState.EXPIRED
    if credential is CredentialState.SUSPENDED:
        return LicenceState.SUSPENDED
    return LicenceState.VALID if at >= valid.from_at else LicenceState.NOT_YET


def last_day(valid: Period) -> date | None:
    """Return the last day on which a licence holds, None where it has no end."""
    if valid.until_at >= NO_END_AT:
        return None
    return (valid.until_at - timedelta(microseconds=1)).astimezone(CHINA).date()


def checked_fields(fields: Sequence[LicenceField]) -> tuple[LicenceField, ...]:
    """Return a licence's lines with clean texts, empty ones left out; raises InvalidInput."""
    told = tuple(replace(one, value=_clean(one)) for one in fields)
    told = tuple(one for one in told if one.value)
    keys = [one.key for one in told]
    is_named = all(
        _KEY.match(one.key) and one.key not in RESERVED_KEYS
        and 0 < len(one.zh) <= _LONGEST_LABEL and 0 < len(one.en) <= _LONGEST_LABEL
        for one in told
    )  # fmt: skip
    if len(told) > _MOST_FIELDS or len(set(keys)) != len(keys) or not is_named:
        raise InvalidInput(
            field="证照内容 fields",
            reason_zh=f"最多 {_MOST_FIELDS} 项，名称不能重复。",
            reason_en=f"At most {_MOST_FIELDS} lines, each named once.",
        )
    return told


def changed_fields(
    fields: Sequence[LicenceField], changes: Mapping[str, str]
) -> tuple[LicenceField, ...]:
    """Return the lines with some values changed; raises InvalidInput for one that is not there."""
    if set(changes) - {one.key for one in fields}:
        raise InvalidInput(
            field="证照内容 fields",
            reason_zh="证照上没有这一项。",
            reason_en="The licence has no such line.",
        )
    return checked_fields([replace(one, value=changes.get(one.key, one.value)) for one in fields])


def checked_grounds(text: str) -> str:
    """Return the reason of an act on a licence, in one line; raises InvalidInput."""
    told = " ".join(text.split())
    if not told or len(told) > _LONGEST_REASON or not told.isprintable():
        raise InvalidInput(
            field="原因 reason",
            reason_zh=f"请写明原因，1 至 {_LONGEST_REASON} 字。",
            reason_en=f"Give the reason in 1 to {_LONGEST_REASON} characters.",
        )
    return told


def _clean(one: LicenceField) -> str:
    told = " ".join(one.value.split())
    if len(told) > _LONGEST_VALUE or not told.isprintable():
        raise InvalidInput(
            field=one.zh[:40],
            reason_zh=f"请写 {_LONGEST_VALUE} 字以内的文字。",
            reason_en=f"Write at most {_LONGEST_VALUE} characters.",
        )
    return told
