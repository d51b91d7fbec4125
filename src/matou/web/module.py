"""The app configuration of a domain room."""

from typing import ClassVar

from matou.spine.room import SpineConfig


class ModuleConfig(SpineConfig):
    """A domain room as the menus show it.

    ``roles`` maps a role's name without the room (``shipper``) to its titles (zh, en);
    ``office_roles`` names those that an office gives, which nobody takes on by themselves.
    """

    icon: ClassVar[str] = "box"
    order: ClassVar[int] = 100
    roles: ClassVar[dict[str, tuple[str, str]]] = {}
    office_roles: ClassVar[frozenset[str]] = frozenset()
