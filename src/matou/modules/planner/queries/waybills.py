"""The multimodal waybill of a booking, ready to be shown, set and sent."""

from collections.abc import Mapping

from matou.kit.actor import Actor
from matou.modules.planner.queries.bookings import BookingPage, LegCard, Triple, booking_page
from matou.modules.planner.rules.waybill import (
    ISSUED,
    Moment,
    Named,
    Waybill,
    WaybillLeg,
    WaybillNotIssued,
)
from matou.spine.parties import queries as parties
from matou.spine.places import queries as places

Names = Mapping[str, Named]


def waybill(*, code: str, actor: Actor) -> Waybill:
    """Return the waybill to those who see the booking; raises NotFound and WaybillNotIssued."""
    page = booking_page(code=code, actor=actor)
    row = page.row
    if row.state not in ISSUED or row.confirmed_at is None:
        raise WaybillNotIssued(booking=code)
    spots, people = _places(page), _parties(page)
    legs = page.carried_legs
    return Waybill(
        number=row.code,
        version=row.version,
        issued_at=row.confirmed_at,
        state=row.state,
        consignor=people[row.party],
        consignee=people[row.consignee],
        cargo_name=row.cargo_name,
        mass_kg=row.mass_kg,
        teu=row.teu,
        dangerous_class=row.dangerous_class,
        origin=spots[row.origin],
        destination=spots[row.destination],
        price_fen=row.price_fen,
        co2e_g=row.co2e_g,
        network_version=page.network_version,
        legs=tuple(_leg(leg, page=page, spots=spots, people=people) for leg in legs),
        transhipments=tuple(spots[leg.origin] for leg in legs[1:]),
    )


def _leg(leg: LegCard, *, page: BookingPage, spots: Names, people: Names) -> WaybillLeg:
    return WaybillLeg(
        number=f"{page.row.code}-{leg.number}",
        mode=leg.mode,
        service=leg.service,
        carrier=people.get(leg.carrier),
        origin=spots[leg.origin],
        destination=spots[leg.destination],
        departs=_moment(leg.departs),
        arrives=_moment(leg.arrives),
        length_m=leg.length_m,
        vehicles=sum(part.vehicles for part in leg.parts),
        lots=tuple(part.lot for part in leg.parts if part.lot),
    )


def _moment(triple: Triple) -> Moment:
    return Moment(
        planned_at=triple.planned_at,
        estimated_at=triple.estimated_at,
        actual_at=triple.actual_at,
    )


def _places(page: BookingPage) -> Names:
    codes = {page.row.origin, page.row.destination}
    codes.update(place for leg in page.legs for place in (leg.origin, leg.destination))
    known = places.places_by_code(codes)
    return {
        code: Named(code=code, zh=known[code].name_zh, en=known[code].name_en)
        if code in known
        else Named(code=code, zh=code, en=code)
        for code in codes
    }


def _parties(page: BookingPage) -> Names:
    codes = {page.row.party, page.row.consignee, *(leg.carrier for leg in page.legs)} - {""}
    known = parties.party_cards(codes)
    return {
        code: Named(code=code, zh=known[code].name, en=known[code].name_en or known[code].name)
        if code in known
        else Named(code=code, zh=code, en=code)
        for code in codes
    }
