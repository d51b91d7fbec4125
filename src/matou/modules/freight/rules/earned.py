"""The freight really earned (实得运费): what rulings make of it, and how the shares follow.

A ruling says on what it gives: the freight or the demurrage was other than stated, and then fee,
agent's share and tax are those of what was really earned; or it is compensation (赔偿), which one
side pays and no share follows, as with a shortage in the statement. Shares are reckoned anew on the
totals and differences posted (``kernels.splits``): more income lowers nobody's share, so no step of
a lowering or a raising is negative, and however many rulings there are, all end at the same fen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.modules.freight.rules.flows import (
    PLATFORM_FEE,
    PLATFORM_TAX,
    Flow,
    disputed,
    given_before,
    wallet,
)
from matou.modules.freight.rules.shares import shares_of
from matou.modules.freight.rules.statement import Charges, charges
from matou.modules.freight.rules.states import Relation
from matou.modules.freight.rules.terms import LotTerms
from matou.modules.freight.rules.view import LotView

Parts = Mapping[str, Money]
"""What each account beside the carrier's gives back, or gets, when the income changes."""


class RulingGround(StrEnum):
    """What a ruling gives money on."""

    FREIGHT = "freight"
    DEMURRAGE = "demurrage"
    COMPENSATION = "compensation"


RULING_GROUND_NAMES: dict[RulingGround, tuple[str, str]] = {
    RulingGround.FREIGHT: ("运费（费用份额随之增减）", "Freight: fee and shares follow"),
    RulingGround.DEMURRAGE: ("滞期费（代扣税款随之增减）", "Demurrage: the tax withheld follows"),
    RulingGround.COMPENSATION: ("赔偿（只由败方承担）", "Compensation: the losing side's alone"),
}


class RulingBeyondIncome(DomainError):
    """A ruling takes more freight, or demurrage, than was earned."""

    code = "freight.ruling-beyond-income"
    status = 422
    zh = "该项收入现为 {most}，裁决减少的金额不能超过它。请调整金额，或改选其他依据。"
    en = "This income is {most} now; a ruling cannot lower it by more. Adjust amount or ground."


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """What a lot earns: freight with dead freight, and demurrage."""

    freight: Money
    demurrage: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Who won how much by a final ruling, and on what ground."""

    claimant: Relation
    ground: RulingGround
    won: Money


def stated(lines: Charges) -> Income:
    """Return the income as the statement reckons it."""
    return Income(freight=lines.freight + lines.dead_freight, demurrage=lines.demurrage)


def income_after(income: Income, verdicts: Iterable[Verdict]) -> Income:
    """Return what is really earned: what a shipper won lowers it, what a carrier won raises it."""
    freight, demurrage = income.freight, income.demurrage
    for one in verdicts:
        change = one.won if one.claimant is Relation.CARRIER else -one.won
        freight += change if one.ground is RulingGround.FREIGHT else Money(0)
        demurrage += change if one.ground is RulingGround.DEMURRAGE else Money(0)
    return Income(freight=freight, demurrage=demurrage)


def check_within_income(*, income: Income, verdict: Verdict) -> None:
    """Refuse to take more of an income than there is; raises RulingBeyondIncome."""
    after = income_after(income, (verdict,))
    for left, before in (
        (after.freight, income.freight),
        (after.demurrage, income.demurrage),
    ):
        if left < Money(0):
            raise RulingBeyondIncome(most=before)


def moved_parts(*, terms: LotTerms, before: Income, after: Income) -> Parts:
    """Return how far every other share moves when the income does, each as a positive sum."""
    old = shares_of(terms=terms, freight=before.freight, demurrage=before.demurrage)
    new = shares_of(terms=terms, freight=after.freight, demurrage=after.demurrage)
    steps = {
        PLATFORM_FEE: new.platform.fen - old.platform.fen,
        wallet(terms.agent): new.agent.fen - old.agent.fen,
        PLATFORM_TAX: new.tax.fen - old.tax.fen,
    }
    signs = {step > 0 for step in steps.values() if step}
    assert len(signs) <= 1, "one ruling moves all shares the same way"  # noqa: S101
    return {account: Money(abs(step)) for account, step in steps.items() if step}


def within_shares(*, parts: Parts, view: LotView) -> Parts:
    """Return what others get less at the settlement to come: never more than it would pay them.

    Raisings paid at once and lowerings paid then are rounded apart, by a fen at the most.
    """
    lines, given = charges(view), given_before(view)
    stands = {
        PLATFORM_FEE: lines.fee,
        wallet(view.terms.agent): lines.agent,
        PLATFORM_TAX: lines.tax,
    }
    return {
        account: min(part, stands[account] - given.get(account, Money(0)))
        for account, part in parts.items()
    }


def raised(*, lot: str, dispute: str, parts: Parts) -> tuple[Flow, ...]:
    """Return the flows by which others get their shares of what a carrier won."""
    return tuple(
        Flow(part=f"ruled:{dispute}:{account}", debit=disputed(lot), credit=account, amount=amount)
        for account, amount in parts.items()
    )
