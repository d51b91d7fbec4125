"""The facts of an evidence bundle (证据包): disputes, evidence, track and journal of one lot."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from matou.kit.actor import ADMIN, Actor
from matou.kit.clock import CHINA
from matou.kit.errors import NotFound
from matou.modules.freight.models import Dispute, Lot
from matou.modules.freight.queries import follow, tracking
from matou.modules.freight.queries.disputes import DisputeRow, row_of, rows_of
from matou.modules.freight.queries.pictures import lot_parties
from matou.modules.freight.rules.bundle import masked
from matou.modules.freight.rules.disputes import ESCALATED
from matou.modules.freight.rules.journal_proof import block_line, journal_line
from matou.modules.freight.rules.relations import relations_of
from matou.modules.freight.rules.states import Relation
from matou.spine.documents import queries as documents
from matou.spine.documents.contracts import DocumentCard
from matou.spine.journal import queries as journal

_MAY_TAKE = frozenset({Relation.SHIPPER, Relation.CARRIER, Relation.OPERATOR})


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleFacts:
    """What a bundle tells, read at one instant."""

    lot: str
    dispute: DisputeRow
    disputes: list[dict[str, Any]]
    evidence: list[dict[str, Any]]
    documents: tuple[DocumentCard, ...]
    track: dict[str, Any]
    track_csv: str
    journal: str
    blocks: str
    entries: int


def bundled_dispute(*, code: str, dispute_id: UUID, actor: Actor) -> Dispute:
    """Return a dispute whose bundle the actor may take: its sides and operators without interest.

    An administrator may once it escalated. Raises NotFound for everybody else, the consignee
    and auditors among them.
    """
    rows = Dispute.objects.select_related("lot").filter(pk=dispute_id, lot__code=code)
    dispute = rows.first()
    if dispute is None or not _may_take(dispute, actor):
        raise NotFound(what=str(dispute_id))
    return dispute


def may_take_bundle(*, relations: frozenset[Relation]) -> bool:
    """Tell whether who stands so to a lot may take its bundle."""
    return not relations.isdisjoint(_MAY_TAKE)


def _may_take(dispute: Dispute, actor: Actor) -> bool:
    relations = relations_of(actor, parties=lot_parties(dispute.lot))
    is_escalated = not ESCALATED.isdisjoint(dispute.turns)
    return may_take_bundle(relations=relations) or (actor.has(ADMIN) and is_escalated)


def bundle_facts(*, dispute: Dispute, now: datetime) -> BundleFacts:
    """Return everything a bundle holds but papers and the documents' bytes."""
    lot = dispute.lot
    rows = sorted(lot.evidence.all(), key=lambda row: row.pk)
    cards = documents.documents_by_code({row.document_code for row in rows if row.document_code})
    lines, blocks, entries = _journal(lot.code)
    return BundleFacts(
        lot=lot.code,
        dispute=row_of(dispute, now),
        disputes=[_dispute(row) for row in rows_of(lot, now)],
        evidence=[_evidence(row) for row in rows],
        documents=tuple(cards[code] for code in sorted(cards)),
        track=follow.track_geojson(lot_code=lot.code, now=now, max_points=5_000),
        track_csv=_track_csv(lot, now),
        journal=lines,
        blocks=blocks,
        entries=entries,
    )


def _dispute(row: DisputeRow) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "claimant": row.claimant.value,
        "amount_fen": row.amount.fen,
        "state": row.state.value,
        "reason": masked(row.reason),
        "opened_at": row.opened_at,
        "reply": masked(row.reply),
        "replied_at": row.replied_at,
        "ruling": masked(row.ruling),
        "ruled_at": row.ruled_at,
        "to_claimant_fen": row.to_claimant and row.to_claimant.fen,
        "appellant": row.appellant and row.appellant.value,
        "appeal_reason": masked(row.appeal_reason),
        "appealed_at": row.appealed_at,
        "appeal_ruling": masked(row.appeal_ruling),
        "appeal_ruled_at": row.appeal_ruled_at,
        "appeal_to_claimant_fen": row.appeal_to_claimant and row.appeal_to_claimant.fen,
        "ended_at": row.ended_at,
    }


def _evidence(row: Any) -> dict[str, Any]:
    return {
        "number": row.pk,
        "kind": row.kind,
        "state": row.state,
        "by": row.relation,
        "document": row.document_code,
        "taken_at": row.taken_at,
        "recorded_at": row.recorded_at,
        "payload": _masked(row.payload),
    }


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _masked(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_masked(one) for one in value]
    return masked(value) if isinstance(value, str) else value


def _track_csv(lot: Lot, now: datetime) -> str:
    voyage = follow.voyage_of(lot_code=lot.code, now=now)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(["at", "latitude", "longitude"])
    if voyage is not None:
        fixes = tracking.fixes_of(
            mmsi=voyage.mmsi, from_at=voyage.from_at, until_at=voyage.until_at
        )
        for at, latitude, longitude in fixes:
            when = at.astimezone(CHINA).isoformat(timespec="seconds")
            writer.writerow([when, f"{latitude:.6f}", f"{longitude:.6f}"])
    return stream.getvalue()


def _journal(code: str) -> tuple[str, str, int]:
    history = journal.sealed_history(code)
    places = {
        seq: (block.number, position)
        for block in history.blocks
        for position, seq in enumerate(block.seqs)
    }
    lines = []
    for entry in history.entries:
        block, position = places.get(entry.seq, (None, None))
        lines.append(journal_line(canonical=entry.canonical, block=block, position=position))
    blocks = [
        block_line(
            number=block.number, previous=block.previous, seqs=block.seqs, digests=block.digests
        )
        for block in history.blocks
    ]
    return (
        "".join(f"{line}\n" for line in lines),
        "".join(f"{line}\n" for line in blocks),
        len(lines),
    )
