"""Telling shippers that a plan of theirs no longer holds; once for each change."""

from collections.abc import Collection
from datetime import datetime

from matou.modules.planner.models import Booking
from matou.spine.notices import services as notices

SWEPT = "planner.replans-proposed"
ONE = "planner.replan-proposed"


def tell_of_sweep(parties: Collection[str], *, sweep: str, now: datetime) -> None:
    """Tell each shipper that bookings of theirs wait for a decision."""
    for party in sorted(parties):
        notices.notify(party=party, template=SWEPT, facts={}, key=sweep, now=now)


def tell_of_booking(booking: Booking, *, cause: str, now: datetime) -> None:
    """Tell the shipper of one booking; the same cause is told once."""
    notices.notify(
        party=booking.party,
        template=ONE,
        facts={"code": booking.code, "cargo": booking.cargo_name},
        key=f"{booking.code}:{cause[:32]}",
        now=now,
    )


def register_templates() -> None:
    """Make the texts known; called once by the wiring."""
    notices.register_template(
        name=SWEPT,
        zh_subject="路网有变，您的订舱需要改配",
        zh_body="路网变更影响了您的订舱，已为每单找出替代方案。请逐单比较后接受或谢绝。",
        en_subject="The network changed: bookings of yours need a re-plan",
        en_body=(
            "A change of the network touches bookings of yours. Other chains were found for each "
            "of them: compare, then accept or decline."
        ),
        url="/planner/replans/",
    )
    notices.register_template(
        name=ONE,
        zh_subject="订舱 {code} 需要改配",
        zh_body="订舱 {code}（{cargo}）原方案已不能按时成行，已找出替代方案。请比较后接受或谢绝。",
        en_subject="Booking {code} needs a re-plan",
        en_body=(
            "The plan of booking {code} ({cargo}) no longer holds. Other chains were found: "
            "compare, then accept or decline."
        ),
        url="/planner/bookings/{code}/",
    )
