"""Offers and bookings as pages and programmes read them, each to those whom it concerns."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q

from matou.kit.actor import Actor
from matou.kit.errors import NotFound
from matou.modules.planner.models import Booking, BookingLeg, ChainOffer, WorkOrder
from matou.modules.planner.models.bookings import BookingQuerySet
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.booking_states import WATCHERS, BookingState, LegState, WorkState
from matou.modules.planner.rules.pinning import PinnedChain, chain_of, question_of
from matou.modules.planner.rules.splitting import LegWeight, WeightGap, weight_gaps
from matou.spine.parties import queries as parties
from matou.spine.places import queries as places

BOOKING_CODE = "planner-booking"
MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCard:
    """An offer with its chain, to whom it was made, and the booking made of it, if any."""

    id: UUID
    party: str
    question: Question
    chain: PinnedChain
    network_version: str
    timetable_sha256: str
    made_at: datetime
    expires_at: datetime
    booking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Triple:
    """Planned, expected and actual instants of a beginning or an end (PLN, EST, ACT)."""

    planned_at: datetime
    estimated_at: datetime | None
    actual_at: datetime | None

    @property
    def best_at(self) -> datetime:
        """The best that is known."""
        return self.actual_at or self.estimated_at or self.planned_at


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCard:
    """What one vessel or truck, or a group of them, carries."""

    number: int
    vehicles: int
    mass_kg: int
    demand: str
    lot: str
    carrier: str
    loaded_kg: int | None
    delivered_kg: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LegCard:
    """One leg of a booking."""

    number: int
    mode: str
    origin: str
    destination: str
    service: str
    carrier: str
    state: LegState
    mass_kg: int
    teu: int
    length_m: int
    price_fen: int
    co2e_g: int
    departs: Triple
    arrives: Triple
    parts: tuple[PartCard, ...]

    @property
    def loaded_kg(self) -> int | None:
        """What was loaded, once every part of it was weighed."""
        return _sum([part.loaded_kg for part in self.parts])

    @property
    def delivered_kg(self) -> int | None:
        """What was delivered, once every part of it was."""
        return _sum([part.delivered_kg for part in self.parts])


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCard:
    """One work order of a terminal."""

    number: int
    transfer: str
    origin: str
    destination: str
    origin_mode: str
    destination_mode: str
    mass_kg: int
    teu: int
    price_fen: int
    state: WorkState
    begins: Triple
    ends: Triple


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingRow:
    """A booking as lists show it."""

    code: str
    party: str
    consignee: str
    state: BookingState
    reason: str
    cargo: str
    cargo_name: str
    mass_kg: int
    teu: int
    dangerous_class: str
    origin: str
    destination: str
    price_fen: int
    co2e_g: int
    departs_at: datetime
    starts_by: datetime
    arrives_at: datetime
    booked_at: datetime
    held_until: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingPage:
    """A booking with everything that its shipper sees."""

    row: BookingRow
    network_version: str
    timetable_sha256: str
    legs: tuple[LegCard, ...]
    work_orders: tuple[WorkCard, ...]
    gaps: tuple[WeightGap, ...]
    is_own: bool

    @property
    def carried_legs(self) -> tuple[LegCard, ...]:
        """The legs that are or will be carried; those that a re-plan replaced are history."""
        return tuple(leg for leg in self.legs if leg.state is not LegState.REPLACED)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingFilter:
    """Which bookings are wanted; an empty text asks for all."""

    text: str = ""
    state: str = ""


def offer_card(*, offer_id: UUID, actor: Actor) -> OfferCard:
    """Return an offer to the party it was made to; raises NotFound for others."""
    offer = ChainOffer.objects.filter(pk=offer_id, party=actor.acts_for).first()
    if offer is None:
        raise NotFound(what=f"报价 offer {offer_id}")
    made = Booking.objects.filter(Q(offer=offer) | Q(replans__replaced_offer=offer))
    booking = made.values_list("code", flat=True).first()
    return OfferCard(
        id=offer.id,
        party=offer.party,
        question=question_of(offer.question),
        chain=chain_of(offer.chain),
        network_version=offer.network_version,
        timetable_sha256=offer.timetable_sha256,
        made_at=offer.made_at,
        expires_at=offer.expires_at,
        booking=booking or "",
    )


def open_offers(*, actor: Actor, limit: int = 20) -> tuple[UUID, ...]:
    """Return the offers of the actor's party that nobody has booked, the newest first."""
    found = ChainOffer.objects.filter(
        party=actor.acts_for, booking__isnull=True, replaced_by__isnull=True
    )
    return tuple(found.order_by("-made_at").values_list("id", flat=True)[:limit])


