"""Reads of demands (货盘) and their offers, so that nothing sealed leaks before its time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from matou.kit.actor import OPERATOR, Actor
from matou.kit.errors import InvalidInput, NotFound
from matou.kit.money import Money
from matou.kit.period import Period
from matou.kit.tonnes import Tonnes
from matou.modules.freight.models import CargoDemand, Offer
from matou.modules.freight.queries.finding import says
from matou.modules.freight.queries.pictures import demand_terms
from matou.modules.freight.rules.demands import OPEN_STATES, OfferState
from matou.modules.freight.rules.guards import Lack
from matou.modules.freight.rules.plain import typed
from matou.modules.freight.rules.states import DemandState
from matou.modules.freight.rules.terms import DemandTerms, PriceBasis, PriceMode
from matou.modules.freight.rules.vessels import Particulars, vessel_lacks

MAX_ROWS = 100


class DemandSort(StrEnum):
    """How open demands are ordered."""

    NEWEST = "newest"
    LOADING = "loading"
    LARGEST = "largest"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFilter:
    """What a carrier looks for; empty fields ask for nothing."""

    text: str = ""
    origin: str = ""
    destination: str = ""
    cargo: str = ""
    tonnage_min: Tonnes | None = None
    tonnage_max: Tonnes | None = None
    sort: DemandSort = DemandSort.NEWEST


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRow:
    """A demand as lists show it; ``offers`` counts them, which tells no price."""

    code: str
    state: DemandState
    shipper: str
    origin: str
    destination: str
    loading: Period
    cargo: str
    cargo_name: str
    quantity: Tonnes
    mode: PriceMode
    price_basis: PriceBasis
    price: Money | None
    offers_until: datetime | None
    offers: int
    published_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandListPage:
    """Some rows, and the key under which the next ones begin; None at the end."""

    rows: tuple[DemandRow, ...]
    after: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FittingDemand:
    """An open demand with what a vessel lacks for it; nothing lacking means that it fits."""

    row: DemandRow
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferRow:
    """An offer as its carrier, or the shipper after the closing time, sees it."""

    id: UUID
    demand: str
    carrier: str
    vessel: str
    particulars: Particulars
    price: Money
    total: Money
    trip_days: int
    note: str
    state: OfferState
    made_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOffer:
    """An own offer beside the demand it is for; the demand's offers are not counted."""

    offer: OfferRow
    demand: DemandRow


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandPage:
    """A demand with its terms; ``lot`` is the living trip where the actor may know it."""

    row: DemandRow
    terms: DemandTerms
    is_own: bool
    are_offers_sealed: bool
    lot: str
    own_offers: tuple[OfferRow, ...] = field(default_factory=tuple)


_ORDERS: Mapping[DemandSort, tuple[str, ...]] = {
    DemandSort.NEWEST: ("-published_at", "-id"),
    DemandSort.LOADING: ("loading_from_at", "id"),
    DemandSort.LARGEST: ("-quantity_kg", "-id"),
}


def open_demands(
    *, wanted: DemandFilter, now: datetime, after: str = "", limit: int = 20
) -> DemandListPage:
    """Return demands that carriers may answer now, for anyone; ``after`` is the last row's code."""
    rows = _filtered(_open(now), wanted).order_by(*_ORDERS[wanted.sort])
    if after:
        rows = rows.filter(_beyond(after, wanted.sort))
    size = max(1, min(limit, MAX_ROWS))
    found = list(_counted(rows)[: size + 1])
    page = found[:size]
    more = page[-1].code if len(found) > size else None
    return DemandListPage(rows=tuple(row_of(demand) for demand in page), after=more)


def demands_for_vessel(
    *, vessel: Particulars, now: datetime, limit: int = 20
) -> tuple[FittingDemand, ...]:
    """Return open demands for one vessel: those she fits first, each by how much she would carry.

    Demands larger than the vessel are left out; what else is lacking is told beside the row.
    """
    rows = _open(now).filter(quantity_kg__lte=vessel.deadweight_kg or 0)
    candidates = _counted(rows).order_by("-quantity_kg", "-id")[:MAX_ROWS]
    judged = [
        FittingDemand(
            row=row_of(demand), lacks=vessel_lacks(terms=demand_terms(demand), vessel=vessel)
        )
        for demand in candidates
    ]
    judged.sort(key=lambda fitting: len(fitting.lacks))
    return tuple(judged[:limit])


