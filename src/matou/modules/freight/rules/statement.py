"""The statement (结算单): freight, dead freight, demurrage, shortage, shares, who gets what.

Charges are lines; the split of the money held follows from them and always adds up to it.
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from matou.kit.errors import DomainError
from matou.kit.money import Money
from matou.kit.tonnes import Tonnes
from matou.modules.freight.rules.evidence import ShortLoad, Stoppage
from matou.modules.freight.rules.laytime import PortCall, laytime_statement
from matou.modules.freight.rules.money import half_up, price_of, share
from matou.modules.freight.rules.shares import shares_of
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.rules.terms import LotTerms, PriceBasis, SettlementBasis
from matou.modules.freight.rules.view import LotView

NOTHING = Money(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charges:
    """The lines of a statement, none of them negative."""

    freight: Money
    dead_freight: Money
    demurrage: Money
    shortage: Money
    fee: Money
    advance: Money
    billed_kg: int
    shortage_kg: int
    laytime_used_s: int
    # Statements of older days had neither.
    agent: Money = NOTHING
    tax: Money = NOTHING

    @property
    def shared_out(self) -> Money:
        """What others than the carrier get of the freight."""
        return self.fee + self.agent + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """Who gets what of the money held: escrow and frozen amounts on one side, deposit on the other.

    ``payable`` and ``refund`` count amounts in dispute as if the statement stood; ``unpaid_claim``
    is a shortage that neither freight nor deposit covers: it is shown, never a silent negative.
    """

    charges: Charges
    held: Money
    payable: Money
    refund: Money
    from_deposit: Money
    deposit_back: Money
    due_from_shipper: Money
    unpaid_claim: Money


class LotNotDelivered(DomainError):
    """There is nothing to state before the cargo is delivered."""

    code = "freight.not-delivered"
    zh = "货物尚未签收，不能结算。"
    en = "The cargo is not delivered yet, so nothing can be stated."


def escrow_due(terms: LotTerms) -> Money:
    """Return what the shipper must put into escrow: the agreed share of the highest freight."""
    if terms.price_basis is PriceBasis.LUMP_SUM:
        highest = Money(terms.price_fen)
    else:
        highest = price_of(mass_kg=terms.most_kg, fen_per_tonne=terms.price_fen)
    return share(highest, terms.escrow_percent, 100)


def deposit_due(terms: LotTerms) -> Money:
    """Return the carrier's deposit (定金): a share of the agreed freight."""
    return share(freight_of(terms, terms.quantity_kg), terms.deposit_percent, 100)


def freight_of(terms: LotTerms, billed_kg: int) -> Money:
    """Return the freight on a weight; a lump sum is the same for every weight."""
    if terms.price_basis is PriceBasis.LUMP_SUM:
        return Money(terms.price_fen)
    return price_of(mass_kg=billed_kg, fen_per_tonne=terms.price_fen)


def advance_of(terms: LotTerms, loaded_kg: int) -> Money:
    """Return the fuel advance (开航费) that falls due when the cargo is loaded."""
    return share(freight_of(terms, loaded_kg), terms.advance_percent, 100)


def shortage_kg(*, terms: LotTerms, loaded_kg: int, delivered_kg: int) -> int:
    """Return the kilograms missing beyond the agreed tolerance; the tolerance itself is free."""
    free_kg = loaded_kg * terms.shortage_permille // 1000
    return max(0, loaded_kg - delivered_kg - free_kg)


def dead_freight(*, terms: LotTerms, loaded_kg: int, fault: Relation | None) -> Money:
    """Return the charge for space the shipper booked and left empty (亏舱费).

    Only below the tolerance and only by the shipper's fault; a lump sum is owed in full anyway.
    """
    missing_kg = terms.least_kg - loaded_kg
    is_lump = terms.price_basis is PriceBasis.LUMP_SUM
    if missing_kg <= 0 or fault is not Relation.SHIPPER or is_lump:
        return NOTHING
    return price_of(mass_kg=missing_kg, fen_per_tonne=terms.price_fen)


