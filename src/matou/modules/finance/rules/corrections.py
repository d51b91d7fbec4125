"""Counter-lines (更正分录): what an operator may give back or take back for a contested line."""

from matou.kit.errors import DomainError, InvalidInput
from matou.kit.money import Money

PURPOSE = "finance.correction"


class LineNotCorrectable(DomainError):
    """The line moved no money of the wallet."""

    code = "finance.line-not-correctable"
    status = 422
    zh = "只能更正账户余额的入账行；托管和定金的争议请在货运单上处理。"
    en = "Only lines of the wallet can be corrected; escrow and deposits are settled on the lot."


def check_correction(*, change: Money, correction: Money, account_kind: str) -> None:
    """Refuse a correction of nothing, of another account's line, or above what the line moved.

    Raises LineNotCorrectable and InvalidInput.
    """
    if account_kind != "wallet" or not change:
        raise LineNotCorrectable
    if not correction or abs(correction.fen) > abs(change.fen):
        raise InvalidInput(
            field="更正金额 correction",
            reason_zh=f"须不为零，且不超过该行金额 {Money(abs(change.fen))}。",
            reason_en=f"Not zero, and at most what the line moved, {Money(abs(change.fen))}.",
        )
