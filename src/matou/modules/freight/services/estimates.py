"""Telling when vessels are expected: estimates of arrival as events of class EST."""

from datetime import datetime, timedelta

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.kit.event import Classifier
from matou.modules.freight.contracts import ArrivalEstimated
from matou.modules.freight.models import Lot, LotEstimate
from matou.modules.freight.queries import follow
from matou.modules.freight.rules.eta import Arrival
from matou.modules.freight.rules.states import LotState
from matou.spine.journal import services as journal

TELL_AFTER = timedelta(minutes=30)
"""A smaller change of an estimate is noise: nobody moves a crane for it."""
SAILING_STATES = (LotState.TO_LOAD, LotState.IN_TRANSIT)


def estimate_arrivals(*, now: datetime, limit: int = 500) -> int:
    """Estimate every lot on its way anew; returns how many estimates were told."""
    codes = Lot.objects.filter(state__in=SAILING_STATES).order_by("state_since_at", "id")
    return sum(
        estimate_arrival(lot_code=code, now=now) is not None
        for code in codes.values_list("code", flat=True)[:limit]
    )


@transaction.atomic
def estimate_arrival(*, lot_code: str, now: datetime) -> Arrival | None:
    """Estimate one lot's arrival and tell it where it changed; returns it only when told.

    Raises NotFound for an unknown lot.
    """
    lot = Lot.objects.select_for_update(of=("self",)).filter(code=lot_code).first()
    arrival = follow.arrival_of(lot_code=lot_code, now=now)
    if lot is None or arrival is None:
        return None
    place = lot.origin if lot.state == LotState.TO_LOAD else lot.destination
    known = LotEstimate.objects.filter(lot_code=lot_code, place=place).first()
    if known is not None and abs(known.arrives_at - arrival.at) < TELL_AFTER:
        return None
    LotEstimate.objects.update_or_create(
        lot_code=lot_code,
        defaults={"place": place, "arrives_at": arrival.at, "estimated_at": now},
    )
    journal.publish(
        ArrivalEstimated(
            aggregate=lot_code,
            actor=SYSTEM.code,
            occurred_at=now,
            classifier=Classifier.ESTIMATED,
            place=place,
            arrives_at=arrival.at,
            remaining_m=round(arrival.remaining_km * 1000),
            assumptions_zh=arrival.assumptions_zh,
            assumptions_en=arrival.assumptions_en,
        )
    )
    return arrival
