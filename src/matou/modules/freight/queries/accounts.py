"""Reads of a lot's money (账目): its statement, its disputes, its lines in the ledger."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.queries.lots import AUDIT_ROLES, LotRow, lot_for, row_of, sees_money
from matou.modules.freight.queries.pictures import lot_parties, lot_view
from matou.modules.freight.queries.statements import StatementPage, statement_page
from matou.modules.freight.rules.disputes import DisputeState
from matou.modules.freight.rules.plain import typed
from matou.modules.freight.rules.relations import relations_of
from matou.modules.freight.rules.statement import settlement
from matou.modules.freight.rules.states import Relation
from matou.modules.freight.rules.terms import LotTerms
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import GroupSum, TransferRow

MAX_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeRow:
    """A dispute as the sides and operators see it."""

    id: UUID
    lot: str
    claimant: Relation
    amount: Money
    reason: str
    state: DisputeState
    opened_at: datetime
    reply: str
    reply_due_at: datetime
    ruling: str
    ruling_due_at: datetime
    ruled_at: datetime | None
    to_claimant: Money | None
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """The money of a lot on one page: what it cost, what is contested, every line, the proof."""

    row: LotRow
    relations: frozenset[Relation]
    terms: LotTerms
    statement: StatementPage | None
    disputes: tuple[DisputeRow, ...]
    transfers: tuple[TransferRow, ...]
    proof: GroupSum


def statement_of(*, code: str, actor: Actor) -> StatementPage | None:
    """Return the statement of a lot, None before it is issued; raises NotFound for strangers."""
    return statement_page(lot_with_money(code, actor))


def disputes_of(*, code: str, actor: Actor, now: datetime) -> tuple[DisputeRow, ...]:
    """Return the disputes of a lot, the first first; raises NotFound for strangers."""
    return _disputes(lot_with_money(code, actor), now)


def account_page(*, code: str, actor: Actor, now: datetime) -> AccountPage:
    """Return everything about the money of a lot; raises NotFound for strangers."""
    lot = lot_with_money(code, actor)
    return AccountPage(
        row=row_of(lot, now, is_priced=True),
        relations=relations_of(actor, parties=lot_parties(lot)),
        terms=typed(LotTerms, lot.terms),
        statement=statement_page(lot),
        disputes=_disputes(lot, now),
        transfers=ledger.transfers_of_group(lot.code),
        proof=ledger.group_sum(lot.code),
    )


def disputes_page(
    *, actor: Actor, now: datetime, is_open: bool, after: UUID | None = None, limit: int = 20
) -> tuple[tuple[DisputeRow, ...], UUID | None]:
    """Return what operators have to rule on, the next due first, or what is decided, latest first.

    ``after`` is the last row of the page before; the second answer is the key of the next page.
    """
    actor.require_any(AUDIT_ROLES)
    rows = Dispute.objects.select_related("lot").filter(_waiting(is_open=is_open))
    key, way = ("ruling_due_at", "gt") if is_open else ("opened_at", "lt")
    last = rows.filter(id=after).first() if after else None
    if last is not None:
        edge = getattr(last, key)
        rows = rows.filter(Q(**{f"{key}__{way}": edge}) | Q(**{key: edge, f"id__{way}": last.id}))
    sign = "" if is_open else "-"
    found = list(rows.order_by(f"{sign}{key}", f"{sign}id")[: min(limit, MAX_ROWS) + 1])
    page = found[: min(limit, MAX_ROWS)]
    more = page[-1].id if len(found) > len(page) else None
    return tuple(_row(dispute, now) for dispute in page), more


def _waiting(*, is_open: bool) -> Q:
    """Return the condition on disputes that wait for a ruling, or on those that do not."""
    waits = Q(state=DisputeState.OPEN)
    return waits if is_open else ~waits


def open_dispute_count(*, actor: Actor) -> int:
    """Return how many disputes wait for a ruling."""
    actor.require_any(AUDIT_ROLES)
    return Dispute.objects.filter(state=DisputeState.OPEN).count()


def open_dispute_row(*, dispute_id: UUID, actor: Actor, now: datetime) -> DisputeRow:
    """Return a dispute that waits for a ruling; raises NotFound for unknown and decided ones."""
    actor.require_any(AUDIT_ROLES)
    rows = Dispute.objects.filter(id=dispute_id, state=DisputeState.OPEN).select_related("lot")
    dispute = rows.first()
    if dispute is None:
        raise NotFound(what=dispute_id)
    return _row(dispute, now)


def transfers_of(*, code: str, actor: Actor) -> tuple[TransferRow, ...]:
    """Return a lot's lines in the ledger, oldest first; raises NotFound for strangers."""
    return ledger.transfers_of_group(lot_with_money(code, actor).code)


def proof_of(*, code: str, actor: Actor) -> GroupSum:
    """Return the proof that a lot's money adds up; raises NotFound for strangers."""
    return ledger.group_sum(lot_with_money(code, actor).code)


def due_of(*, code: str, actor: Actor) -> Money:
    """Return what the statement still asks beyond escrow; raises NotFound, LotNotDelivered."""
    return settlement(lot_view(lot_with_money(code, actor))).due_from_shipper


def lot_with_money(code: str, actor: Actor) -> Lot:
    """Return a lot whose money the actor may see; the consignee is a stranger to it."""
    lot = lot_for(code, actor)
    if not sees_money(lot, actor):
        raise NotFound(what=code)
    return lot


def _disputes(lot: Lot, now: datetime) -> tuple[DisputeRow, ...]:
    rows = lot.disputes.select_related("lot").order_by("opened_at", "id")
    return tuple(_row(dispute, now) for dispute in rows)


def _row(dispute: Dispute, now: datetime) -> DisputeRow:
    given = dispute.to_claimant_fen
    return DisputeRow(
        id=dispute.id,
        lot=dispute.lot.code,
        claimant=Relation(dispute.claimant),
        amount=Money(dispute.amount_fen),
        reason=dispute.reason,
        state=DisputeState(dispute.state),
        opened_at=dispute.opened_at,
        reply=dispute.reply,
        reply_due_at=dispute.reply_due_at,
        ruling=dispute.ruling,
        ruling_due_at=dispute.ruling_due_at,
        ruled_at=dispute.ruled_at,
        to_claimant=None if given is None else Money(given),
        is_late=dispute.state == DisputeState.OPEN and dispute.ruling_due_at <= now,
    )
