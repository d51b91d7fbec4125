"""Reads of the journal: histories, dead letters, lag, and the check of its seals."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from matou.kit.period import Period
from matou.spine.journal import rules
from matou.spine.journal.contracts import (
    Breach,
    BreachKind,
    DeadLetter,
    EntryRow,
    SealedBlock,
    SealedEntry,
    SealedHistory,
    SealReport,
    SubscriberLag,
)
from matou.spine.journal.models import Block, Delivery, JournalEntry, Unsealed

PAGE_MOST = 500

CANONICAL = """jsonb_build_array(
    entry.seq, entry.id, entry.aggregate, entry.version, entry.event, entry.payload, entry.actor,
    (extract(epoch FROM entry.occurred_at) * 1000000)::bigint,
    (extract(epoch FROM entry.recorded_at) * 1000000)::bigint,
    entry.classifier, entry.txid)::text"""
"""One entry's canonical JSON: all columns in this order, instants in whole microseconds.

PostgreSQL writes jsonb in one way only (keys ordered, numbers with their digits kept), whatever
the session's settings, so 1.0 and 1.00 differ and no byte is outside the seal.
"""


def entries_of(aggregate: str) -> tuple[EntryRow, ...]:
    """Return the whole history of one thing, oldest first."""
    found = JournalEntry.objects.filter(aggregate=aggregate).order_by("version")
    return tuple(row_of(entry) for entry in found)


def entries_page(
    *,
    before: int | None = None,
    limit: int = 50,
    aggregate: str | None = None,
    event: str | None = None,
    recorded: Period | None = None,
) -> tuple[EntryRow, ...]:
    """Return the newest entries numbered below ``before``, newest first, at most 500.

    ``recorded`` narrows them to a time of recording; no index knows it, so a day long past
    takes as long as there are entries since.
    """
    found = JournalEntry.objects.order_by("-seq")
    if before is not None:
        found = found.filter(seq__lt=before)
    if aggregate:
        found = found.filter(aggregate=aggregate)
    if event:
        found = found.filter(event=event)
    if recorded is not None:
        found = found.filter(recorded_at__gte=recorded.from_at, recorded_at__lt=recorded.until_at)
    return tuple(row_of(entry) for entry in found[: min(limit, PAGE_MOST)])


def dead_letters(
    *, limit: int = 100, subscriber: str | None = None, after: int = 0
) -> tuple[DeadLetter, ...]:
    """Return the deliveries that an operator must look at, oldest first, above ``after``."""
    found = Delivery.objects.filter(state=Delivery.State.DEAD, pk__gt=after)
    found = found.select_related("entry")
    if subscriber:
        found = found.filter(subscriber=subscriber)
    return tuple(_letter_of(letter) for letter in _with_held_back(found).order_by("id")[:limit])


def dead_letter(delivery_id: int) -> DeadLetter | None:
    """Return one dead letter, or None where the delivery is none (any more)."""
    found = Delivery.objects.filter(state=Delivery.State.DEAD, pk=delivery_id)
    letter = _with_held_back(found.select_related("entry")).first()
    return None if letter is None else _letter_of(letter)


def delivery_lag() -> tuple[SubscriberLag, ...]:
    """Return, for each subscriber with open deliveries, how far it is behind."""
    rows = (
        Delivery.objects.filter(state__in=[Delivery.State.WAITING, Delivery.State.DEAD])
        .values("subscriber")
        .annotate(
            waiting=Count("id", filter=Q(state=Delivery.State.WAITING)),
            failing=Count("id", filter=Q(state=Delivery.State.WAITING, attempts__gt=0)),
            dead=Count("id", filter=Q(state=Delivery.State.DEAD)),
            oldest_recorded_at=Min("entry__recorded_at"),
        )
        .order_by("subscriber")
    )
    return tuple(SubscriberLag(**row) for row in rows)


def waiting_count(*, due_at: datetime) -> int:
    """Return how many deliveries are due at an instant, those behind a failed one included."""
    due = Q(next_at__isnull=True) | Q(next_at__lte=due_at)
    return Delivery.objects.filter(due, state=Delivery.State.WAITING).count()


def verify_seals() -> SealReport:
    """Check every seal against every entry and say where anything was altered.

    Reads the whole journal once; the hashes are computed here, not by the database.
    """
    breaches: list[Breach] = []
    previous, number, entries = rules.GENESIS, 0, 0
    for block in Block.objects.order_by("number").iterator(chunk_size=20):
        number += 1
        entries += len(block.seqs)
        breaches += _block_breaches(block, expected=number, previous=previous)
        previous = bytes(block.hash)
        number = block.number
    breaches += _foreign_entries()
    breaches += _broken_versions()
    return SealReport(
        blocks=Block.objects.count(),
        entries=entries,
        unsealed=Unsealed.objects.count(),
        head=previous.hex(),
        breaches=tuple(breaches),
    )


def seal_head() -> tuple[int, str]:
    """Return number and hash of the newest block, to be published outside of this database."""
    last = Block.objects.order_by("-number").first()
    return (last.number, bytes(last.hash).hex()) if last else (0, rules.GENESIS.hex())


def sealed_history(aggregate: str) -> SealedHistory:
    """Return one thing's entries in the form they were sealed in, with the blocks over them.

    Whoever holds both can check the entries' hashes without this database.
    """
    entries = _rows(
        f"""
        SELECT entry.seq, entry.version, {CANONICAL} FROM journal_entry AS entry
         WHERE entry.aggregate = %s ORDER BY entry.version
        """,  # noqa: S608  # CANONICAL is our own constant
        [aggregate],
    )
    seqs = [seq for seq, _version, _text in entries]
    blocks = Block.objects.filter(seqs__overlap=seqs).order_by("number") if seqs else ()
    return SealedHistory(
        entries=tuple(SealedEntry(seq=seq, canonical=text) for seq, _version, text in entries),
        blocks=tuple(
            SealedBlock(
                number=block.number,
                previous=bytes(block.previous),
                seqs=tuple(block.seqs),
                digests=bytes(block.digests),
                hash=bytes(block.hash),
            )
            for block in blocks
        ),
    )


def row_of(entry: JournalEntry) -> EntryRow:
    """Return the entry as a plain row."""
    return EntryRow(
        id=entry.id,
        seq=entry.seq,
        aggregate=entry.aggregate,
        version=entry.version,
        event=entry.event,
        actor=entry.actor,
        occurred_at=entry.occurred_at,
        recorded_at=entry.recorded_at,
        classifier=entry.classifier,
        payload=entry.payload,
    )


def _with_held_back(letters: QuerySet[Delivery]) -> Any:
    behind = (
        Delivery.objects.filter(
            subscriber=OuterRef("subscriber"),
            aggregate=OuterRef("aggregate"),
            version__gt=OuterRef("version"),
            state=Delivery.State.WAITING,
        )
        .order_by()
        .values("subscriber")
        .annotate(count=Count("id"))
        .values("count")
    )
    return letters.annotate(held_back=Coalesce(Subquery(behind), 0))


def _letter_of(letter: Any) -> DeadLetter:
    return DeadLetter(
        delivery_id=letter.id,
        subscriber=letter.subscriber,
        attempts=letter.attempts,
        error=letter.error,
        held_back=letter.held_back,
        entry=row_of(letter.entry),
    )


def _block_breaches(block: Block, *, expected: int, previous: bytes) -> Iterator[Breach]:
    digests = bytes(block.digests)
    if len(digests) != rules.DIGEST_BYTES * len(block.seqs):
        yield Breach(kind=BreachKind.BLOCK_ALTERED, block=block.number)
        return
    if block.number != expected or bytes(block.previous) != previous:
        yield Breach(kind=BreachKind.CHAIN_BROKEN, block=block.number)
    sealed = rules.block_hash(
        number=block.number, previous=bytes(block.previous), seqs=block.seqs, digests=digests
    )
    if sealed != bytes(block.hash):
        yield Breach(kind=BreachKind.BLOCK_ALTERED, block=block.number)
    for position, (seq, aggregate, canonical) in enumerate(_sealed_texts(block)):
        if canonical is None:
            yield Breach(kind=BreachKind.ENTRY_MISSING, block=block.number, seq=seq)
        elif rules.entry_digest(canonical) != rules.digest_of(digests, position):
            yield Breach(
                kind=BreachKind.ENTRY_ALTERED, block=block.number, seq=seq, aggregate=aggregate
            )


def _sealed_texts(block: Block) -> list[tuple[int, str | None, str | None]]:
    return _rows(
        f"""
        SELECT listed.seq, entry.aggregate, CASE WHEN entry.seq IS NOT NULL THEN {CANONICAL} END
          FROM unnest(%s::bigint[]) WITH ORDINALITY AS listed (seq, position)
          LEFT JOIN journal_entry AS entry ON entry.seq = listed.seq
         ORDER BY listed.position
        """,  # noqa: S608  # CANONICAL is our own constant
        [block.seqs],
    )


def _foreign_entries() -> Iterator[Breach]:
    """Find entries that neither a block nor the queue to the next block knows."""
    found = _rows(
        """
        SELECT entry.seq, entry.aggregate FROM journal_entry AS entry
         WHERE NOT EXISTS (SELECT 1 FROM journal_unsealed WHERE seq = entry.seq)
           AND NOT EXISTS (SELECT 1 FROM (SELECT unnest(seqs) AS seq FROM journal_block) AS sealed
                            WHERE sealed.seq = entry.seq)
         ORDER BY entry.seq
        """,
        [],
    )
    for seq, aggregate in found:
        yield Breach(kind=BreachKind.ENTRY_FOREIGN, seq=seq, aggregate=aggregate)


def _broken_versions() -> Iterator[Breach]:
    """Find aggregates whose versions are not 1, 2, … up to the head: a cut-off end shows here."""
    found = _rows(
        """
        SELECT coalesce(head.aggregate, found.aggregate)
          FROM journal_head AS head
          FULL JOIN (SELECT aggregate, count(*) AS entries, max(version) AS newest
                       FROM journal_entry GROUP BY aggregate) AS found
            ON found.aggregate = head.aggregate
         WHERE (head.version = found.entries AND head.version = found.newest) IS NOT TRUE
         ORDER BY 1
        """,
        [],
    )
    for (aggregate,) in found:
        yield Breach(kind=BreachKind.VERSIONS_BROKEN, aggregate=aggregate)


def _rows(query: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())
