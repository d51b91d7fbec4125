"""What lies on the operator's desk (运营台): proposals that wait, AIS feeds."""

from matou.kit.actor import Actor
from matou.modules.freight.models import Lot
from matou.modules.freight.queries import tracking
from matou.modules.freight.queries.lots import AUDIT_ROLES
from matou.modules.freight.queries.tracking import FeedRow, ProposalRow, RejectRow
from matou.modules.freight.rules import geofence
from matou.modules.freight.rules.states import LotState

MOST_PROPOSALS = 200


def waiting_proposals(*, actor: Actor) -> tuple[ProposalRow, ...]:
    """Return the steps that tracks suggest and nobody has taken yet, the oldest first.

    A proposal whose lot went on without it is history and left out.
    """
    actor.require_any(AUDIT_ROLES)
    states = dict(
        Lot.objects.under_way()
        .filter(state__in=geofence.STEPS)
        .order_by("state_since_at")
        .values_list("code", "state")[:1000]
    )
    rows = tracking.proposals_of(lot_codes=tuple(states))
    waiting = (row for row in rows if row.act == geofence.STEPS[LotState(states[row.lot_code])])
    return tuple(waiting)[:MOST_PROPOSALS]


def feeds(*, actor: Actor) -> tuple[FeedRow, ...]:
    """Return all AIS feeds with their counters."""
    actor.require_any(AUDIT_ROLES)
    return tracking.feeds()


def rejected_lines(*, actor: Actor, source: str) -> tuple[RejectRow, ...]:
    """Return the latest refused lines of a feed, of all where ``source`` is empty."""
    actor.require_any(AUDIT_ROLES)
    return tracking.rejected_lines(source=source or None, limit=100)
