"""Why a booking is touched, as kept with its proposal: what, where, when, by which notice."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from matou.modules.planner.queries.outlooks import Outlook
from matou.modules.planner.queries.touched import Touched
from matou.modules.planner.rules.network import Network, Service
from matou.modules.planner.rules.notices import (
    DRAUGHT_LIMIT,
    LOCK_CLOSURE,
    SERVICE_CANCELLED,
    STORM_STOP,
    StandingNotice,
    chamber_code,
    stopped_places,
)
from matou.modules.planner.rules.outlook import minutes_of
from matou.modules.planner.rules.replaying import Finding, Snag

MOST_REASONS = 8
_KIND_SNAG = {
    LOCK_CLOSURE: Snag.LOCK,
    DRAUGHT_LIMIT: Snag.WATER,
    SERVICE_CANCELLED: Snag.SAILING,
    STORM_STOP: Snag.STORM,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One thing that is not as planned; ``until`` is when it is over for who waits."""

    snag: str
    leg: int
    code: str
    place: str
    at: str
    until: str
    notice: str

    def as_json(self) -> dict[str, Any]:
        """Return it as kept."""
        return {name: getattr(self, name) for name in self.__slots__}


def reasons_of(touched: Touched, *, outlook: Outlook) -> tuple[Reason, ...]:
    """Return why a booking is touched, in the order of its way."""
    return tuple(_reason(one, outlook) for one in touched.findings[:MOST_REASONS])


def reason_from(kept: dict[str, Any]) -> Reason:
    """Return the reason that ``as_json`` wrote."""
    return Reason(**kept)


def _reason(one: Finding, outlook: Outlook) -> Reason:
    notice = _notice_behind(one, outlook)
    snag = one.snag
    if notice is not None and snag in {Snag.SAILING, Snag.ROW, Snag.LOCK}:
        snag = _KIND_SNAG[notice.terms.kind]
    until = one.until_min
    return Reason(
        snag=str(snag),
        leg=one.leg,
        code=one.code,
        place=one.place,
        at=_text(outlook.instant(one.at_min)),
        until=_text(outlook.instant(until)) if until is not None else "",
        notice=notice.code if notice else "",
    )


def _notice_behind(one: Finding, outlook: Outlook) -> StandingNotice | None:
    """Return the notice that bars a step, as far as one does."""
    if one.snag in {Snag.MISSED, Snag.SLOWER}:
        return None
    network = outlook.edition(one.at_min)
    ride = next((row for row in network.services if row.code == one.code), None)
    # A ride is barred between its departure and its arrival, else the wait tells how long.
    until = one.until_min or one.at_min + (ride.duration_min if ride else 0) + 1
    for notice in outlook.notices:
        begin, end = minutes_of(notice.terms, outlook.starts_at)
        if begin < until and one.at_min < end and _names(notice, one, network, ride):
            return notice
    return None


def _names(notice: StandingNotice, one: Finding, network: Network, ride: Service | None) -> bool:
    targets = set(notice.terms.targets)
    match notice.terms.kind:
        case kind if kind == LOCK_CLOSURE:
            locks = set(ride.locks) if ride else {one.place}
            return bool(targets & {*locks, *_chambers(network, locks)})
        case kind if kind == STORM_STOP:
            places = {one.place, *_ends(network, one.code)}
            return bool(places & stopped_places(network, targets))
        case _:
            return one.code in targets


def _chambers(network: Network, locks: Iterable[str]) -> set[str]:
    known = set(locks)
    return {chamber_code(one) for one in network.chambers if one.lock in known}


def _ends(network: Network, code: str) -> set[str]:
    kinds = (network.services, network.transfers, network.links)
    return {
        place
        for rows in kinds
        for row in rows
        if row.code == code
        for place in (row.origin, row.destination)
    }


def _text(at: datetime) -> str:
    return at.isoformat()
