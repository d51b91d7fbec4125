"""Which departures have too little room left for a cargo: they are no choice for a re-plan."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from matou.modules.planner.models import Departure
from matou.modules.planner.queries.outlooks import Outlook
from matou.modules.planner.queries.touched import Carried
from matou.modules.planner.rules.cargo import Cargo
from matou.modules.planner.rules.network import MINUTES_PER_DAY, Network, ServiceDay, Unit
from matou.modules.planner.rules.pinning import room_wanted

Sailing = tuple[str, datetime]
_DAY = timedelta(minutes=MINUTES_PER_DAY)


@dataclass(frozen=True, slots=True)
class Room:
    """What is left of the departures that somebody has booked, as of one moment."""

    free: dict[Sailing, tuple[str, int]]

    def full_for(self, cargo: Cargo, *, own: Collection[Sailing]) -> frozenset[Sailing]:
        """Return the departures that cannot take the cargo; ``own`` hold room for it already."""
        return frozenset(
            sailing
            for sailing, (unit, left) in self.free.items()
            if sailing not in own and left < (cargo.teu if unit == Unit.TEU else cargo.mass_kg)
        )


def room_left(*, since: datetime) -> Room:
    """Return what is left of each departure from an instant on; those never booked are not told."""
    rows = Departure.objects.filter(departs_at__gte=since)
    return Room(
        {
            (row.service, row.departs_at): (row.unit, row.capacity - row.held - row.taken)
            for row in rows
        }
    )


def own_sailings(one: Carried) -> frozenset[Sailing]:
    """Return the departures in which a booking has room for its legs to come."""
    return frozenset(
        (leg.service, leg.departs_at)
        for leg in one.chain.legs
        if leg.number > one.after_leg and room_wanted(leg=leg, cargo=one.question.cargo)
    )


def without(outlook: Outlook, full: frozenset[Sailing]) -> tuple[tuple[int, Network], ...]:
    """Return the outlook's editions without these departures, as if they did not run that day."""
    if not full:
        return outlook.editions
    off = {(code, (at - outlook.starts_at) // _DAY) for code, at in full}
    days = tuple(ServiceDay(service=code, day=day, runs=False) for code, day in sorted(off))
    name = f"{hash(full) & 0xFFFFFFFF:x}"
    return tuple(
        (
            begin,
            replace(
                network,
                version=f"{network.version}-{name}",
                service_days=(
                    *(one for one in network.service_days if (one.service, one.day) not in off),
                    *days,
                ),
            ),
        )
        for begin, network in outlook.editions
    )
