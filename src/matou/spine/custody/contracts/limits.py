"""What a payout may not pass, and why some wait for people."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.spine.custody.contracts.orders import OrderCard


class LimitScope(StrEnum):
    """Whose payouts a limit counts."""

    PAYOUT = "payout"
    """One payout alone."""
    PARTY = "party"
    PAYEE = "payee"
    """One bank account, whoever pays into it."""


class LimitMeasure(StrEnum):
    """What a limit counts."""

    AMOUNT = "amount"
    COUNT = "count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One limit that a payout would pass; amounts in fen, counts in payouts.

    ``passes_at`` is when the same request would be let through; None means never.
    """

    scope: LimitScope
    measure: LimitMeasure
    window_h: int
    most: int
    used: int
    asked: int
    passes_at: datetime | None

    def facts(self) -> dict[str, Any]:
        """Return the finding for programmes."""
        return {
            "limit": f"{self.scope.value}-{self.measure.value}-{self.window_h}h",
            "scope": self.scope.value,
            "measure": self.measure.value,
            "window_h": self.window_h,
            "most": self.most,
            "used": self.used,
            "asked": self.asked,
            "passes_at": self.passes_at.isoformat() if self.passes_at else None,
        }


class PayoutOverLimit(DomainError):
    """Too much or too often within the hour or the day; says when it passes."""

    code = "custody-payout-over-limit"
    status = 429
    zh = "本次提现 {amount} 超过限额，{until} 后可再提交。账户资金没有变动。"
    en = "Drawing {amount} passes a limit; ask again after {until}. No money has moved."

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The limits that stand in the way."""
        found = self.facts["findings"]
        assert isinstance(found, tuple)  # noqa: S101  # set by the one function that raises it
        return found


class PayoutTooLarge(PayoutOverLimit):
    """One payout is larger than any may be, today or later."""

    code = "custody-payout-too-large"
    status = 409
    zh = "本次提现 {amount} 超过单笔或单日上限，请分次提交较小的金额。账户资金没有变动。"
    en = "Drawing {amount} is more than a limit ever allows. Ask for less. No money has moved."


class WaitReason(StrEnum):
    """Why a payout waits for people although nothing refuses it."""

    AMOUNT = "amount"
    SIGNAL = "signal"
    HOLD = "hold"


class ApprovalState(StrEnum):
    """Where a waiting payout stands; the last three are final."""

    WAITING = "waiting"
    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalCard:
    """A payout that waits, or waited, for people."""

    order: OrderCard
    payee_id: UUID
    holder: str
    holder_name: str
    number_masked: str
    bank: str
    reasons: tuple[WaitReason, ...]
    needed: int
    state: ApprovalState
    asked_by: str
    proposed_by: str
    proposed_at: datetime | None
    proposed_note: str
    decided_by: str
    decided_at: datetime | None
    decided_note: str

    @property
    def amount(self) -> Money:
        """What would be paid out."""
        return self.order.amount

    @property
    def is_open(self) -> bool:
        """Whether people still have to decide."""
        return self.state in {ApprovalState.WAITING, ApprovalState.PROPOSED}


class PayoutAlreadyDecided(DomainError):
    """Somebody else was faster, or the party withdrew."""

    code = "custody-payout-already-decided"
    status = 409
    zh = "这笔提现已经有了结果（{state}），请刷新页面查看。"
    en = "This payout has been decided already ({state}). Reload the page."


class SameEyes(DomainError):
    """Four eyes need two people, neither of them the one who asked."""

    code = "custody-same-eyes"
    status = 403
    zh = "需要两名不同的运营人员：初审、复核和申请人不能是同一人。请由另一名同事处理。"
    en = (
        "Two different officers are needed; proposer, approver and applicant are never the same "
        "person. Ask a colleague."
    )


class OfficerHasInterest(DomainError):
    """Who works for a party does not decide about its money."""

    code = "custody-officer-has-interest"
    status = 403
    zh = "您与收付款方有任职关系，须回避。请由没有利害关系的同事处理。"
    en = "You work for a party to this payout and must stand back. Ask a colleague."


class PayoutOnHold(DomainError):
    """Two officers have stopped the party's payouts because of a signal."""

    code = "custody-payout-on-hold"
    status = 409
    zh = "该主体的出金已被两名运营人员暂停，请先在“风险信号”中解除暂停。"
    en = "Two officers have stopped this party's payouts. Lift the hold under “Signals” first."