def my_demands(
    *,
    actor: Actor,
    text: str = "",
    state: DemandState | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[tuple[DemandRow, ...], int | None]:
    """Return the demands of the actor's party, newest first, and the key of the next page."""
    rows = _counted(CargoDemand.objects.of_shipper(actor.acts_for).filter(says(text)))
    rows = rows.order_by("-id")
    if state is not None:
        rows = rows.filter(state=state)
    if before is not None:
        rows = rows.filter(id__lt=before)
    size = max(1, min(limit, MAX_ROWS))
    found = list(rows[: size + 1])
    page = found[:size]
    more = page[-1].pk if len(found) > size else None
    return tuple(row_of(demand) for demand in page), more


def demand_page(*, code: str, actor: Actor | None, now: datetime) -> DemandPage:
    """Return a demand with its terms; raises NotFound where the actor may not know it.

    Drafts are their shipper's alone; ended demands stay visible to shipper, offerers, operators.
    """
    demand = _counted(CargoDemand.objects.filter(code=code)).first()
    if demand is None:
        raise NotFound(what=code)
    own_offers = _own_offers(demand, actor)
    is_own = actor is not None and actor.acts_for == demand.shipper
    is_watcher = actor is not None and actor.has(OPERATOR) and demand.state != DemandState.DRAFT
    if not (is_own or is_watcher or own_offers or demand.state in OPEN_STATES):
        raise NotFound(what=code)
    lot = demand.lots.filter(parent__isnull=True).order_by("-id").first()
    knows_lot = lot is not None and (is_own or is_watcher or _is_carrier(actor, lot.carrier))
    return DemandPage(
        row=row_of(demand),
        terms=demand_terms(demand),
        is_own=is_own,
        are_offers_sealed=_is_sealed(demand, now),
        lot=lot.code if lot is not None and knows_lot else "",
        own_offers=own_offers,
    )


def offers_of(*, demand_code: str, actor: Actor, now: datetime) -> tuple[OfferRow, ...]:
    """Return the offers for a demand, cheapest first, to its shipper after the closing time.

    A carrier sees its own only, at any time. Before the closing time nobody else sees any, not
    even an operator. Raises NotFound for strangers.
    """
    demand = CargoDemand.objects.filter(code=demand_code).first()
    if demand is None:
        raise NotFound(what=demand_code)
    if actor.acts_for != demand.shipper:
        own = _own_offers(demand, actor)
        if not own and demand.state not in OPEN_STATES:
            raise NotFound(what=demand_code)
        return own
    if _is_sealed(demand, now):
        return ()
    rows = demand.offers.exclude(state=OfferState.WITHDRAWN).order_by("price_fen", "made_at")
    return tuple(offer_row(offer, demand) for offer in rows)


def my_offers(*, actor: Actor, limit: int = 50) -> tuple[OfferRow, ...]:
    """Return the offers of the actor's party, newest first."""
    rows = Offer.objects.filter(carrier=actor.acts_for).select_related("demand")
    newest = rows.order_by("-made_at", "-id")[: min(limit, MAX_ROWS)]
    return tuple(offer_row(offer, offer.demand) for offer in newest)


def own_offers_page(
    *, actor: Actor, state: OfferState | None = None, after: UUID | None = None, limit: int = 20
) -> tuple[tuple[OwnOffer, ...], UUID | None]:
    """Return the own offers with what they are for, newest first, and the key of the next page."""
    rows = Offer.objects.filter(carrier=actor.acts_for).select_related("demand")
    if state is not None:
        rows = rows.filter(state=state)
    last = rows.filter(id=after).first() if after else None
    if last is not None:
        rows = rows.filter(Q(made_at__lt=last.made_at) | Q(made_at=last.made_at, id__lt=last.id))
    size = max(1, min(limit, MAX_ROWS))
    found = list(rows.order_by("-made_at", "-id")[: size + 1])
    page = found[:size]
    more = page[-1].id if len(found) > size else None
    return tuple(
        OwnOffer(offer=offer_row(offer, offer.demand), demand=row_of(offer.demand))
        for offer in page
    ), more


def row_of(demand: CargoDemand) -> DemandRow:
    """Return a demand as lists show it; the queryset has counted its offers."""
    return DemandRow(
        code=demand.code,
        state=DemandState(demand.state),
        shipper=demand.shipper,
        origin=demand.origin,
        destination=demand.destination,
        loading=Period(demand.loading_from_at, demand.loading_until_at),
        cargo=demand.cargo,
        cargo_name=demand.cargo_name,
        quantity=Tonnes(demand.quantity_kg),
        mode=PriceMode(demand.mode),
        price_basis=PriceBasis(demand.price_basis),
        price=None if demand.price_fen is None else Money(demand.price_fen),
        offers_until=demand.offers_until_at,
        offers=getattr(demand, "offer_count", 0),
        published_at=demand.published_at,
    )


def offer_row(offer: Offer, demand: CargoDemand) -> OfferRow:
    """Return an offer with what the whole cargo would cost at its price."""
    price = Money(offer.price_fen)
    is_lump = demand.price_basis == PriceBasis.LUMP_SUM
    return OfferRow(
        id=offer.id,
        demand=demand.code,
        carrier=offer.carrier,
        vessel=offer.vessel_code,
        particulars=typed(Particulars, offer.particulars),
        price=price,
        total=price if is_lump else price.times(Tonnes(demand.quantity_kg).decimal),
        trip_days=offer.trip_days,
        note=offer.note,
        state=OfferState(offer.state),
        made_at=offer.made_at,
    )


def _open(now: datetime) -> QuerySet[CargoDemand]:
    return CargoDemand.objects.open().filter(loading_until_at__gt=now)


def _counted(rows: QuerySet[CargoDemand]) -> QuerySet[CargoDemand]:
    live = ~Q(offers__state=OfferState.WITHDRAWN)
    return rows.annotate(offer_count=Count("offers", filter=live))


def _filtered(rows: QuerySet[CargoDemand], wanted: DemandFilter) -> QuerySet[CargoDemand]:
    exact = {
        name: value
        for name in ("origin", "destination", "cargo")
        if (value := getattr(wanted, name))
    }
    rows = rows.filter(**exact)
    if wanted.tonnage_min is not None:
        rows = rows.filter(quantity_kg__gte=wanted.tonnage_min.kg)
    if wanted.tonnage_max is not None:
        rows = rows.filter(quantity_kg__lte=wanted.tonnage_max.kg)
    return rows.filter(says(wanted.text))


def _beyond(after: str, sort: DemandSort) -> Q:
    """Return the keyset condition: rows that come after the row with this code."""
    last = CargoDemand.objects.filter(code=after).first()
    if last is None:
        raise InvalidInput(
            field="after", reason_zh="页码已失效，请回到第一页。", reason_en="Go back to page one."
        )
    first_key, second_key = _ORDERS[sort]
    name, second = first_key.lstrip("-"), second_key.lstrip("-")
    way = "lt" if first_key.startswith("-") else "gt"
    value = getattr(last, name)
    return Q(**{f"{name}__{way}": value}) | Q(**{name: value, f"{second}__{way}": last.pk})


def _own_offers(demand: CargoDemand, actor: Actor | None) -> tuple[OfferRow, ...]:
    if actor is None:
        return ()
    own = demand.offers.filter(carrier=actor.acts_for).order_by("made_at")
    return tuple(offer_row(offer, demand) for offer in own)


def _is_sealed(demand: CargoDemand, now: datetime) -> bool:
    """Tell whether offers are still closed to the shipper's eyes."""
    until = demand.offers_until_at
    return demand.mode == PriceMode.SEALED and until is not None and now < until


def _is_carrier(actor: Actor | None, carrier: str) -> bool:
    return actor is not None and actor.acts_for == carrier


def demand_window(code: str) -> Period | None:
    """Return the loading window of a demand, None where there is no such demand."""
    found = CargoDemand.objects.filter(code=code).first()
    return None if found is None else Period(found.loading_from_at, found.loading_until_at)
