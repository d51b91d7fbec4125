"""Counter-lines (更正分录): what an operator may give back or take back for a contested line."""

from enum import StrEnum

from matou.kit.errors import DomainError, InvalidInput
from matou.kit.money import Money

PURPOSE = "finance.correction"


class ProposalState(StrEnum):
    """Where a proposed counter-line stands; the last three are final."""

    PROPOSED = "proposed"
    EXECUTED = "executed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


PROPOSAL_NAMES: dict[ProposalState, tuple[str, str]] = {
    ProposalState.PROPOSED: ("待另一人复核", "Waits for a second person"),
    ProposalState.EXECUTED: ("已复核入账", "Approved and posted"),
    ProposalState.REJECTED: ("复核未通过", "Not approved"),
    ProposalState.WITHDRAWN: ("已撤回", "Withdrawn"),
}


class ProposalStands(DomainError):
    """The line has a counter-line that waits for a second person."""

    code = "finance.correction-stands"
    status = 409
    zh = "该行已有一项待复核的更正，请先由另一位运营人员复核，或由提出人撤回。"
    en = "A correction of this line waits for approval. Another operator decides, or its proposer."


class ProposalDecided(DomainError):
    """Somebody decided about the counter-line meanwhile, or none was proposed."""

    code = "finance.correction-decided"
    status = 409
    zh = "该行没有待复核的更正，请刷新页面查看。"
    en = "No correction of this line waits for approval. Reload the page."


class SecondOperatorNeeded(DomainError):
    """Who proposes a counter-line does not approve it."""

    code = "finance.second-operator-needed"
    status = 403
    zh = "更正金额较大，须由提出人以外的另一位运营人员复核。请同事处理。"
    en = "A correction this large is approved by somebody other than its proposer. Ask a colleague."


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


def needs_second(*, correction: Money, before: Money, alone_up_to: Money) -> bool:
    """Tell whether two people must want a counter-line: above the amount, not at it.

    ``before`` is what the statement's other lines were corrected by: a large correction in small
    pieces is a large correction.
    """
    return abs(correction.fen) + before.fen > alone_up_to.fen
