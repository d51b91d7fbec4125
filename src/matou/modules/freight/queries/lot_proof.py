"""What stands behind lines of money: way, cargo and evidence of lots (``LOT_PROOF``)."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from matou.modules.freight.contracts.proof import EvidenceProof, LotProof
from matou.modules.freight.models import Evidence, Lot
from matou.modules.freight.rules.evidence import EVIDENCE_NAMES, EvidenceKind
from matou.modules.freight.rules.terms import CARGO_CATEGORIES
from matou.spine.places import queries as places
from matou.spine.places.contracts import PlaceCard


def lot_proofs(codes: Collection[str]) -> Mapping[str, LotProof]:
    """Return the proofs of the lots among the codes, by code; unknown ones are absent."""
    lots = {lot.code: lot for lot in Lot.objects.filter(code__in=set(codes))}
    if not lots:
        return {}
    evidence: dict[int, list[EvidenceProof]] = defaultdict(list)
    rows = Evidence.objects.filter(lot__in=lots.values()).exclude(document_code="").order_by("id")
    for lot_id, kind, document in rows.values_list("lot_id", "kind", "document_code"):
        title_zh, title_en = EVIDENCE_NAMES[EvidenceKind(kind)]
        evidence[lot_id].append(
            EvidenceProof(kind=kind, title_zh=title_zh, title_en=title_en, document=document)
        )
    known = places.kept_ports()
    others = {end for lot in lots.values() for end in (lot.origin, lot.destination)} - set(known)
    ends = {**known, **places.places_by_code(others)} if others else known
    return {code: _proof(lot, ends, tuple(evidence[lot.pk])) for code, lot in lots.items()}


def _proof(
    lot: Lot, ends: Mapping[str, PlaceCard], evidence: tuple[EvidenceProof, ...]
) -> LotProof:
    def named(code: str, language: str) -> str:
        place = ends.get(code)
        return place.name(language) if place else code

    cargo_zh, cargo_en = CARGO_CATEGORIES.get(lot.cargo, (lot.cargo, lot.cargo))
    return LotProof(
        code=lot.code,
        origin_zh=named(lot.origin, "zh"),
        origin_en=named(lot.origin, "en"),
        destination_zh=named(lot.destination, "zh"),
        destination_en=named(lot.destination, "en"),
        cargo_zh=cargo_zh,
        cargo_en=cargo_en,
        cargo_name=lot.cargo_name,
        vessel_name=str(lot.particulars.get("name", "")),
        shipper=lot.shipper,
        carrier=lot.carrier,
        page_url=f"/freight/lots/{lot.code}/",
        evidence=evidence,
    )
