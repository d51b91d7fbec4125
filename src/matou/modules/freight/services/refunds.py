"""Grant a refund (退款) on a settled lot: once a key, never above what was paid, never negative."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from matou.kit.actor import OPERATOR, Actor
from matou.kit.ids import uuid7
from matou.kit.money import Money
from matou.modules.freight.contracts import ReceivableOpened, RefundGranted
from matou.modules.freight.models import Lot, Receivable, Refund
from matou.modules.freight.queries.refunds import debt_of, means_of, paid_of, refunded
from matou.modules.freight.rules import refunds as rules
from matou.modules.freight.rules.refunds import CLAIMS, GUARANTEE, RefundGround, RefundPlan
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.rules.terms import check_text
from matou.modules.freight.services.locked import lot_locked
from matou.modules.freight.services.purse import post_flows
from matou.spine.journal import services as journal
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind

_HOUSE = "platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundAsked:
    """What an operator asks for; the same ``key`` means the same refund."""

    amount: Money
    ground: RefundGround
    reason: str
    key: str


@transaction.atomic
def grant_refund(*, lot_code: str, asked: RefundAsked, actor: Actor, now: datetime) -> UUID:
    """Give the shipper part of a settled lot back; returns the refund, the same for the same key.

    Raises NotRefundable, RefundTooHigh, RefundKeyReused, RefunderHasInterest, NotAllowed.
    """
    actor.require_any({OPERATOR})
    lot, _relations = lot_locked(lot_code, actor)
    rules.check_impartial(actor=actor, parties=_interested(lot))
    check_text(asked.reason, "理由 reason", most=rules.MOST_REASON, least=2)
    check_text(asked.key, "编号 key", most=64, least=1)
    known = lot.refunds.filter(key=asked.key).first()
    if known is not None:
        if (known.amount_fen, known.ground) != (asked.amount.fen, asked.ground):
            raise rules.RefundKeyReused
        return known.pk
    paid, done = paid_of(lot), refunded(lot)
    rules.check_refund(
        state=LotState(lot.state),
        is_disputed=lot.disputed,
        paid=sum(paid.values()),
        done=done,
        amount=asked.amount,
    )
    wait_for_guarantee()
    plan = rules.refund_plan(
        shipper=lot.shipper, paid=paid, done=done, amount=asked.amount, means=means_of(paid)
    )
    refund = Refund.objects.create(
        id=uuid7(now=now),
        lot=lot,
        key=asked.key,
        amount_fen=asked.amount.fen,
        ground=asked.ground,
        reason=asked.reason,
        paid=paid,
        parts={account: part.fen for account, part in plan.parts.items()},
        granted_by=actor.code,
        granted_at=now,
    )
    owed = _owed(refund=refund, plan=plan, actor=actor, now=now)
    _tell(refund=refund, plan=plan, actor=actor, now=now)
    flows = (*plan.flows, *(rules.owing(debt_of(row)) for row in owed))
    post_flows(lot_code=lot.code, act=f"refund:{refund.pk}", flows=flows, now=now)
    return refund.pk


def wait_for_guarantee() -> None:
    """Let one plan at a time read what the guarantee has and has lent, until the commit.

    Locked after the lot and before the ledger. One lock for all debtors, since all draw from one
    account: plans that read at once would pass a debtor's limit, or the account, together.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('freight.guarantee'))")


def ensure_house_accounts(*, now: datetime) -> None:
    """Open the guarantee and the other side of receivables, unless they are open."""
    ledger.ensure_account(code=GUARANTEE, kind=AccountKind.GUARANTEE, owner=_HOUSE, now=now)
    ledger.ensure_account(code=CLAIMS, kind=AccountKind.CLAIMS, owner=_HOUSE, now=now)


def _interested(lot: Lot) -> frozenset[str]:
    return frozenset({lot.shipper, lot.carrier, lot.consignee, lot.terms.get("agent", "")} - {""})


def _owed(
    *, refund: Refund, plan: RefundPlan, actor: Actor, now: datetime
) -> tuple[Receivable, ...]:
    """Write what payees come to owe, and open the accounts it stands on."""
    if plan.owed:
        ensure_house_accounts(now=now)
    rows = []
    for debtor, creditor, amount in plan.owed:
        ledger.ensure_account(
            code=rules.receivable(debtor), kind=AccountKind.RECEIVABLE, owner=debtor, now=now
        )
        row = Receivable.objects.create(
            id=uuid7(now=now),
            refund=refund,
            lot=refund.lot,
            debtor=debtor,
            creditor=creditor,
            amount_fen=amount.fen,
            opened_at=now,
        )
        journal.publish(
            ReceivableOpened(
                aggregate=refund.lot.code,
                actor=actor.code,
                occurred_at=now,
                receivable=str(row.pk),
                debtor=debtor,
                amount_fen=amount.fen,
            )
        )
        rows.append(row)
    return tuple(rows)


def _tell(*, refund: Refund, plan: RefundPlan, actor: Actor, now: datetime) -> None:
    journal.publish(
        RefundGranted(
            aggregate=refund.lot.code,
            actor=actor.code,
            occurred_at=now,
            refund=str(refund.pk),
            shipper=refund.lot.shipper,
            ground=refund.ground,
            amount_fen=refund.amount_fen,
            later_fen=plan.later.fen,
        )
    )
