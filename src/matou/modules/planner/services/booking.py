"""Booking (订舱): all legs of an offered chain or none, then confirmed by the shipper."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q

from matou.kit.actor import Actor
from matou.kit.codes import new_code
from matou.kit.errors import InvalidInput, NotFound
from matou.modules.freight.contracts import CARGO_KINDS
from matou.modules.planner.contracts import BookingConfirmed, ChainBooked
from matou.modules.planner.models import Booking, ChainOffer
from matou.modules.planner.queries.bookings import BOOKING_CODE
from matou.modules.planner.queries.outlooks import outlook_at
from matou.modules.planner.rules.asking import Question
from matou.modules.planner.rules.booking_states import (
    BOOKING_HOLDS,
    SHIPPERS,
    BookingAct,
    BookingState,
    DepartureGone,
    HoldOver,
    NoRoomLeft,
    OfferExpired,
    OfferOutdated,
    OfferTaken,
    booking_move,
)
from matou.modules.planner.rules.network import Network
from matou.modules.planner.rules.pinning import (
    PinnedChain,
    chain_of,
    footprint,
    question_of,
)
from matou.modules.planner.services.booked_legs import (
    hold_legs,
    rooms_by_leg,
    rooms_of,
    write_legs,
)
from matou.modules.planner.services.departures import lock_room, take
from matou.modules.planner.services.leg_lots import open_lots
from matou.modules.planner.services.releasing import expire_due
from matou.modules.planner.services.writing import share_network
from matou.spine.codes import services as codes
from matou.spine.journal import services as journal
from matou.spine.parties import queries as parties

T = TypeVar("T")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingTerms:
    """What is booked beside the chain: the goods by name, their category, and who receives them.

    Without a consignee the shipper receives them itself.
    """

    cargo: str = "general"
    cargo_name: str
    consignee: str = ""


def book(*, offer_id: UUID, terms: BookingTerms, actor: Actor, now: datetime) -> str:
    """Hold all legs of an offer, or none; returns the booking's code.

    Call it outside any transaction: see ``swept``. Raises what ``hold_all`` raises.
    """
    return swept(lambda: hold_all(offer_id=offer_id, terms=terms, actor=actor, now=now), now=now)


def swept(act: Callable[[], T], *, now: datetime) -> T:
    """Do an act, and where room is short once more when holds past their time are swept away.

    Such holds count until somebody sweeps them. Each is let go in a transaction of its own: within
    one that goes on to hold room, departures of many bookings would be locked in no fixed order,
    and two who sweep could wait for each other. So the act brings its own transaction, and there
    must be none around. Raises what the act raises.
    """
    try:
        return act()
    except NoRoomLeft:
        if not expire_due(now=now):
            raise
        return act()


@transaction.atomic
def confirm(*, code: str, actor: Actor, now: datetime) -> None:
    """Take the held room for good and ask carriers for the legs that no service carries.

    Raises NotAllowed, NotFound, BookingNotSo, HoldOver, DepartureGone, and what freight refuses.
    """
    actor.require_any(SHIPPERS)
    booking = own_locked(code, actor)
    target = booking_move(state=BookingState(booking.state), act=BookingAct.CONFIRM)
    if booking.held_until <= now:
        raise HoldOver(held_until=booking.held_until)
    if booking.starts_by <= now:
        raise DepartureGone(starts_by=booking.starts_by)
    take(booking)
    booking.state, booking.confirmed_at = target, now
    booking.save(update_fields=["state", "confirmed_at"])
    demands = open_lots(booking, actor=actor, now=now)
    journal.publish(
        BookingConfirmed(
            aggregate=booking.code,
            actor=actor.code,
            occurred_at=now,
            party=booking.party,
            state=booking.state,
            demands=demands,
        )
    )


def own_locked(code: str, actor: Actor) -> Booking:
    """Lock and return a booking of the actor's party; raises NotFound for any other."""
    found = (
        Booking.objects.of_party(actor.acts_for)
        .select_for_update(of=("self",))
        .filter(code=code)
        .first()
    )
    if found is None:
        raise NotFound(what=code)
    return found


