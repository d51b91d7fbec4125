"""Reads around a break: callbacks received, corrections, and the statements as they came."""

import json
from uuid import UUID

from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.spine.custody.contracts.breaks import (
    Bearer,
    CallbackCard,
    CorrectionState,
    StatementCard,
)
from matou.spine.custody.contracts.callbacks import CallbackRefusal, RefusalCard
from matou.spine.custody.contracts.corrections import CorrectionCard
from matou.spine.custody.models import (
    CallbackReceived,
    CallbackRefused,
    Correction,
    StatementRun,
)


def callbacks_of(order_id: UUID) -> tuple[CallbackCard, ...]:
    """Return the genuine reports on an order, as they came."""
    rows = CallbackReceived.objects.filter(order_id=order_id).order_by("received_at", "pk")
    return tuple(
        CallbackCard(
            received_at=row.received_at,
            state=row.state,
            amount=Money(int(json.loads(row.body)["amount_fen"])),
        )
        for row in rows[:50]
    )


def corrections_of(break_id: int) -> tuple[CorrectionCard, ...]:
    """Return the corrections proposed for a break, the newest first."""
    rows = Correction.objects.filter(of_break_id=break_id).order_by("-pk")
    return tuple(_card(row) for row in rows[:50])


def correction_card(correction_id: int) -> CorrectionCard:
    """Return one correction; raises NotFound."""
    row = Correction.objects.filter(pk=correction_id).first()
    if row is None:
        raise NotFound(what=str(correction_id))
    return _card(row)


def waiting_corrections(*, limit: int = 50) -> tuple[CorrectionCard, ...]:
    """Return the corrections that wait for a second person, the oldest first."""
    rows = Correction.objects.filter(state=CorrectionState.PROPOSED.value).order_by("pk")
    return tuple(_card(row) for row in rows[:limit])


def statements_page(*, offset: int = 0, limit: int = 50) -> tuple[StatementCard, ...]:
    """Return the readings of statement files, the newest first."""
    rows = StatementRun.objects.defer("content").order_by("-came_at", "pk")
    return tuple(
        StatementCard(
            on=row.on,
            came_at=row.came_at,
            provider=row.provider,
            sha256=row.sha256,
            size=row.size,
            refused=row.refused,
            lines=row.lines,
            matched=row.matched,
            recovered=row.recovered,
            breaks=row.breaks,
            deposits=Money(row.deposits),
            payouts=Money(row.payouts),
        )
        for row in rows[offset : offset + limit]
    )


def refused_callbacks(*, limit: int = 20) -> tuple[RefusalCard, ...]:
    """Return the callbacks refused of late, the latest first."""
    rows = CallbackRefused.objects.defer("body").order_by("-on", "-last_at")
    return tuple(
        RefusalCard(
            on=row.on,
            reason=CallbackRefusal(row.reason),
            size=row.size,
            times=row.times,
            last_at=row.last_at,
        )
        for row in rows[:limit]
    )


def _card(row: Correction) -> CorrectionCard:
    return CorrectionCard(
        correction_id=row.pk,
        break_id=row.of_break_id,
        bearer=Bearer(row.bearer),
        account=row.account,
        gains=Money(row.party_fen),
        bank_gains=Money(row.bank_fen),
        reason=row.reason,
        state=CorrectionState(row.state),
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision=row.decision,
    )
