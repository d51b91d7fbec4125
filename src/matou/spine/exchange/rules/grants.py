"""Which grant a call rests on: member, service, purpose, basis, case, fields and instant."""

from collections.abc import Sequence

from matou.kit.errors import InvalidInput
from matou.spine.exchange.contracts.grants import GrantCard, GrantState, NewGrant
from matou.spine.exchange.contracts.refusals import (
    FieldNotGranted,
    GrantNotInForce,
    NotGranted,
    PurposeNotGranted,
)
from matou.spine.exchange.contracts.sharing import Asked, SharedService
from matou.spine.exchange.rules.limits import MAX_CASE, MAX_TEXT
from matou.spine.exchange.rules.purposes import PURPOSES

_MOST_PER_DAY = 1_000_000
_LONGEST_DAYS = 3 * 366
"""A grant is looked at anew every three years at the latest."""


def chosen_grant(grants: Sequence[GrantCard], *, service: str, asked: Asked) -> GrantCard:
    """Return the grant that allows the call; denies in the order in which a person would ask.

    ``grants`` are those of the member for the service. Raises NotGranted, GrantNotInForce,
    PurposeNotGranted, FieldNotGranted.
    """
    approved = [one for one in grants if one.state in {GrantState.APPROVED, GrantState.ENDED}]
    if not approved:
        raise NotGranted(service=service)
    in_force = [one for one in approved if one.is_in_force(asked.now)]
    if not in_force:
        raise GrantNotInForce(service=service)
    fitting = [
        one
        for one in in_force
        if one.purpose == asked.purpose
        and one.basis == asked.basis
        and one.case in {"", asked.case}
    ]
    if not fitting:
        raise PurposeNotGranted
    # The widest first, so that a call without a list of fields gets the most of one grant.
    fitting.sort(key=lambda one: (-len(one.fields), one.number))
    for one in fitting:
        if asked.fields <= set(one.fields):
            return one
    lacking = sorted(asked.fields - set(fitting[0].fields))
    raise FieldNotGranted(fields=", ".join(lacking))


def check_grant(new: NewGrant, *, service: SharedService | None) -> None:
    """Refuse terms that cannot be: unknown fields, no basis, no end; raises InvalidInput."""
    known = service.field_names if service else ()
    if not new.fields or set(new.fields) - set(known):
        raise InvalidInput(
            field="字段 fields",
            reason_zh="请从服务的字段中选择至少一个。",
            reason_en="Choose at least one of the service's fields.",
        )
    if new.purpose not in PURPOSES:
        raise InvalidInput(
            field="用途 purpose", reason_zh="请选择一种用途。", reason_en="Choose a purpose."
        )
    if not new.basis.strip() or len(new.basis) > MAX_TEXT or "\x00" in new.basis:
        raise InvalidInput(
            field="依据 basis",
            reason_zh=f"请写明法律依据及条款，最多 {MAX_TEXT} 字。",
            reason_en=f"Name the legal basis with its clause, at most {MAX_TEXT} characters.",
        )
    if len(new.case) > MAX_CASE or not new.case.isprintable():
        raise InvalidInput(
            field="办件号 case",
            reason_zh=f"最多 {MAX_CASE} 个字符。",
            reason_en=f"At most {MAX_CASE} characters.",
        )
    _check_measure(new)


def _check_measure(new: NewGrant) -> None:
    days = (new.until_at - new.from_at).days
    if new.until_at <= new.from_at or days > _LONGEST_DAYS:
        raise InvalidInput(
            field="截止 until",
            reason_zh="截止应晚于开始，且不超过三年。",
            reason_en="The end must come after the beginning, within three years.",
        )
    if not 1 <= new.max_per_day <= _MOST_PER_DAY:
        raise InvalidInput(
            field="每日上限 max_per_day",
            reason_zh=f"应在 1 至 {_MOST_PER_DAY} 之间。",
            reason_en=f"Between 1 and {_MOST_PER_DAY}.",
        )
