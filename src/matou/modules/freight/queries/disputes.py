"""Reads of disputes (争议): rows for the sides and the desk, what a clock sees, who has ties."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, Q
from django.db.models.functions import Coalesce

from matou.kit.actor import ADMIN, Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.modules.freight.models import Dispute, Evidence, Lot, LotTransition
from matou.modules.freight.queries.lots import AUDIT_ROLES
from matou.modules.freight.rules.disputes import (
    AWAITING_RULING,
    ESCALATED,
    DisputePicture,
    DisputeState,
    DisputeTurn,
)
from matou.modules.freight.rules.earned import RulingGround
from matou.modules.freight.rules.states import Relation
from matou.spine.parties import queries as parties

MAX_ROWS = 200
DESK_ROLES = AUDIT_ROLES | {ADMIN}
"""Who reads disputes at the desk; an administrator for the sake of those that escalated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRow:
    """A dispute as the sides and operators see it.

    ``shares`` is how far fee, agent's share and tax moved by the final ruling. ``due_at`` is
    the deadline of the present turn: reply, ruling, appeal, or ruling on the appeal.
    """

    id: UUID
    lot: str
    claimant: Relation
    amount: Money
    reason: str
    state: DisputeState
    opened_at: datetime
    reply: str
    reply_due_at: datetime
    replied_at: datetime | None
    ruling: str
    ruling_due_at: datetime
    ruled_at: datetime | None
    ruled_by: str
    to_claimant: Money | None
    ground: RulingGround | None
    shares: Money
    appeal_until_at: datetime | None
    accepted_by: frozenset[Relation]
    appellant: Relation | None
    appeal_reason: str
    appealed_at: datetime | None
    appeal_due_at: datetime | None
    appeal_ruling: str
    appeal_ruled_at: datetime | None
    appeal_ruled_by: str
    appeal_to_claimant: Money | None
    ended_at: datetime | None
    due_at: datetime | None
    is_late: bool
    is_escalated: bool

    @property
    def awarded(self) -> Money | None:
        """What the claimant gets by the last ruling; None before any."""
        return self.to_claimant if self.appeal_to_claimant is None else self.appeal_to_claimant


def rows_of(lot: Lot, now: datetime) -> tuple[DisputeRow, ...]:
    """Return the disputes of a lot, the first first."""
    rows = lot.disputes.select_related("lot").order_by("opened_at", "id")
    return tuple(row_of(dispute, now) for dispute in rows)


def disputes_page(
    *, actor: Actor, now: datetime, is_open: bool, after: UUID | None = None, limit: int = 20
) -> tuple[tuple[DisputeRow, ...], UUID | None]:
    """Return what operators have to rule on, the next due first, or all the others, latest first.

    ``after`` is the last row of the page before; the second answer is the key of the next page.
    """
    actor.require_any(DESK_ROLES)
    waits = Q(state__in=AWAITING_RULING)
    rows = Dispute.objects.select_related("lot").filter(waits if is_open else ~waits)
    due = Coalesce("appeal_due_at", "ruling_due_at", output_field=DateTimeField())
    rows = rows.annotate(turn_due_at=due)
    key, way = ("turn_due_at", "gt") if is_open else ("opened_at", "lt")
    last = rows.filter(id=after).first() if after else None
    if last is not None:
        edge = getattr(last, key)
        rows = rows.filter(Q(**{f"{key}__{way}": edge}) | Q(**{key: edge, f"id__{way}": last.id}))
    sign = "" if is_open else "-"
    found = list(rows.order_by(f"{sign}{key}", f"{sign}id")[: min(limit, MAX_ROWS) + 1])
    page = found[: min(limit, MAX_ROWS)]
    more = page[-1].id if len(found) > len(page) else None
    return tuple(row_of(dispute, now) for dispute in page), more


def open_dispute_count(*, actor: Actor) -> int:
    """Return how many disputes wait for a ruling."""
    actor.require_any(DESK_ROLES)
    return Dispute.objects.awaiting_ruling().count()


def late_dispute_count(*, actor: Actor, now: datetime) -> int:
    """Return how many disputes wait for a ruling longer than they may."""
    actor.require_any(DESK_ROLES)
    late = Q(state=DisputeState.OPEN, ruling_due_at__lte=now)
    late |= Q(state=DisputeState.APPEALED, appeal_due_at__lte=now)
    return Dispute.objects.filter(late).count()


def open_dispute_row(*, dispute_id: UUID, actor: Actor, now: datetime) -> DisputeRow:
    """Return a dispute that waits for a ruling; raises NotFound for unknown and decided ones."""
    actor.require_any(DESK_ROLES)
    dispute = Dispute.objects.awaiting_ruling().filter(id=dispute_id).select_related("lot").first()
    if dispute is None:
        raise NotFound(what=dispute_id)
    return row_of(dispute, now)


