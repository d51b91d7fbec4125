"""The one way in which rows of the network change: end the former, add the next, tell of it."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Max, Q

from matou.kit.actor import Actor
from matou.modules.planner.contracts import NetworkChanged
from matou.modules.planner.models import NetworkChange, NetworkVersion
from matou.modules.planner.queries.networks import version_at
from matou.modules.planner.queries.tables import TABLE_OF, attribute, rows_of
from matou.modules.planner.rules.columns import Kind, read_cells
from matou.modules.planner.rules.editing import ChangePlanned, ReachesBack, RowChange
from matou.spine.journal import services as journal

_LOCK = 0x6D_61_74_6F_75_50
"""Any number of our own: whoever changes the network waits for whoever is changing it."""
IMPORTED = "network"
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """On whose word rows change: for kinds whose file has no source of its own."""

    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Who changes the network, when, and from when on it counts."""

    actor: Actor
    now: datetime
    effective_at: datetime

    def __post_init__(self) -> None:
        """Refuse to reach back; raises ReachesBack."""
        if self.effective_at < self.now:
            raise ReachesBack

    def behind_others(self) -> "Occasion":
        """Lock the network and return the occasion moved behind every change there is."""
        now = lock_network(now=self.now)
        return replace(self, now=now, effective_at=max(now, self.effective_at))


def lock_network(*, now: datetime) -> datetime:
    """Wait until nobody else changes the network; returns the instant that the change may bear.

    Who waited read the clock before the one who went first: the instant is moved behind every
    change that is recorded or in force, or numbers of the past would count one more.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    changes = NetworkChange.objects.aggregate(
        recorded=Max("recorded_at"), effective=Max("effective_at", filter=Q(effective_at__lte=now))
    )
    behind: list[datetime] = [at + _TICK for at in changes.values() if at is not None]
    return max([now, *behind])


def share_network(*, now: datetime) -> datetime:
    """Let nobody change the network until this transaction ends; returns the instant to read it at.

    Whoever books by what the network says must not miss a change that commits meanwhile: either
    the change waits, and then finds the booking, or it is read here.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])
    recorded = NetworkChange.objects.aggregate(at=Max("recorded_at"))["at"]
    return max(now, recorded) if recorded is not None else now


def write_changes(
    changes: Sequence[RowChange], *, occasion: Occasion, grounds: Grounds | None = None
) -> None:
    """End and add the rows of all changes, kind by kind; raises ChangePlanned."""
    for kind in {change.kind.key: change.kind for change in changes}.values():
        own = [change for change in changes if change.kind is kind]
        _end(kind, [change.code for change in own if change.before is not None], occasion)
        TABLE_OF[kind.key].objects.bulk_create(
            [_row(change, occasion, grounds) for change in own if change.after is not None]
        )


def record_change(
    *, what: str, subject: str, subjects: Collection[str], occasion: Occasion,
    boundaries: Collection[datetime] = (),
) -> None:  # fmt: skip
    """Note that the network is another from an instant on, keep its version, tell the others.

    ``boundaries`` are later instants at which it changes by itself, such as a notice's end.
    """
    instants = {occasion.effective_at, *(at for at in boundaries if at > occasion.now)}
    NetworkChange.objects.bulk_create(
        NetworkChange(
            effective_at=at,
            what=what,
            subject=subject,
            summary={"subjects": sorted(subjects)[:50], "count": len(subjects)},
            actor=occasion.actor.code,
            recorded_at=occasion.now,
        )
        for at in sorted(instants)
    )
    ensure_version(now=occasion.now)
    journal.publish(
        NetworkChanged(
            aggregate=subject,
            actor=occasion.actor.code,
            occurred_at=occasion.now,
            what=what,
            subjects=tuple(sorted(subjects)),
            effective_at=occasion.effective_at,
        )
    )


def ensure_version(*, now: datetime) -> NetworkVersion | None:
    """Keep number and hash of the network in force now; None where nothing is in force yet."""
    if not NetworkChange.objects.filter(effective_at__lte=now).exists():
        return None
    card = version_at(now)
    version, _created = NetworkVersion.objects.get_or_create(
        number=card.number,
        defaults={"digest": card.digest, "effective_at": card.effective_at, "recorded_at": now},
    )
    return version


def tally(changes: Sequence[RowChange]) -> dict[str, int]:
    """Return how many rows are added, changed and ended."""
    return dict(Counter(change.what for change in changes))


def _end(kind: Kind, codes: Collection[str], occasion: Occasion) -> None:
    rows = rows_of(kind).filter(code__in=codes, valid_until__isnull=True)
    late = rows.filter(valid_from__gt=occasion.effective_at).first()
    if late is not None:
        raise ChangePlanned(row=late.code)
    rows.update(valid_until=occasion.effective_at)


def _row(change: RowChange, occasion: Occasion, grounds: Grounds | None) -> Any:
    assert change.after is not None, "only rows that go on are written"  # noqa: S101
    values, faults = read_cells(change.kind, change.after)
    assert not faults, "checked before"  # noqa: S101
    fields: dict[str, Any] = {attribute(name): value for name, value in values.items()}
    fields |= {"code": change.code}
    if change.kind.key == "node":
        fields |= {"place_id": change.code}
    if grounds is not None:
        fields = {"source": grounds.source, "confidence": grounds.confidence, **fields}
    return TABLE_OF[change.kind.key](
        **fields,
        valid_from=occasion.effective_at,
        actor=occasion.actor.code,
        recorded_at=occasion.now,
    )
