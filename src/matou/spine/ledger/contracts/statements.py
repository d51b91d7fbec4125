"""Rows of the journal of money as others read them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from matou.kit.money import Money
from matou.spine.ledger.contracts.accounts import Balance


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferRow:
    """One line of the append-only journal of money."""

    id: UUID
    seq: int
    kind: str
    debit: str
    credit: str
    amount: Money
    pending_id: UUID | None
    group: str
    purpose: str
    memo: str
    event_at: datetime
    recorded_at: datetime
    expires_at: datetime | None
    debit_balance: Money | None
    credit_balance: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """One line of one account's statement; ``change`` is signed on the natural side.

    ``version`` is the keyset for paging. Deferred accounts show no running balance (None).
    """

    version: int
    transfer: TransferRow
    counterpart: str
    change: Money
    balance: Money | None
    held: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSum:
    """The proof for one group: debits equal credits and its own accounts stand at zero."""

    group: str
    debits: Money
    credits: Money
    unsettled: tuple[Balance, ...]

    @property
    def difference(self) -> Money:
        """Debits less credits; anything but zero is a defect."""
        return self.debits - self.credits

    @property
    def held(self) -> Money:
        """Money still bound in the group's own accounts."""
        return Money.total(balance.posted for balance in self.unsettled)

    @property
    def is_settled(self) -> bool:
        """Tell whether the sums agree and no account of the group holds anything."""
        return not self.difference and not self.unsettled
