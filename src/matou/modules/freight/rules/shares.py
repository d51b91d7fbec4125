"""Shares of the freight (分账): platform, agent, tax withheld, carrier, each to the fen.

The ratios of the contract share the freight by Webster's method (``kernels.splits``), so a freight
that grows by a fen lowers nobody's share. The agent's fixed part comes out of the carrier's share,
as every commission is a cost of the carriage, and tax is withheld (代扣) from what is left. With at
most three payees a share strays from the exact one by less than a fen a step, two in all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from matou.kernels import splits
from matou.kit.money import Money
from matou.modules.freight.rules.terms import LotTerms, MoneyTerms

_ALL_PERMILLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """What each payee gets of a lot's income; together exactly that income."""

    platform: Money
    agent: Money
    tax: Money
    carrier: Money

    @property
    def total(self) -> Money:
        """The income that was shared."""
        return self.platform + self.agent + self.tax + self.carrier


def shares_of(*, terms: LotTerms, freight: Money, demurrage: Money) -> Shares:
    """Share freight among all payees; demurrage is the carrier's alone, and taxed as income."""
    agreed = (terms.fee_permille, terms.agent_permille)
    platform, by_ratio, rest = splits.shares(freight.fen, (*agreed, _ALL_PERMILLE - sum(agreed)))
    fixed = min(terms.agent_fixed_fen, rest)
    income = rest - fixed + demurrage.fen
    tax, carrier = splits.shares(income, (terms.tax_permille, _ALL_PERMILLE - terms.tax_permille))
    return Shares(
        platform=Money(platform),
        agent=Money(by_ratio + fixed),
        tax=Money(tax),
        carrier=Money(carrier),
    )


def agent_basis(terms: LotTerms | MoneyTerms) -> str:
    """Return how an agent's share is reckoned: ``1.5 % + ¥200.00``."""
    fixed = f" + {Money(terms.agent_fixed_fen)}" if terms.agent_fixed_fen else ""
    return f"{Decimal(terms.agent_permille) / 10} %{fixed}"


def taken_back(*, paid: Mapping[str, int], done: Money, more: Money) -> dict[str, Money]:
    """Return what each payee gives for a refund of ``more`` after refunds of ``done``.

    ``paid`` says what each account got, in fen. Reckoned on cumulative totals, so no step is
    negative and the last fen refunded leaves exactly nothing with anybody.
    """
    assert done + more <= Money(sum(paid.values())), "never more than was paid"  # noqa: S101
    accounts = sorted(paid)
    parts = splits.step(done.fen, more.fen, [paid[account] for account in accounts])
    return {account: Money(part) for account, part in zip(accounts, parts, strict=True) if part}