def charges(view: LotView) -> Charges:
    """Reckon every line from the picture of a delivered lot; raises LotNotDelivered."""
    loaded_kg = view.loaded_kg
    if loaded_kg is None or LotState.DELIVERED not in view.reached_at:
        raise LotNotDelivered
    delivered_kg = loaded_kg if view.delivered_kg is None else view.delivered_kg
    terms = view.terms
    billed_kg = _billed_kg(terms, loaded_kg, delivered_kg)
    freight = freight_of(terms, billed_kg)
    dead = dead_freight(terms=terms, loaded_kg=loaded_kg, fault=_short_load_fault(view))
    missing_kg = shortage_kg(terms=terms, loaded_kg=loaded_kg, delivered_kg=delivered_kg)
    used_s, demurrage = _laytime(view, loaded_kg)
    shares = shares_of(terms=terms, freight=freight + dead, demurrage=demurrage)
    return Charges(
        freight=freight,
        dead_freight=dead,
        demurrage=demurrage,
        shortage=price_of(mass_kg=missing_kg, fen_per_tonne=terms.cargo_value_fen_per_tonne),
        fee=shares.platform,
        agent=shares.agent,
        tax=shares.tax,
        advance=NOTHING if view.is_return else advance_of(terms, loaded_kg),
        billed_kg=billed_kg,
        shortage_kg=missing_kg,
        laytime_used_s=used_s,
    )


def settlement(view: LotView) -> Settlement:
    """Split the money held by the charges; raises LotNotDelivered."""
    lines = charges(view)
    held = view.balances.escrow + Money.total(claim.amount for claim in view.claims)
    owed = lines.freight + lines.dead_freight + lines.demurrage
    net = owed - lines.shared_out - lines.advance - lines.shortage
    payable, short = max(net, NOTHING), max(-net, NOTHING)
    from_deposit = min(view.balances.deposit, short)
    rest = held - payable - lines.shared_out
    return Settlement(
        charges=lines,
        held=held,
        payable=payable,
        refund=max(rest, NOTHING),
        from_deposit=from_deposit,
        deposit_back=view.balances.deposit - from_deposit,
        due_from_shipper=max(-rest, NOTHING),
        unpaid_claim=short - from_deposit,
    )


def demurrage_since(*, terms: LotTerms, since: datetime, now: datetime) -> Money:
    """Return what waiting since a notice of readiness costs: every started second, no free time."""
    seconds = max(0, int((now - since).total_seconds()))
    rate = terms.demurrage_fen_per_tonne_day
    return half_up(Fraction(terms.quantity_kg * rate * seconds, 1000 * 86_400))


def _billed_kg(terms: LotTerms, loaded_kg: int, delivered_kg: int) -> int:
    return {
        SettlementBasis.LOADED: loaded_kg,
        SettlementBasis.DELIVERED: delivered_kg,
        SettlementBasis.AGREED: terms.quantity_kg,
    }[terms.settlement_basis]


def _short_load_fault(view: LotView) -> Relation | None:
    notes = [fact.payload for fact in view.evidence if isinstance(fact.payload, ShortLoad)]
    return notes[-1].fault if notes else None


def _laytime(view: LotView, loaded_kg: int) -> tuple[int, Money]:
    """Count both ports against the pool (两港合计); a return has no loading port."""
    exclusions = tuple(
        fact.payload.exclusion
        for fact in view.evidence
        if isinstance(fact.payload, Stoppage) and fact.relation is not Relation.SHIPPER
    )
    calls = tuple(
        PortCall(
            place=arrived.value,
            notice_accepted_at=view.reached_at[arrived],
            work_ended_at=view.reached_at[done],
            exclusions=exclusions,
        )
        for arrived, done in (
            (LotState.AT_LOAD, LotState.LOADED),
            (LotState.AT_DISCHARGE, LotState.DELIVERED),
        )
        if arrived in view.reached_at and done in view.reached_at
    )
    counted = laytime_statement(terms=view.terms.laytime, cargo=Tonnes(loaded_kg), calls=calls)
    return int(counted.used.total_seconds()), counted.demurrage
