"""Journal entries as a page shows them; event names read as words in both languages."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from matou.kit.actor import ADMIN, AUDITOR, OPERATOR, Actor
from matou.spine.journal import queries as journal
from matou.spine.parties import queries as parties
from matou.web.vocabulary import event_words


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """One entry, ready to show."""

    seq: int
    version: int
    title: str
    event: str
    aggregate: str
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    classifier: str
    payload: str


_READS_ALL = frozenset({OPERATOR, AUDITOR, ADMIN})


def public_rows(rows: Iterable[JournalRow], *, reader: Actor | None) -> tuple[JournalRow, ...]:
    """Return rows as this reader may see them at the foot of a page.

    A page may be public while who acted and what was agreed are not: people's names are masked
    and contents left out for all but operators, auditors and administrators.
    """
    if reader is not None and reader.roles & _READS_ALL:
        return tuple(rows)
    return tuple(replace(row, actor=masked_name(row.actor), payload="") for row in rows)


def masked_name(name: str) -> str:
    """Return a name with all but its first character hidden; the house itself has no name."""
    return name if name in {"system", "-"} else f"{name[:1]}＊＊"


def journal_rows(entries: Iterable[Any] | None, *, code: str = "") -> tuple[JournalRow, ...]:
    """Return rows of the entries given, or of the thing with this code."""
    found = tuple(journal.entries_of(code) if entries is None else entries)
    cards = parties.party_cards(sorted({entry.actor for entry in found}))
    return tuple(
        JournalRow(
            seq=entry.seq,
            version=entry.version,
            title=event_words(entry.event),
            event=entry.event,
            aggregate=entry.aggregate,
            actor=cards[entry.actor].name if entry.actor in cards else entry.actor,
            occurred_at=entry.occurred_at,
            recorded_at=entry.recorded_at,
            classifier=entry.classifier,
            payload=json.dumps(entry.payload, ensure_ascii=False, indent=1),
        )
        for entry in found
    )
