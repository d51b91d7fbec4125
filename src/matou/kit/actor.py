"""Who does a thing, in whose name, and in which roles."""

from collections.abc import Collection
from dataclasses import dataclass

from matou.kit.errors import NotAllowed

OPERATOR = "platform.operator"
REGISTRAR = "platform.registrar"
AUDITOR = "platform.auditor"
ADMIN = "platform.admin"
EXCHANGE = "platform.exchange"
"""Registers members of the exchange and decides on grants (数据共享专员)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person at work: own party code, the party they act for, and their roles there.

    A role is ``room.role`` (``freight.shipper``) or ``platform.role``.
    """

    code: str
    name: str
    acts_for: str
    roles: frozenset[str] = frozenset()
    through: str = ""
    """The clerk at whose window the person stands (窗口代办): they type, the person applies."""

    def has(self, role: str) -> bool:
        """Tell whether the actor holds the role."""
        return role in self.roles

    def require_any(self, roles: Collection[str]) -> None:
        """Raise NotAllowed unless the actor holds one of the roles."""
        if not self.roles.intersection(roles):
            raise NotAllowed(needed=", ".join(sorted(roles)))


SYSTEM = Actor(
    code="system", name="系统 system", acts_for="system", roles=frozenset({"platform.system"})
)
"""The house itself: timers, geofences and callbacks act as this."""