@transaction.atomic
def hold_all(*, offer_id: UUID, terms: BookingTerms, actor: Actor, now: datetime) -> str:
    """Hold all legs of an offer, or none, as ``book`` does, but sweep nothing.

    Raises NotAllowed, NotFound, OfferExpired, OfferTaken, DepartureGone, OfferOutdated, NoRoomLeft
    and InvalidInput.
    """
    actor.require_any(SHIPPERS)
    offer = ChainOffer.objects.filter(pk=offer_id, party=actor.acts_for).first()
    if offer is None:
        raise NotFound(what=f"报价 offer {offer_id}")
    chain, question = chain_of(offer.chain), question_of(offer.question)
    _check_terms(terms)
    _check_offer(offer, now=now)
    seen_at = share_network(now=now)
    outlook = outlook_at(seen_at)
    network = outlook.edition(outlook.minute(chain.ready_at))
    _check_network(offer, chain, network=network, starts_at=outlook.starts_at)
    booking = _created(offer, question=question, terms=terms, actor=actor, now=now)
    rooms = rooms_of(chain, question=question, network=network)
    departures = lock_room(rooms)
    hold_legs(
        write_legs(booking, chain),
        rooms=rooms_by_leg(chain, rooms),
        departures=departures,
        expires_at=booking.held_until,
    )
    _tell_booked(booking, chain, offer=offer, now=now)
    return booking.code


def _booked_by(offer: ChainOffer) -> str | None:
    """Return the booking that was made of an offer, also where a re-plan has replaced it since."""
    made = Booking.objects.filter(Q(offer=offer) | Q(replans__replaced_offer=offer))
    return made.values_list("code", flat=True).first()


def _check_offer(offer: ChainOffer, *, now: datetime) -> None:
    taken = _booked_by(offer)
    if taken is not None:
        raise OfferTaken(booking=taken)
    if offer.expires_at <= now:
        raise OfferExpired(expires_at=offer.expires_at)
    if offer.starts_by <= now:
        raise DepartureGone(starts_by=offer.starts_by)


def _check_network(
    offer: ChainOffer, chain: PinnedChain, *, network: Network, starts_at: datetime
) -> None:
    """Refuse an offer whose legs use what has changed; other changes do not matter to it."""
    present = footprint(network=network, starts_at=starts_at, chain=chain)
    if present != offer.footprint_sha256:
        raise OfferOutdated(offered=offer.network_version, present=network.version)


def _check_terms(terms: BookingTerms) -> None:
    if not 0 < len(terms.cargo_name.strip()) <= _LONGEST_NAME or "\x00" in terms.cargo_name:
        raise InvalidInput(
            field="货名 cargo name",
            reason_zh=f"请填写 1 至 {_LONGEST_NAME} 个字。",
            reason_en=f"Give 1 to {_LONGEST_NAME} characters.",
        )
    known = CARGO_KINDS.get()
    if known is not None and terms.cargo not in known():
        raise InvalidInput(
            field="货类 cargo",
            reason_zh="请从货类中选择。",
            reason_en="Choose one of the categories.",
        )
    if terms.consignee and terms.consignee not in parties.party_cards([terms.consignee]):
        raise InvalidInput(
            field="收货人 consignee",
            reason_zh="没有找到这个单位。请核对，或留空由货主自收。",
            reason_en="This party is not known. Check it, or leave it empty to receive it all.",
        )


def _created(
    offer: ChainOffer, *, question: Question, terms: BookingTerms, actor: Actor, now: datetime
) -> Booking:
    """Insert the booking; of two who book one offer at once the second is refused."""
    code = codes.issue(
        kind=BOOKING_CODE,
        subject=new_code(),
        title_zh=f"订舱 {terms.cargo_name.strip()}",
        title_en=f"Booking {terms.cargo_name.strip()}",
        now=now,
    )
    cargo = question.cargo
    booking = Booking(
        code=code,
        offer=offer,
        party=offer.party,
        consignee=terms.consignee or offer.party,
        booked_by=actor.code,
        state=BookingState.HELD,
        cargo=terms.cargo,
        cargo_name=terms.cargo_name.strip(),
        mass_kg=cargo.mass_kg,
        teu=cargo.teu,
        dangerous_class=cargo.dangerous_class,
        origin=question.origin,
        destination=question.destination,
        price_fen=offer.price_fen,
        co2e_g=offer.co2e_g,
        departs_at=offer.departs_at,
        starts_by=offer.starts_by,
        arrives_at=offer.arrives_at,
        booked_at=now,
        held_until=min(now + BOOKING_HOLDS, offer.starts_by),
    )
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError as error:
        taken = _booked_by(offer)
        if taken is None:
            raise
        raise OfferTaken(booking=taken) from error
    return booking


def _tell_booked(booking: Booking, chain: PinnedChain, *, offer: ChainOffer, now: datetime) -> None:
    journal.publish(
        ChainBooked(
            aggregate=booking.code,
            actor=booking.booked_by,
            occurred_at=now,
            party=booking.party,
            state=booking.state,
            origin=booking.origin,
            destination=booking.destination,
            services=chain.services,
            price_fen=booking.price_fen,
            network=offer.network_version,
            held_until=booking.held_until,
            arrives_at=booking.arrives_at,
        )
    )
