"""Look for rings, and work off what was found: dismiss with a reason, or stop payouts in pairs."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.event import Event
from matou.spine.custody import queries
from matou.spine.custody.contracts.events import SignalDismissed, SignalHeld, SignalHoldProposed
from matou.spine.custody.contracts.limits import SameEyes
from matou.spine.custody.contracts.signals import (
    VESSEL_HANDS,
    SignalCard,
    SignalKind,
    SignalNotOpen,
    SignalState,
)
from matou.spine.custody.models import PayoutSignal
from matou.spine.custody.rules import signals as rules
from matou.spine.custody.services.approvals import checked_note, require_disinterested
from matou.spine.journal import services as journal


def find_signals(*, now: datetime) -> int:
    """Reckon all signals anew; returns how many are new or have grown.

    A dismissed signal stays dismissed until another party joins it.
    """
    found = _all(now=now)
    with transaction.atomic():
        return sum(_kept(one, now=now) for one in found)


@transaction.atomic
def dismiss_signal(*, signal_id: int, note: str, actor: Actor, now: datetime) -> SignalCard:
    """Find a signal harmless, with the reason; a hold that stands is lifted by a third person.

    Raises SignalNotOpen, SameEyes, OfficerHasInterest, NotAllowed, InvalidInput.
    """
    row = _locked(signal_id, {SignalState.OPEN, SignalState.HOLD_PROPOSED, SignalState.HELD})
    require_disinterested(concerned=frozenset(row.parties), actor=actor, now=now)
    # Who proposed a hold may take the proposal back; a hold of two is not lifted by its proposer.
    if row.state == SignalState.HELD.value and actor.code == row.proposed_by:
        raise SameEyes
    row.state = SignalState.DISMISSED.value
    row.decided_by, row.decided_at, row.note = actor.code, now, checked_note(note)
    row.save()
    _tell(row, SignalDismissed, actor=actor, now=now, note=row.note)
    return queries.signal(signal_id)


@transaction.atomic
def propose_hold(*, signal_id: int, note: str, actor: Actor, now: datetime) -> SignalCard:
    """Propose to stop the payouts of a signal's parties. Raises as ``dismiss_signal``."""
    row = _locked(signal_id, {SignalState.OPEN})
    require_disinterested(concerned=frozenset(row.parties), actor=actor, now=now)
    row.state = SignalState.HOLD_PROPOSED.value
    row.proposed_by, row.note = actor.code, checked_note(note)
    row.save()
    _tell(row, SignalHoldProposed, actor=actor, now=now, note=row.note)
    return queries.signal(signal_id)


@transaction.atomic
def confirm_hold(*, signal_id: int, actor: Actor, now: datetime) -> SignalCard:
    """Stop the payouts of a signal's parties, as the second officer. Raises SameEyes and others."""
    row = _locked(signal_id, {SignalState.HOLD_PROPOSED})
    require_disinterested(concerned=frozenset(row.parties), actor=actor, now=now)
    if actor.code == row.proposed_by:
        raise SameEyes
    row.state = SignalState.HELD.value
    row.decided_by, row.decided_at = actor.code, now
    row.save()
    _tell(row, SignalHeld, actor=actor, now=now, parties=tuple(row.parties))
    return queries.signal(signal_id)


def _all(*, now: datetime) -> tuple[rules.Found, ...]:
    from_on = queries.thresholds()
    since = rules.window_start(thresholds=from_on, now=now)
    hands = VESSEL_HANDS.get()
    return (
        *rules.shared(kind=SignalKind.SAME_PHONE, rows=queries.phones(), least=from_on.same_phone),
        *rules.shared(
            kind=SignalKind.SAME_ACCOUNT, rows=queries.accounts(), least=from_on.same_account
        ),
        *rules.shared(
            kind=SignalKind.SAME_DEVICE,
            rows=queries.devices(since=since),
            least=from_on.same_device,
        ),
        *rules.rings(flows=queries.flows(since=since), thresholds=from_on),
        *rules.to_and_fro(hands=hands(since) if hands else (), thresholds=from_on),
    )


def _kept(found: rules.Found, *, now: datetime) -> bool:
    """Keep one signal; tell whether it is new or has grown."""
    key = hashlib.sha256(found.key.encode()).hexdigest()
    row, is_new = PayoutSignal.objects.select_for_update(of=("self",)).get_or_create(
        kind=found.kind.value,
        key=key,
        defaults={
            "parties": list(found.parties),
            "common": found.common[:100],
            "since": found.since,
            "found_at": now,
            "seen_at": now,
            "state": SignalState.OPEN.value,
        },
    )
    if is_new:
        return True
    row.seen_at = now
    has_grown = _has_grown(row.parties, found.parties)
    if has_grown:
        row.parties = sorted({*row.parties, *found.parties})
        if row.state == SignalState.DISMISSED.value:
            row.state = SignalState.OPEN.value
            row.proposed_by, row.note, row.decided_by, row.decided_at = "", "", "", None
    row.save()
    return has_grown


def _has_grown(known: Iterable[str], seen: Iterable[str]) -> bool:
    return not set(seen) <= set(known)


def _locked(signal_id: int, allowed: set[SignalState]) -> PayoutSignal:
    rows = PayoutSignal.objects.select_for_update(of=("self",)).filter(pk=signal_id)
    row = rows.first()
    if row is None or SignalState(row.state) not in allowed:
        raise SignalNotOpen
    return row


def _tell(
    row: PayoutSignal, event: type[Event], *, actor: Actor, now: datetime, **facts: Any
) -> None:
    journal.publish(
        event(
            aggregate=f"signal:{row.pk}",
            actor=actor.code,
            occurred_at=now,
            **facts,
        )
    )
