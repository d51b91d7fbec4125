"""Disputes (争议): open one over an amount, answer it, give it up, rule on it."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import DomainError, NotFound
from matou.kit.ids import uuid7
from matou.kit.money import Money
from matou.modules.freight.contracts import (
    DisputeEvent,
    DisputeOpened,
    DisputeRuled,
    DisputeWithdrawn,
)
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.queries.pictures import lot_parties, lot_view
from matou.modules.freight.rules import disputes as rules
from matou.modules.freight.rules.disputes import DisputeState
from matou.modules.freight.rules.flows import dispute_ending, dispute_opening
from matou.modules.freight.rules.moves import NotYourAct
from matou.modules.freight.rules.states import Relation
from matou.modules.freight.rules.terms import check_text
from matou.modules.freight.services.locked import lot_locked
from matou.modules.freight.services.purse import post_flows
from matou.spine.journal import services as journal

_SIDES = (Relation.SHIPPER, Relation.CARRIER)


class DisputeNotOpen(DomainError):
    """The dispute was ruled or given up."""

    code = "freight.dispute-not-open"
    zh = "该争议已结束。"
    en = "This dispute is over."


class DisputeOpenAlready(DomainError):
    """The side has an open dispute on this lot."""

    code = "freight.dispute-open-already"
    zh = "您在该单已有处理中的争议。请等待裁决或先撤回。"
    en = "You have an open dispute on this lot. Wait for the ruling or withdraw it first."


@transaction.atomic
def open_dispute(*, lot_code: str, amount: Money, reason: str, actor: Actor, now: datetime) -> UUID:
    """Contest an amount between delivery and settlement; only that amount is frozen.

    Returns the dispute's id. Raises NotDisputable, ClaimTooHigh, DisputeOpenAlready.
    """
    lot, relations = lot_locked(lot_code, actor)
    claimant = _claimant(relations)
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
        reply_due_at=now + rules.REPLY_WITHIN,
        ruling_due_at=now + rules.RULE_WITHIN,
    )
    _insert(dispute)
    _flag(lot)
    _tell(DisputeOpened, dispute=dispute, actor=actor, now=now)
    flow = dispute_opening(lot=lot.code, dispute=str(dispute.id), amount=amount)
    post_flows(lot_code=lot.code, act="dispute", flows=(flow,), now=now)
    return dispute.id


@transaction.atomic
def reply_to_dispute(*, dispute_id: UUID, reply: str, actor: Actor, now: datetime) -> None:
    """Let the other side answer an open dispute. Raises NotYourAct, DisputeNotOpen."""
    _lot, dispute, relations = _locked(dispute_id, actor)
    if rules.other_side(Relation(dispute.claimant)) not in relations:
        raise NotYourAct(act_zh="答复争议", act_en="answer the dispute")
    check_text(reply, "答复 reply", most=1000, least=2)
    dispute.reply, dispute.replied_at = reply, now
    dispute.save(update_fields=["reply", "replied_at"])


@transaction.atomic
def withdraw_dispute(*, dispute_id: UUID, actor: Actor, now: datetime) -> None:
    """Give a claim up: the frozen amount goes to the other side, as the statement says."""
    lot, dispute, relations = _locked(dispute_id, actor)
    if Relation(dispute.claimant) not in relations:
        raise NotYourAct(act_zh="撤回争议", act_en="withdraw the dispute")
    dispute.state = DisputeState.WITHDRAWN
    _end(lot=lot, dispute=dispute, to_claimant=Money(0), actor=actor, now=now)
    _tell(DisputeWithdrawn, dispute=dispute, actor=actor, now=now)
    _hand_out(lot=lot, dispute=dispute, now=now)


@transaction.atomic
def rule_dispute(
    *, dispute_id: UUID, to_claimant: Money, ruling: str, actor: Actor, now: datetime
) -> None:
    """Rule how a frozen amount is split, as an operator without interest.

    Raises RulerHasInterest, RulingOutOfRange, DisputeNotOpen.
    """
    actor.require_any({OPERATOR})
    lot, dispute = _locked_rows(dispute_id)
    rules.check_ruler(actor=actor, parties=frozenset(lot_parties(lot).values()))
    _require_open(dispute)
    check_text(ruling, "裁决 ruling", most=1000, least=2)
    rules.check_ruling(amount=Money(dispute.amount_fen), to_claimant=to_claimant)
    dispute.state, dispute.ruling = DisputeState.RULED, ruling
    _end(lot=lot, dispute=dispute, to_claimant=to_claimant, actor=actor, now=now)
    _tell_ruling(dispute=dispute, actor=actor, now=now)
    _hand_out(lot=lot, dispute=dispute, now=now)


def _claimant(relations: frozenset[Relation]) -> Relation:
    side = next((side for side in _SIDES if side in relations), None)
    if side is None:
        raise NotYourAct(act_zh="提出争议", act_en="open a dispute")
    return side


def _insert(dispute: Dispute) -> None:
    try:
        with transaction.atomic():
            dispute.save(force_insert=True)
    except IntegrityError as error:
        if "freight_dispute_one_open_a_side" not in str(error):
            raise
        raise DisputeOpenAlready from error


def _locked_rows(dispute_id: UUID) -> tuple[Lot, Dispute]:
    """Lock lot, then dispute: every service locks in this order."""
    lot_id = Dispute.objects.filter(pk=dispute_id).values_list("lot_id", flat=True).first()
    if lot_id is None:
        raise NotFound(what=dispute_id)
    lot = Lot.objects.select_for_update(of=("self",)).get(pk=lot_id)
    return lot, Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)


def _locked(dispute_id: UUID, actor: Actor) -> tuple[Lot, Dispute, frozenset[Relation]]:
    code = Dispute.objects.filter(pk=dispute_id).values_list("lot__code", flat=True).first()
    if code is None:
        raise NotFound(what=dispute_id)
    lot, relations = lot_locked(code, actor)
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
    _require_open(dispute)
    return lot, dispute, relations


def _require_open(dispute: Dispute) -> None:
    if dispute.state != DisputeState.OPEN:
        raise DisputeNotOpen


def _end(*, lot: Lot, dispute: Dispute, to_claimant: Money, actor: Actor, now: datetime) -> None:
    dispute.to_claimant_fen = to_claimant.fen
    dispute.ruled_by, dispute.ruled_at = actor.code, now
    dispute.save()
    _flag(lot)


def _flag(lot: Lot) -> None:
    """Let the lot's flag say whether any dispute is open."""
    lot.disputed = lot.disputes.filter(state=DisputeState.OPEN).exists()
    lot.save(update_fields=["disputed"])


