"""Postings in, and what became of each."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from matou.kit.errors import DomainError
from matou.kit.money import Money


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


class LedgerRefused(DomainError):
    """The ledger refused a posting; ``facts["status"]`` is one of ``Status``."""

    code = "ledger-refused"
    status = 409
    zh = "账务被拒绝：{reason_zh}"
    en = "The ledger refused: {reason_en}"
