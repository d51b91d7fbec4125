"""Order money in and out; what is ordered is sent after the commit, by a job."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from matou.kit.actor import Actor
from matou.kit.errors import InvalidInput
from matou.kit.money import Money
from matou.spine.custody import queries, rules
from matou.spine.custody.contracts import OrderCard, OrderDiffers, OrderKind, OrderState
from matou.spine.custody.models import CustodyOrder
from matou.spine.custody.services.approvals import SEND, put_in_line
from matou.spine.custody.services.checking import check_payout, payee_in_line
from matou.spine.custody.services.providers import provider
from matou.spine.jobs import services as jobs
from matou.spine.ledger import services as ledger
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind


@transaction.atomic
def request_deposit(
    *, party: str, amount: Money, reference: str, actor: Actor, now: datetime
) -> OrderCard:
    """Announce money that the party pays in; asked again for the same reference, same answer.

    The wallet grows only when the provider confirms. Raises OrderDiffers and InvalidInput.
    """
    wanted = _Wanted(kind=OrderKind.DEPOSIT, party=party, amount=amount, reference=reference)
    order, is_new = _ordered(wanted, actor=actor, now=now)
    if is_new:
        _open_accounts(order, now=now)
        jobs.defer(name=SEND, arguments={"order_id": str(order.pk)})
    return queries.card(order)


@transaction.atomic
def request_payout(
    *,
    party: str,
    amount: Money,
    reference: str,
    actor: Actor,
    now: datetime,
    payee: UUID | None = None,
) -> OrderCard:
    """Hold the amount in the party's wallet and have it paid out, at once or after officers.

    Without ``payee`` the party's only payee account is meant. The checks stand here and nowhere
    else, behind locks on party and payee, so that requests at once cannot pass a limit together.
    Raises PayeeMissing, PayeeCooling, PayeeNotEntitled, PayoutOverLimit, LedgerRefused when the
    wallet has not enough available, OrderDiffers, InvalidInput.
    """
    wanted = _Wanted(kind=OrderKind.PAYOUT, party=party, amount=amount, reference=reference)
    known = _known(wanted)
    if known is not None:
        return queries.card(known)
    account = payee_in_line(party=party, payee=payee)
    known = _known(wanted)
    if known is not None:
        return queries.card(known)
    reasons = check_payout(party=party, payee=account, amount=amount, now=now)
    state = OrderState.WAITING if reasons else OrderState.CREATED
    order, _is_new = _ordered(wanted, actor=actor, now=now, payee=account, state=state.value)
    _open_accounts(order, now=now)
    if reasons:
        put_in_line(order, reasons=reasons, actor=actor, now=now)
    else:
        jobs.defer(name=SEND, arguments={"order_id": str(order.pk)})
    # The ledger comes last: its row locks last until the commit.
    ledger.submit_or_refuse([_hold(order, now=now)])
    return queries.card(order)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What an order asks; kind and reference make it one order, however often it is asked."""

    kind: OrderKind
    party: str
    amount: Money
    reference: str


def _known(wanted: _Wanted) -> CustodyOrder | None:
    """Return the order that was made before; raises OrderDiffers and InvalidInput."""
    if wanted.amount.fen <= 0:
        raise InvalidInput(
            field="金额 amount", reason_zh="金额必须大于零。", reason_en="It must be above zero."
        )
    rows = CustodyOrder.objects.filter(kind=wanted.kind.value, reference=wanted.reference)
    order = rows.first()
    if order is not None:
        _refuse_another(order, wanted)
    return order


def _refuse_another(order: CustodyOrder, wanted: _Wanted) -> None:
    if (order.party, order.amount) != (wanted.party, wanted.amount.fen):
        raise OrderDiffers(reference=wanted.reference)


def _ordered(
    wanted: _Wanted, *, actor: Actor, now: datetime, **more: Any
) -> tuple[CustodyOrder, bool]:
    known = _known(wanted)
    if known is not None:
        return known, False
    order, is_new = CustodyOrder.objects.get_or_create(
        kind=wanted.kind.value,
        reference=wanted.reference,
        defaults={
            "id": uuid4(),
            "provider": provider().name,
            "party": wanted.party,
            "amount": wanted.amount.fen,
            "state": OrderState.CREATED.value,
            "ordered_by": actor.code,
            "created_at": now,
            **more,
        },
    )
    _refuse_another(order, wanted)
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
