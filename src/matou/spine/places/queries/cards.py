"""Places as cards: one, several, by kind, and by what someone typed."""

from collections.abc import Collection

from django.core.cache import caches
from django.db.models import QuerySet

from matou.kit.errors import InvalidInput, NotFound
from matou.kit.geo import Position
from matou.spine.places.contracts import PlaceCard, PlaceKind
from matou.spine.places.models import Place
from matou.spine.places.rules import words

MAX_LIMIT = 500
_KEPT = "places.kept_ports"


def place(code: str) -> PlaceCard:
    """Return the place; raises NotFound."""
    found = _rows().filter(code=code).first() if "\x00" not in code else None
    if found is None:
        raise NotFound(what=code)
    return card_of(found)


def places_by_code(codes: Collection[str]) -> dict[str, PlaceCard]:
    """Return the known ones among the codes."""
    return {row.code: card_of(row) for row in _rows().filter(code__in=codes)}


def places_of(
    *, kinds: Collection[str] = (), parent: str | None = None, limit: int = MAX_LIMIT
) -> tuple[PlaceCard, ...]:
    """Return the places of the kinds (all when empty) in pinyin order.

    Who asks for ports also gets terminals: the reference network draws harbours as terminals.
    """
    rows = of_kinds(kinds)
    if parent is not None:
        rows = rows.filter(parent__code=parent)
    return tuple(card_of(row) for row in rows.order_by("sort_key", "code")[: checked_limit(limit)])


def kept_ports() -> dict[str, PlaceCard]:
    """Return ports and terminals by code as they were up to a minute ago, in pinyin order.

    Every visitor of a busy list needs them, and they change when a registrar corrects one.
    """
    kept: dict[str, PlaceCard] | None = caches["local"].get(_KEPT)
    if kept is None:
        kept = {card.code: card for card in places_of(kinds=(PlaceKind.PORT,))}
        caches["local"].set(_KEPT, kept)
    return kept


def search(text: str, *, kinds: Collection[str] = (), limit: int = 20) -> tuple[PlaceCard, ...]:
    """Return places whose name, pinyin, initials, city or code hold the text.

    Exact codes come first, then names that begin with the text, then pinyin order.
    """
    asked = words.normal(text)[: words.MAX_QUERY_LENGTH].replace("|", "")
    if not asked or "\x00" in asked:
        return ()
    rows = of_kinds(kinds).filter(
        grams__contains=words.query_grams(asked), search_text__contains=asked
    )
    ranked = sorted(
        rows.order_by("sort_key", "code")[:MAX_LIMIT], key=lambda row: _rank(row, asked)
    )
    return tuple(card_of(row) for row in ranked[: checked_limit(limit)])


def of_kinds(kinds: Collection[str]) -> QuerySet[Place]:
    """Return rows of the kinds, terminals included where ports are asked for."""
    if not kinds:
        return _rows()
    wanted = {str(kind) for kind in kinds}
    if PlaceKind.PORT in wanted:
        wanted.add(PlaceKind.TERMINAL)
    return _rows().filter(kind__in=wanted)


def checked_limit(limit: int) -> int:
    """Return the limit; raises InvalidInput when it is not from 1 to 500."""
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput(
            field="limit",
            reason_zh=f"请填写 1 到 {MAX_LIMIT}。",
            reason_en=f"Give 1 to {MAX_LIMIT}.",
        )
    return limit


def card_of(row: Place) -> PlaceCard:
    """Return the row as a card."""
    return PlaceCard(
        code=row.code,
        kind=PlaceKind(row.kind),
        name_zh=row.name_zh,
        name_en=row.name_en,
        position=Position(row.latitude, row.longitude),
        city=row.city,
        parent=row.parent.code if row.parent else None,
        modes=tuple(row.modes),
        cargo=tuple(row.cargo),
        berth_dwt_max=row.berth_dwt_max,
        takes_containers=row.takes_containers,
        takes_dangerous_goods=row.takes_dangerous_goods,
        opening_hours=row.opening_hours,
        locode=row.locode,
        iata=row.iata,
        confidence_position=row.confidence_position,
        confidence_attributes=row.confidence_attributes,
        source=row.source,
        note=row.note,
    )


def _rows() -> QuerySet[Place]:
    return Place.objects.select_related("parent").defer("search_text", "grams")


def _rank(row: Place, asked: str) -> tuple[int, str]:
    codes = {row.code.lower(), row.locode.lower(), row.iata.lower()}
    if asked in codes:
        return 0, row.sort_key
    begins = words.normal(row.name_zh).startswith(asked)
    begins = begins or words.normal(row.name_en).startswith(asked)
    return (1 if begins else 2), row.sort_key
