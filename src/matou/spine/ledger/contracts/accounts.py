"""Accounts, what they are for and what they hold."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    TAX = "tax"
    """Tax withheld until it is handed over, written without a lock: ``platform:tax``."""
    GUARANTEE = "guarantee"
    """The platform's own money that pays refunds at once: ``platform:guarantee``."""
    CLAIMS = "claims"
    """The other side of all receivables, so that both always add up: ``platform:claims``."""
    LINE = "line"
    """A limit that promises use up (credit, exposure): ``line:<what>``."""


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
