"""What freight can show for a lot: the way, the cargo, its evidence, and the page behind it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from matou.kit.port import Port


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceProof:
    """One kept document of a lot: what it proves, and its code in the house."""

    kind: str
    title_zh: str
    title_en: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LotProof:
    """What stands behind a line of money; names are the data's own, both languages."""

    code: str
    origin_zh: str
    origin_en: str
    destination_zh: str
    destination_en: str
    cargo_zh: str
    cargo_en: str
    cargo_name: str
    vessel_name: str
    shipper: str
    carrier: str
    page_url: str
    evidence: tuple[EvidenceProof, ...]


LOT_PROOF: Port[Callable[[Collection[str]], Mapping[str, LotProof]]] = Port("freight.LOT_PROOF")
"""The proofs of the lots among the codes, by code; unknown ones are absent."""
