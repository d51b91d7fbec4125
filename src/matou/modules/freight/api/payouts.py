"""Payouts (提现) for programmes: to which accounts, order one, see it, take it back."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Path, Schema, Status
from pydantic import Field

from matou.kit.actor import Actor
from matou.kit.clock import utc_now
from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.modules.freight.api.base import READ, WRITE, actor_of, router, with_example
from matou.modules.freight.contracts import CARRIER_ROLE, SHIPPER_ROLE
from matou.spine.custody import queries, services
from matou.spine.custody.contracts import OrderCard, OrderKind, OrderState
from matou.spine.custody.contracts.payees import PayeeRole
from matou.web.api import answers, idempotent

_EARNERS = {SHIPPER_ROLE, CARRIER_ROLE}
_MOST_PAYOUTS = 100
_PAYEE = {
    "id": "01990000-0000-4000-8000-000000000006",
    "holder": "9M4T6W2K8",
    "holder_name": "西江航运",
    "role": "own",
    "bank": "演示银行",
    "account": "6222 **** 2233",
    "usable_from": "2026-03-09T02:00:00Z",
}
_PAYOUT = {
    "id": "01990000-0000-4000-8000-000000000007",
    "amount_fen": 1200000,
    "state": "created",
    "reason": "",
    "created_at": "2026-03-10T02:00:00Z",
    "finished_at": None,
}
PayoutId = Annotated[
    UUID, Path(description="Id of the payout 提现", example="01990000-0000-4000-8000-000000000007")
]


class PayeeOut(Schema):
    """An account that may be paid from ``usable_from`` on; its number is masked."""

    model_config = with_example({**_PAYEE, "role": PayeeRole.SELF.value})

    id: UUID
    holder: str
    holder_name: str
    role: PayeeRole
    bank: str
    account: str
    usable_from: datetime


class PayeeListOut(Schema):
    """The accounts that one's own party may be paid to."""

    model_config = with_example({"items": [{**_PAYEE, "role": PayeeRole.SELF.value}]})

    items: list[PayeeOut]


class PayoutIn(Schema):
    """How much, to which account; the same key is the same payout, also without the header."""

    model_config = with_example(
        {"amount_fen": 1200000, "payee": _PAYEE["id"], "key": "2026-03-10-1"}
    )

    amount_fen: int = Field(ge=1, le=10**12)
    payee: UUID | None = Field(default=None, description="May be left out where there is only one")
    key: str = Field(min_length=1, max_length=40, pattern=r"^[0-9A-Za-z\-]+$")


class PayoutOut(Schema):
    """A payout; ``waiting`` until officers let it go, its money held in the wallet."""

    model_config = with_example(_PAYOUT)

    id: UUID
    amount_fen: int
    state: OrderState
    reason: str
    created_at: datetime
    finished_at: datetime | None


class PayoutListOut(Schema):
    """The latest payouts of one's own party, newest first."""

    model_config = with_example({"items": [_PAYOUT]})

    items: list[PayoutOut]


@router.get(
    "/money/payees", auth=READ, response=answers(PayeeListOut), summary="Payee accounts 收款账户"
)
def list_payees(request: HttpRequest) -> Any:
    """Read the accounts that the own party may be paid to; new ones are registered on the page."""
    cards = queries.payees_of(_earner(request).acts_for)
    return {
        "items": [
            {
                "id": card.payee_id,
                "holder": card.holder,
                "holder_name": card.holder_name,
                "role": card.role,
                "bank": card.bank,
                "account": card.number_masked,
                "usable_from": card.usable_from,
            }
            for card in cards
        ]
    }


@router.get(
    "/money/payouts", auth=READ, response=answers(PayoutListOut), summary="My payouts 我的提现"
)
def list_payouts(request: HttpRequest) -> Any:
    """Read the latest payouts of the own party."""
    party = _earner(request).acts_for
    orders = queries.orders_page(party=party, kind=OrderKind.PAYOUT, limit=_MOST_PAYOUTS)
    return {"items": [_out(order) for order in orders]}


@router.post(
    "/money/payouts",
    auth=WRITE,
    response=answers(PayoutOut, status=201),
    summary="Draw money to the bank 提现",
)
@idempotent
def order_payout(request: HttpRequest, body: PayoutIn) -> Any:
    """Hold the amount in the own wallet and have it paid out, at once or after officers agree.

    A limit that stands in the way is told one entry each in ``errors``, with when it passes.
    """
    actor = _earner(request)
    order = services.request_payout(
        party=actor.acts_for,
        amount=Money(body.amount_fen),
        reference=f"{actor.acts_for}-{body.key}",
        actor=actor,
        now=utc_now(),
        payee=body.payee,
    )
    return Status(201, PayoutOut(**_out(order)))


@router.get(
    "/money/payouts/{payout}", auth=READ, response=answers(PayoutOut), summary="A payout 提现详情"
)
def get_payout(request: HttpRequest, payout: PayoutId) -> Any:
    """Read one payout of the own party; 404 for another's."""
    return _out(_own(request, payout))


@router.post(
    "/money/payouts/{payout}/withdraw",
    auth=WRITE,
    response=answers(PayoutOut),
    summary="Take a waiting payout back 撤回提现",
)
@idempotent
def withdraw_payout(request: HttpRequest, payout: PayoutId) -> Any:
    """Take it back while it waits for officers; its money is free in the wallet again."""
    _own(request, payout)
    services.withdraw_payout(order_id=payout, actor=actor_of(request), now=utc_now())
    return PayoutOut(**_out(queries.order(payout)))


def _earner(request: HttpRequest) -> Actor:
    """Return who asks, if the party can have earned or paid in; raises NotAllowed."""
    actor = actor_of(request)
    actor.require_any(_EARNERS)
    return actor


def _own(request: HttpRequest, payout: UUID) -> OrderCard:
    card = queries.order(payout)
    if card.party != _earner(request).acts_for or card.kind is not OrderKind.PAYOUT:
        raise NotFound(what=str(payout))
    return card


def _out(order: OrderCard) -> dict[str, Any]:
    same = ("state", "reason", "created_at", "finished_at")
    return {name: getattr(order, name) for name in same} | {
        "id": order.order_id,
        "amount_fen": order.amount.fen,
    }
