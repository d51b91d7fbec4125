"""Slots: places on shared pages that rooms fill from their ``wiring.py``.

A room shows a piece on someone else's page by filling a slot with one of the small records below.
The page never imports the room; where the room is switched off, the piece is simply absent.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from django.http import HttpRequest

from matou.kit.actor import Actor

GeoJson = Mapping[str, Any]
"""A GeoJSON FeatureCollection (RFC 7946), WGS-84."""


class Filler(Protocol):
    """What a slot holds: something with a unique name and a place in the order."""

    @property
    def name(self) -> str:
        """Unique inside the slot, ``room.piece``."""

    @property
    def order(self) -> int:
        """Lower comes first."""


F = TypeVar("F", bound=Filler)


class Slot(Generic[F]):
    """A named place with ordered fillers."""

    def __init__(self, name: str) -> None:
        """Name the slot for messages and tests."""
        self.name = name
        self._fillers: dict[str, F] = {}

    def fill(self, filler: F) -> None:
        """Put a filler in; one of the same name is replaced, so wiring twice is harmless."""
        self._fillers[filler.name] = filler

    def remove(self, name: str) -> None:
        """Take a filler out; nothing happens where there is none."""
        self._fillers.pop(name, None)

    def fillers(self) -> tuple[F, ...]:
        """Return the fillers in their order, equal ones by name."""
        return tuple(sorted(self._fillers.values(), key=lambda item: (item.order, item.name)))

    def get(self, name: str) -> F | None:
        """Return the filler of that name, or None."""
        return self._fillers.get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmUp:
    """What a web process does once in the background, so that no first question waits for it.

    ``run`` reads no table: it begins before anyone has asked for anything.
    """

    name: str
    run: Callable[[], object]
    order: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayer:
    """A layer of the river map (水运一张图), served by web under ``/map/<name>.geojson``.

    Features carry the properties ``code``, ``name_zh``, ``name_en`` and where useful ``url``,
    ``state``, ``tone`` (a badge tone), ``note_zh``, ``note_en``, ``heading`` (degrees) and
    ``at`` (ISO instant). ``kind`` chooses the drawing: terminal, vessel, lock, place, line, area.
    """

    name: str
    title_zh: str
    title_en: str
    kind: str
    features: Callable[[HttpRequest], GeoJson]
    order: int = 100
    refresh_s: int = 0
    """Seconds between polls of the browser; 0 = read once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card on a shared page; ``context`` returns None where there is nothing to show."""

    name: str
    template: str
    context: Callable[[HttpRequest], Mapping[str, Any] | None]
    order: int = 100
    roles: frozenset[str] = frozenset()
    """Who sees it; empty = everyone who sees the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One line of a search answer."""

    title: str
    url: str
    note: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchSource:
    """A room's part of the search page; ``search`` gets the text and who asks."""

    name: str
    title_zh: str
    title_en: str
    search: Callable[[str, Actor | None], Sequence[SearchHit]]
    order: int = 100
    list_url: str = ""
    """The list that shows all of them, which takes the text as ``q``; "" = there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """An entry of the main menu; ``roles`` empty = everyone, guests included.

    It is marked on pages below its address, and below those in ``also``.
    """

    name: str
    title_zh: str
    title_en: str
    url: str
    icon: str = "box"
    order: int = 100
    roles: frozenset[str] = field(default_factory=frozenset)
    also: tuple[str, ...] = ()


WARM_UPS: Slot[WarmUp] = Slot("warm-ups")
MAP_LAYERS: Slot[MapLayer] = Slot("map layers")
FRONT_CARDS: Slot[Card] = Slot("front cards")
CONSOLE_CARDS: Slot[Card] = Slot("console cards")
PARTY_HOME: Slot[Card] = Slot("party home")
SEARCH: Slot[SearchSource] = Slot("search")
MENU: Slot[MenuItem] = Slot("menu")
CONSOLE_MENU: Slot[MenuItem] = Slot("console menu")
