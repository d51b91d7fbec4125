"""The bell in the header: how many notices a signed-in person has not read.

Every page shows it, so each web process keeps a person's number for 15 seconds (the cache ``bell``
in the settings); reading forgets it at once in the process that served the reader.
"""

from django.core.cache import caches

from matou.kit.actor import Actor
from matou.spine.notices import queries


def parties_of(actor: Actor) -> tuple[str, ...]:
    """Return whose notices a person reads: their own, and those of the company they act for."""
    return tuple(dict.fromkeys((actor.code, actor.acts_for)))


def unread_notices(actor: Actor) -> int:
    """Return the number on the person's bell."""
    kept: int | None = caches["bell"].get(_key(actor))
    if kept is None:
        kept = queries.unread_count(parties=parties_of(actor))
        caches["bell"].set(_key(actor), kept)
    return kept


def forget(actor: Actor) -> None:
    """Count afresh on the person's next page."""
    caches["bell"].delete(_key(actor))


def _key(actor: Actor) -> str:
    return f"web:bell:{actor.code}:{actor.acts_for}"
