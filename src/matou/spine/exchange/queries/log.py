"""Reads of the log: pages of it, one person's reads, and the walk along the chain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from matou.kit.errors import NotFound
from matou.kit.period import Period
from matou.spine.exchange.contracts.calls import Direction, LogCard, Outcome
from matou.spine.exchange.contracts.stamps import ChainReport, StampHealth
from matou.spine.exchange.models import LogRow, Stamp
from matou.spine.exchange.queries.identity import own_keys
from matou.spine.exchange.rules import chain
from matou.spine.exchange.rules.keys import Verifier, verifier_of
from matou.spine.exchange.rules.limits import STAMP_LATE_S

MOST = 500
_STEP = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which rows of the log are wanted; empty means all."""

    member: str = ""
    service: str = ""
    outcome: str = ""
    subject: str = ""
    day: Period | None = None


def log_page(
    *, wanted: LogFilter | None = None, before: int | None = None, limit: int = 50
) -> tuple[LogCard, ...]:
    """Return rows of the log, the newest first."""
    asked = wanted or LogFilter()
    rows = LogRow.objects.all()
    for name in ("member", "service", "outcome"):
        if value := getattr(asked, name):
            rows = rows.filter(**{name: value})
    if asked.subject:
        rows = rows.filter(subjects__contains=[asked.subject])
    if asked.day is not None:
        rows = rows.filter(at__gte=asked.day.from_at, at__lt=asked.day.until_at)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(card_of(row) for row in rows.order_by("-seq")[: min(limit, MOST)])


def log_row(seq: int) -> LogCard:
    """Return one row; raises NotFound."""
    row = LogRow.objects.filter(pk=seq).first()
    if row is None:
        raise NotFound(what=str(seq))
    return card_of(row)


def reads_of(*, subject: str, before: int | None = None, limit: int = 50) -> tuple[LogCard, ...]:
    """Return every time a party's data went to or came from another member, the newest first.

    A stored answer given once more for the same request id is the same read.
    """
    rows = LogRow.objects.filter(subjects__contains=[subject], outcome=Outcome.ANSWERED.value)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(card_of(row) for row in rows.order_by("-seq")[: min(limit, MOST)])


def card_of(row: LogRow) -> LogCard:
    """Return the card of a loaded row."""
    return LogCard(
        seq=row.seq,
        at=row.at,
        direction=Direction(row.direction),
        member=row.member,
        is_genuine=row.is_genuine,
        service=row.service,
        request_id=row.request_id,
        purpose=row.purpose,
        basis=row.basis,
        case=row.case,
        outcome=Outcome(row.outcome),
        reason=row.reason,
        subjects=tuple(row.subjects),
        fields=tuple(row.fields),
        grant=row.grant_number,
        actor=row.actor,
        key_id=row.key_id,
        request_head=row.request_head,
        request_digest=row.request_digest,
        response_head=row.response_head,
        response_digest=row.response_digest,
        previous=bytes(row.previous).hex(),
        hash=bytes(row.hash).hex(),
    )


def stamp_health(*, now: datetime) -> StampHealth:
    """Say how far the log is stamped, and whether stamping keeps up."""
    last = Stamp.objects.order_by("-number").first()
    stamped = last.seq if last else 0
    head = LogRow.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    oldest = (
        LogRow.objects.filter(seq__gt=stamped).order_by("seq").values_list("at", flat=True).first()
    )
    return StampHealth(
        rows=head,
        stamped=stamped,
        last_at=last.at if last else None,
        oldest_unstamped_at=oldest,
        is_late=oldest is not None and now - oldest > timedelta(seconds=STAMP_LATE_S),
    )


def columns_of(row: LogRow) -> dict[str, Any]:
    """Return the columns that a row's hash covers."""
    return {name: getattr(row, name) for name in chain.COLUMNS}


def check_chain() -> ChainReport:
    """Walk the whole chain and all stamps; names the first row or stamp that does not hold."""
    previous, expected, altered = chain.GENESIS, 1, ""
    hashes: dict[int, bytes] = {}
    wanted = set(Stamp.objects.values_list("seq", flat=True))
    for row in _rows():
        fault = _row_fault(row, expected=expected, previous=previous)
        if fault and not altered:
            altered = f"row {expected if fault == 'missing' else row.seq}: {fault}"
        previous, expected = bytes(row.hash), row.seq + 1
        if row.seq in wanted:
            hashes[row.seq] = previous
    count, last, fault = _walk_stamps(hashes)
    rows = expected - 1
    return ChainReport(
        rows=rows,
        stamps=count,
        unstamped=max(0, rows - last),
        head=previous.hex(),
        altered=altered or fault,
    )


def _rows() -> Iterator[LogRow]:
    after = 0
    while found := list(LogRow.objects.filter(seq__gt=after).order_by("seq")[:_STEP]):
        yield from found
        after = found[-1].seq


def _row_fault(row: LogRow, *, expected: int, previous: bytes) -> str:
    if row.seq != expected:
        return "missing"
    if bytes(row.previous) != previous:
        return "does not follow the row before"
    if chain.row_hash(columns_of(row), seq=row.seq, previous=previous) != bytes(row.hash):
        return "content altered"
    return ""


def _walk_stamps(hashes: Mapping[int, bytes]) -> tuple[int, int, str]:
    """Return how many stamps there are, up to which row, and the first fault."""
    verifiers = {
        key.key_id: verifier_of(algorithm=key.algorithm, public=key.public)
        for key in own_keys()
        if key.algorithm == "ed25519"
    }
    count, last, fault = 0, 0, ""
    for stamp in Stamp.objects.order_by("number").iterator():
        count += 1
        found = _stamp_fault(stamp, expected=count, hashes=hashes, verifiers=verifiers)
        if found and not fault:
            fault = f"stamp {stamp.number}: {found}"
        last = max(last, stamp.seq)
    return count, last, fault


def _stamp_fault(
    stamp: Stamp,
    *,
    expected: int,
    hashes: Mapping[int, bytes],
    verifiers: Mapping[str, Verifier],
) -> str:
    if stamp.number != expected:
        return "one before it is missing"
    if stamp.seq not in hashes:
        return f"row {stamp.seq} is missing"
    if hashes[stamp.seq] != bytes(stamp.head):
        return f"row {stamp.seq} is not as it was stamped"
    if stamp.key_id not in verifiers:
        return "made with a key that is not in the key folder"
    text = chain.stamp_text(number=stamp.number, seq=stamp.seq, head=bytes(stamp.head), at=stamp.at)
    is_ours = verifiers[stamp.key_id].holds(bytes(stamp.signature), text)
    return "" if is_ours else "its signature does not hold"
