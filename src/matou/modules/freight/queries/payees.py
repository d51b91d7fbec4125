"""Who earned with a party's work, and in whose hands a vessel was: freight's answers to custody."""

from datetime import datetime, timedelta

from matou.modules.freight.contracts import CARRIER_ROLE
from matou.modules.freight.models import Lot
from matou.modules.registry.contracts import VESSEL_LOOKUP
from matou.spine.custody.contracts.payees import PayeeRole, Standing
from matou.spine.custody.contracts.signals import VesselHand
from matou.spine.parties import queries as parties

_WORK_COUNTS = timedelta(days=730)
"""Freight is paid within two years of the work, or a court decides about it."""
MOST_VESSELS = 50


def payee_standings(party: str, at: datetime) -> tuple[Standing, ...]:
    """Return who may be paid with a carrier's money besides itself, as things stand at the instant.

    The party is the actual carrier (实际承运人) of every lot that names it. The register says who
    owns the vessels of those lots, the party's memberships who sails or drives for it. A shipper,
    who carried nothing, is answered nobody.
    """
    lots = Lot.objects.filter(carrier=party, created_at__gt=at - _WORK_COUNTS)
    vessels = sorted(set(lots.values_list("vessel_code", flat=True)))[:MOST_VESSELS]
    if not vessels:
        return ()
    crew = {
        member.person
        for member in parties.members_of(company=party, at=at)
        if member.role == CARRIER_ROLE
    }
    return (
        Standing(holder=party, role=PayeeRole.ACTUAL_CARRIER),
        *_owners(vessels),
        *(Standing(holder=person, role=PayeeRole.DRIVER) for person in sorted(crew)),
    )


def vessel_hands(since: datetime) -> tuple[VesselHand, ...]:
    """Return which carrier worked which vessel since the instant, in order of time."""
    rows = Lot.objects.filter(created_at__gte=since).order_by("created_at", "pk")
    return tuple(
        VesselHand(vessel=vessel, party=carrier, at=at)
        for vessel, carrier, at in rows.values_list("vessel_code", "carrier", "created_at")
    )


def _owners(vessels: list[str]) -> tuple[Standing, ...]:
    lookup = VESSEL_LOOKUP.get()
    cards = [lookup(code) for code in vessels] if lookup else []
    return tuple(
        Standing(holder=card.owner, role=PayeeRole.VESSEL_OWNER, because=card.code)
        for card in cards
        if card is not None and card.owner
    )
