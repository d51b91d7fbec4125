"""Rulings (裁决): the first by an operator without interest, the one on appeal by another."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.kit.workdays import add_work_hours
from matou.modules.freight.contracts import AppealRuled, DisputeRuled
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.queries.disputes import picture_of, ties_of
from matou.modules.freight.queries.pictures import lot_parties
from matou.modules.freight.rules import disputes as rules
from matou.modules.freight.rules.disputes import DisputeState
from matou.modules.freight.rules.earned import RulingGround
from matou.modules.freight.rules.papers import paper_instant
from matou.modules.freight.rules.terms import check_text
from matou.modules.freight.services.disputes import (
    close_dispute,
    common,
    digest,
    locked_rows,
    require_state,
)
from matou.modules.freight.services.earned import check_ground
from matou.spine.journal import services as journal


@transaction.atomic
def rule_dispute(
    *,
    dispute_id: UUID,
    to_claimant: Money,
    ruling: str,
    actor: Actor,
    now: datetime,
    ground: RulingGround = RulingGround.FREIGHT,
) -> None:
    """Rule how a frozen amount is to be split; it stays frozen until the appeal time is over.

    ``ground`` says on what it gives, and so whether fee and shares follow. Raises
    RulerHasInterest, NotEscalated, ReplyStillDue, RulingOutOfRange, RulingBeyondIncome,
    DisputeNotOpen.
    """
    lot, dispute = locked_rows(dispute_id)
    _check_ruler(lot, dispute, actor, now)
    require_state(dispute, DisputeState.OPEN)
    due = dispute.reply_due_at
    rules.check_heard(picture=picture_of(dispute), now=now, until=paper_instant(due))
    _check_words(dispute, to_claimant, ruling)
    check_ground(lot=lot, dispute=dispute, to_claimant=to_claimant, ground=ground)
    dispute.state, dispute.ruling = DisputeState.RULED, ruling
    dispute.ruling_ground = ground
    dispute.to_claimant_fen, dispute.ruled_by, dispute.ruled_at = to_claimant.fen, actor.code, now
    dispute.appeal_until_at = add_work_hours(now, rules.APPEAL_HOURS)
    dispute.save()
    journal.publish(
        DisputeRuled(
            **common(dispute, actor, now),
            to_claimant_fen=to_claimant.fen,
            ruling_sha256=digest(ruling),
            appeal_until_at=dispute.appeal_until_at,
            ground=ground,
        )
    )


@transaction.atomic
def rule_appeal(
    *,
    dispute_id: UUID,
    to_claimant: Money,
    ruling: str,
    actor: Actor,
    now: datetime,
    ground: RulingGround = RulingGround.FREIGHT,
) -> None:
    """Rule on an appeal as another operator than the first; final, the money goes out at once.

    Raises RulerHasInterest, SameRulerTwice, NotEscalated, RulingOutOfRange, RulingBeyondIncome,
    DisputeNotOpen.
    """
    lot, dispute = locked_rows(dispute_id)
    _check_ruler(lot, dispute, actor, now)
    require_state(dispute, DisputeState.APPEALED)
    _check_words(dispute, to_claimant, ruling)
    check_ground(lot=lot, dispute=dispute, to_claimant=to_claimant, ground=ground)
    dispute.appeal_ground = ground
    dispute.appeal_ruling, dispute.appeal_to_claimant_fen = ruling, to_claimant.fen
    dispute.appeal_ruled_by, dispute.appeal_ruled_at = actor.code, now
    journal.publish(
        AppealRuled(
            **common(dispute, actor, now),
            to_claimant_fen=to_claimant.fen,
            ruling_sha256=digest(ruling),
            ground=ground,
        )
    )
    close_dispute(lot=lot, dispute=dispute, actor=actor, now=now)


def _check_ruler(lot: Lot, dispute: Dispute, actor: Actor, now: datetime) -> None:
    rules.check_ruler(
        picture=picture_of(dispute),
        actor=actor,
        parties=frozenset({lot.code, *lot_parties(lot).values()}),
        ties=ties_of(lot=lot, actor=actor, now=now),
    )


def _check_words(dispute: Dispute, to_claimant: Money, ruling: str) -> None:
    check_text(ruling, "裁决 ruling", most=1000, least=2)
    rules.check_ruling(amount=Money(dispute.amount_fen), to_claimant=to_claimant)


def ruling_obstacle(*, dispute_id: UUID, actor: Actor, now: datetime) -> DomainError | None:
    """Return why the actor cannot rule on a dispute now, None where nothing is in the way."""
    dispute = Dispute.objects.select_related("lot").get(pk=dispute_id)
    picture = picture_of(dispute)
    try:
        _check_ruler(dispute.lot, dispute, actor, now)
        if dispute.state == DisputeState.OPEN:
            until = paper_instant(dispute.reply_due_at)
            rules.check_heard(picture=picture, now=now, until=until)
    except DomainError as refusal:
        return refusal
    return None
