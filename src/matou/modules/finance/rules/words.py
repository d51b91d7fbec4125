"""Words of accounts and postings as statements, their files and papers name them."""

ACCOUNT_NAMES: dict[str, tuple[str, str]] = {
    "wallet": ("账户", "Wallet"),
    "receivable": ("欠款", "Owed"),
    "escrow": ("托管", "Escrow"),
    "deposit": ("定金", "Deposit"),
    "disputed": ("争议冻结", "Frozen by a dispute"),
    "platform": ("平台", "Platform"),
    "custody": ("存管机构", "Custodian"),
    "bank": ("存管银行", "Custodian bank"),
}
POSTING_NAMES: dict[str, tuple[str, str]] = {
    "posted": ("入账", "Posted"),
    "pending": ("预留", "Held"),
    "post": ("预留转出", "Posted from hold"),
    "void": ("撤销预留", "Hold released"),
    "expire": ("预留到期", "Hold expired"),
}


def account_name(account: str) -> tuple[str, str]:
    """Return what an account is by the head of its code; the code itself where unknown."""
    return ACCOUNT_NAMES.get(account.partition(":")[0], (account, account))
