"""Roles and scopes: their form, who may grant them, which sessions need a second factor."""

import re
from collections.abc import Collection

from matou.kit.actor import ADMIN, AUDITOR, EXCHANGE, OPERATOR, REGISTRAR, Actor
from matou.kit.errors import InvalidInput, NotAllowed
from matou.spine.parties.contracts import MANAGER

PLATFORM_ROLES = frozenset({OPERATOR, REGISTRAR, AUDITOR, ADMIN, EXCHANGE})
SYSTEM_ROLE = "platform.system"
MAX_SCOPES = 20
_ROLE = re.compile(r"[a-z][a-z_]{1,30}\.[a-z][a-z_]{1,30}")
_SCOPE = re.compile(r"[a-z][a-z_]{1,30}:(read|write)")


def needs_second_factor(roles: Collection[str]) -> bool:
    """Tell whether a session with these roles must be confirmed by a one-time code (TOTP)."""
    return not PLATFORM_ROLES.isdisjoint(roles)


def check_member_role(role: str) -> None:
    """Refuse what cannot be a role inside a company; raises InvalidInput or NotAllowed."""
    _check_form(role)
    if role.startswith("platform."):
        raise NotAllowed(needed=ADMIN)


def check_may_manage(*, actor: Actor, company: str) -> None:
    """Refuse whoever is neither manager of the company nor the platform's; raises NotAllowed."""
    if actor.acts_for == company and actor.has(MANAGER):
        return
    actor.require_any({ADMIN, REGISTRAR, SYSTEM_ROLE})


def check_may_grant(*, actor: Actor, person: str, role: str) -> None:
    """Refuse an unlawful grant to a person; raises InvalidInput or NotAllowed.

    Platform roles come from an administrator only; other roles in one's own name can be taken
    by oneself, since what they allow is guarded by credentials.
    """
    _check_form(role)
    if role in PLATFORM_ROLES or role.startswith("platform."):
        if role not in PLATFORM_ROLES:
            raise _bad_role()
        actor.require_any({ADMIN, SYSTEM_ROLE})
    elif actor.code != person:
        actor.require_any({ADMIN, REGISTRAR, SYSTEM_ROLE})


def checked_scopes(scopes: Collection[str]) -> tuple[str, ...]:
    """Return the scopes sorted and once each; raises InvalidInput."""
    wanted = tuple(sorted(set(scopes)))
    if not wanted or len(wanted) > MAX_SCOPES or not all(_SCOPE.fullmatch(one) for one in wanted):
        raise InvalidInput(
            field="权限范围 scopes",
            reason_zh="请至少选择一项，形如 freight:read。",
            reason_en="Choose at least one, such as freight:read.",
        )
    return wanted


def _check_form(role: str) -> None:
    if not _ROLE.fullmatch(role):
        raise _bad_role()


def _bad_role() -> InvalidInput:
    return InvalidInput(
        field="角色 role", reason_zh="没有这个角色。", reason_en="There is no such role."
    )
