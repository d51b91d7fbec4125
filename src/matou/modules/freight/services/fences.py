"""What positions suggest for lots under way: proposals kept until someone takes them."""

from collections.abc import Iterable

from matou.kit.geo import Position
from matou.modules.freight.models import LotProposal
from matou.modules.freight.queries import follow as queries
from matou.modules.freight.rules.ais import Fix
from matou.modules.freight.rules.geofence import Proposal, proposal


def judge(*, fixes: Iterable[Fix]) -> tuple[Proposal, ...]:
    """Hold the positions against the fences of the lots their vessels carry.

    Returns the proposals that are new; each is kept once for a lot and act.
    """
    by_vessel: dict[str, list[Fix]] = {}
    for fix in fixes:
        by_vessel.setdefault(fix.mmsi, []).append(fix)
    found: list[Proposal] = []
    for mmsi, watches in queries.watches(mmsis=by_vessel).items():
        for watch in watches:
            suggested = (
                proposal(watch=watch, position=Position(fix.latitude, fix.longitude), at=fix.at)
                for fix in by_vessel[mmsi]
            )
            first = next((one for one in suggested if one is not None), None)
            if first is not None and _keep(mmsi=mmsi, suggested=first):
                found.append(first)
    return tuple(found)


def _keep(*, mmsi: str, suggested: Proposal) -> bool:
    _, is_new = LotProposal.objects.get_or_create(
        lot_code=suggested.lot_code,
        act=suggested.act,
        defaults={
            "place": suggested.place,
            "mmsi": mmsi,
            "latitude": suggested.position.latitude,
            "longitude": suggested.position.longitude,
            "at": suggested.at,
            "why_zh": suggested.why_zh,
            "why_en": suggested.why_en,
        },
    )
    return is_new
