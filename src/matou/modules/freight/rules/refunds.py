"""Refunds (退款) after settlement and receivables (应收): who gives, and how it comes back.

Where the money comes from: first from the wallets of those who were paid, in proportion. What a
wallet lacks the platform pays at once from its guarantee, up to a limit a debtor; beyond it the
shipper is paid as the money is recovered. Either way the payee owes it: never a negative wallet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from matou.kit.actor import Actor
from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.rules.flows import Flow, wallet
from matou.modules.freight.rules.shares import taken_back
from matou.modules.freight.rules.states import LotState

GUARANTEE = "platform:guarantee"
CLAIMS = "platform:claims"
"""What all receivables add up to, on the other side of the books."""

GUARANTEE_A_DEBTOR = Money.yuan(50_000)
"""Up to this sum a debtor's refunds are paid by the guarantee at once (a draft for the board)."""

RECOVERY_PERCENT = 50
"""The most of a settlement that is kept back: crew and fuel are paid from the other half."""

REFUNDABLE_STATES = (LotState.SETTLED, LotState.CLOSED)
MOST_REASON = 500
_WALLET = "wallet:"


class RefundGround(StrEnum):
    """Why an operator grants a refund."""

    OPERATOR = "operator"
    RULING = "ruling"
    CLAIM = "claim"


REFUND_GROUND_NAMES: dict[RefundGround, tuple[str, str]] = {
    RefundGround.OPERATOR: ("平台更正", "Correction by the platform"),
    RefundGround.RULING: ("裁决", "Ruling"),
    RefundGround.CLAIM: ("双方认可的索赔", "Claim both sides accept"),
}


class ReceivableCause(StrEnum):
    """For what a payee came to owe."""

    REFUND = "refund"
    RULING = "ruling"
    CLAIM = "claim"


CAUSE_NAMES: dict[ReceivableCause, tuple[str, str]] = {
    ReceivableCause.REFUND: ("结算后退款", "Refund after settlement"),
    ReceivableCause.RULING: ("裁决减少运费，退还份额", "Share of freight that a ruling lowered"),
    ReceivableCause.CLAIM: ("结算单未获偿付的索赔", "Claim left open by the statement"),
}


class RecoveryKind(StrEnum):
    """How part of a receivable was met."""

    OFFSET = "offset"
    REPAID = "repaid"
    WRITTEN_OFF = "written_off"


RECOVERY_NAMES: dict[RecoveryKind, tuple[str, str]] = {
    RecoveryKind.OFFSET: ("结算抵扣", "Kept back from a settlement"),
    RecoveryKind.REPAID: ("主动归还", "Repaid"),
    RecoveryKind.WRITTEN_OFF: ("核销", "Written off"),
}


class NotRefundable(DomainError):
    """The lot has not been settled, or an amount of it is still in dispute."""

    code = "freight.not-refundable"
    zh = "只有已结算且没有未决争议的货运单可以退款。请先结算或裁决。"
    en = "Only a settled lot without an open dispute can be refunded. Settle or rule first."


class RefundTooHigh(DomainError):
    """More would be refunded than was ever paid."""

    code = "freight.refund-too-high"
    status = 422
    zh = "该单最多还可退 {most}。请调整金额。"
    en = "At most {most} of this lot can still be refunded. Adjust the amount."


class RefundKeyReused(DomainError):
    """The key stands for a refund of another amount or ground."""

    code = "freight.refund-key-reused"
    zh = "该退款编号已用于另一笔退款。请刷新页面后重新提交。"
    en = "This key stands for another refund. Reload the page and send it again."


class RepaymentKeyReused(DomainError):
    """The key stands for a repayment of another amount."""

    code = "freight.repayment-key-reused"
    zh = "该还款编号已用于另一笔还款。请刷新页面后重新提交。"
    en = "This key stands for another repayment. Reload the page and send it again."


