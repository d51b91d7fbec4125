"""Letters (通知) to the sides of a refunded lot, and to whoever owes for it."""

from matou.kit.actor import OPERATOR
from matou.kit.money import Money
from matou.modules.freight.contracts import ReceivableOpened, RefundGranted, RefundRequested
from matou.modules.freight.models import Lot
from matou.modules.freight.rules.refund_letters import (
    OWED_TEMPLATE,
    REFUND_TEMPLATE,
    REQUEST_TEMPLATE,
)
from matou.spine.notices import services as notices
from matou.spine.parties import queries as parties


def tell_of_refund(event: RefundGranted) -> None:
    """Tell shipper and carrier of a refund; repeated delivery tells nobody twice."""
    lot = Lot.objects.get(code=event.aggregate)
    for party in (lot.shipper, lot.carrier):
        notices.notify(
            party=party,
            template=REFUND_TEMPLATE,
            facts={"lot": event.aggregate, "amount": str(Money(event.amount_fen))},
            key=f"{REFUND_TEMPLATE}:{event.refund}",
            now=event.occurred_at,
        )


def tell_operators(event: RefundRequested) -> None:
    """Tell all operators but the one who asked that a refund waits for one of them."""
    for operator in parties.holders_of(role=OPERATOR, at=event.occurred_at):
        if operator == event.actor:
            continue
        notices.notify(
            party=operator,
            template=REQUEST_TEMPLATE,
            facts={
                "lot": event.aggregate,
                "refund": event.refund,
                "amount": str(Money(event.amount_fen)),
            },
            key=f"{REQUEST_TEMPLATE}:{event.refund}",
            now=event.occurred_at,
        )


def tell_debtor(event: ReceivableOpened) -> None:
    """Tell a payee what it owes; repeated delivery tells nobody twice."""
    notices.notify(
        party=event.debtor,
        template=OWED_TEMPLATE,
        facts={"lot": event.aggregate, "amount": str(Money(event.amount_fen))},
        key=f"{OWED_TEMPLATE}:{event.receivable}",
        now=event.occurred_at,
    )
