"""Words for what the spine only names: events, why money moved, background tasks.

Each room fills its own in ``wiring.py``; the spine's stand in web's own. What no room has
a word for is shown as a sentence made of its English name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from matou.web.language import in_language
from matou.web.slots import Slot

Word = tuple[str, str]
"""Chinese and English."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """One room's words; keys stand without the room: ``LotClosed``, ``advance``, ``run_due``."""

    name: str
    events: Mapping[str, Word] = field(default_factory=dict)
    purposes: Mapping[str, Word] = field(default_factory=dict)
    tasks: Mapping[str, Word] = field(default_factory=dict)
    order: int = 100


VOCABULARIES: Slot[Vocabulary] = Slot("vocabularies")


def event_words(event: str) -> str:
    """Return ``freight.LotClosed`` as “运单完结” or “Lot closed”."""
    room, name = _parted(event)
    words = VOCABULARIES.get(room)
    return _said(words.events if words else {}, name)


def task_words(task: str) -> str:
    """Return ``ledger.expire_due`` as “释放到期的冻结” or “Release holds that ran out”."""
    room, name = _parted(task)
    words = VOCABULARIES.get(room)
    return _said(words.tasks if words else {}, name)


def purpose_words(purpose: str) -> str:
    """Return why money moved: ``freight.advance`` as “开航费” or “Fuel advance”."""
    room, name = _parted(purpose)
    words = VOCABULARIES.get(room or "ledger")
    return _said(words.purposes if words else {}, name)


def known_events() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return every event that has words, by room, to choose from."""
    return [
        (words.name, [(f"{words.name}.{name}", in_language(zh=zh, en=en))
                      for name, (zh, en) in words.events.items()])
        for words in VOCABULARIES.fillers()
        if words.events
    ]  # fmt: skip


def known_purposes() -> list[tuple[str, str]]:
    """Return every purpose that has words, by name, to choose from."""
    found = [
        (name if words.name == "ledger" else f"{words.name}.{name}", in_language(zh=zh, en=en))
        for words in VOCABULARIES.fillers()
        for name, (zh, en) in words.purposes.items()
    ]
    return sorted(found, key=lambda one: one[1])


def _parted(name: str) -> tuple[str, str]:
    room, _dot, rest = name.rpartition(".")
    return room, rest


def _said(words: Mapping[str, Word], name: str) -> str:
    if name in words:
        zh, en = words[name]
        return in_language(zh=zh, en=en)
    return _CAMEL.sub(" ", name).replace("_", " ").capitalize()
