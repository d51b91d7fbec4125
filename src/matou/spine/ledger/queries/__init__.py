"""Reads of the ledger: balances now and then, statements, groups, and the audit."""

from matou.spine.ledger.queries.accounts import (
    accounts_page,
    balance,
    balance_at,
    balances,
    is_account,
    version_at,
)
from matou.spine.ledger.queries.audit import (
    Audited,
    Violation,
    audit_steps,
    audited,
    violations,
    violations_of,
)
from matou.spine.ledger.queries.seals import BrokenSeal, SealsFound, check_seals
from matou.spine.ledger.queries.transfers import (
    DueHold,
    chain_of,
    group_sum,
    holds_due,
    resolution_of,
    statement_page,
    transfer,
    transfers_of_group,
    transfers_page,
)

__all__ = [
    "Audited",
    "BrokenSeal",
    "DueHold",
    "SealsFound",
    "Violation",
    "accounts_page",
    "audit_steps",
    "audited",
    "balance",
    "balance_at",
    "balances",
    "chain_of",
    "check_seals",
    "group_sum",
    "holds_due",
    "is_account",
    "resolution_of",
    "statement_page",
    "transfer",
    "transfers_of_group",
    "transfers_page",
    "version_at",
    "violations",
    "violations_of",
]
