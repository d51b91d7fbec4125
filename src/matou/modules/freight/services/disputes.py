"""Disputes (争议) as the sides act on them: open one, answer it, give it up, accept, appeal.

Money is frozen with the claim and handed out once, when nothing can change any more: after a
withdrawal, after both sides accepted the ruling, after the appeal time, or by the ruling on the
appeal. Rulings stand in ``services.rulings``, what time does in ``services.dispute_clock``.
"""

from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from matou.kit.actor import SYSTEM, Actor
from matou.kit.errors import DomainError, NotFound
from matou.kit.ids import uuid7
from matou.kit.money import Money
from matou.kit.workdays import add_work_hours
from matou.modules.freight.contracts import (
    DisputeAppealed,
    DisputeClosed,
    DisputeOpened,
    DisputeReplied,
    DisputeWithdrawn,
    RulingAccepted,
)
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.queries.pictures import lot_parties, lot_view
from matou.modules.freight.rules import disputes as rules
from matou.modules.freight.rules.disputes import DisputeState
from matou.modules.freight.rules.flows import Flow, dispute_ending, dispute_opening, disputed
from matou.modules.freight.rules.moves import NotYourAct
from matou.modules.freight.rules.papers import paper_instant
from matou.modules.freight.rules.states import Relation
from matou.modules.freight.rules.terms import check_text
from matou.modules.freight.services.earned import earner_of, ground_of, shares_follow, won_of
from matou.modules.freight.services.locked import lot_locked
from matou.modules.freight.services.purse import post_flows
from matou.spine.journal import services as journal

_SIDES = (Relation.SHIPPER, Relation.CARRIER)


class DisputeNotOpen(DomainError):
    """The dispute is not at the point where this can be done."""

    code = "freight.dispute-not-open"
    zh = "该争议当前不能进行此操作。请刷新页面查看最新状态。"
    en = "This cannot be done to the dispute now. Reload the page to see where it stands."


class DisputeOpenAlready(DomainError):
    """The side has a dispute on this lot that has not ended."""

    code = "freight.dispute-open-already"
    zh = "您在该单已有处理中的争议。请等待裁决或先撤回。"
    en = "You have an open dispute on this lot. Wait for the ruling or withdraw it first."


class RulingAcceptedAlready(DomainError):
    """The side accepted the ruling and with it gave up its appeal."""

    code = "freight.ruling-accepted-already"
    zh = "您已接受裁决，不能再申诉。"
    en = "You have accepted the ruling, so you cannot appeal any more."


@transaction.atomic
def open_dispute(*, lot_code: str, amount: Money, reason: str, actor: Actor, now: datetime) -> UUID:
    """Contest an amount between delivery and settlement; only that amount is frozen.

    Returns the dispute's id. Raises NotDisputable, ClaimTooHigh, DisputeOpenAlready.
    """
    lot, relations = lot_locked(lot_code, actor)
    claimant = _side(relations, zh="提出争议", en="open a dispute")
    check_text(reason, "理由 reason", most=1000, least=2)
    rules.check_claim(view=lot_view(lot), claimant=claimant, amount=amount)
    dispute = Dispute(
        id=uuid7(now=now),
        lot=lot,
        claimant=claimant,
        amount_fen=amount.fen,
        reason=reason,
        state=DisputeState.OPEN,
        opened_by=actor.code,
        opened_at=now,
        reply_due_at=add_work_hours(now, rules.REPLY_HOURS),
        ruling_due_at=add_work_hours(now, rules.RULE_HOURS),
    )
    _insert(dispute)
    flag(lot)
    journal.publish(DisputeOpened(**common(dispute, actor, now)))
    flow = dispute_opening(lot=lot.code, dispute=str(dispute.id), amount=amount)
    post_flows(lot_code=lot.code, act="dispute", flows=(flow,), now=now)
    return dispute.id


