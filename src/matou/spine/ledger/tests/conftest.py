"""Accounts and postings that the ledger's tests share."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from matou.kit.money import Money
from matou.spine.ledger import services
from matou.spine.ledger.contracts import AccountKind, Posting, PostingKind

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

ACCOUNTS = {
    "custody:clearing": AccountKind.CLEARING,
    "bank:test": AccountKind.BANK,
    "wallet:ann": AccountKind.WALLET,
    "wallet:bob": AccountKind.WALLET,
    "escrow:LOT": AccountKind.ESCROW,
    "deposit:LOT": AccountKind.DEPOSIT,
    "disputed:LOT": AccountKind.DISPUTED,
    "platform:fee": AccountKind.FEE,
}


def posting(kind: str = "posted", *, fen: int | None = None, **facts: Any) -> Posting:
    """Build a posting of the group LOT with a fresh id unless one is given."""
    facts.setdefault("id", uuid4())
    facts.setdefault("group", "LOT")
    facts.setdefault("purpose", "test")
    facts.setdefault("event_at", NOW)
    amount = None if fen is None else Money(fen)
    return Posting(kind=PostingKind(kind), amount=amount, **facts)


def move(debit: str, credit: str, fen: int, **facts: Any) -> Posting:
    """Build a posting that moves money at once."""
    return posting(debit=debit, credit=credit, fen=fen, **facts)


def hold(debit: str, credit: str, fen: int, **facts: Any) -> Posting:
    """Build a posting that holds money."""
    return posting("pending", debit=debit, credit=credit, fen=fen, **facts)


def open_accounts() -> None:
    """Open every account that the tests name."""
    for code, kind in ACCOUNTS.items():
        services.ensure_account(code=code, kind=kind, owner="TEST", now=NOW)


@pytest.fixture
def accounts(db: None) -> None:
    """Open the accounts."""
    open_accounts()


@pytest.fixture
def statuses(accounts: None) -> Callable[..., list[str]]:
    """Return a function that submits postings and answers their statuses."""

    def submit(*postings: Posting) -> list[str]:
        return [outcome.status for outcome in services.submit(postings)]

    return submit
