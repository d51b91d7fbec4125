"""The app configuration that every room of the house shares."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class SpineConfig(AppConfig):
    """A room: its titles in two languages, and which of its tables may only grow.

    ``append_only`` names tables on which the application's database role gets neither UPDATE
    nor DELETE; the room's own migration adds a trigger that refuses both for everyone else.
    ``function_written`` names tables that this role may only read: the room's own database
    functions write them with the rights of their owner.
    """

    default_auto_field = "django.db.models.BigAutoField"
    title_zh: str = ""
    title_en: str = ""
    append_only: tuple[str, ...] = ()
    function_written: tuple[str, ...] = ()
    default = False

    def __init_subclass__(cls) -> None:
        """Make a room's own class, and never a base imported beside it, the one Django picks."""
        cls.default = cls.__module__.endswith(".apps")

    def ready(self) -> None:
        """Wire the room: subscriptions, ports and slots stand in its ``wiring.py``."""
        if self.has("wiring"):
            import_module(f"{self.name}.wiring")

    def has(self, file: str) -> bool:
        """Tell whether the room has a file (or package) of that name."""
        return find_spec(f"{self.name}.{file}") is not None
