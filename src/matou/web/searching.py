"""One search over what all rooms offer, and the look-up of codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from matou.kit.actor import Actor
from matou.spine.codes import queries as codes
from matou.web.language import in_language
from matou.web.slots import SEARCH, SearchHit

MOST_PER_ROOM = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchGroup:
    """What one room found."""

    title: str
    hits: Sequence[SearchHit]


def is_known(code: str) -> bool:
    """Tell whether the house issued this code."""
    return codes.resolve(code) is not None


def search_rooms(text: str, *, actor: Actor | None) -> tuple[SearchGroup, ...]:
    """Return what the rooms found for the text, empty ones left out."""
    if not text:
        return ()
    groups = (
        SearchGroup(
            title=in_language(zh=source.title_zh, en=source.title_en),
            hits=tuple(source.search(text, actor))[:MOST_PER_ROOM],
        )
        for source in SEARCH.fillers()
    )
    return tuple(group for group in groups if group.hits)
