"""What each act does to the ledger (账务): flows between the accounts of one lot and its parties.

Amounts follow from the picture of the lot alone, so the same act always asks for the same flows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from matou.kit.money import Money
from matou.modules.freight.rules.money import share
from matou.modules.freight.rules.statement import (
    advance_of,
    demurrage_since,
    deposit_due,
    escrow_due,
    freight_of,
    settlement,
)
from matou.modules.freight.rules.states import LotState, Movement, Relation
from matou.modules.freight.rules.view import LotView

PLATFORM_FEE = "platform:fee"
PLATFORM_TAX = "platform:tax"
"""Tax withheld (代扣) until it is handed to the tax office."""

EARLY_CANCEL_PERCENT = 10
"""Before the vessel sets out, cancelling costs a tenth of the deposit (facts, section 5)."""

DEAD_FREIGHT_SHARE = (1, 2)
"""Half the freight when the shipper gives up after readiness (海商法 Art. 89, by analogy)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Money from one account to another; ``part`` names it within the act, ``memo`` explains."""

    part: str
    debit: str
    credit: str
    amount: Money
    memo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An act as money rules see it: the lot, the side that acts, the instant."""

    view: LotView
    by: Relation
    now: datetime


def wallet(party: str) -> str:
    """Return the account of a party's free money."""
    return f"wallet:{party}"


def escrow(lot: str) -> str:
    """Return the account of the money bound to a lot (托管)."""
    return f"escrow:{lot}"


def deposit(lot: str) -> str:
    """Return the account of the carrier's deposit for a lot (定金)."""
    return f"deposit:{lot}"


def disputed(lot: str) -> str:
    """Return the account of the amounts frozen by disputes of a lot (争议冻结)."""
    return f"disputed:{lot}"


def flows(*, movement: Movement, asked: Asked) -> tuple[Flow, ...]:
    """Return the flows of a movement, without those of nothing."""
    return tuple(flow for flow in _MOVEMENTS[movement](asked) if flow.amount)


def cancel_charge(asked: Asked) -> Money:
    """Return what the shipper owes for giving up now, on the ladder's rung (取消阶梯).

    Until the vessel sets out a tenth of the deposit; under way the deposit and the empty run;
    after readiness the waiting time and dead freight. Never more than lies in escrow.
    """
    view = asked.view
    if view.state is LotState.TO_LOAD:
        full = deposit_due(view.terms) + empty_run_cost(view)
    elif view.state is LotState.AT_LOAD:
        since = view.reached_at[LotState.AT_LOAD]
        waiting = demurrage_since(terms=view.terms, since=since, now=asked.now)
        freight = freight_of(view.terms, view.terms.quantity_kg)
        full = waiting + share(freight, *DEAD_FREIGHT_SHARE)
    else:
        return share(deposit_due(view.terms), EARLY_CANCEL_PERCENT, 100)
    return min(full, view.balances.escrow)


def empty_run_cost(view: LotView) -> Money:
    """Return the cost of the way sailed towards loading, by the distance of its track."""
    metres = sum(round(one.distance_m(other)) for one, other in pairwise(view.track()))
    return share(Money(view.terms.empty_run_fen_per_km), metres, 1000)


def dispute_opening(*, lot: str, dispute: str, amount: Money) -> Flow:
    """Return the flow that freezes a disputed amount, and nothing else."""
    return Flow(part=f"freeze:{dispute}", debit=escrow(lot), credit=disputed(lot), amount=amount)


def dispute_ending(
    *, lot: str, dispute: str, shares: Mapping[str, Money], earner: str
) -> tuple[Flow, ...]:
    """Return the flows that hand a frozen amount to the parties.

    What the ``earner`` gets is freight that was frozen, and income; anything else is not.
    """
    return tuple(
        Flow(
            part=f"{'freed' if party == earner else 'ruled'}:{dispute}:{party}",
            debit=disputed(lot),
            credit=wallet(party),
            amount=amount,
        )
        for party, amount in shares.items()
        if amount
    )


def given_before(view: LotView) -> dict[str, Money]:
    """Return what others get less, since rulings before the settlement lowered the income."""
    given: dict[str, Money] = {}
    for claim in view.claims:
        if claim.claimant is Relation.SHIPPER:
            for account, part in claim.parts.items():
                given[account] = given.get(account, Money(0)) + part
    return given


def top_up(*, view: LotView, amount: Money) -> Flow:
    """Return the flow by which the shipper covers what the statement asks beyond escrow."""
    return Flow(part="top_up", debit=wallet(view.shipper), credit=escrow(view.code), amount=amount)


def _nothing(_asked: Asked) -> tuple[Flow, ...]:
    return ()


def _hold_deposit(asked: Asked) -> tuple[Flow, ...]:
    view = asked.view
    amount = deposit_due(view.terms)
    return (_flow("deposit", wallet(view.carrier), deposit(view.code), amount),)


