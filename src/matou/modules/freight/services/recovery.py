"""Recovery (追偿) of what payees owe: from settlements, or repaid by their own hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from matou.kit.actor import SYSTEM, Actor
from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.modules.freight.contracts import (
    CARRIER_ROLE,
    SHIPPER_ROLE,
    ReceivableRecovered,
    ReceivableWrittenOff,
)
from matou.modules.freight.models import Receivable, Recovery
from matou.modules.freight.queries.refunds import debt_of
from matou.modules.freight.rules import refunds as rules
from matou.modules.freight.rules.flows import Flow
from matou.modules.freight.rules.refunds import RecoveryKind
from matou.modules.freight.rules.terms import check_text
from matou.modules.freight.services.purse import post_flows
from matou.spine.journal import services as journal


def recovered_from(
    *, lot_code: str, act: str, flows: Sequence[Flow], now: datetime
) -> tuple[Flow, ...]:
    """Keep back from a settlement what its payees owe, oldest first; returns the flows to add.

    The caller posts them in the settlement's own chain: both happen, or neither.
    """
    parties = rules.paid_parties(flows)
    if not parties:
        return ()
    rows = {str(row.pk): row for row in _open_of(parties)}
    kept = rules.kept_back(flows=flows, debts=[debt_of(row) for row in rows.values()])
    more: list[Flow] = []
    for debt, amount in kept:
        step = Recovery(
            act=f"{act}:{lot_code}",
            kind=RecoveryKind.OFFSET,
            amount_fen=amount.fen,
            paying_lot=lot_code,
            done_by=SYSTEM.code,
            done_at=now,
        )
        meet(row=rows[debt.id], step=step)
        more += rules.met(debt=debt, amount=amount, kind=RecoveryKind.OFFSET)
    return tuple(more)


@transaction.atomic
def repay(*, amount: Money, key: str, actor: Actor, now: datetime) -> Money:
    """Pay one's own debts from the wallet, oldest first; returns what was paid with this key.

    The same key pays once. Raises InvalidInput above what is owed, WalletTooSmall, and
    RepaymentKeyReused for a key that paid another amount.
    """
    actor.require_any({SHIPPER_ROLE, CARRIER_ROLE})
    check_text(key, "编号 key", most=64, least=1)
    act = f"repay:{key}"
    rows = _open_of((actor.acts_for,))
    # Looked up under the lock: of two equal requests the second waits here and finds the first.
    paid = Recovery.objects.filter(act=act, receivable__debtor=actor.acts_for)
    if paid.exists():
        _refuse_another(amount, before=sum(paid.values_list("amount_fen", flat=True)))
        return amount
    owed = Money.total(debt_of(row).left for row in rows)
    if not Money(0) < amount <= owed:
        raise InvalidInput(
            field="金额 amount",
            reason_zh=f"金额须大于 0 且不超过应还的 {owed}。",
            reason_en=f"Above 0 and at most the {owed} you owe.",
        )
    left = amount
    for row in rows:
        part = min(left, debt_of(row).left)
        left -= part
        if part:
            _repay_one(row=row, amount=part, act=act, actor=actor, now=now)
    return amount


def _refuse_another(amount: Money, *, before: int) -> None:
    if amount.fen != before:
        raise rules.RepaymentKeyReused


def meet(*, row: Receivable, step: Recovery) -> None:
    """Keep one step of recovery and tell it; the receivable is locked."""
    step.receivable = row
    step.save(force_insert=True)
    is_given_up = step.kind == RecoveryKind.WRITTEN_OFF
    if is_given_up:
        row.written_off_fen += step.amount_fen
    else:
        row.recovered_fen += step.amount_fen
    left = debt_of(row).left
    row.closed_at = None if left else step.done_at
    row.save()
    facts: dict[str, Any] = {
        "aggregate": row.lot.code,
        "actor": step.done_by,
        "occurred_at": step.done_at,
        "receivable": str(row.pk),
        "debtor": row.debtor,
        "amount_fen": step.amount_fen,
    }
    if is_given_up:
        journal.publish(ReceivableWrittenOff(**facts))
    else:
        journal.publish(ReceivableRecovered(**facts, kind=step.kind, left_fen=left.fen))


def _open_of(parties: Sequence[str]) -> tuple[Receivable, ...]:
    """Lock what parties owe, in the one order in which everybody locks."""
    rows = Receivable.objects.select_for_update(of=("self",)).select_related("lot")
    return tuple(rows.open().filter(debtor__in=parties).oldest_first())


def _repay_one(*, row: Receivable, amount: Money, act: str, actor: Actor, now: datetime) -> None:
    debt = debt_of(row)
    step = Recovery(
        act=act,
        kind=RecoveryKind.REPAID,
        amount_fen=amount.fen,
        done_by=actor.code,
        done_at=now,
    )
    meet(row=row, step=step)
    flows = rules.met(debt=debt, amount=amount, kind=RecoveryKind.REPAID)
    post_flows(lot_code=row.lot.code, act=act, flows=flows, now=now)
