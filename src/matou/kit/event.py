"""Events: frozen facts that rooms tell each other through the journal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import TypeAdapter


class Classifier(StrEnum):
    """Whether a fact is planned, estimated or actual (DCSA event classifier code)."""

    PLANNED = "PLN"
    ESTIMATED = "EST"
    ACTUAL = "ACT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened to one thing; subclasses live in a room's ``contracts.py``.

    ``aggregate`` is the code of the thing, ``actor`` the party code of who did it,
    ``occurred_at`` when it happened in the world (the journal adds when it was recorded).
    """

    aggregate: str
    actor: str
    occurred_at: datetime
    classifier: Classifier = Classifier.ACTUAL

    @classmethod
    def type_name(cls) -> str:
        """Return ``room.EventName``, the name under which the journal keeps the event."""
        return f"{cls.__module__.split('.')[2]}.{cls.__name__}"

    def payload(self) -> dict[str, Any]:
        """Return the event as plain JSON values."""
        values: dict[str, Any] = _adapter(type(self)).dump_python(self, mode="json")
        return values

    @classmethod
    def from_payload(cls, payload: dict[str, Any]) -> Self:
        """Build the event back from what ``payload`` returned."""
        event: Self = _adapter(cls).validate_python(payload)
        return event


_ADAPTERS: dict[type[Event], TypeAdapter[Any]] = {}
"""Building an adapter costs milliseconds, using it microseconds."""


def _adapter(cls: type[Event]) -> TypeAdapter[Any]:
    if cls not in _ADAPTERS:
        _ADAPTERS[cls] = TypeAdapter(cls)
    return _ADAPTERS[cls]