def _fund_escrow(asked: Asked) -> tuple[Flow, ...]:
    view = asked.view
    amount = escrow_due(view.terms)
    return (_flow("escrow", wallet(view.shipper), escrow(view.code), amount),)


def _pay_advance(asked: Asked) -> tuple[Flow, ...]:
    view = asked.view
    weight_kg = view.weight_kg()
    assert weight_kg is not None, "the guard asked for a weight"  # noqa: S101
    amount = advance_of(view.terms, weight_kg)
    return (_flow("advance", escrow(view.code), wallet(view.carrier), amount),)


def _settle(asked: Asked) -> tuple[Flow, ...]:
    view = asked.view
    split = settlement(view)
    by_shipper = _claimed(view, Relation.SHIPPER)
    by_carrier = _claimed(view, Relation.CARRIER)
    lot_escrow, lot_deposit, agent = escrow(view.code), deposit(view.code), wallet(view.terms.agent)
    given = given_before(view)
    paid = split.payable - by_shipper + Money.total(given.values())
    return (
        _flow("fee", lot_escrow, PLATFORM_FEE, _less(split.charges.fee, given, PLATFORM_FEE)),
        _flow("agent", lot_escrow, agent, _less(split.charges.agent, given, agent)),
        _flow("tax", lot_escrow, PLATFORM_TAX, _less(split.charges.tax, given, PLATFORM_TAX)),
        _flow("freight", lot_escrow, wallet(view.carrier), paid),
        _flow("refund", lot_escrow, wallet(view.shipper), split.refund - by_carrier),
        _flow("claim", lot_deposit, wallet(view.shipper), split.from_deposit),
        _flow("deposit_back", lot_deposit, wallet(view.carrier), split.deposit_back),
    )


def _return_all(asked: Asked) -> tuple[Flow, ...]:
    view = asked.view
    return (*_escrow_back(view, Money(0)), *_deposit_back(view, Money(0)))


def _forfeit_deposit(asked: Asked) -> tuple[Flow, ...]:
    view = asked.view
    return (*_escrow_back(view, Money(0)), *_deposit_back(view, view.balances.deposit))


def _cancel_early(asked: Asked) -> tuple[Flow, ...]:
    view = asked.view
    charge = cancel_charge(asked)
    if asked.by is Relation.CARRIER:
        return (*_escrow_back(view, Money(0)), *_deposit_back(view, charge))
    if view.balances.escrow:
        return (*_escrow_back(view, charge), *_deposit_back(view, Money(0)))
    # Nothing lies in escrow yet: the shipper pays from the wallet, or cannot cancel.
    charged = _flow("cancel_charge", wallet(view.shipper), wallet(view.carrier), charge)
    return (charged, *_deposit_back(view, Money(0)))


def _cancel_late(asked: Asked) -> tuple[Flow, ...]:
    view = asked.view
    if asked.by is Relation.CARRIER:
        return _forfeit_deposit(asked)
    return (*_escrow_back(view, cancel_charge(asked)), *_deposit_back(view, Money(0)))


def _escrow_back(view: LotView, charge: Money) -> tuple[Flow, ...]:
    """Hand the escrow back to the shipper, less a charge that the carrier gets."""
    source = escrow(view.code)
    return (
        _flow("cancel_charge", source, wallet(view.carrier), charge),
        _flow("escrow_back", source, wallet(view.shipper), view.balances.escrow - charge),
    )


def _deposit_back(view: LotView, charge: Money) -> tuple[Flow, ...]:
    """Hand the deposit back to the carrier, less a charge that the shipper gets."""
    source = deposit(view.code)
    kept = min(charge, view.balances.deposit)
    return (
        _flow("deposit_forfeit", source, wallet(view.shipper), kept),
        _flow("deposit_back", source, wallet(view.carrier), view.balances.deposit - kept),
    )


def _claimed(view: LotView, side: Relation) -> Money:
    return Money.total(claim.amount for claim in view.claims if claim.claimant is side)


def _less(amount: Money, given: Mapping[str, Money], account: str) -> Money:
    return amount - given.get(account, Money(0))


def _flow(part: str, debit: str, credit: str, amount: Money) -> Flow:
    assert amount.fen >= 0, f"{part} is never negative"  # noqa: S101
    return Flow(part=part, debit=debit, credit=credit, amount=amount)


_MOVEMENTS: Mapping[Movement, Callable[[Asked], tuple[Flow, ...]]] = {
    Movement.NONE: _nothing,
    Movement.HOLD_DEPOSIT: _hold_deposit,
    Movement.FUND_ESCROW: _fund_escrow,
    Movement.PAY_ADVANCE: _pay_advance,
    Movement.SETTLE: _settle,
    Movement.RETURN_ALL: _return_all,
    Movement.FORFEIT_DEPOSIT: _forfeit_deposit,
    Movement.CANCEL_EARLY: _cancel_early,
    Movement.CANCEL_UNDER_WAY: _cancel_late,
    Movement.CANCEL_AT_LOAD: _cancel_late,
}