class RefunderHasInterest(DomainError):
    """Who belongs to a side of the lot may neither refund it nor give its debts up."""

    code = "freight.refunder-has-interest"
    status = 403
    zh = "您与该单有利害关系，须由其他运营人员处理。"
    en = "You have an interest in this lot; another operator must do this."


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """A receivable as rules see it: who owes, to which account, how much is left, from where."""

    id: str
    debtor: str
    creditor: str
    left: Money
    lot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPlan:
    """What giving back does: flows at once, and what payees come to owe to which account."""

    parts: Mapping[str, Money]
    flows: tuple[Flow, ...]
    owed: tuple[tuple[str, str, Money], ...]

    @property
    def at_once(self) -> Money:
        """What the shipper gets now."""
        return Money.total(flow.amount for flow in self.flows)

    @property
    def later(self) -> Money:
        """What the shipper gets as it is recovered."""
        return Money.total(sum_ for _who, to, sum_ in self.owed if to != GUARANTEE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What can be taken: from wallets and the house, the guarantee, its room for each debtor."""

    wallets: Mapping[str, Money]
    guarantee: Money
    guaranteed: Mapping[str, Money]
    house: Mapping[str, Money] = field(default_factory=dict)


def receivable(party: str) -> str:
    """Return the account of what a party owes."""
    return f"receivable:{party}"


def check_impartial(
    *, actor: Actor, parties: frozenset[str], ties: frozenset[str] = frozenset()
) -> None:
    """Refuse an operator who is, acts for, or is tied to one of these; raises RefunderHasInterest.

    ``ties`` are the companies of the person, whichever of them the actor acts for now.
    """
    if not parties.isdisjoint({actor.code, actor.acts_for} | ties):
        raise RefunderHasInterest


def check_refund(
    *, state: LotState, is_disputed: bool, paid: int, done: Money, amount: Money
) -> None:
    """Refuse a refund at the wrong time or above what was paid; a refund is no payment.

    Raises NotRefundable or RefundTooHigh.
    """
    if state not in REFUNDABLE_STATES or is_disputed:
        raise NotRefundable
    most = Money(paid) - done
    if not Money(0) < amount <= most:
        raise RefundTooHigh(most=most)


def refund_plan(
    *, shipper: str, paid: Mapping[str, int], done: Money, amount: Money, means: Means
) -> RefundPlan:
    """Plan a refund: each payee gives in proportion, from the wallet, then by owing."""
    parts = taken_back(paid=paid, done=done, more=amount)
    return gathered(to=shipper, parts=parts, means=means, label="refunded")


def gathered(
    *, to: str, parts: Mapping[str, Money], means: Means, label: str, tag: str = ""
) -> RefundPlan:
    """Plan how a party gets what accounts give: from wallets, the guarantee, then by owing.

    ``label`` is the purpose of what is given at once; ``tag`` keeps parts of one act apart.
    """
    flows: list[Flow] = []
    owed: list[tuple[str, str, Money]] = []
    room = means.guarantee
    for account, part in parts.items():
        has = means.wallets.get(account, Money(0)) if account.startswith(_WALLET) else part
        now = min(part, has)
        flows.append(_to(to, f"{label}:{tag}{account}", account, now))
        party = account.removeprefix(_WALLET)
        left = GUARANTEE_A_DEBTOR - means.guaranteed.get(party, Money(0))
        backed = max(Money(0), min(part - now, room, left))
        room -= backed
        flows.append(_to(to, f"guaranteed:{tag}{party}", GUARANTEE, backed))
        owed += [(party, GUARANTEE, backed), (party, wallet(to), part - now - backed)]
    return RefundPlan(
        parts=parts,
        flows=tuple(flow for flow in flows if flow.amount),
        owed=tuple(debt for debt in owed if debt[2]),
    )


def owing(debt: Debt) -> Flow:
    """Return the entry by which a receivable comes into the books."""
    return Flow(
        part=f"owed:{debt.id}", debit=receivable(debt.debtor), credit=CLAIMS, amount=debt.left
    )


def met(*, debt: Debt, amount: Money, kind: RecoveryKind) -> tuple[Flow, ...]:
    """Return the flows by which a debtor's wallet meets part of a receivable."""
    assert Money(0) < amount <= debt.left, "never more than is owed"  # noqa: S101
    paid = Flow(
        part=f"{kind}:{debt.id}",
        debit=wallet(debt.debtor),
        credit=debt.creditor,
        amount=amount,
        memo=debt.lot,
    )
    return (paid, _struck(debt, amount))


def written_off(debt: Debt) -> tuple[Flow, ...]:
    """Return the flows that give a receivable up; a shipper who waits is paid all the same."""
    paid = Flow(
        part=f"guaranteed:{debt.id}",
        debit=GUARANTEE,
        credit=debt.creditor,
        amount=debt.left,
        memo=debt.lot,
    )
    waits = debt.creditor != GUARANTEE
    return (*((paid,) if waits else ()), _struck(debt, debt.left))


def kept_back(*, flows: Sequence[Flow], debts: Iterable[Debt]) -> tuple[tuple[Debt, Money], ...]:
    """Return what is kept back from a settlement's payments, each debtor's oldest debt first."""
    room = {
        flow.credit: Money(flow.amount.fen * RECOVERY_PERCENT // 100)
        for flow in flows
        if flow.part in _RECOVERED_FROM
    }
    kept: list[tuple[Debt, Money]] = []
    for debt in debts:
        account = wallet(debt.debtor)
        amount = min(debt.left, room.get(account, Money(0)))
        if amount:
            room[account] -= amount
            kept.append((debt, amount))
    return tuple(kept)


def paid_parties(flows: Sequence[Flow]) -> tuple[str, ...]:
    """Return the parties whose share of a settlement is among the flows."""
    credited = (flow.credit for flow in flows if flow.part in _RECOVERED_FROM)
    return tuple(sorted({account.removeprefix(_WALLET) for account in credited}))


_RECOVERED_FROM = frozenset({"freight", "agent"})
"""Neither the fuel advance (the ship must sail) nor one's own deposit pays old debts."""


def _struck(debt: Debt, amount: Money) -> Flow:
    return Flow(
        part=f"claim_met:{debt.id}",
        debit=CLAIMS,
        credit=receivable(debt.debtor),
        amount=amount,
        memo=debt.lot,
    )


def _to(party: str, part: str, debit: str, amount: Money) -> Flow:
    return Flow(part=part, debit=debit, credit=wallet(party), amount=amount)
