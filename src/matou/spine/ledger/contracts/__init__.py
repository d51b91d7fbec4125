"""What every room may know of the ledger (总账): postings in, outcomes and rows out."""

from matou.spine.ledger.contracts.accounts import (
    AccountDiffers,
    AccountKind,
    AccountNotEmpty,
    AccountRow,
    Balance,
)
from matou.spine.ledger.contracts.postings import (
    LedgerRefused,
    Outcome,
    Posting,
    PostingKind,
    Status,
)
from matou.spine.ledger.contracts.statements import (
    GroupSum,
    StatementLine,
    TransferRow,
)

__all__ = [
    "AccountDiffers",
    "AccountKind",
    "AccountNotEmpty",
    "AccountRow",
    "Balance",
    "GroupSum",
    "LedgerRefused",
    "Outcome",
    "Posting",
    "PostingKind",
    "StatementLine",
    "Status",
    "TransferRow",
]
