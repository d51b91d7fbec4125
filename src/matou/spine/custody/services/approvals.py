"""Payouts that wait: two different officers let one go, one refuses it, its party takes it back."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from matou.kit.actor import ADMIN, OPERATOR, Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.kit.event import Event
from matou.spine.custody import queries, rules
from matou.spine.custody.contracts import OrderState
from matou.spine.custody.contracts.events import (
    PayoutApproved,
    PayoutProposed,
    PayoutRefused,
    PayoutWaits,
    PayoutWithdrawn,
)
from matou.spine.custody.contracts.limits import (
    ApprovalCard,
    ApprovalState,
    OfficerHasInterest,
    PayoutAlreadyDecided,
    PayoutOnHold,
    SameEyes,
    WaitReason,
)
from matou.spine.custody.contracts.signals import SignalState
from matou.spine.custody.models import CustodyOrder, PayoutApproval
from matou.spine.jobs import services as jobs
from matou.spine.journal import services as journal
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import Posting, PostingKind
from matou.spine.parties import queries as parties

SEND = "custody.send_order"
SHORTEST_NOTE, LONGEST_NOTE = 5, 300


def put_in_line(
    order: CustodyOrder, *, reasons: tuple[WaitReason, ...], actor: Actor, now: datetime
) -> None:
    """Let an order wait for people; the caller holds its money in the same transaction."""
    needed = 1 if reasons == (WaitReason.SIGNAL,) else 2
    PayoutApproval.objects.create(
        order=order,
        reasons=[reason.value for reason in reasons],
        needed=needed,
        state=ApprovalState.WAITING.value,
        asked_by=actor.code,
    )
    journal.publish(
        PayoutWaits(
            aggregate=order.reference,
            actor=actor.code,
            occurred_at=now,
            order_id=order.pk,
            party=order.party,
            amount_fen=order.amount,
            reasons=tuple(reason.value for reason in reasons),
            needed=needed,
        )
    )


@transaction.atomic
def propose_payout(*, order_id: UUID, note: str, actor: Actor, now: datetime) -> ApprovalCard:
    """Be the first of two officers to let a payout go (初审).

    Raises SameEyes, OfficerHasInterest, PayoutOnHold, PayoutAlreadyDecided, NotAllowed.
    """
    row = _open(order_id, {ApprovalState.WAITING})
    _require_officer(row, actor, now=now)
    _refuse_held(row)
    row.state = ApprovalState.PROPOSED.value
    row.proposed_by, row.proposed_at, row.proposed_note = actor.code, now, checked_note(note)
    row.save()
    _tell(row, PayoutProposed, actor=actor, now=now, note=row.proposed_note)
    return queries.approval(order_id)


@transaction.atomic
def approve_payout(*, order_id: UUID, note: str, actor: Actor, now: datetime) -> ApprovalCard:
    """Let a payout go: as the second officer (复核), or alone where only a signal made it wait.

    Raises SameEyes, OfficerHasInterest, PayoutOnHold, PayoutAlreadyDecided, NotAllowed.
    """
    row = _open(order_id, {ApprovalState.WAITING, ApprovalState.PROPOSED})
    _require_officer(row, actor, now=now)
    _refuse_held(row)
    if row.needed > 1 and row.proposed_by in {"", actor.code}:
        raise SameEyes
    _decide(row, ApprovalState.APPROVED, note=checked_note(note), actor=actor, now=now)
    row.order.state = OrderState.CREATED.value
    row.order.save(update_fields=["state"])
    _tell(row, PayoutApproved, actor=actor, now=now, note=row.decided_note)
    jobs.defer(name=SEND, arguments={"order_id": str(order_id)})
    return queries.approval(order_id)


@transaction.atomic
def refuse_payout(*, order_id: UUID, note: str, actor: Actor, now: datetime) -> ApprovalCard:
    """Refuse a waiting payout; its money is free again. One officer is enough to stop money.

    Raises OfficerHasInterest, PayoutAlreadyDecided, NotAllowed.
    """
    row = _open(order_id, {ApprovalState.WAITING, ApprovalState.PROPOSED})
    _require_officer(row, actor, now=now)
    _decide(row, ApprovalState.REFUSED, note=checked_note(note), actor=actor, now=now)
    _tell(row, PayoutRefused, actor=actor, now=now, note=row.decided_note)
    _free(row.order, reason=f"运营未予放行：{row.decided_note}", now=now)
    return queries.approval(order_id)


@transaction.atomic
def withdraw_payout(*, order_id: UUID, actor: Actor, now: datetime) -> ApprovalCard:
    """Take one's own waiting payout back; its money is free again.

    Raises NotFound for another's, PayoutAlreadyDecided.
    """
    row = _locked(order_id)
    if actor.acts_for != row.order.party:
        raise NotFound(what=str(order_id))
    _require_state(row, {ApprovalState.WAITING, ApprovalState.PROPOSED})
    _decide(row, ApprovalState.WITHDRAWN, note="", actor=actor, now=now)
    _tell(row, PayoutWithdrawn, actor=actor, now=now)
    _free(row.order, reason="申请人撤回", now=now)
    return queries.approval(order_id)


def require_disinterested(*, concerned: frozenset[str], actor: Actor, now: datetime) -> None:
    """Refuse an officer who works for one of the parties; raises NotAllowed for no officer."""
    actor.require_any({OPERATOR, ADMIN})
    own = {actor.code, actor.acts_for}
    own |= {card.code for card in parties.companies_of(person=actor.code, at=now)}
    if own & concerned:
        raise OfficerHasInterest


def _locked(order_id: UUID) -> PayoutApproval:
    rows = PayoutApproval.objects.select_related("order", "order__payee")
    row = rows.select_for_update(of=("self", "order"), no_key=True).filter(pk=order_id).first()
    if row is None:
        raise NotFound(what=str(order_id))
    return row


def _open(order_id: UUID, allowed: set[ApprovalState]) -> PayoutApproval:
    row = _locked(order_id)
    _require_state(row, allowed)
    return row


def _require_state(row: PayoutApproval, allowed: set[ApprovalState]) -> None:
    if ApprovalState(row.state) not in allowed:
        raise PayoutAlreadyDecided(state=row.state)


def _require_officer(row: PayoutApproval, actor: Actor, *, now: datetime) -> None:
    payee = row.order.payee
    assert payee is not None, row.pk  # noqa: S101  # only payouts wait, and each has a payee
    concerned = frozenset({row.order.party, payee.holder})
    if actor.code == row.asked_by:
        raise SameEyes
    require_disinterested(concerned=concerned, actor=actor, now=now)


def _refuse_held(row: PayoutApproval) -> None:
    """Let nothing go while two officers' hold on the party, or on the payee, stands."""
    payee = row.order.payee
    assert payee is not None, row.pk  # noqa: S101  # as above
    about = queries.signals_about({row.order.party, payee.holder})
    if any(one.state is SignalState.HELD for one in about):
        raise PayoutOnHold


