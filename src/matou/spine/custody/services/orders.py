"""Order money in and out; what is ordered is sent after the commit, by a job."""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.spine.custody import queries, rules
from matou.spine.custody.contracts import OrderCard, OrderDiffers, OrderKind, OrderState
from matou.spine.custody.models import CustodyOrder
from matou.spine.custody.services.providers import provider
from matou.spine.jobs import services as jobs
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind

SEND = "custody.send_order"


@transaction.atomic
def request_deposit(
    *, party: str, amount: Money, reference: str, actor: Actor, now: datetime
) -> OrderCard:
    """Announce money that the party pays in; asked again for the same reference, same answer.

    The wallet grows only when the provider confirms. Raises OrderDiffers and InvalidInput.
    """
    order, is_new = _ordered(OrderKind.DEPOSIT, party, amount, reference, actor, now)
    if is_new:
        _open_accounts(order, now=now)
        jobs.defer(name=SEND, arguments={"order_id": str(order.pk)})
    return queries.card(order)


@transaction.atomic
def request_payout(
    *, party: str, amount: Money, reference: str, actor: Actor, now: datetime
) -> OrderCard:
    """Hold the amount in the party's wallet and have it paid out.

    Raises LedgerRefused when the wallet has not enough available, OrderDiffers, InvalidInput.
    """
    order, is_new = _ordered(OrderKind.PAYOUT, party, amount, reference, actor, now)
    if is_new:
        _open_accounts(order, now=now)
        jobs.defer(name=SEND, arguments={"order_id": str(order.pk)})
        # The ledger comes last: its row locks last until the commit.
        ledger.submit_or_refuse([_hold(order, now=now)])
    return queries.card(order)


def _ordered(
    kind: OrderKind, party: str, amount: Money, reference: str, actor: Actor, now: datetime
) -> tuple[CustodyOrder, bool]:
    if amount.fen <= 0:
        raise InvalidInput(
            field="金额 amount", reason_zh="金额必须大于零。", reason_en="It must be above zero."
        )
    order, is_new = CustodyOrder.objects.get_or_create(
        kind=kind.value,
        reference=reference,
        defaults={
            "id": uuid4(),
            "provider": provider().name,
            "party": party,
            "amount": amount.fen,
            "state": OrderState.CREATED.value,
            "ordered_by": actor.code,
            "created_at": now,
        },
    )
    if (order.party, order.amount) != (party, amount.fen):
        raise OrderDiffers(reference=reference)
    return order, is_new


def _open_accounts(order: CustodyOrder, *, now: datetime) -> None:
    ledger.ensure_account(
        code=rules.CLEARING, kind=AccountKind.CLEARING, owner=rules.HOUSE, now=now
    )
    ledger.ensure_account(
        code=rules.bank_account(order.provider), kind=AccountKind.BANK, owner=rules.HOUSE, now=now
    )
    ledger.ensure_account(
        code=rules.wallet(order.party), kind=AccountKind.WALLET, owner=order.party, now=now
    )


def _hold(order: CustodyOrder, *, now: datetime) -> Posting:
    return Posting(
        id=rules.transfer_id(order.pk, "hold"),
        kind=PostingKind.PENDING,
        debit=rules.wallet(order.party),
        credit=rules.CLEARING,
        amount=order.money,
        group=order.reference,
        purpose="payout",
        event_at=now,
    )
