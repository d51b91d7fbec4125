"""Typed values to plain JSON and back, for terms and snapshots that are kept whole."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")


def plain(value: object) -> dict[str, Any]:
    """Return a dataclass as plain JSON values."""
    values: dict[str, Any] = _adapter(type(value)).dump_python(value, mode="json")
    return values


def typed(cls: type[T], values: Mapping[str, Any]) -> T:
    """Build the dataclass back from what ``plain`` returned."""
    value: T = _adapter(cls).validate_python(dict(values))
    return value


_ADAPTERS: dict[type[Any], TypeAdapter[Any]] = {}


def _adapter(cls: type[Any]) -> TypeAdapter[Any]:
    """Return the adapter of a class; building one costs milliseconds, so each is kept."""
    if cls not in _ADAPTERS:
        _ADAPTERS[cls] = TypeAdapter(cls)
    return _ADAPTERS[cls]
