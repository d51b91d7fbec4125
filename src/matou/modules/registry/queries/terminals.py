"""The register of ports and terminals: a public view on the spine's places."""

from dataclasses import dataclass

from matou.kit.errors import NotFound
from matou.spine.places import queries as places
from matou.spine.places.contracts import AttributeRow, NearPlace, PlaceCard, PlaceKind

KINDS = (PlaceKind.PORT, PlaceKind.TERMINAL)
PARTS = (PlaceKind.BERTH, PlaceKind.ANCHORAGE)
MOST = 100
NEIGHBOURS_M = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalPage:
    """One page of terminals; ``next`` is the cursor of the page after, "" on the last."""

    rows: tuple[PlaceCard, ...]
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalDetail:
    """A terminal's page: its card, berths, neighbours, and the history of its fields."""

    place: PlaceCard
    berths: tuple[PlaceCard, ...]
    near: tuple[NearPlace, ...]
    history: tuple[AttributeRow, ...]


def terminals_page(
    *, text: str = "", city: str = "", after: str = "", limit: int = 25
) -> TerminalPage:
    """Return ports and terminals in pinyin order, or by likeness where a text is asked for.

    There are a few hundred on the whole river, so they are read at once and cut here.
    """
    found = all_terminals(text=text, city=city)
    start = 0
    if after:
        codes = [place.code for place in found]
        if after not in codes:
            raise NotFound(what=after)
        start = codes.index(after) + 1
    size = max(1, min(limit, MOST))
    rows = found[start : start + size]
    return TerminalPage(rows=rows, next=rows[-1].code if start + size < len(found) else "")


def cities() -> tuple[str, ...]:
    """Return the cities that have terminals, for the filter."""
    return tuple(sorted({place.city for place in places.places_of(kinds=KINDS) if place.city}))


def terminals_count() -> int:
    """Return how many ports and terminals are known."""
    return len(places.places_of(kinds=KINDS))


def terminal(code: str) -> PlaceCard:
    """Return one port or terminal; raises NotFound, also for places of another kind."""
    place = places.place(code)
    if place.kind not in (*KINDS, *PARTS):
        raise NotFound(what=code)
    return place


def terminal_detail(code: str) -> TerminalDetail:
    """Return what the page of a terminal shows; raises NotFound."""
    place = terminal(code)
    near = places.within(place.position, radius_m=NEIGHBOURS_M, kinds=KINDS)
    return TerminalDetail(
        place=place,
        berths=places.places_of(kinds=PARTS, parent=code),
        near=tuple(item for item in near if item.place.code != code)[:6],
        history=places.history_of(code),
    )


def all_terminals(*, text: str = "", city: str = "") -> tuple[PlaceCard, ...]:
    """Return every port and terminal that matches."""
    if text.strip():
        found = places.search(text, kinds=KINDS, limit=500)
    else:
        found = places.places_of(kinds=KINDS)
    return tuple(place for place in found if not city or place.city == city)
