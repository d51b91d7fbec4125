"""Pictures for rules: rows turned into the frozen values that guards and money rules read."""

from collections.abc import Mapping

from matou.kit.errors import NotFound
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.models import CargoDemand, Lot
from matou.modules.freight.queries import licences
from matou.modules.freight.rules.disputes import DISPUTABLE_STATES, LIVING_STATES
from matou.modules.freight.rules.evidence import EvidenceFact, EvidenceKind, read_payload
from matou.modules.freight.rules.flows import deposit, disputed, escrow
from matou.modules.freight.rules.guards import CREDENTIAL_MARGIN
from matou.modules.freight.rules.plain import typed
from matou.modules.freight.rules.states import LotState, Relation
from matou.modules.freight.rules.terms import (
    DemandTerms,
    LotTerms,
    MoneyTerms,
    OperatingMode,
    PriceBasis,
    PriceMode,
    VesselNeeds,
)
from matou.modules.freight.rules.vessels import Particulars
from matou.modules.freight.rules.view import Balances, Claim, LotView
from matou.spine.ledger import queries as ledger
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceCard

_CLAIMABLE_STATES = frozenset({*DISPUTABLE_STATES, LotState.SETTLED})


def demand_terms(demand: CargoDemand) -> DemandTerms:
    """Return the terms of a demand as rules read them."""
    return DemandTerms(
        origin=demand.origin,
        destination=demand.destination,
        loading=Period(demand.loading_from_at, demand.loading_until_at),
        cargo=demand.cargo,
        cargo_name=demand.cargo_name,
        quantity=Tonnes(demand.quantity_kg),
        tolerance_permille=demand.tolerance_permille,
        mode=PriceMode(demand.mode),
        price_basis=PriceBasis(demand.price_basis),
        price=None if demand.price_fen is None else Money(demand.price_fen),
        offers_until=demand.offers_until_at,
        consignee=demand.consignee,
        operating_mode=OperatingMode(demand.operating_mode),
        vessel=VesselNeeds(**{name: getattr(demand, name) for name in VesselNeeds.__slots__}),
        money=typed(MoneyTerms, demand.money_terms),
        payment_terms=demand.payment_terms,
        notes=demand.notes,
    )


def lot_parties(lot: Lot) -> Mapping[Relation, str]:
    """Return who stands on which side of a lot."""
    return {
        Relation.SHIPPER: lot.shipper,
        Relation.CARRIER: lot.carrier,
        Relation.CONSIGNEE: lot.consignee,
    }


def lot_ends(lot: Lot) -> Mapping[str, PlaceCard]:
    """Return both ends of a lot by code; raises NotFound when the basin has lost one."""
    known = places.places_by_code([lot.origin, lot.destination])
    for code in (lot.origin, lot.destination):
        if code not in known:
            raise NotFound(what=code)
    return known


def kept_ends(lot: Lot) -> Mapping[str, PlaceCard]:
    """Return both ends of a lot for a page: as kept for a minute, where both are ports."""
    kept = places.kept_ports()
    if lot.origin in kept and lot.destination in kept:
        return {code: kept[code] for code in (lot.origin, lot.destination)}
    return lot_ends(lot)


def lot_view(lot: Lot, ends: Mapping[str, PlaceCard] | None = None) -> LotView:
    """Return the picture of a lot; true only while its row is locked or nobody writes."""
    known = ends or lot_ends(lot)
    particulars = typed(Particulars, lot.particulars)
    reached_at = {
        LotState(row.to_state): row.occurred_at
        # .all() is what a page has read ahead already; locked lots read it fresh.
        for row in sorted(lot.transitions.all(), key=lambda row: row.version)
        if row.from_state != row.to_state
    }
    return LotView(
        code=lot.code,
        state=LotState(lot.state),
        on_hold=lot.on_hold,
        incident=lot.incident,
        shipper=lot.shipper,
        carrier=lot.carrier,
        consignee=lot.consignee,
        terms=typed(LotTerms, lot.terms),
        text_sha256=lot.text_sha256,
        is_return=lot.parent_id is not None,
        window=Period(lot.window_from_at, lot.window_until_at),
        origin=known[lot.origin].position,
        destination=known[lot.destination].position,
        deadweight_kg=particulars.deadweight_kg,
        loaded_kg=lot.loaded_kg,
        delivered_kg=lot.delivered_kg,
        is_refused=lot.is_refused,
        evidence=_evidence(lot),
        claims=_claims(lot),
        balances=balances_of(lot.code),
        credentials_missing=_credentials_missing(lot),
        reached_at=reached_at,
        accepted_by=_accepted_by(lot),
    )


def balances_of(lot_code: str) -> Balances:
    """Return what lies in a lot's own accounts; accounts not opened yet hold nothing."""
    codes = (escrow(lot_code), deposit(lot_code), disputed(lot_code))
    held = ledger.balances(codes)
    amounts = [held[code].posted if code in held else Money(0) for code in codes]
    return Balances(escrow=amounts[0], deposit=amounts[1], disputed=amounts[2])


def _evidence(lot: Lot) -> tuple[EvidenceFact, ...]:
    return tuple(
        EvidenceFact(
            payload=read_payload(EvidenceKind(row.kind), row.payload),
            relation=Relation(row.relation),
            state=LotState(row.state),
            taken_at=row.taken_at,
            recorded_at=row.recorded_at,
            reference=row.pk,
        )
        for row in sorted(lot.evidence.all(), key=lambda row: row.pk)
    )


def _claims(lot: Lot) -> tuple[Claim, ...]:
    """Look disputes up only from where one can be opened."""
    if lot.state not in _CLAIMABLE_STATES:
        return ()
    return tuple(
        Claim(
            claimant=Relation(row.claimant),
            amount=Money(row.amount_fen),
            is_open=row.state in LIVING_STATES,
            parts={account: Money(fen) for account, fen in row.parts.items()},
        )
        for row in lot.disputes.order_by("opened_at", "id")
    )


def _credentials_missing(lot: Lot) -> tuple[str, ...]:
    """Look licences up only where a guard asks for them."""
    if lot.state != LotState.OFFERED:
        return ()
    return licences.missing(
        carrier=lot.carrier,
        vessel=lot.vessel_code,
        period=Period(lot.period.lower, lot.period.upper + CREDENTIAL_MARGIN),
    )


def _accepted_by(lot: Lot) -> frozenset[Relation]:
    statement = getattr(lot, "statement", None)
    if statement is None:
        return frozenset()
    sides = {
        Relation.SHIPPER: statement.shipper_accepted_at,
        Relation.CARRIER: statement.carrier_accepted_at,
    }
    return frozenset(side for side, accepted_at in sides.items() if accepted_at)