def bookings_page(
    *, actor: Actor, wanted: BookingFilter = BookingFilter(), page: int = 1, size: int = 20
) -> tuple[tuple[BookingRow, ...], int]:
    """Return the bookings that an actor may read, the newest first, and how many there are."""
    rows = _seen_by(actor)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.text:
        rows = rows.filter(named(wanted.text))
    start = (max(1, page) - 1) * size
    found = rows.order_by("-id")[start : start + min(size, MOST)]
    return tuple(_row(one) for one in found), rows.count()


def booking_page(*, code: str, actor: Actor) -> BookingPage:
    """Return a booking to its shipper, its consignee or a watcher; raises NotFound for others."""
    found = (
        _seen_by(actor)
        .select_related("offer")
        .prefetch_related("legs__parts", "work_orders")
        .filter(code=code)
        .first()
    )
    if found is None:
        raise NotFound(what=code)
    legs = tuple(_leg(one) for one in sorted(found.legs.all(), key=lambda leg: leg.number))
    weights = tuple(
        LegWeight(number=leg.number, loaded_kg=leg.loaded_kg, delivered_kg=leg.delivered_kg)
        for leg in legs
        if leg.state is not LegState.REPLACED
    )
    return BookingPage(
        row=_row(found),
        network_version=found.offer.network_version,
        timetable_sha256=found.offer.timetable_sha256,
        legs=legs,
        work_orders=tuple(
            _work(one) for one in sorted(found.work_orders.all(), key=lambda work: work.number)
        ),
        gaps=weight_gaps(weights),
        is_own=found.party == actor.acts_for,
    )


def _seen_by(actor: Actor) -> BookingQuerySet:
    rows: BookingQuerySet = Booking.objects.all()
    if actor.roles & WATCHERS:
        return rows
    return rows.filter(Q(party=actor.acts_for) | Q(consignee=actor.acts_for))


def named(text: str, *, prefix: str = "") -> Q:
    """Match code, goods, places and companies by what somebody typed.

    ``prefix`` leads from another table to its booking.
    """
    spots = [card.code for card in places.search(text, limit=50)]
    companies = [card.code for card in parties.search(text=text, limit=50)]
    wanted = {
        "code": text.strip().upper().replace("-", ""),
        "cargo_name__icontains": text,
        "origin__in": spots,
        "destination__in": spots,
        "party__in": companies,
    }
    return reduce(or_, (Q((f"{prefix}{name}", value)) for name, value in wanted.items()))


def _row(one: Booking) -> BookingRow:
    names = BookingRow.__slots__
    values = {name: getattr(one, name) for name in names}
    return BookingRow(**values | {"state": BookingState(one.state)})


def _leg(one: BookingLeg) -> LegCard:
    return LegCard(
        number=one.number,
        mode=one.mode,
        origin=one.origin,
        destination=one.destination,
        service=one.service,
        carrier=one.carrier,
        state=LegState(one.state),
        mass_kg=one.mass_kg,
        teu=one.teu,
        length_m=one.length_m,
        price_fen=one.price_fen,
        co2e_g=one.co2e_g,
        departs=_triple(one, "departs_at"),
        arrives=_triple(one, "arrives_at"),
        parts=tuple(
            PartCard(**{name: getattr(part, name) for name in PartCard.__slots__})
            for part in sorted(one.parts.all(), key=lambda part: part.number)
        ),
    )


def _work(one: WorkOrder) -> WorkCard:
    return WorkCard(
        number=one.number,
        transfer=one.transfer,
        origin=one.origin,
        destination=one.destination,
        origin_mode=one.origin_mode,
        destination_mode=one.destination_mode,
        mass_kg=one.mass_kg,
        teu=one.teu,
        price_fen=one.price_fen,
        state=WorkState(one.state),
        begins=_triple(one, "begins_at"),
        ends=_triple(one, "ends_at"),
    )


def _triple(one: BookingLeg | WorkOrder, name: str) -> Triple:
    return Triple(
        planned_at=getattr(one, f"planned_{name}"),
        estimated_at=getattr(one, f"estimated_{name}"),
        actual_at=getattr(one, f"actual_{name}"),
    )


def _sum(masses: list[int | None]) -> int | None:
    known = [mass for mass in masses if mass is not None]
    return sum(known) if masses and len(known) == len(masses) else None
