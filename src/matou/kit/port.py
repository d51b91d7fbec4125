"""Ports: questions that one room asks another, answered only where that room is on."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Port(Generic[T]):
    """A typed hole, declared in the answerer's ``contracts.py`` and filled in its ``wiring.py``."""

    def __init__(self, name: str) -> None:
        """Name the port as ``room.PORT_NAME`` for messages and tests."""
        self.name = name
        self._answer: T | None = None

    def fill(self, answer: T) -> None:
        """Give the port its answer at start-up; the last one wins."""
        self._answer = answer

    def get(self) -> T | None:
        """Return the answer, or None where the answering room is off."""
        return self._answer