@transaction.atomic
def reply_to_dispute(*, dispute_id: UUID, reply: str, actor: Actor, now: datetime) -> None:
    """Let the other side answer until the ruling. Raises NotYourAct, DisputeNotOpen."""
    _lot, dispute, relations = _locked(dispute_id, actor)
    if rules.other_side(Relation(dispute.claimant)) not in relations:
        raise NotYourAct(act_zh="答复争议", act_en="answer the dispute")
    require_state(dispute, DisputeState.OPEN)
    check_text(reply, "答复 reply", most=1000, least=2)
    dispute.reply, dispute.replied_at = reply, now
    dispute.save(update_fields=["reply", "replied_at"])
    journal.publish(DisputeReplied(**common(dispute, actor, now), reply_sha256=digest(reply)))


@transaction.atomic
def withdraw_dispute(*, dispute_id: UUID, actor: Actor, now: datetime) -> None:
    """Give a claim up before it is ruled on: the amount goes to the other side."""
    lot, dispute, relations = _locked(dispute_id, actor)
    if Relation(dispute.claimant) not in relations:
        raise NotYourAct(act_zh="撤回争议", act_en="withdraw the dispute")
    require_state(dispute, DisputeState.OPEN)
    dispute.state, dispute.to_claimant_fen, dispute.ended_at = DisputeState.WITHDRAWN, 0, now
    dispute.save()
    flag(lot)
    journal.publish(DisputeWithdrawn(**common(dispute, actor, now)))
    _hand_out(lot=lot, dispute=dispute, more=(), now=now)


@transaction.atomic
def accept_ruling(*, dispute_id: UUID, actor: Actor, now: datetime) -> DisputeState:
    """Accept the ruling for the actor's side; when both have, it is final at once.

    Accepting again changes nothing. Raises DisputeNotOpen and AppealTooLate.
    """
    lot, dispute, relations = _locked(dispute_id, actor)
    side = _side(relations, zh="接受裁决", en="accept the ruling")
    _require_appealable(dispute, now)
    if _accepted_at(dispute, side) is None:
        setattr(dispute, f"{side.value}_accepted_at", now)
        dispute.save(update_fields=[f"{side.value}_accepted_at"])
        journal.publish(RulingAccepted(**common(dispute, actor, now), side=side))
    if all(_accepted_at(dispute, one) for one in _SIDES):
        close_dispute(lot=lot, dispute=dispute, actor=actor, now=now)
    return DisputeState(dispute.state)


