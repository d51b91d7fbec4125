"""What custody tells the house."""

from dataclasses import dataclass
from uuid import UUID

from matou.kit.event import Event


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakTaken(Event):
    """A person took a break to explain; ``aggregate`` is ``break:<number>``."""

    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakExplained(Event):
    """It is recorded why provider and house differ; ``aggregate`` is ``break:<number>``."""

    explanation: str
