"""Who wants to hear of which event, as the rooms' ``wiring.py`` files say at start-up."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from matou.kit.errors import DomainError
from matou.kit.event import Event

E = TypeVar("E", bound=Event)


class SubscriberUnknown(DomainError):
    """No room that is switched on subscribes under this name."""

    code: ClassVar[str] = "subscriber-unknown"
    status: ClassVar[int] = 404
    zh: ClassVar[str] = "没有名为“{subscriber}”的订阅者。请核对名称，或确认其模块已启用。"
    en: ClassVar[str] = (
        "No subscriber is named “{subscriber}”. Check the name and that its room is on."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """One subscriber's interest in one type of event."""

    name: str
    event: type[Event]
    handle: Callable[[Any], None]


_BY_EVENT: dict[str, tuple[Subscription, ...]] = {}


def subscribe(*, name: str, event: type[E], handle: Callable[[E], None]) -> None:
    """Have every later event of the type delivered to ``handle``, at least once and in order.

    ``name`` reads ``room.purpose`` and must stay the same for ever: deliveries are kept under
    it. One name may take several types of event; their order per aggregate holds across them.
    """
    present = _BY_EVENT.get(event.type_name(), ())
    if any(one.name == name and one.handle is handle for one in present):
        return
    if any(one.name == name for one in present):
        raise ValueError(f"{name} already subscribes to {event.type_name()} with another handler")
    wanted = Subscription(name=name, event=event, handle=handle)
    _BY_EVENT[event.type_name()] = (*present, wanted)


def names_for(event: str) -> list[str]:
    """Return the names of the subscribers to a type of event."""
    return [one.name for one in _BY_EVENT.get(event, ())]


def find(*, name: str, event: str) -> Subscription | None:
    """Return a subscriber's subscription to a type of event, None where there is none."""
    return next((one for one in _BY_EVENT.get(event, ()) if one.name == name), None)


def subscribers() -> dict[str, tuple[str, ...]]:
    """Return each subscriber's name with the types of event it takes."""
    names = sorted({one.name for found in _BY_EVENT.values() for one in found})
    return {
        name: tuple(sorted(event for event in _BY_EVENT if find(name=name, event=event)))
        for name in names
    }


def events_of(*, subscriber: str) -> tuple[str, ...]:
    """Return the types of event a subscriber takes; raises SubscriberUnknown."""
    events = subscribers().get(subscriber)
    if events is None:
        raise SubscriberUnknown(subscriber=subscriber)
    return events