def _hand_out(*, lot: Lot, dispute: Dispute, now: datetime) -> None:
    claimant = Relation(dispute.claimant)
    parties = lot_parties(lot)
    won = Money(dispute.to_claimant_fen or 0)
    shares = {
        parties[claimant]: won,
        parties[rules.other_side(claimant)]: Money(dispute.amount_fen) - won,
    }
    flows = dispute_ending(lot=lot.code, dispute=str(dispute.id), shares=shares)
    post_flows(lot_code=lot.code, act="dispute", flows=flows, now=now)


def _tell(event: type[DisputeEvent], *, dispute: Dispute, actor: Actor, now: datetime) -> None:
    journal.publish(
        event(
            aggregate=dispute.lot.code,
            actor=actor.code,
            occurred_at=now,
            dispute=str(dispute.id),
            claimant=dispute.claimant,
            amount_fen=dispute.amount_fen,
        )
    )


def _tell_ruling(*, dispute: Dispute, actor: Actor, now: datetime) -> None:
    journal.publish(
        DisputeRuled(
            aggregate=dispute.lot.code,
            actor=actor.code,
            occurred_at=now,
            dispute=str(dispute.id),
            claimant=dispute.claimant,
            amount_fen=dispute.amount_fen,
            to_claimant_fen=dispute.to_claimant_fen or 0,
        )
    )
