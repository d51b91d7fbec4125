"""Reads of a lot's money (账目): its statement, its disputes, its lines in the ledger."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.modules.freight.models import Lot
from matou.modules.freight.queries.disputes import DisputeRow, rows_of
from matou.modules.freight.queries.lots import LotRow, lot_for, row_of, sees_money
from matou.modules.freight.queries.pictures import lot_parties, lot_view
from matou.modules.freight.queries.statements import StatementPage, statement_page
from matou.modules.freight.rules.plain import typed
from matou.modules.freight.rules.relations import relations_of
from matou.modules.freight.rules.statement import settlement
from matou.modules.freight.rules.states import Relation
from matou.modules.freight.rules.terms import LotTerms
from matou.spine.ledger import queries as ledger
from matou.spine.ledger.contracts import GroupSum, TransferRow


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
    return rows_of(lot_with_money(code, actor), now)


def dispute_of(
    *, code: str, dispute_id: UUID, actor: Actor, now: datetime
) -> tuple[DisputeRow, frozenset[Relation]]:
    """Return one dispute of a lot, and who the reader is to it; raises NotFound for strangers."""
    lot = lot_with_money(code, actor)
    found = next((row for row in rows_of(lot, now) if row.id == dispute_id), None)
    if found is None:
        raise NotFound(what=str(dispute_id))
    return found, relations_of(actor, parties=lot_parties(lot))


def account_page(*, code: str, actor: Actor, now: datetime) -> AccountPage:
    """Return everything about the money of a lot; raises NotFound for strangers."""
    lot = lot_with_money(code, actor)
    return AccountPage(
        row=row_of(lot, now, is_priced=True),
        relations=relations_of(actor, parties=lot_parties(lot)),
        terms=typed(LotTerms, lot.terms),
        statement=statement_page(lot),
        disputes=rows_of(lot, now),
        transfers=ledger.transfers_of_group(lot.code),
        proof=ledger.group_sum(lot.code),
    )


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
