"""Write-offs (核销) of receivables by two operators, and the guarantee behind refunds."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import DomainError, NotFound
from matou.kit.money import Money
from matou.modules.freight.contracts import (
    GuaranteeFunded,
    ReceivableEvent,
    WriteOffDropped,
    WriteOffProposed,
)
from matou.modules.freight.models import Receivable, Recovery
from matou.modules.freight.queries.refunds import debt_of
from matou.modules.freight.rules import refunds as rules
from matou.modules.freight.rules.flows import PLATFORM_FEE, Flow
from matou.modules.freight.rules.refunds import GUARANTEE, RecoveryKind
from matou.modules.freight.rules.terms import check_text
from matou.modules.freight.services.purse import post_flows, transfer_ids
from matou.modules.freight.services.receivables import (
    ensure_house_accounts,
    wait_for_guarantee,
)
from matou.modules.freight.services.recovery import meet
from matou.modules.freight.services.refunds import check_disinterested
from matou.spine.journal import services as journal
from matou.spine.ledger import queries as ledger

_GROUP = "guarantee"


class ReceivableClosed(DomainError):
    """Nothing is owed of it any more."""

    code = "freight.receivable-closed"
    zh = "该笔应收已结清。请刷新页面。"
    en = "This receivable is settled. Reload the page."


class WriteOffUnderWay(DomainError):
    """Somebody has proposed to write it off already."""

    code = "freight.write-off-under-way"
    zh = "该笔应收已有待复核的核销申请。"
    en = "A write-off of this receivable waits for a second operator already."


class NoWriteOffProposed(DomainError):
    """There is nothing to confirm or drop."""

    code = "freight.no-write-off"
    zh = "该笔应收没有待复核的核销申请。"
    en = "No write-off of this receivable waits for confirmation."


class SameEyes(DomainError):
    """Four eyes are needed, and these are the two that proposed it."""

    code = "freight.same-eyes"
    status = 403
    zh = "核销须由另一位运营人员复核。"
    en = "Another operator than the one who proposed it must confirm a write-off."


class FeeTooSmall(DomainError):
    """The platform has not earned so much."""

    code = "freight.fee-too-small"
    status = 422
    zh = "平台服务费余额为 {available}，不足以划转 {needed}。"
    en = "The platform's fee account holds {available}; {needed} cannot be set aside."


@transaction.atomic
def propose_write_off(*, receivable_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Propose to give a receivable up, as the first of two operators. Raises WriteOffUnderWay."""
    row = _locked(receivable_id, actor, now)
    check_text(reason, "理由 reason", most=rules.MOST_REASON, least=2)
    if row.proposed_by:
        raise WriteOffUnderWay
    row.proposed_by, row.proposed_at, row.write_off_reason = actor.code, now, reason
    row.save(update_fields=["proposed_by", "proposed_at", "write_off_reason"])
    _tell(WriteOffProposed, row=row, actor=actor, now=now)


@transaction.atomic
def drop_write_off(*, receivable_id: UUID, actor: Actor, now: datetime) -> None:
    """Take a proposal back or refuse it; the debt stands. Raises NoWriteOffProposed."""
    row = _locked(receivable_id, actor, now)
    if not row.proposed_by:
        raise NoWriteOffProposed
    row.proposed_by, row.proposed_at, row.write_off_reason = "", None, ""
    row.save(update_fields=["proposed_by", "proposed_at", "write_off_reason"])
    _tell(WriteOffDropped, row=row, actor=actor, now=now)


@transaction.atomic
def confirm_write_off(*, receivable_id: UUID, actor: Actor, now: datetime) -> None:
    """Give a receivable up as the second operator; a shipper who waits is paid by the guarantee.

    Raises SameEyes, NoWriteOffProposed, LedgerRefused where the guarantee lacks the money.
    """
    row = _locked(receivable_id, actor, now)
    if not row.proposed_by:
        raise NoWriteOffProposed
    if row.proposed_by == actor.code:
        raise SameEyes
    debt = debt_of(row)
    row.confirmed_by = actor.code
    step = Recovery(
        act="write_off",
        kind=RecoveryKind.WRITTEN_OFF,
        amount_fen=debt.left.fen,
        done_by=actor.code,
        done_at=now,
    )
    meet(row=row, step=step)
    post_flows(lot_code=row.lot.code, act="write_off", flows=rules.written_off(debt), now=now)


@transaction.atomic
def fund_guarantee(*, amount: Money, key: str, actor: Actor, now: datetime) -> None:
    """Set fee income aside so that refunds can be paid at once; a key once.

    Raises FeeTooSmall, and LedgerRefused for a key that stands for another amount.
    """
    actor.require_any({OPERATOR})
    check_text(key, "编号 key", most=64, least=1)
    ensure_house_accounts(now=now)
    act = f"guarantee:{key}"
    flows = (Flow(part="set_aside", debit=PLATFORM_FEE, credit=GUARANTEE, amount=amount),)
    (transfer_id,) = transfer_ids(lot_code=_GROUP, act=act, flows=flows)
    # The fee account knows no limit: two who read it at once would set aside what is not there.
    wait_for_guarantee()
    if ledger.transfer(transfer_id) is None:
        _check_earned(amount)
    # Told last: only the ledger's lock says which of two equal requests was the first.
    if post_flows(lot_code=_GROUP, act=act, flows=flows, now=now):
        journal.publish(
            GuaranteeFunded(
                aggregate=GUARANTEE, actor=actor.code, occurred_at=now, amount_fen=amount.fen
            )
        )


def _check_earned(amount: Money) -> None:
    earned = ledger.balances((PLATFORM_FEE,)).get(PLATFORM_FEE)
    available = earned.posted if earned else Money(0)
    if not Money(0) < amount <= available:
        raise FeeTooSmall(needed=amount, available=available)


def _locked(receivable_id: UUID, actor: Actor, now: datetime) -> Receivable:
    """Lock what is still owed for an operator without interest."""
    actor.require_any({OPERATOR})
    rows = Receivable.objects.select_for_update(of=("self",)).select_related("lot")
    row = rows.filter(pk=receivable_id).first()
    if row is None:
        raise NotFound(what=receivable_id)
    check_disinterested(lot=row.lot, actor=actor, now=now)
    if row.closed_at is not None:
        raise ReceivableClosed
    return row


def _tell(event: type[ReceivableEvent], *, row: Receivable, actor: Actor, now: datetime) -> None:
    journal.publish(
        event(
            aggregate=row.lot.code,
            actor=actor.code,
            occurred_at=now,
            receivable=str(row.pk),
            debtor=row.debtor,
            amount_fen=debt_of(row).left.fen,
        )
    )
