"""What every room may know of the ledger (总账): postings in, outcomes and rows out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from matou.kit.errors import DomainError
from matou.kit.money import Money


class AccountKind(StrEnum):
    """What an account is for; its nature (side, limit, deferral) follows, see ``rules.py``."""

    WALLET = "wallet"
    """Money of one party that nothing binds: ``wallet:<party>``."""
    ESCROW = "escrow"
    """Money bound to one lot: ``escrow:<lot>``; must end at zero."""
    DEPOSIT = "deposit"
    """Earnest money bound to one lot: ``deposit:<lot>``; must end at zero."""
    DISPUTED = "disputed"
    """The frozen part of a lot's escrow: ``disputed:<lot>``; must end at zero."""
    CLEARING = "custody"
    """Money reported by a provider but not yet on its statement: ``custody:clearing``."""
    BANK = "bank"
    """Money that the provider's statements confirm: ``bank:<provider>``."""
    FEE = "fee"
    """Income of the platform, written without a lock and folded later: ``platform:fee``."""
    RECEIVABLE = "receivable"
    """What a party owes after a payout was refunded: ``receivable:<party>``."""
    LINE = "line"
    """A limit that promises use up (credit, exposure): ``line:<what>``."""


class PostingKind(StrEnum):
    """What a posting does."""

    POSTED = "posted"
    """Moves money at once."""
    PENDING = "pending"
    """Holds money until it is posted, voided or expires."""
    POST = "post"
    """Moves a hold, wholly or in part; the rest is free again."""
    VOID = "void"
    """Frees a hold."""
    EXPIRE = "expire"
    """Frees a hold whose time is over; sent by the house itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One item of a batch; ``id`` is made by the caller and is its idempotency key.

    POSTED and PENDING name ``debit``, ``credit`` and ``amount``; POST, VOID and EXPIRE name
    ``pending_id`` (POST may name a smaller ``amount``). ``linked`` ties the item to the next one:
    a chain happens as a whole or not at all. ``group`` is the code of the thing it is about.
    """

    id: UUID
    kind: PostingKind
    group: str
    purpose: str
    event_at: datetime
    debit: str | None = None
    credit: str | None = None
    amount: Money | None = None
    pending_id: UUID | None = None
    linked: bool = False
    timeout_s: int | None = None
    memo: str = ""


class Status(StrEnum):
    """The answer to one posting; the first two are good."""

    OK = "ok"
    EXISTS = "exists"
    EXISTS_WITH_DIFFERENT_PAYLOAD = "exists_with_different_payload"
    LINKED_ITEM_FAILED = "linked_item_failed"
    CHAIN_LEFT_OPEN = "chain_left_open"
    MALFORMED = "malformed"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    ACCOUNTS_SAME = "accounts_same"
    DEBIT_ACCOUNT_NOT_FOUND = "debit_account_not_found"
    CREDIT_ACCOUNT_NOT_FOUND = "credit_account_not_found"
    UNITS_DIFFER = "units_differ"
    ACCOUNT_CLOSED = "account_closed"
    EXCEEDS_CREDITS = "exceeds_credits"
    """The debit account would owe more than it holds, its holds counted."""
    EXCEEDS_DEBITS = "exceeds_debits"
    """The credit account would give more than it holds, its holds counted."""
    OVERFLOW = "overflow"
    PENDING_NOT_FOUND = "pending_not_found"
    PENDING_ALREADY_RESOLVED = "pending_already_resolved"
    PENDING_EXPIRED = "pending_expired"
    PENDING_NOT_EXPIRED = "pending_not_expired"
    EXCEEDS_PENDING_AMOUNT = "exceeds_pending_amount"
    PENDING_HAS_OTHER_ACCOUNTS = "pending_has_other_accounts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one posting; ``ok`` also for one that had already happened."""

    id: UUID
    status: str
    ok: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account holds on its natural side; ``available`` counts holds and credit line."""

    account: str
    posted: Money
    held: Money
    available: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One account as lists show it."""

    code: str
    kind: str
    owner: str
    unit: str
    balance: Balance
    is_closed: bool
    opened_at: datetime


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


class LedgerRefused(DomainError):
    """The ledger refused a posting; ``facts["status"]`` is one of ``Status``."""

    code = "ledger-refused"
    status = 409
    zh = "账务被拒绝：{reason_zh}"
    en = "The ledger refused: {reason_en}"


class AccountNotEmpty(DomainError):
    """An account that still holds money cannot be closed."""

    code = "ledger-account-not-empty"
    status = 409
    zh = "账户 {account} 仍有余额或冻结，请先结清再关闭。"
    en = "Account {account} still holds money. Settle it first, then close it."


class AccountDiffers(DomainError):
    """The account code is already in use for an account of another kind or unit."""

    code = "ledger-account-differs"
    status = 409
    zh = "账户 {account} 已存在，但类型或计量单位不同。请使用其他账户编号。"
    en = "Account {account} exists with another kind or unit. Use another account code."
