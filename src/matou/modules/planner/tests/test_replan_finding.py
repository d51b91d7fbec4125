"""What touches a booking, what is proposed, and that a sweep may be killed and repeated."""

from dataclasses import replace
from datetime import timedelta

import pytest

from matou.kit.event import Classifier
from matou.modules.planner.models import Booking, BookingLeg, Replan, ReplanSweep
from matou.modules.planner.rules.pinning import chain_of
from matou.modules.planner.services import replan_finding
from matou.modules.planner.services.booking import confirm
from matou.modules.planner.services.following import Times, record_leg_times
from matou.modules.planner.services.importing import ImportReport
from matou.modules.planner.services.replan_finding import look_at_booking
from matou.modules.planner.tests.booked import KEEPER, SHIPPER, booked, boxes, gravel, offered
from matou.modules.planner.tests.replanned import SOON, announced, proposal, swept, withdrawn
from matou.modules.planner.tests.test_booking import told
from matou.modules.planner.tests.world import NOW
from matou.spine.notices import queries as letters

BARGE = replace(gravel(tonnes=2000), wishes=replace(gravel().wishes))


def by_barge(*, tonnes: int = 2000) -> str:
    """Book bulk by barge from Wuzhou to Nansha, the cheapest of what is shown."""
    place = next(
        number
        for number in range(8)
        if "water" in {leg.mode for leg in _chain(tonnes, number).legs}
    )
    return booked_at(tonnes, place)


def _chain(tonnes: int, place: int):  # type: ignore[no-untyped-def]
    from matou.modules.planner.models import ChainOffer

    offer = offered(gravel(tonnes=tonnes), place=place)
    return chain_of(ChainOffer.objects.get(pk=offer).chain)


def booked_at(tonnes: int, place: int) -> str:
    from matou.modules.planner.services.booking import book
    from matou.modules.planner.tests.booked import TERMS

    return book(
        offer_id=offered(gravel(tonnes=tonnes), place=place), terms=TERMS, actor=SHIPPER, now=NOW
    )


def test_a_cancelled_sailing_touches_who_is_booked_on_it(network: ImportReport) -> None:
    code = booked()
    announced("sailing", "S001", days=(0, 3))

    assert swept() == 1
    found = proposal(code)
    assert found is not None
    assert (found.state, found.reason) == ("open", "sailing")
    print([(c["best_in"], c["chain"]["arrives_at"]) for c in found.choices], found.binding_zh)


def test_nothing_touches(network: ImportReport) -> None:
    code = booked()
    barge = by_barge()
    announced("sailing", "S003")
    swept()
    assert proposal(code) is None
    assert proposal(barge) is None
    announced("water", *[leg for leg in ("W001",)], depth_cm=100, now=SOON + timedelta(minutes=1))
    swept(now=SOON + timedelta(minutes=2))
    assert proposal(barge) is None


def test_water(network: ImportReport) -> None:
    barge = by_barge()
    rows = [row for leg in Booking.objects.get(code=barge).offer.chain["legs"] if leg["mode"]=="water" for row in leg["rows"]]
    announced("water", rows[-1], depth_cm=250, days=(1, 9))
    swept()
    found = proposal(barge)
    assert found
    print(found.reasons, [(c["best_in"], c["chain"]["arrives_at"], c["chain"]["fen"]) for c in found.choices], found.old_arrives_at, found.old_price_fen)
    assert found.reason == "water"
