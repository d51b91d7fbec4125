"""How a room declares in code what it shares: a service, its fields, its handler."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel


class Sensitivity(StrEnum):
    """How much harm a field can do in wrong hands, least first."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedField:
    """One field of an answer; ``kind`` is a JSON type and ``form`` a JSON Schema format."""

    name: str
    zh: str
    en: str
    sensitivity: Sensitivity
    kind: str = "string"
    form: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a handler is asked, by whom and why; everything here was signed by the member."""

    client: str
    request_id: UUID
    arguments: BaseModel
    """An instance of the service's ``request``."""
    fields: frozenset[str]
    """What is granted and wanted; a handler may leave out work on other fields."""
    purpose: str
    basis: str
    case: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A handler's answer: records of declared fields, and the parties whose data they are."""

    records: tuple[Mapping[str, Any], ...] = ()
    subjects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedService:
    """A service (共享服务) that members may be granted, named ``room.noun`` for ever.

    ``handle`` runs once for a request id, within the transaction that logs the call: it may
    write. A DomainError that it raises refuses the call, undoes its writes and is logged.
    ``is_open`` services answer every active member without a grant: they hold no one's data.
    """

    name: str
    zh: str
    en: str
    request: type[BaseModel]
    fields: tuple[SharedField, ...]
    handle: Callable[[Asked], Shared]
    is_open: bool = False

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of all declared fields."""
        return tuple(field.name for field in self.fields)


_SHARED: dict[str, SharedService] = {}


def share(service: SharedService) -> None:
    """Offer a service from now on; declaring it again replaces it, so wiring twice is harmless."""
    _SHARED[service.name] = service


def shared(name: str) -> SharedService | None:
    """Return the service of that name, None where no room that is on shares it."""
    return _SHARED.get(name)


def all_shared() -> tuple[SharedService, ...]:
    """Return all services by name."""
    return tuple(_SHARED[name] for name in sorted(_SHARED))
