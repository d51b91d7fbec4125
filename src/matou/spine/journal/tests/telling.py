"""Events and a subscriber's desk that the tests of this room share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db import transaction

from matou.kit.event import Event
from matou.kit.money import Money
from matou.spine.journal import services
from matou.spine.journal.models import JournalEntry
from matou.spine.journal.services import subscriptions

FREE = Money(0)
NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class BargeMoored(Event):
    """A barge made fast at a berth."""

    berth: str
    fee: Money = FREE


@dataclass(frozen=True, slots=True, kw_only=True)
class BargeSailed(Event):
    """A barge left."""


@dataclass
class Desk:
    """A subscriber that keeps what it heard and can be told to fail."""

    heard: list[Event] = field(default_factory=list)
    refuses: Callable[[Event], bool] = lambda _: False

    def hear(self, event: Event) -> None:
        if self.refuses(event):
            raise ValueError(f"cannot take {event.aggregate}")
        self.heard.append(event)

    @property
    def berths(self) -> list[str]:
        return [event.berth for event in self.heard if isinstance(event, BargeMoored)]


@contextmanager
def subscribed(name: str, event: type[Event], handle: Callable[[Event], None]) -> Iterator[None]:
    """Subscribe inside this block only."""
    before = dict(subscriptions._BY_EVENT)
    services.subscribe(name=name, event=event, handle=handle)
    try:
        yield
    finally:
        subscriptions._BY_EVENT.clear()
        subscriptions._BY_EVENT.update(before)


def moored(barge: str, berth: str = "A1", fee: Money = FREE) -> BargeMoored:
    return BargeMoored(aggregate=barge, actor="P1", occurred_at=NOON, berth=berth, fee=fee)


@transaction.atomic
def publish(*events: Event) -> list[JournalEntry]:
    return [services.publish(event) for event in events]
