"""The port to the institution that holds the money, and how it can refuse."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.spine.custody.contracts.orders import OrderKind, OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderOrder:
    """What we send: our order id is the provider's idempotency key."""

    order_id: UUID
    kind: OrderKind
    party: str
    amount: Money
    reference: str
    account_number: str = field(default="", repr=False)
    """Of a payout: the payee's bank account, opened from its seal for this call alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitShare:
    """One receiver of a split (分账)."""

    party: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderAnswer:
    """What the provider knows of one order now."""

    order_id: UUID
    state: OrderState
    provider_reference: str
    amount: Money
    settled_at: datetime | None
    reason: str = ""


class CustodyProvider(Protocol):
    """The institution that holds the money; every call is idempotent by our order id."""

    name: str

    def deposit(self, *, order: ProviderOrder, now: datetime) -> ProviderAnswer:
        """Announce money that the party will pay in."""

    def split(
        self, *, order: ProviderOrder, shares: Sequence[SplitShare], now: datetime
    ) -> ProviderAnswer:
        """Divide bound money among receivers."""

    def unfreeze(self, *, order: ProviderOrder, now: datetime) -> ProviderAnswer:
        """Free what a split left bound."""

    def payout(self, *, order: ProviderOrder, now: datetime) -> ProviderAnswer:
        """Pay out to the party's bank account."""

    def query(self, *, order_id: UUID, now: datetime) -> ProviderAnswer | None:
        """Tell what became of an order; None when the provider never heard of it."""

    def statement_file(self, *, on: date) -> bytes:
        """Return the statement of one China day as CSV, see ``rules/statement.py``."""


class ProviderUnavailable(DomainError):
    """The provider does not answer; the order is kept and sent again."""

    code = "custody-provider-unavailable"
    status = 503
    zh = "存管机构暂时无法访问，指令已保存，将自动重发。"
    en = "The custodian does not answer. The order is kept and will be sent again."


class ProviderRefused(DomainError):
    """The provider will never do this, and says why."""

    code = "custody-provider-refused"
    status = 409
    zh = "存管机构拒绝：{reason}"
    en = "The custodian refused: {reason}"


class CallbackNotGenuine(DomainError):
    """The signature of a callback does not fit its body."""

    code = "custody-callback-not-genuine"
    status = 403
    zh = "回调签名校验失败，请核对密钥与报文。"
    en = "The callback's signature does not fit. Check the key and the body."