def row_of(dispute: Dispute, now: datetime) -> DisputeRow:
    """Return a dispute as a row; its lot must be at hand."""
    state = DisputeState(dispute.state)
    due_at = _due_at(dispute, state)
    return DisputeRow(
        lot=dispute.lot.code,
        claimant=Relation(dispute.claimant),
        amount=Money(dispute.amount_fen),
        state=state,
        to_claimant=_money(dispute.to_claimant_fen),
        ground=_ground(dispute),
        shares=Money(sum(dispute.parts.values())),
        appellant=Relation(dispute.appellant) if dispute.appellant else None,
        appeal_to_claimant=_money(dispute.appeal_to_claimant_fen),
        accepted_by=_accepted_by(dispute),
        due_at=due_at,
        is_late=state in AWAITING_RULING and due_at is not None and due_at <= now,
        is_escalated=not ESCALATED.isdisjoint(dispute.turns),
        **{name: getattr(dispute, name) for name in _SAME},
    )


def picture_of(dispute: Dispute) -> DisputePicture:
    """Return what rules and the clock see of a dispute."""
    return DisputePicture(
        state=DisputeState(dispute.state),
        opened_at=dispute.opened_at,
        is_replied=dispute.replied_at is not None,
        reply_due_at=dispute.reply_due_at,
        ruling_due_at=dispute.ruling_due_at,
        ruled_by=dispute.ruled_by,
        appeal_until_at=dispute.appeal_until_at,
        appealed_at=dispute.appealed_at,
        appeal_due_at=dispute.appeal_due_at,
        turns=frozenset(dispute.turns),
    )


def ties_of(*, lot: Lot, actor: Actor, now: datetime) -> frozenset[str]:
    """Return the companies of a person, and the lot's own code for who has acted on it.

    Companies count now and when the lot was made, under whichever membership the person acts
    today; acting is any step of the lot or evidence handed in.
    """
    moments = {now, lot.created_at}
    companies = {
        card.code for at in moments for card in parties.companies_of(person=actor.code, at=at)
    }
    has_acted = (
        LotTransition.objects.filter(lot=lot, actor=actor.code).exists()
        or Evidence.objects.filter(lot=lot, actor=actor.code).exists()
    )
    return frozenset(companies | ({lot.code} if has_acted else set()))


def _due_at(dispute: Dispute, state: DisputeState) -> datetime | None:
    return {
        DisputeState.OPEN: dispute.ruling_due_at,
        DisputeState.RULED: dispute.appeal_until_at,
        DisputeState.APPEALED: dispute.appeal_due_at,
    }.get(state)


def due_of_turn(dispute: Dispute, turn: DisputeTurn) -> datetime:
    """Return the deadline that a turn is about."""
    found = {
        DisputeTurn.REPLY_NEAR: dispute.reply_due_at,
        DisputeTurn.REPLY_OVERDUE: dispute.reply_due_at,
        DisputeTurn.RULING_NEAR: dispute.ruling_due_at,
        DisputeTurn.RULING_OVERDUE: dispute.ruling_due_at,
        DisputeTurn.APPEAL_NEAR: dispute.appeal_due_at,
        DisputeTurn.APPEAL_OVERDUE: dispute.appeal_due_at,
        DisputeTurn.APPEAL_TIME_OVER: dispute.appeal_until_at,
    }[turn]
    assert found is not None, "a turn has its deadline"  # noqa: S101
    return found


def _accepted_by(dispute: Dispute) -> frozenset[Relation]:
    accepted: dict[Relation, Any] = {
        Relation.SHIPPER: dispute.shipper_accepted_at,
        Relation.CARRIER: dispute.carrier_accepted_at,
    }
    return frozenset(side for side, at in accepted.items() if at)


def _ground(dispute: Dispute) -> RulingGround | None:
    ground = dispute.appeal_ground or dispute.ruling_ground
    return RulingGround(ground) if ground else None


def _money(fen: int | None) -> Money | None:
    return None if fen is None else Money(fen)


_SAME = (
    "id", "reason", "opened_at", "reply", "reply_due_at", "replied_at", "ruling", "ruling_due_at",
    "ruled_at", "ruled_by", "appeal_until_at", "appeal_reason", "appealed_at", "appeal_due_at",
    "appeal_ruling", "appeal_ruled_at", "appeal_ruled_by", "ended_at",
)  # fmt: skip
"""Columns that a row shows as they are."""
