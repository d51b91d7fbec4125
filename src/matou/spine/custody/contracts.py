"""What other rooms may know of custody (资金存管): the provider's port, events and orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from matou.kit.errors import DomainError
from matou.kit.event import Event
from matou.kit.money import Money


class OrderKind(StrEnum):
    """What an order asks of the provider."""

    DEPOSIT = "deposit"
    PAYOUT = "payout"
    SPLIT = "split"
    UNFREEZE = "unfreeze"


class OrderState(StrEnum):
    """Where an order stands; the last two are final."""

    CREATED = "created"
    SENT = "sent"
    CONFIRMED = "confirmed"
    FAILED = "failed"


class BreakKind(StrEnum):
    """How the provider's statement and our orders can differ."""

    UNKNOWN_AT_HOME = "unknown_at_home"
    """On the statement, but no order of ours."""
    MISSING_AT_PROVIDER = "missing_at_provider"
    """Confirmed by us, but not on the statement."""
    AMOUNT_DIFFERS = "amount_differs"
    STATE_DIFFERS = "state_differs"
    DOUBLED = "doubled"
    """The same order stands twice on the statement."""
    BAD_LINE = "bad_line"
    """A line that cannot be read as the format says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderOrder:
    """What we send: our order id is the provider's idempotency key."""

    order_id: UUID
    kind: OrderKind
    party: str
    amount: Money
    reference: str


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakRow:
    """One difference that somebody has to explain; ``age_days`` counts from the statement's day."""

    break_id: int
    on: date
    kind: BreakKind
    order_id: UUID | None
    text: str
    owner: str
    age_days: int
    explanation: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileReport:
    """What one day's comparison found; ``clearing`` is what no statement has confirmed yet."""

    on: date
    lines: int
    matched: int
    recovered: int
    breaks: tuple[BreakRow, ...]
    clearing: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositArrived(Event):
    """Money of a party arrived in its wallet; ``aggregate`` and ``reference`` are the order's."""

    order_id: UUID
    reference: str
    party: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositFailed(Event):
    """An announced deposit will not come."""

    order_id: UUID
    reference: str
    party: str
    amount_fen: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutConfirmed(Event):
    """A payout reached the party's bank account."""

    order_id: UUID
    reference: str
    party: str
    amount_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutFailed(Event):
    """A payout was refused outside; the money is free in the wallet again."""

    order_id: UUID
    reference: str
    party: str
    amount_fen: int
    reason: str


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


class OrderDiffers(DomainError):
    """The same reference was ordered before with another amount or party."""

    code = "custody-order-differs"
    status = 409
    zh = "业务编号 {reference} 已有内容不同的资金指令，请核对后使用新的编号。"
    en = "Reference {reference} already has another money order. Check it or use a new reference."
