"""One search over what all rooms offer, and the look-up of codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from matou.kit.actor import Actor
from matou.spine.codes import queries as codes
from matou.web.language import in_language
from matou.web.slots import SEARCH, SearchHit, SearchSource

MOST_PER_ROOM = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchGroup:
    """What one room found."""

    title: str
    hits: Sequence[SearchHit]
    more_url: str
    """The list with all hits, where there may be more than the page shows; else ""."""


def is_known(code: str) -> bool:
    """Tell whether the house issued this code."""
    return codes.resolve(code) is not None


def search_rooms(text: str, *, actor: Actor | None) -> tuple[SearchGroup, ...]:
    """Return what the rooms found for the text, empty ones left out."""
    if not text:
        return ()
    groups = (_group(source, text, actor) for source in SEARCH.fillers())
    return tuple(group for group in groups if group.hits)


def _group(source: SearchSource, text: str, actor: Actor | None) -> SearchGroup:
    hits = tuple(source.search(text, actor))[:MOST_PER_ROOM]
    has_more = bool(source.list_url) and len(hits) == MOST_PER_ROOM
    return SearchGroup(
        title=in_language(zh=source.title_zh, en=source.title_en),
        hits=hits,
        more_url=f"{source.list_url}?{urlencode({'q': text})}" if has_more else "",
    )
