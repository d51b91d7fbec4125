"""The nature of each kind of account, and what a refusal means in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from matou.kit.errors import InvalidInput
from matou.spine.ledger.contracts import (
    AccountKind,
    LedgerRefused,
    Outcome,
    Posting,
    PostingKind,
    Status,
)

CODE_LENGTH = 96
GROUP_LENGTH = 64
PURPOSE_LENGTH = 48
MEMO_LENGTH = 200
BIGGEST_FEN = 2**63 - 1
"""What the batch can carry at all; the function itself refuses from 2^53 on as ``overflow``."""
LONGEST_S = 10 * 366 * 86_400


class Limit(StrEnum):
    """Which side of an account must not outgrow the other."""

    DEBITS = "debits"
    """Debits must not exceed credits: what we owe to others."""
    CREDITS = "credits"
    """Credits must not exceed debits: what others hold for us."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Nature:
    """How an account counts: its natural side, its limit, and whether writes are deferred."""

    is_debit_normal: bool
    limit: Limit
    is_deferred: bool = False


_OWED = Nature(is_debit_normal=False, limit=Limit.DEBITS)
_OWNED = Nature(is_debit_normal=True, limit=Limit.CREDITS)
_APPENDED = Nature(is_debit_normal=False, limit=Limit.NONE, is_deferred=True)

NATURES: Mapping[AccountKind, Nature] = {
    AccountKind.WALLET: _OWED,
    AccountKind.ESCROW: _OWED,
    AccountKind.DEPOSIT: _OWED,
    AccountKind.DISPUTED: _OWED,
    AccountKind.LINE: _OWED,
    AccountKind.GUARANTEE: _OWED,
    AccountKind.BANK: _OWNED,
    AccountKind.RECEIVABLE: _OWNED,
    # A payout may be reported before the deposit that covers it stands on a statement.
    AccountKind.CLEARING: Nature(is_debit_normal=True, limit=Limit.NONE),
    # Deferred only where no limit applies: a limit needs the lock that deferral avoids.
    AccountKind.FEE: _APPENDED,
    AccountKind.TAX: _APPENDED,
    AccountKind.CLAIMS: _APPENDED,
}

GROUP_KINDS = (AccountKind.ESCROW, AccountKind.DEPOSIT, AccountKind.DISPUTED)
"""The accounts that belong to one group alone, as ``<kind>:<group>``."""

GOOD = frozenset({Status.OK, Status.EXISTS})
"""The answers under which the posting has happened."""

REASONS: Mapping[Status, tuple[str, str]] = {
    Status.EXISTS_WITH_DIFFERENT_PAYLOAD: (
        "同一编号已用于另一笔内容不同的账务。请使用新的编号。",
        "this id was used for another posting. Use a new id.",
    ),
    Status.LINKED_ITEM_FAILED: (
        "同组的另一笔账务未通过，整组未入账。",
        "another posting of the same chain failed, so none of them happened.",
    ),
    Status.CHAIN_LEFT_OPEN: (
        "关联账务不完整，最后一笔不能再关联下一笔。",
        "the chain is incomplete: its last posting must not be linked.",
    ),
    Status.MALFORMED: ("账务内容不完整。", "the posting is incomplete."),
    Status.AMOUNT_NOT_POSITIVE: ("金额必须大于零。", "the amount must be above zero."),
    Status.ACCOUNTS_SAME: ("借贷账户不能相同。", "debit and credit must differ."),
    Status.DEBIT_ACCOUNT_NOT_FOUND: ("借方账户不存在。", "the debit account does not exist."),
    Status.CREDIT_ACCOUNT_NOT_FOUND: ("贷方账户不存在。", "the credit account does not exist."),
    Status.UNITS_DIFFER: ("两个账户的计量单位不同。", "the two accounts count different units."),
    Status.ACCOUNT_CLOSED: ("账户已关闭。", "the account is closed."),
    Status.EXCEEDS_CREDITS: (
        "可用余额不足。请先充值或减少金额。",
        "not enough is available. Pay in first or lower the amount.",
    ),
    Status.EXCEEDS_DEBITS: (
        "对方账户可用余额不足。请减少金额。",
        "the other account has not enough available. Lower the amount.",
    ),
    Status.OVERFLOW: ("金额超出可记录范围。", "the amount is beyond what can be recorded."),
    Status.PENDING_NOT_FOUND: ("冻结记录不存在。", "the hold does not exist."),
    Status.PENDING_ALREADY_RESOLVED: (
        "该冻结已被处理，请刷新后查看。",
        "the hold was already resolved. Reload to see how.",
    ),
    Status.PENDING_EXPIRED: ("该冻结已过期。请重新冻结。", "the hold has expired. Hold again."),
    Status.PENDING_NOT_EXPIRED: ("该冻结尚未到期。", "the hold has not expired yet."),
    Status.EXCEEDS_PENDING_AMOUNT: (
        "金额超过冻结金额。",
        "the amount is above the amount of the hold.",
    ),
    Status.PENDING_HAS_OTHER_ACCOUNTS: (
        "账户与冻结记录不一致。",
        "the accounts differ from those of the hold.",
    ),
}


def refusal(status: Status) -> LedgerRefused:
    """Return the error that tells people why the ledger said no."""
    reason_zh, reason_en = REASONS[status]
    return LedgerRefused(status=str(status), reason_zh=reason_zh, reason_en=reason_en)


def cause(outcomes: Sequence[Outcome]) -> Status:
    """Return the status that explains a failed batch: a chain's culprit before its victims."""
    bad = [Status(outcome.status) for outcome in outcomes if not outcome.ok]
    culprits = [status for status in bad if status is not Status.LINKED_ITEM_FAILED]
    return (culprits or bad)[0]


def check_storable(posting: Posting) -> None:
    """Raise InvalidInput where a value could not be written as it is, so nothing is half sent."""
    texts = (
        (posting.group, GROUP_LENGTH, "group"),
        (posting.purpose, PURPOSE_LENGTH, "purpose"),
        (posting.memo, MEMO_LENGTH, "memo"),
        (posting.debit or "", CODE_LENGTH, "debit"),
        (posting.credit or "", CODE_LENGTH, "credit"),
    )
    for text, most, field in texts:
        if len(text) > most or "\x00" in text:
            raise InvalidInput(
                field=field,
                reason_zh=f"最多 {most} 个字符，且不得含空字符。",
                reason_en=f"At most {most} characters and no NUL.",
            )
    if posting.amount is not None and abs(posting.amount.fen) > BIGGEST_FEN:
        raise InvalidInput(field="amount", reason_zh="金额过大。", reason_en="Too large.")
    if posting.timeout_s is not None and abs(posting.timeout_s) > LONGEST_S:
        raise InvalidInput(field="timeout_s", reason_zh="时限过长。", reason_en="Too long.")
    if posting.event_at.tzinfo is None:
        raise InvalidInput(field="event_at", reason_zh="缺少时区。", reason_en="No time zone.")


def is_plain(posting: Posting) -> bool:
    """Tell whether the posting moves money at once and by itself, as most do."""
    return (
        posting.kind is PostingKind.POSTED
        and not posting.linked
        and None not in (posting.debit, posting.credit, posting.amount)
        and posting.pending_id is None
        and posting.timeout_s is None
    )


def own_accounts(group: str) -> tuple[str, ...]:
    """Return the codes of the accounts that belong to the group alone."""
    return tuple(f"{kind.value}:{group}" for kind in GROUP_KINDS)
