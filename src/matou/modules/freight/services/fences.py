"""What positions do for lots under way: the house acts where it may, else it proposes.

Leaving the berth is proof enough for the house to let a lot depart. Arriving also needs the
notice of readiness, which is the skipper's: where it lies on the lot already the house acts, else
the proposal waits on the skipper's page.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from matou.kit.actor import SYSTEM
from matou.kit.errors import DomainError
from matou.kit.geo import Position
from matou.modules.freight.models import LotProposal
from matou.modules.freight.queries import follow as queries
from matou.modules.freight.rules.ais_reports import Fix
from matou.modules.freight.rules.evidence import EvidenceItem, VesselPosition
from matou.modules.freight.rules.geofence import LotWatch, Proposal, proposal
from matou.modules.freight.rules.states import LotState
from matou.modules.freight.services.lots import advance_lot


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What became of a batch of positions: proposals that are new, and acts carried out."""

    proposed: tuple[Proposal, ...] = ()
    taken: tuple[Proposal, ...] = ()


def judge(*, fixes: Iterable[Fix]) -> Judgement:
    """Hold positions, each vessel's in order of time, against the fences of the lots they carry."""
    by_vessel: dict[str, list[Fix]] = {}
    for fix in fixes:
        by_vessel.setdefault(fix.mmsi, []).append(fix)
    proposed: list[Proposal] = []
    taken: list[Proposal] = []
    for mmsi, watches in queries.watches(mmsis=by_vessel).items():
        for watch in watches:
            walked = _walk(mmsi=mmsi, watch=watch, fixes=by_vessel[mmsi])
            proposed += walked.proposed
            taken += walked.taken
    return Judgement(proposed=tuple(proposed), taken=tuple(taken))


def _walk(*, mmsi: str, watch: LotWatch, fixes: Sequence[Fix]) -> Judgement:
    """Follow one lot through a batch: a step that was taken may lead to the next one in it."""
    proposed: list[Proposal] = []
    taken: list[Proposal] = []
    while suggested := _first(watch=watch, fixes=fixes):
        if _keep(mmsi=mmsi, suggested=suggested):
            proposed.append(suggested)
        state = _take(suggested)
        if state is None:
            break
        taken.append(suggested)
        watch = replace(watch, state=state, since=suggested.at)
    return Judgement(proposed=tuple(proposed), taken=tuple(taken))


def _first(*, watch: LotWatch, fixes: Sequence[Fix]) -> Proposal | None:
    suggested = (
        proposal(watch=watch, position=Position(fix.latitude, fix.longitude), at=fix.at)
        for fix in fixes
    )
    return next((one for one in suggested if one is not None), None)


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


def _take(suggested: Proposal) -> LotState | None:
    """Carry the step out as the house; return None where something is still missing.

    It happened when the position was taken, so that is its instant. A refusal stays inside its
    own savepoint: positions are kept whatever a lot thinks of them.
    """
    position = VesselPosition(
        latitude=suggested.position.latitude,
        longitude=suggested.position.longitude,
        source="ais",
    )
    try:
        with transaction.atomic():
            return advance_lot(
                lot_code=suggested.lot_code,
                act=suggested.act,
                actor=SYSTEM,
                evidence=(EvidenceItem(payload=position, taken_at=suggested.at),),
                now=suggested.at,
            )
    except DomainError:
        return None
