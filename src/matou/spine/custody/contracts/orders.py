"""Orders to the custodian as others see them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from matou.kit.errors import DomainError
from matou.kit.money import Money


class OrderKind(StrEnum):
    """What an order asks of the provider."""

    DEPOSIT = "deposit"
    PAYOUT = "payout"
    SPLIT = "split"
    UNFREEZE = "unfreeze"


class OrderState(StrEnum):
    """Where an order stands; the last two are final."""

    WAITING = "waiting"
    """Held in the wallet until officers let it go; the provider has not heard of it."""
    CREATED = "created"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCard:
    """One order as pages show it."""

    order_id: UUID
    kind: OrderKind
    state: OrderState
    party: str
    amount: Money
    reference: str
    provider: str
    provider_reference: str
    reason: str
    created_at: datetime
    sent_at: datetime | None
    finished_at: datetime | None


class OrderDiffers(DomainError):
    """The same reference was ordered before with another amount or party."""

    code = "custody-order-differs"
    status = 409
    zh = "业务编号 {reference} 已有内容不同的资金指令，请核对后使用新的编号。"
    en = "Reference {reference} already has another money order. Check it or use a new reference."