@transaction.atomic
def appeal_ruling(*, dispute_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Appeal against the ruling, once for both sides together; the amount stays frozen.

    Raises DisputeNotOpen, AppealTooLate, RulingAcceptedAlready.
    """
    _lot, dispute, relations = _locked(dispute_id, actor)
    side = _side(relations, zh="申诉", en="appeal")
    _require_appealable(dispute, now)
    if _accepted_at(dispute, side):
        raise RulingAcceptedAlready
    check_text(reason, "申诉理由 reason", most=1000, least=2)
    dispute.state, dispute.appellant = DisputeState.APPEALED, side
    dispute.appeal_reason, dispute.appealed_at = reason, now
    dispute.appeal_due_at = add_work_hours(now, rules.APPEAL_RULE_HOURS)
    dispute.save()
    journal.publish(
        DisputeAppealed(
            **common(dispute, actor, now),
            appellant=side,
            reason_sha256=digest(reason),
            due_at=dispute.appeal_due_at,
        )
    )


def close_dispute(*, lot: Lot, dispute: Dispute, actor: Actor, now: datetime) -> None:
    """End a ruled dispute whose rows are locked: nothing can change, the money goes out."""
    dispute.state, dispute.ended_at = DisputeState.FINAL, now
    dispute.save()
    flag(lot)
    won = won_of(dispute)
    journal.publish(
        DisputeClosed(
            **common(dispute, actor, now), to_claimant_fen=won.fen, ground=ground_of(dispute)
        )
    )
    more = shares_follow(lot=lot, dispute=dispute, actor=actor, now=now)
    _hand_out(lot=lot, dispute=dispute, more=more, now=now)


@transaction.atomic
def close_after_appeal_time(*, dispute_id: UUID, now: datetime) -> None:
    """Make a ruling final against which nobody appealed in time; else do nothing."""
    lot, dispute = locked_rows(dispute_id)
    until = dispute.appeal_until_at
    if dispute.state == DisputeState.RULED and until is not None and until <= now:
        close_dispute(lot=lot, dispute=dispute, actor=SYSTEM, now=now)


def locked_rows(dispute_id: UUID) -> tuple[Lot, Dispute]:
    """Lock lot, then dispute: every service locks in this order. Raises NotFound."""
    lot_id = Dispute.objects.filter(pk=dispute_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise NotFound(what=dispute_id)
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=lot_id)
    return lot, Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)


def require_state(dispute: Dispute, *states: DisputeState) -> None:
    """Refuse an act that does not belong to where the dispute stands; raises DisputeNotOpen."""
    if dispute.state not in states:
        raise DisputeNotOpen


def common(dispute: Dispute, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return what every event of a dispute says."""
    return {
        "aggregate": dispute.lot.code,
        "actor": actor.code,
        "occurred_at": now,
        "dispute": str(dispute.id),
        "claimant": str(dispute.claimant),
        "amount_fen": dispute.amount_fen,
    }


def digest(text: str) -> str:
    """Return the hash by which the journal proves a text it does not hold."""
    return sha256(text.encode()).hexdigest()


def flag(lot: Lot) -> None:
    """Let the lot's flag say whether any amount of it is frozen."""
    lot.disputed = Dispute.objects.living().filter(lot=lot).exists()
    lot.save(update_fields=["disputed"])


def _side(relations: frozenset[Relation], *, zh: str, en: str) -> Relation:
    side = next((side for side in _SIDES if side in relations), None)
    if side is None:
        raise NotYourAct(act_zh=zh, act_en=en)
    return side


def _insert(dispute: Dispute) -> None:
    try:
        with transaction.atomic():
            dispute.save(force_insert=True)
    except IntegrityError as error:
        if "freight_dispute_one_living_a_side" not in str(error):
            raise
        raise DisputeOpenAlready from error


def _locked(dispute_id: UUID, actor: Actor) -> tuple[Lot, Dispute, frozenset[Relation]]:
    code = Dispute.objects.filter(pk=dispute_id).values_list("lot__code", flat=True).first()
    if code is None:
        raise NotFound(what=dispute_id)
    lot, relations = lot_locked(code, actor)
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
    return lot, dispute, relations


def _require_appealable(dispute: Dispute, now: datetime) -> None:
    until = dispute.appeal_until_at
    if dispute.state in {DisputeState.RULED, DisputeState.FINAL} and until and until <= now:
        raise rules.AppealTooLate(until=paper_instant(until))
    require_state(dispute, DisputeState.RULED)


def _accepted_at(dispute: Dispute, side: Relation) -> datetime | None:
    accepted: datetime | None = getattr(dispute, f"{side.value}_accepted_at")
    return accepted


def _hand_out(*, lot: Lot, dispute: Dispute, more: tuple[Flow, ...], now: datetime) -> None:
    """Hand the frozen amount out, and move in the same chain what follows from the ruling."""
    claimant = Relation(dispute.claimant)
    parties = lot_parties(lot)
    won = won_of(dispute)
    to_others = Money.total(flow.amount for flow in more if flow.debit == disputed(lot.code))
    shares = {
        parties[claimant]: won - to_others,
        parties[rules.other_side(claimant)]: Money(dispute.amount_fen) - won,
    }
    flows = dispute_ending(
        lot=lot.code, dispute=str(dispute.id), shares=shares, earner=earner_of(dispute)
    )
    post_flows(lot_code=lot.code, act="dispute", flows=(*flows, *more), now=now)
