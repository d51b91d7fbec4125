"""Corrections with four eyes as others see them, and how they can be refused."""

from dataclasses import dataclass
from datetime import datetime

from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.spine.custody.contracts.breaks import Bearer, CorrectionState


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionCard:
    """One proposed correction: what it posts, who wants it, who decided."""

    correction_id: int
    break_id: int
    bearer: Bearer
    account: str
    gains: Money
    """What the bearer's account gains; negative where it pays."""
    bank_gains: Money
    reason: str
    state: CorrectionState
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str


class CorrectionImpossible(DomainError):
    """Nothing that we could post would settle this break."""

    code = "custody-correction-impossible"
    status = 409
    zh = "不能更正：{reason_zh}"
    en = "No correction: {reason_en}"


class CorrectionStands(DomainError):
    """The break has a correction that waits or is posted."""

    code = "custody-correction-stands"
    status = 409
    zh = "该差错已有一项更正，请先由另一位人员处理它。"
    en = "A correction of this break stands already. Another person decides about it first."


class CorrectionDecided(DomainError):
    """Somebody decided about the correction meanwhile."""

    code = "custody-correction-decided"
    status = 409
    zh = "该更正已有决定，请刷新后查看。"
    en = "This correction has been decided. Reload to see how."


class CorrectionOutdated(DomainError):
    """What the correction was reckoned from has changed since."""

    code = "custody-correction-outdated"
    status = 409
    zh = "提出更正后，指令或对账单有了变化。请撤回后按现状重新提出。"
    en = "Order or statement changed since it was proposed. Withdraw it and propose anew."


class SecondPersonNeeded(DomainError):
    """Who proposes a correction does not decide about it, in whatever role."""

    code = "custody-second-person-needed"
    status = 403
    zh = "更正须由提出人以外的另一人决定，换一个单位或角色也不行。请同事处理。"
    en = (
        "Somebody other than the proposer decides, whichever company or role they act in. "
        "Ask a colleague."
    )
