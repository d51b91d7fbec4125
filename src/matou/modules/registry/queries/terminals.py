"""The register of ports, terminals and locks: a public view on the spine's places."""

from dataclasses import dataclass

from matou.kit.errors import NotFound
from matou.spine.codes import queries as codes
from matou.spine.places import queries as places
from matou.spine.places.contracts import (
    AttributeRow,
    LockChamberCard,
    NearPlace,
    PlaceCard,
    PlaceKind,
)

CODE_KIND = "place"
"""The kind under which the spine issues codes to places."""

KINDS = (PlaceKind.PORT, PlaceKind.TERMINAL)
LOCKS = (PlaceKind.LOCK,)
PARTS = (PlaceKind.BERTH, PlaceKind.ANCHORAGE)
Kinds = tuple[PlaceKind, ...]
MOST = 100
NEIGHBOURS_M = 30_000


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalPage:
    """One page of terminals; ``next`` is the cursor of the page after, "" on the last."""

    rows: tuple[PlaceCard, ...]
    next: str
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalDetail:
    """A place's page: its card and code, its parts, neighbours, and the history of its fields."""

    place: PlaceCard
    code: str
    """What stands on its label; "" as long as none was issued."""
    parent: PlaceCard | None
    berths: tuple[PlaceCard, ...]
    chambers: tuple[LockChamberCard, ...]
    near: tuple[NearPlace, ...]
    history: tuple[AttributeRow, ...]


def terminals_page(
    *, text: str = "", city: str = "", kinds: Kinds = KINDS, after: str = "", limit: int = 25
) -> TerminalPage:
    """Return ports and terminals in pinyin order, or by likeness where a text is asked for.

    There are a few hundred on the whole river, so they are read at once and cut here.
    """
    found = all_terminals(text=text, city=city, kinds=kinds)
    start = 0
    if after:
        codes = [place.code for place in found]
        if after not in codes:
            raise NotFound(what=after)
        start = codes.index(after) + 1
    size = max(1, min(limit, MOST))
    rows = found[start : start + size]
    is_last = start + size >= len(found)
    return TerminalPage(rows=rows, next="" if is_last else rows[-1].code, total=len(found))


def cities(*, kinds: Kinds = KINDS) -> tuple[str, ...]:
    """Return the cities that have places of the kinds, for the filter."""
    return tuple(sorted({place.city for place in places.places_of(kinds=kinds) if place.city}))


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
    """Return what the page of a place shows, of whatever kind it is; raises NotFound.

    Ports and terminals are listed, but a code may stand on a lock, a berth or a station too.
    """
    place = places.place(code)
    near = places.within(place.position, radius_m=NEIGHBOURS_M, kinds=KINDS)
    return TerminalDetail(
        place=place,
        code=codes.code_of(kind=CODE_KIND, subject=code) or "",
        parent=places.place(place.parent) if place.parent else None,
        berths=() if place.kind in LOCKS else places.places_of(kinds=PARTS, parent=code),
        chambers=places.chambers_of(code) if place.kind in LOCKS else (),
        near=tuple(item for item in near if item.place.code != code)[:6],
        history=places.history_of(code),
    )


def all_terminals(*, text: str = "", city: str = "", kinds: Kinds = KINDS) -> tuple[PlaceCard, ...]:
    """Return every port and terminal that matches."""
    if text.strip():
        found = places.search(text, kinds=kinds, limit=500)
    else:
        found = places.places_of(kinds=kinds)
    return tuple(place for place in found if not city or place.city == city)
