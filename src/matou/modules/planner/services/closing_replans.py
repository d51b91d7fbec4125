"""Ends of proposals that nobody decides: overtaken, no longer needed, run out of time."""

from datetime import datetime

from matou.kit.actor import Actor
from matou.modules.planner.contracts import ReplanClosed
from matou.modules.planner.models import Booking, Replan
from matou.modules.planner.rules.replan_states import ReplanAct, ReplanState, replan_move
from matou.spine.journal import services as journal


def close_open(booking: Booking, *, act: ReplanAct, actor: Actor, now: datetime) -> None:
    """End the open proposal of a locked booking, if it has one."""
    found = Replan.objects.filter(booking=booking, state=ReplanState.OPEN).first()
    if found is not None:
        close(found, booking=booking, act=act, actor=actor, now=now)


def close(replan: Replan, *, booking: Booking, act: ReplanAct, actor: Actor, now: datetime) -> None:
    """End a proposal whose booking is locked, and tell it; raises ReplanNotSo."""
    replan.state = replan_move(state=ReplanState(replan.state), act=act)
    replan.decided_at, replan.decided_by = now, actor.code
    replan.save(update_fields=["state", "decided_at", "decided_by"])
    journal.publish(
        ReplanClosed(
            aggregate=booking.code,
            actor=actor.code,
            occurred_at=now,
            party=booking.party,
            state=booking.state,
            replan=str(replan.id),
            what=replan.state,
        )
    )
