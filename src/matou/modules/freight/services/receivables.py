"""Receivables (应收) as they arise: what payees come to owe, and the guarantee behind it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from matou.kit.actor import Actor
from matou.kit.ids import uuid7
from matou.modules.freight.contracts import ReceivableOpened
from matou.modules.freight.models import Dispute, Lot, Receivable, Refund
from matou.modules.freight.queries.refunds import debt_of
from matou.modules.freight.rules import refunds as rules
from matou.modules.freight.rules.flows import Flow
from matou.modules.freight.rules.refunds import CLAIMS, GUARANTEE, ReceivableCause, RefundPlan
from matou.spine.journal import services as journal
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind

_HOUSE = "platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """For what something is owed: a refund, a ruling, or the lot's own statement."""

    kind: ReceivableCause
    lot: Lot
    refund: Refund | None = None
    dispute: Dispute | None = None


def open_receivables(
    *, cause: Cause, plan: RefundPlan, actor: Actor, now: datetime
) -> tuple[Flow, ...]:
    """Write what payees come to owe, open its accounts, and return the entries to post."""
    if plan.owed:
        ensure_house_accounts(now=now)
    flows = []
    for debtor, creditor, amount in plan.owed:
        ledger.ensure_account(
            code=rules.receivable(debtor), kind=AccountKind.RECEIVABLE, owner=debtor, now=now
        )
        row = Receivable.objects.create(
            id=uuid7(now=now),
            cause=cause.kind,
            refund=cause.refund,
            dispute=cause.dispute,
            lot=cause.lot,
            debtor=debtor,
            creditor=creditor,
            amount_fen=amount.fen,
            opened_at=now,
        )
        journal.publish(
            ReceivableOpened(
                aggregate=cause.lot.code,
                actor=actor.code,
                occurred_at=now,
                receivable=str(row.pk),
                debtor=debtor,
                amount_fen=amount.fen,
            )
        )
        flows.append(rules.owing(debt_of(row)))
    return tuple(flows)


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