def _decide(
    row: PayoutApproval, state: ApprovalState, *, note: str, actor: Actor, now: datetime
) -> None:
    row.state = state.value
    row.decided_by, row.decided_at, row.decided_note = actor.code, now, note
    row.save()


def _tell(
    row: PayoutApproval, event: type[Event], *, actor: Actor, now: datetime, **facts: Any
) -> None:
    journal.publish(
        event(
            aggregate=row.order.reference,
            actor=actor.code,
            occurred_at=now,
            **{"order_id": row.order.pk, **facts},
        )
    )


def _free(order: CustodyOrder, *, reason: str, now: datetime) -> None:
    """End an order that was never sent and free its hold; the ledger comes last."""
    order.state = OrderState.FAILED.value
    order.reason = reason[:200]
    order.finished_at = now
    order.save(update_fields=["state", "reason", "finished_at"])
    ledger.submit_or_refuse(
        [
            Posting(
                id=rules.transfer_id(order.pk, "freed"),
                kind=PostingKind.VOID,
                pending_id=rules.transfer_id(order.pk, "hold"),
                group=order.reference,
                purpose="payout",
                event_at=now,
            )
        ]
    )


def checked_note(note: str) -> str:
    """Return an officer's grounds, trimmed; raises InvalidInput where they are none."""
    clean = " ".join(note.split())
    if not SHORTEST_NOTE <= len(clean) <= LONGEST_NOTE or not clean.isprintable():
        raise InvalidInput(
            field="意见 note",
            reason_zh=f"请写明依据，{SHORTEST_NOTE} 至 {LONGEST_NOTE} 字。",
            reason_en=f"Say on what grounds, {SHORTEST_NOTE} to {LONGEST_NOTE} characters.",
        )
    return clean
