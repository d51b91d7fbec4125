"""What an operator does with a delivery that failed too often."""

from datetime import datetime

from django.db import transaction

from matou.kit.actor import ADMIN, OPERATOR, Actor
from matou.kit.errors import NotFound
from matou.spine.journal.contracts import DeadLetterRetried, DeadLetterSetAside
from matou.spine.journal.models import Delivery
from matou.spine.journal.services.publishing import publish


@transaction.atomic
def retry_dead_letter(*, delivery_id: int, actor: Actor, now: datetime) -> None:
    """Put a dead letter (死信) back in line with all its tries; later entries follow it.

    Raises NotAllowed for others than operators, NotFound when it is no dead letter.
    """
    actor.require_any({OPERATOR, ADMIN})
    letter = _locked(delivery_id)
    letter.state, letter.attempts, letter.next_at = Delivery.State.WAITING, 0, now
    letter.save(update_fields=["state", "attempts", "next_at"])
    publish(
        DeadLetterRetried(
            aggregate=f"delivery:{letter.pk}",
            actor=actor.code,
            occurred_at=now,
            subscriber=letter.subscriber,
            entry_seq=letter.entry_id,
        )
    )


@transaction.atomic
def set_aside_dead_letter(*, delivery_id: int, actor: Actor, reason: str, now: datetime) -> None:
    """Give a dead letter up for a reason, so that later entries of its aggregate move on.

    Raises NotAllowed for others than operators, NotFound when it is no dead letter.
    """
    actor.require_any({OPERATOR, ADMIN})
    letter = _locked(delivery_id)
    letter.state, letter.done_at = Delivery.State.SET_ASIDE, now
    letter.error = f"{actor.code}: {reason}\n{letter.error}"
    letter.save(update_fields=["state", "done_at", "error"])
    publish(
        DeadLetterSetAside(
            aggregate=f"delivery:{letter.pk}",
            actor=actor.code,
            occurred_at=now,
            subscriber=letter.subscriber,
            entry_seq=letter.entry_id,
            reason=reason,
        )
    )


def _locked(delivery_id: int) -> Delivery:
    found = Delivery.objects.select_for_update(of=("self",)).filter(
        id=delivery_id, state=Delivery.State.DEAD
    )
    letter = found.first()
    if letter is None:
        raise NotFound(what=f"死信 dead letter {delivery_id}")
    return letter
