"""What time alone does to disputes: reminders, escalation, and the end of the appeal time."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.modules.freight.contracts import DisputeEscalated, DisputeReminded
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.queries.disputes import due_of_turn, picture_of
from matou.modules.freight.rules.disputes import DisputeTurn, due_turn
from matou.modules.freight.services.disputes import close_after_appeal_time, common
from matou.spine.journal import services as journal

_REMINDERS = (DisputeTurn.REPLY_NEAR, DisputeTurn.RULING_NEAR, DisputeTurn.APPEAL_NEAR)


def advance_due_disputes(*, now: datetime, limit: int = 500) -> int:
    """Do what is due to every living dispute; returns how many turns that were.

    Each turn is its own transaction and is noted with the dispute, so that a repeated or a
    second worker's round does nothing twice; a dispute somebody works on waits for the next.
    """
    living = Dispute.objects.living().order_by("opened_at").values_list("id", flat=True)[:limit]
    return sum(_carry_on(dispute_id=dispute_id, now=now) for dispute_id in living)


def _carry_on(*, dispute_id: UUID, now: datetime) -> int:
    done = 0
    while _do_next(dispute_id=dispute_id, now=now):
        done += 1
    return done


@transaction.atomic
def _do_next(*, dispute_id: UUID, now: datetime) -> bool:
    lots = Lot.objects.select_for_update(of=("self",), skip_locked=True)
    if lots.filter(disputes__id=dispute_id).first() is None:
        return False
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute_id)
    turn = due_turn(picture=picture_of(dispute), now=now)
    if turn is None:
        return False
    if turn is DisputeTurn.APPEAL_TIME_OVER:
        close_after_appeal_time(dispute_id=dispute_id, now=now)
        return True
    dispute.turns = [*dispute.turns, turn.value]
    dispute.save(update_fields=["turns"])
    event = DisputeReminded if turn in _REMINDERS else DisputeEscalated
    due_at = due_of_turn(dispute, turn)
    journal.publish(event(**common(dispute, SYSTEM, now), turn=turn.value, due_at=due_at))
    return True
